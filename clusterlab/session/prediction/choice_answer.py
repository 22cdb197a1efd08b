"""Which options are predicted of the points of a question, and which of them were right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from clusterlab.core.message import Message, sentences
from clusterlab.core.question import ChoiceQuestion, PlaceQuestion
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.session.prediction.answer import UNANSWERED, Answer
from clusterlab.session.prediction.asking import AskedQuestion
from clusterlab.session.prediction.place_answer import PlaceAnswer
from clusterlab.session.prediction.question_marks import MarkedPoint, NumberedLine, QuestionMarks
from clusterlab.session.prediction.tally import NOT_ANSWERED, Prediction

POINT_LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""The names of marked points."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ChoiceAnswer(Answer):
    """The option `chosen` for each point, -1 for none yet; `current` is the point that is chosen for.

    Once the step is shown, `current` is the point that is explained.
    """

    question: ChoiceQuestion
    chosen: tuple[int, ...]
    current: int = 0

    @property
    def as_choice(self) -> "ChoiceAnswer":
        """The same: options are chosen."""
        return self

    @property
    def is_complete(self) -> bool:
        """Whether there is an answer for every point."""
        return all(one >= 0 for one in self.chosen)

    def at(self, current: int) -> "ChoiceAnswer":
        """The same for another point."""
        return replace(self, current=current)

    def with_choice(self, option: int) -> "ChoiceAnswer":
        """The same with an option for the current point; the next one that has none is the current one."""
        chosen = (*self.chosen[: self.current], option, *self.chosen[self.current + 1 :])
        order = [*range(self.current + 1, len(chosen)), *range(self.current)]
        return replace(self, chosen=chosen, current=next((i for i in order if chosen[i] < 0), self.current))

    def revealed(self, is_given: bool = True) -> "ChoiceAnswer":
        """The same once the step is shown; the first wrong answer is explained, else the first."""
        chosen = self.chosen if is_given else (-1,) * len(self.chosen)
        wrong = [i for i, truth in enumerate(self.question.truths) if chosen[i] != truth]
        current = wrong[0] if wrong and is_given else 0
        return replace(super().revealed(is_given), chosen=chosen, current=current)

    @property
    def letter(self) -> str:
        """The name of the current point."""
        return POINT_LETTERS[self.current]

    @property
    def text(self) -> Message:
        """The question; once the step is shown, how much was right, and why the current point is there."""
        if not self.is_shown:
            return self.question.text
        return sentences(self._verdict, self._point_name, self._reason.text)

    @property
    def marks(self) -> QuestionMarks:
        """The points with letters in the colors of the answers, later of the truth; or lines with numbers."""
        if self.question.marks_points:
            numbers = {one.cluster: i for i, one in enumerate(self.question.options, 1) if one.cluster >= 0}
            centers = {} if self.is_shown else numbers
            return QuestionMarks(points=self._points, centers=centers, is_open=not self.is_shown)
        return QuestionMarks(lines=self._numbered_lines, is_open=not self.is_shown)

    @property
    def lines(self) -> tuple[ReasonLine, ...]:
        """The distances that explain the current point."""
        return self._reason.lines if self.is_shown else ()

    @cached_property
    def predictions(self) -> tuple[Prediction, ...]:
        """The answer for each point beside the right one."""
        question, found = self.question, list[Prediction]()
        for chosen, truth, about in zip(self.chosen, question.truths, self._abouts, strict=True):
            answer = question.options[chosen].words if chosen >= 0 else NOT_ANSWERED
            is_right = chosen == truth if chosen >= 0 else None
            truth_words = question.options[truth].words
            found.append(Prediction(self.step, question.text, about, answer, truth_words, is_right))
        return tuple(found)

    @property
    def _reason(self) -> Reason:
        return self.asked.reasons[self.current]

    @property
    def _verdict(self) -> Message:
        """Whether the answer was right, or how many of them were."""
        if not self.is_given:
            return UNANSWERED
        right = sum(one.is_right is True for one in self.predictions)
        if len(self.predictions) > 1:
            return Message("{right} of {n} right.", right=right, n=len(self.predictions))
        return Message("Right.") if right else Message("It was {truth}.", truth=self.predictions[0].truth)

    @property
    def _point_name(self) -> Message:
        """Which of several points is explained."""
        if len(self.chosen) < 2:
            return Message()
        letter, about = self.letter, self._abouts[self.current]
        return Message("Point {letter}, {about}.", letter=letter, about=about)

    @property
    def _abouts(self) -> Sequence[Message]:
        """What each answer is about: a row of the data, or a pair of clusters."""
        prepared = self.asked.run.scene.prepared
        assert prepared is not None
        if not self.question.marks_points:
            return (Message("pair of clusters"),)
        numbers = [prepared.table.row_number(prepared.row(row)) for row in self.question.rows.tolist()]
        return [Message("row {row}", row=number) for number in numbers]

    @property
    def _points(self) -> tuple[MarkedPoint, ...]:
        shown, found = self.question.truths if self.is_shown else self.chosen, list[MarkedPoint]()
        for i, row in enumerate(self.question.rows.tolist()):
            cluster = self.question.options[shown[i]].cluster if shown[i] >= 0 else -1
            is_right = self.predictions[i].is_right if self.is_shown else None
            found.append(MarkedPoint(row, POINT_LETTERS[i], cluster, i == self.current, is_right))
        return tuple(found)

    @property
    def _numbered_lines(self) -> tuple[NumberedLine, ...]:
        truth = self.question.truths[0] if self.is_shown else -1
        return tuple(
            NumberedLine(np.asarray(option.line), i + 1, i == self.chosen[0], i == truth)
            for i, option in enumerate(self.question.options)
        )


AnyAnswer: TypeAlias = PlaceAnswer | ChoiceAnswer


def no_answer_yet(asked: AskedQuestion) -> AnyAnswer:
    """The answer to begin with: a center stays where it is, and no option is chosen."""
    question = asked.question
    if isinstance(question, PlaceQuestion):
        return PlaceAnswer(asked=asked, question=question, place=question.start)
    return ChoiceAnswer(asked=asked, question=question, chosen=(-1,) * len(question.truths))
