"""What a person should know of an algorithm before they choose it: the same questions for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """Generated data by the name of their shape, what is changed of its parameters and the algorithm's."""

    shape: str
    shape_params: Mapping[str, Any] = field(default_factory=dict)
    algorithm_params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """The card of an algorithm.

    `idea` is three sentences and `formula` what it improves. `shape` says which shape of cluster it
    assumes, `assignment` whether points belong to one cluster (hard) or to several (soft), `parameters`
    what must be chosen and `sensitive` what the result hangs on. `pseudocode` has lines, each with the
    phases in which it is lit. `good_example` and `bad_example` are data on which that is seen.
    """

    idea: str
    formula: str
    shape: str
    assignment: str
    parameters: str
    sensitive: str
    use: str
    avoid: str
    good_example: Example
    bad_example: Example
    pseudocode: tuple[tuple[tuple[str, ...], str], ...]
