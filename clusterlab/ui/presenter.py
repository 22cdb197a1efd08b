"""The presenter of the window: owns document, player and workers, and shows what they compute."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.worker import Worker
from clusterlab.session.analysis.hints import Hint, hint_of
from clusterlab.session.commands.pane_commands import PaneCommands
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.player import Player, PlayerUpdate
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.frame import (
    SYNC_LIMIT,
    Frame,
    FrameRenderer,
    Overlay,
    frame_task,
    rendered_frame_task,
)
from clusterlab.ui.dialogs.ask_sample import offer_sample
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.platform.error_sentence import error_sentence
from clusterlab.ui.presenters.background_saver import BackgroundSaver
from clusterlab.ui.presenters.chart_presenter import ChartPresenter, PolledPart
from clusterlab.ui.presenters.first_paint import FirstPaint
from clusterlab.ui.presenters.window_parts import WindowParts

BUSY_DELAY = 0.2
"""Seconds of computing after which the window shows that it computes."""
TICK_INTERVAL = 16
"""Milliseconds between two polls of the workers."""


class Presenter(QObject):
    """One document in one window, with its workers."""

    scene_shown = Signal()

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.window = window
        self.document, self.player = Document(session), Player(session)
        self.commands = SessionCommands(self.document, self.player, self.show_error)
        self.pane_commands = PaneCommands(self.document, self.show_next_at)
        self.window_parts = WindowParts(window)
        self.frame_renderer: FrameRenderer[Frame] = FrameRenderer(self.window_parts.show_frame)
        self.worker, self._saver = Worker("clusterlab panels"), BackgroundSaver(window.message)
        self.chart_presenters: list[ChartPresenter] = []
        self.overlays: list[Overlay] = []
        self._next_index: int | None = None
        self._hinted_selection: object = None
        self._requested_at, self.first_paint = 0.0, FirstPaint(window)
        self._computing = True
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_INTERVAL)
        self._timer.timeout.connect(self.tick)
        self.document.listeners.append(self._changed)
        self.window_parts.show_choices(session)
        self.start_ticking()

    def start_ticking(self) -> None:
        """Starts the timer that polls the workers until they are idle."""
        if not self._timer.isActive():
            self._timer.start()

    def tick(self) -> None:
        """Polls the workers and shows their results; the timer stops once a whole tick found them idle."""
        was_idle = self._is_idle()
        update = self.player.tick(monotonic())
        if update.failure is not None:
            self._fail(update.failure)
        self._show(update)
        self._show_busy()
        if not self.first_paint.pending:
            self.window.canvas.load_plot()
        for part in self._polled_parts():
            failure = part.tick()
            if failure is not None:
                self.show_error(error_sentence(failure))
        if was_idle and self._is_idle():
            self._timer.stop()

    def show_error(self, sentence: str) -> None:
        """Shows an error in the message bar."""
        self.window.message.show_message("error", sentence)

    def open_file(self, path: Path) -> None:
        """Opens a file; if that fails, the current data stay."""
        self.commands.open_file(path)

    def go(self, index: int) -> None:
        """Pauses and shows the step at a position."""
        self.player.pause()
        self.player.go(index)
        self._show(PlayerUpdate(position=True))
        self.start_ticking()

    def go_to_end(self) -> None:
        """Pauses and shows the last step, and newer ones as they are computed."""
        self.player.pause()
        self.player.go_to_end()
        self._show(PlayerUpdate(position=True))
        self.start_ticking()

    def toggle_run(self) -> None:
        """Starts or pauses playback."""
        if self.player.playing:
            self.player.pause()
        else:
            self.player.play(monotonic())
        self._show(PlayerUpdate(position=True))
        self.start_ticking()

    def set_rate(self, rate: float) -> None:
        """Sets the playback rate in half-steps per second."""
        self.player.rate = rate

    def cancel(self) -> None:
        """Cancels computing and playback; if there is none, closes the drawer or leaves the comparison."""
        was_playing = self.player.playing
        canceled = [self.player.cancel(), *(presenter.cancel() for presenter in self.chart_presenters)]
        self.player.pause()
        if not self.player.shows(self.document.session):
            self.document.revert()  # the requested session was never shown
        if any(canceled):
            self.window.message.show_message("hint", "Cancelled. What was computed so far stays.")
        elif not was_playing and not self.window.drawer.close_drawer() and self.document.session.compares:
            self.pane_commands.leave()
        self._show(PlayerUpdate(steps=True))

    def show_frame(self, make: Callable[[], Frame]) -> None:
        """Makes and shows a frame: a small one at once, a large one on a worker."""
        prepared, step = self.player.scene.prepared, self.player.step
        clusters = 1 if step is None else max(1, step.k)
        size = 0 if prepared is None else prepared.points.n * clusters
        self.frame_renderer.ask(
            make if size <= SYNC_LIMIT else rendered_frame_task(make, self.window.canvas.state), size
        )
        self.start_ticking()

    def show_next_at(self, index: int) -> None:
        """Makes the next requested session start at this step."""
        self._next_index = index

    def save(self, path: Path, write: Callable[[], object]) -> None:
        """Writes a file in the background and reports when it is saved."""
        self._saver.save(path, write)
        self.start_ticking()

    def refresh(self) -> None:
        """Redraws the step on screen after its overlays or its view have changed."""
        self._show(PlayerUpdate(position=True))
        self.start_ticking()

    def close(self) -> None:
        """Stops the workers."""
        self._timer.stop()
        for part in (self.player, self.frame_renderer, self._saver, self.worker):
            part.close()

    def _changed(self, old: Session, new: Session) -> None:
        next_index, self._next_index = self._next_index, None
        if choices.same_steps(old, new):
            self.player.apply_appearance(new)
            self._show(PlayerUpdate(position=True))
        else:
            self.player.request(new, next_index)
            self._requested_at = monotonic()
            if not self.player.waiting:  # its results are there already
                self._show(PlayerUpdate(scene=True))
        self.window.message.hide()
        self.window_parts.show_choices(new)
        self.start_ticking()

    def _show(self, update: PlayerUpdate) -> None:
        scene = self.player.scene
        if update.scene:
            self.window_parts.show_scene(scene)
            self.scene_shown.emit()
        if update.scene or update.steps or update.position or self.player.computing != self._computing:
            self._computing = self.player.computing
            self.window_parts.show_run(self.player)
        if (update.scene or update.position) and not self.document.session.compares:
            make = frame_task(self.player.slot, overlays=self.overlays)
            if make is not None:
                self.show_frame(make)
        if update.scene and update.failure is None:
            self._hint(scene)

    def _show_busy(self) -> None:
        """Shows that the window computes once that takes longer than `BUSY_DELAY`."""
        is_slow = monotonic() - self._requested_at > BUSY_DELAY
        words = "Computing… Esc cancels" if self.player.computing and is_slow else ""
        self.window_parts.show_busy("Saving…" if self._saver.busy else words, self.player.waiting and is_slow)

    def _hint(self, scene: Scene) -> None:
        """Shows a hint about scaling or columns, once for each data set."""
        if scene.prepared is None or scene.prepared.selection is self._hinted_selection:
            return
        self._hinted_selection = scene.prepared.selection
        hint = hint_of(scene.prepared)
        if hint is not None:
            self.window.message.show_message(
                "hint", hint.sentence, hint.action, lambda: self._accept_hint(hint)
            )

    def _accept_hint(self, hint: Hint) -> None:
        if hint.scaling:
            self.commands.choose_scaling(hint.scaling)
        elif hint.columns:
            self.commands.choose_columns(hint.columns)

    def _polled_parts(self) -> tuple[PolledPart, ...]:
        return self._saver, self.frame_renderer, *self.chart_presenters

    def _is_idle(self) -> bool:
        busy = self.player.busy or any(part.busy for part in self._polled_parts())
        return not self.first_paint.pending and not busy

    def _fail(self, failure: Exception) -> None:
        """Reports a failed run; a requested session that never came on screen is reverted."""
        requested = self.document.session
        if not self.player.shows(requested):
            self.document.revert()
        if isinstance(failure, TooManyPointsError):
            offer_sample(self.window.message, self.commands, failure, requested)
        else:
            self.show_error(error_sentence(failure))
