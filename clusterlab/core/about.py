"""The descriptions of algorithms: the same questions answered for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from clusterlab.core.formula import Formula


class AboutFormulas(NamedTuple):
    """The formulas of an algorithm in symbols, and what the letters in them mean.

    `steps` are the formulas of the steps, each with the phases in which it gets numbers.
    """

    objective: "Formula"
    symbols: str
    steps: "tuple[tuple[tuple[str, ...], Formula], ...]"


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

    `idea` is three sentences. `shape` says which cluster shape it assumes, `assignment` whether points
    belong to one cluster (hard) or to several (soft), `parameters` what must be chosen, `sensitive` what the
    result depends on, `use` and `avoid` when it suits and when not. `good_example` and `bad_example` are data
    on which it succeeds and fails. `pseudocode` has lines, each with the phases in which it is highlighted.
    `load_formulas` gives the formulas, which most uses of a description do without.
    """

    idea: str
    shape: str
    assignment: str
    parameters: str
    sensitive: str
    use: str
    avoid: str
    good_example: Example
    bad_example: Example
    pseudocode: tuple[tuple[tuple[str, ...], str], ...]
    load_formulas: Callable[[], AboutFormulas]

    @property
    def formula(self) -> "Formula":
        """The formula of the objective."""
        return self.load_formulas().objective

    @property
    def symbols(self) -> str:
        """What the letters of the formulas mean."""
        return self.load_formulas().symbols

    @property
    def formulas(self) -> "tuple[tuple[tuple[str, ...], Formula], ...]":
        """The formulas of the steps in symbols, each with the phases in which it gets numbers."""
        return self.load_formulas().steps


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
