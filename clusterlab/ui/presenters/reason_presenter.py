"""Says why the selected point or center is where it is, at every step."""

from collections.abc import Iterator

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.session.analysis.selected_reason import (
    NO_REASON,
    SelectedReason,
    next_row_to_explain,
    selected_reason,
)
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.session import Session
from clusterlab.ui.panels.canvas_strip import CanvasStrip
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.chart_presenter import QueuePresenter

Asked = tuple[ShownRun, int | None, int]
"""The run on screen, the only selected row, and the selected center, -1 for none."""


class ReasonPresenter(QueuePresenter):
    """Follows the selection and the step of the canvas; Esc hides the answer until the next selection."""

    def __init__(self, presenter: Presenter) -> None:
        worker = SingleTaskWorker("clusterlab reasons")
        super().__init__(presenter, worker)
        self._canvas, self._strip = presenter.window.canvas, CanvasStrip(presenter.window.canvas)
        self._asked: Asked | None = None
        self._is_closed = self._is_suspended = False
        presenter.window.closing.connect(worker.stop)
        presenter.drag_cancelers.append(self.close)
        presenter.highlight_changed.connect(self._reopen)
        self._canvas.center_selected.connect(lambda _: self._reopen())
        presenter.frame_shown.connect(self.follow)
        presenter.document.listeners.append(self._forget_center)

    @property
    def words(self) -> str:
        """The answer on screen; empty where there is none."""
        return self._strip.words

    def follow(self) -> None:
        """Asks for the reason of what is selected at the step on screen, unless that is shown."""
        asked = self._selected()
        if asked == self._asked:
            return
        self._asked = asked
        self._work.cancel()
        if asked is None:
            self._show(NO_REASON)
        else:
            self._work.start(lambda: _reasons(asked))
            self._presenter.poll_while_busy(self)

    def close(self) -> bool:
        """Hides the answer; whether there was one."""
        was_open = bool(self.words)
        self._is_closed = self._is_closed or was_open
        self.follow()
        return was_open

    def suspend(self, suspended: bool) -> None:
        """Gives no answer while the canvas shows something else in its place."""
        if suspended != self._is_suspended:
            self._is_suspended = suspended
            self.follow()

    def explain_next_point(self) -> None:
        """Selects the next point that this step changed, which explains it."""
        run, highlight = self._presenter.shown.run, self._presenter.highlight
        row = next_row_to_explain(run, _only(highlight.selected))
        if row is not None:
            self._canvas.select_center(-1)
            highlight.select((row,))
            self._reopen()

    def explain_next_center(self) -> None:
        """Selects the next center, which explains it."""
        step = self._presenter.shown.run.step
        if step is not None and step.centers is not None:
            following = (self._canvas.pointer.center + 1) % len(step.centers)
            self._canvas.select_center(following)
            self._canvas.center_selected.emit(following)

    def _forget_center(self, old: Session, new: Session) -> None:
        """Selects no center where other data are chosen, as no point then is."""
        if old.source != new.source:
            self._canvas.select_center(-1)

    def _reopen(self) -> None:
        self._is_closed = False
        self.follow()

    def _selected(self) -> Asked | None:
        """What is to be explained; None for nothing."""
        shown, center = self._presenter.shown, self._canvas.pointer.center
        row = _only(self._presenter.highlight.selected)
        if self._is_closed or self._is_suspended or shown.session.compares or (row is None and center < 0):
            return None
        return shown.run, row, center

    def _show_items(self, items: list[SelectedReason]) -> None:
        self._show(items[-1])

    def _show(self, reason: SelectedReason) -> None:
        self._strip.say(str(reason.text))
        if reason.lines or self._canvas.pointer.reason:
            self._canvas.update_pointer(reason=reason.lines)


def _only(rows: frozenset[int]) -> int | None:
    """The row, where only one is selected."""
    return next(iter(rows)) if len(rows) == 1 else None


def _reasons(asked: Asked) -> Iterator[SelectedReason]:
    yield selected_reason(*asked)
