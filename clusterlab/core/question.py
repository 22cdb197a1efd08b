"""What a person can be asked about the next step before it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.marks import Mark
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.projection import View
from clusterlab.core.reason import Reason
from clusterlab.kernels.typing import Flags, Floats, Rows

if TYPE_CHECKING:
    from clusterlab.core.step import Step


@dataclass(frozen=True, eq=False)
class PlaceQuestion(FrozenArrays):
    """Where the center of a `cluster` at `start` (d,) goes: to `truth` (d,), in normalized coordinates."""

    text: Message
    cluster: int
    start: Floats
    truth: Floats


@dataclass(frozen=True, eq=False)
class Option(FrozenArrays):
    """An answer to choose: its words, the cluster whose color it has, -1 for none, and a line to draw (2, d).

    The line is in normalized coordinates.
    """

    words: Message
    cluster: int = -1
    line: Floats | None = None


@dataclass(frozen=True, eq=False)
class ChoiceQuestion(FrozenArrays):
    """Which of the `options` is right for each of some points (their `rows` (m,)): those in `truths` (m,).

    Where the options are lines there is one row, which only explains the answer, and is not marked. The
    `reasons` say why each answer is right, where the step after it does not.
    """

    text: Message
    rows: Rows
    options: tuple[Option, ...]
    truths: tuple[int, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def marks_points(self) -> bool:
        """Whether it is about points that are marked, and not about lines."""
        return all(option.line is None for option in self.options)


Question: TypeAlias = PlaceQuestion | ChoiceQuestion


@dataclass(frozen=True, eq=False)
class StepPair:
    """A step of `points` and the one `after` it, the view of them, and what chooses the points to ask about.

    `shown` (n,) says which points are visible, None for all.
    """

    before: "Step"
    after: "Step"
    points: Points
    view: View
    random: "np.random.Generator"
    shown: Flags | None = None


@dataclass(frozen=True)
class QuestionKind:
    """What is asked before a step: the question that `ask` finds, None where none fits.

    The marks that it `conceals` would show the answer, and are not drawn while it is asked.
    """

    ask: Callable[[StepPair], Question | None]
    conceals: tuple[type[Mark], ...] = ()


Questions: TypeAlias = Mapping[str, QuestionKind]
"""What is asked before the steps of some phases, by their names."""
