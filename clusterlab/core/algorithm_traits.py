"""What helps to choose an algorithm: the same questions, answered from what each algorithm declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.memory_budget import MEMORY_BUDGET, max_points_within_budget
from clusterlab.core.message import Message, without_fields

FEW_FEATURES, UNLIMITED_POINTS = 2, 10_000_000
"""Up to how many points an algorithm can take is said for so many features, and below so many points."""
Kind = type[Algorithm]


@dataclass(frozen=True)
class Trait:
    """A question about algorithms: its label, what it asks, and the answer; that of a flag is yes or no."""

    label: str
    help: str
    answer: Callable[[Kind], Message]
    is_flag: bool = False


def max_points_of(kind: Kind) -> int | None:
    """Up to how many points of few features an algorithm takes by default; None where it takes very many."""
    made: Any = kind()
    within = max_points_within_budget(made, UNLIMITED_POINTS, FEW_FEATURES)
    found = min(within, kind.max_points or UNLIMITED_POINTS)
    return found if found < UNLIMITED_POINTS else None


def _scale(kind: Kind) -> Message:
    if kind.scale:
        return without_fields(kind.scale)
    limit = max_points_of(kind)
    if limit is None:
        return Message("Very many points.")
    if kind.max_points == limit:
        return Message("At most {limit} points.", limit=limit)
    template = "About {limit} points in {budget:bytes} of memory."
    return Message(template, limit=limit, budget=MEMORY_BUDGET)


def _flag(declared: Callable[[Kind], bool]) -> Callable[[Kind], Message]:
    """Yes or no, as a class declares."""
    return lambda kind: Message("yes") if declared(kind) else Message("no")


def _of_card(name: str) -> Callable[[Kind], Message]:
    """A text of the description of an algorithm; empty where it has none."""
    return lambda kind: Message() if kind.about is None else without_fields(vars(kind.about)[name])


TRAITS: Mapping[str, Trait] = {
    "shape": Trait("Clusters", "The shape of the clusters that it finds.", _of_card("shape")),
    "noise": Trait(
        "Noise",
        "Whether it leaves some points outside of every cluster.",
        _flag(lambda kind: kind.finds_noise),
        True,
    ),
    "soft": Trait(
        "Soft", "Whether a point may belong to several clusters in part.", _flag(lambda kind: kind.soft), True
    ),
    "weights": Trait(
        "Weights", "Whether it counts weights of rows.", _flag(lambda kind: kind.takes_weights), True
    ),
    "scale": Trait("Scale", "For how many points it is suited.", _scale),
    "parameters": Trait("To choose", "What must be set.", _of_card("parameters")),
    "sensitive": Trait("Sensitive to", "On what the result depends.", _of_card("sensitive")),
}
"""What is compared of all algorithms, in the order of the columns."""
