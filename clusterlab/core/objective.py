"""Objectives: what algorithms minimize or maximize."""

from collections.abc import Mapping
from dataclasses import dataclass

from clusterlab.core.terms import sentence_of


@dataclass(frozen=True)
class Objective:
    """What an algorithm minimizes or maximizes: its name on charts and in files, and which way is better.

    `key` is the name of the step's figure in the data's units; it is `per_point` where that is a sum over
    the points and the objective their mean. `help` is its formula. Charts over K have the `chart_title`, if
    there is one, else the name; their axis starts at zero if `from_zero`. `phrase` is the template of a
    `{value}` in a caption, where it is not the name and the value.
    """

    name: str
    key: str
    lower_is_better: bool
    per_point: bool = False
    help: str = ""
    chart_title: str = ""
    from_zero: bool = False
    phrase: str = ""

    @property
    def value_name(self) -> str:
        """The name of `value`, which says that it is per point where it is."""
        return f"{self.name} per point" if self.per_point else self.name

    def value(self, figures: Mapping[str, float], n: float) -> float | None:
        """Its value among the figures of a step of points of number or weight `n`.

        Divided by `n` where it is `per_point`.
        """
        figure = figures.get(self.key)
        return figure / n if figure is not None and self.per_point else figure


INERTIA = Objective(
    "Inertia",
    "inertia",
    lower_is_better=True,
    help=sentence_of("Inertia"),
    chart_title="Elbow",
    from_zero=True,
)
