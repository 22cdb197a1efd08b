"""The descriptions of algorithms: the same questions answered for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clusterlab.core.formula import Formula


@dataclass(frozen=True)
class Example:
    """Generated data by the name of the shape, with the changed parameters of shape and algorithm.

    The `reason` says of data on which the algorithm fails why it does, and what to try.
    """

    shape: str
    shape_params: Mapping[str, Any] = field(default_factory=dict)
    algorithm_params: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class About:
    """The description of an algorithm.

    `idea` is three sentences, `formula` the objective, and `symbols` says what the letters of formulas mean.
    `shape` says which cluster shape it assumes, `assignment` whether points belong to one cluster (hard) or
    to several (soft), `parameters` what must be chosen, `sensitive` what the result depends on, `use` and
    `avoid` when it suits and when not. `pseudocode` has lines and `formulas` those of the steps in symbols,
    each with the phases in which a line is highlighted or a formula gets numbers. `good_example` and
    `bad_example` are data on which it succeeds and fails.
    """

    idea: str
    formula: Formula
    symbols: str
    shape: str
    assignment: str
    parameters: str
    sensitive: str
    use: str
    avoid: str
    good_example: Example
    bad_example: Example
    pseudocode: tuple[tuple[tuple[str, ...], str], ...]
    formulas: tuple[tuple[tuple[str, ...], Formula], ...]


class Aspect(NamedTuple):
    """A question about an algorithm: its label, and the answer of an algorithm's `About`."""

    label: str
    answer: Callable[[About], str]


ASPECTS = {
    "shape": Aspect("Clusters", lambda about: about.shape),
    "assignment": Aspect("Assignment", lambda about: about.assignment),
    "parameters": Aspect("To choose", lambda about: about.parameters),
    "sensitive": Aspect("Sensitive to", lambda about: about.sensitive),
    "use": Aspect("Use it", lambda about: about.use),
    "avoid": Aspect("Avoid it", lambda about: about.avoid),
}
"""The aspects that are compared side by side, by the name of their field of `About`."""
