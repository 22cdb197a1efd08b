"""What an algorithm improves."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Objective:
    """What an algorithm improves: its name on charts and in files, and which way is better.

    `key` is the name of the figure of a step that says how good it is in the data's units; where that
    is a total over the points and the objective their mean, it is `per_point`. `help` is its formula.
    """

    name: str
    key: str
    lower_is_better: bool
    per_point: bool = False
    help: str = ""
