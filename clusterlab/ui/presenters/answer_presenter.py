"""Shows the answer to a question in the bar below the canvas and on it, and takes what is answered there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.kernels.typing import Floats
from clusterlab.session.prediction.tally import Tally
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.reason_presenter import ReasonPresenter

if TYPE_CHECKING:
    from clusterlab.session.prediction.choice_answer import AnyAnswer, ChoiceAnswer
    from clusterlab.session.prediction.place_answer import PlaceAnswer


class AnswerPresenter:
    """Holds the `answer` to an open question, or to the last one while its step is on screen.

    `confirm` is called where an answer needs nothing more. What is shown takes the place of the reason of
    what is selected.
    """

    def __init__(self, presenter: Presenter, reasons: ReasonPresenter, confirm: Callable[[], object]) -> None:
        self._presenter, self._reasons, self._confirm = presenter, reasons, confirm
        self._bar, self._canvas = presenter.window.predict, presenter.window.canvas
        self.answer: AnyAnswer | None = None
        self._bar.option_chosen.connect(self.choose)
        self._bar.point_chosen.connect(self._select)
        self._bar.moved.connect(self._move)
        self._canvas.take_click = self._take_click

    @property
    def is_open(self) -> bool:
        """Whether a question waits for an answer."""
        return self.answer is not None and not self.answer.is_shown

    @property
    def depends_on_view(self) -> bool:
        """Whether the answer is a place or a line of the view in which it was asked."""
        choice = self._choice
        return self._place is not None or (choice is not None and not choice.question.marks_points)

    @property
    def _choice(self) -> "ChoiceAnswer | None":
        """The answer, where options are chosen."""
        return None if self.answer is None else self.answer.as_choice

    @property
    def _place(self) -> "PlaceAnswer | None":
        """The answer, where it is a place."""
        return None if self.answer is None else self.answer.as_place

    def show(self, answer: "AnyAnswer | None", tally: Tally) -> None:
        """Shows an answer, or with None that there is no question."""
        before, self.answer = self.answer, answer
        if answer is not None:
            self._reasons.suspend(True)
            self._bar.show_answer(answer, tally)
            self._canvas.update_pointer(question=answer.marks, reason=answer.lines)
            return
        self._bar.show_idle(tally)
        if before is not None:
            self._canvas.update_pointer(question=None, reason=())
        self._reasons.suspend(False)

    def choose(self, option: int) -> None:
        """Chooses an option for the current point, which confirms it where that is the only one."""
        answer = self._choice
        if answer is not None and self.is_open and option < len(answer.question.options):
            self._change(answer.with_choice(option))
            if len(answer.chosen) > 1:
                self._bar.take_focus()
            else:
                self._confirm()

    def _change(self, answer: "AnyAnswer") -> None:
        """Shows another answer to the same question."""
        self.answer = answer
        self._bar.change_answer(answer)
        self._canvas.update_pointer(question=answer.marks, reason=answer.lines)

    def _select(self, point: int) -> None:
        """Makes a point the current one."""
        if self._choice is not None and point != self._choice.current:
            self._change(self._choice.at(point))

    def _take_click(self, position: QPointF) -> bool:
        """Answers by a click on a place, or on what is marked; whether it is one."""
        marks, plot = self._canvas.pointer.question, self._canvas.view.plot
        content = plot.content()
        if marks is None or content is None or plot.legend.covers(position):
            return False
        if self._place is not None and self.is_open:
            self._put(content.viewport.to_plane(np.array(position.toTuple())))
            self._confirm()
            return True
        from clusterlab.ui.canvas.question_painter import mark_at

        mark = mark_at(content, marks, position)
        if mark >= 0:
            self._answer_mark(mark)
        return mark >= 0

    def _answer_mark(self, mark: int) -> None:
        """Chooses a clicked line, or makes a clicked point the current one."""
        if self.depends_on_view:
            self.choose(mark)
        else:
            self._select(mark)
            self._bar.take_focus()

    def _move(self, right: int, down: int) -> None:
        """Moves the cross by pixels, within the plot."""
        view, viewport = self._presenter.shown.run.view, self._canvas.viewport
        answer = self._place
        if answer is not None and view is not None and viewport is not None:
            pixel = viewport.to_pixels(view.project(answer.place)) + np.array([right, down])
            self._put(viewport.to_plane(np.clip(pixel, 0, viewport.size)))

    def _put(self, position: Floats) -> None:
        """Puts the cross on a position of the plane (2,)."""
        view = self._presenter.shown.run.view
        answer = self._place
        if answer is not None and view is not None and self.is_open:
            self._change(answer.at(view.unproject(position, answer.question.start)))
