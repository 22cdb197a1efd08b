"""The answer to a question, from the first choice until the step is shown."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.core.reason import ReasonLine
from clusterlab.session.prediction.asking import AskedQuestion
from clusterlab.session.prediction.question_marks import QuestionMarks
from clusterlab.session.prediction.tally import Prediction

if TYPE_CHECKING:
    from clusterlab.session.prediction.choice_answer import ChoiceAnswer
    from clusterlab.session.prediction.place_answer import PlaceAnswer

UNANSWERED = Message("Not answered.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer(FrozenArrays, ABC):
    """What was answered so far; `is_shown` once the step is on screen, `is_given` unless it was skipped."""

    asked: AskedQuestion
    is_shown: bool = False
    is_given: bool = True

    @property
    def as_choice(self) -> "ChoiceAnswer | None":
        """The same where options are chosen, else None."""
        return None

    @property
    def as_place(self) -> "PlaceAnswer | None":
        """The same where it is a place, else None."""
        return None

    @property
    def is_complete(self) -> bool:
        """Whether it can be judged."""
        return True

    @property
    def step(self) -> Message:
        """The step before which was asked, by its phase and iteration."""
        run = self.asked.run
        return run.scene.position_label(run.index + 1)

    def revealed(self, is_given: bool = True) -> Self:
        """The same once the step is shown; it is taken back where it is not given."""
        return replace(self, is_shown=True, is_given=is_given)

    @property
    @abstractmethod
    def text(self) -> Message:
        """The question; once the step is shown, whether the answer was right, and why."""

    @property
    @abstractmethod
    def marks(self) -> QuestionMarks:
        """What is drawn on the canvas."""

    @property
    @abstractmethod
    def lines(self) -> tuple[ReasonLine, ...]:
        """The lines that explain the answer once the step is shown."""

    @property
    @abstractmethod
    def predictions(self) -> tuple[Prediction, ...]:
        """What was answered, beside what was right."""
