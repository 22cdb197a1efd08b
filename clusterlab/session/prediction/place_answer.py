"""Where a center is predicted to go, and how far that is from where it went."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message, sentences
from clusterlab.core.question import PlaceQuestion
from clusterlab.core.reason import ReasonLine
from clusterlab.kernels.typing import Floats
from clusterlab.session.prediction.answer import UNANSWERED, Answer
from clusterlab.session.prediction.question_marks import QuestionMarks
from clusterlab.session.prediction.tally import NOT_ANSWERED, Prediction
from clusterlab.session.state.prepared import Prepared

RIGHT_SHARE = 0.5
"""A place is right where its miss is at most this share of the way."""
MAX_COORDINATES = 4
"""So many coordinates of a place are told."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PlaceAnswer(Answer):
    """A `place` (d,) for the center of the question, in normalized coordinates.

    Lengths are in the units of the data, along the plane of the view: of other directions nothing is asked.
    """

    question: PlaceQuestion
    place: Floats

    @property
    def as_place(self) -> "PlaceAnswer":
        """The same: it is a place."""
        return self

    def at(self, place: Floats) -> "PlaceAnswer":
        """The same with another place (d,)."""
        return replace(self, place=place)

    @property
    def miss(self) -> float:
        """How far the place is from where the center went."""
        return self._distance(self.place)

    @property
    def share(self) -> float:
        """The miss as a share of the way of the center."""
        way = self._distance(self.question.start)
        return self.miss / way if way else 0.0

    @property
    def is_right(self) -> bool:
        """Whether the miss is small enough."""
        return self.share <= RIGHT_SHARE

    @property
    def text(self) -> Message:
        """The question; once the step is shown, the miss, and why the center went there."""
        if not self.is_shown:
            return self.question.text
        return sentences(self._verdict if self.is_given else UNANSWERED, self.asked.reasons[0].text)

    @property
    def marks(self) -> QuestionMarks:
        """A cross at the place."""
        return QuestionMarks(cross=self.place if self.is_given else None, is_open=not self.is_shown)

    @property
    def lines(self) -> tuple[ReasonLine, ...]:
        """The way of the center, and the miss."""
        if not self.is_shown:
            return ()
        own = self.asked.reasons[0].lines
        if not self.is_given:
            return own
        text = Message("{miss}", miss=self.miss)
        return (*own, ReasonLine(self._on_plane(self.place), self.question.truth, -1, text))

    @cached_property
    def predictions(self) -> tuple[Prediction, ...]:
        """The place beside the right one."""
        about = Message("center of {cluster}", cluster=ClusterReference(self.question.cluster))
        return (
            Prediction(
                step=self.step,
                question=self.question.text,
                about=self.asked.listing.renamed(about),
                answer=self._text_of(self._on_plane(self.place)) if self.is_given else NOT_ANSWERED,
                truth=self._text_of(self.question.truth),
                is_right=self.is_right if self.is_given else None,
                miss=self.miss if self.is_given else None,
                share=self.share if self.is_given else None,
            ),
        )

    @property
    def _verdict(self) -> Message:
        template = "Missed by {miss}, {share:percent} of the way."
        if self.is_right:
            template = "Right: missed by only {miss}, {share:percent} of the way."
        return Message(template, miss=self.miss, share=self.share)

    @property
    def _prepared(self) -> Prepared:
        prepared = self.asked.run.scene.prepared
        assert prepared is not None
        return prepared

    def _on_plane(self, place: Floats) -> Floats:
        """A place (d,) moved to the plane of the view through where the center went."""
        view = self.asked.run.view
        assert view is not None
        return view.unproject(view.project(place), self.question.truth)

    def _distance(self, place: Floats) -> float:
        """How far a place (d,) is, along the plane, from where the center went."""
        length = float(np.linalg.norm(self._on_plane(place) - self.question.truth))
        return self._prepared.points.units.distance(length)

    def _text_of(self, place: Floats) -> Message:
        """The first coordinates of a place, in the units of the data."""
        numbers = self._prepared.units.positions(place).tolist()
        told = [Message("{number}", number=number) for number in numbers[:MAX_COORDINATES]]
        more = [Message("…")] if len(numbers) > MAX_COORDINATES else []
        return Message("({numbers:commas})", numbers=[*told, *more])
