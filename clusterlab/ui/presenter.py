"""The presenter of the window: owns document, player and workers, and tells all parts what changed."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.worker import Worker
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.export.canvas_state import CanvasState
from clusterlab.export.frame import Frame, Overlay, frame_task
from clusterlab.session.commands.center_commands import CenterCommands
from clusterlab.session.commands.k_limit import KLimit
from clusterlab.session.commands.pane_commands import PaneCommands
from clusterlab.session.commands.row_commands import RowCommands
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.captions import DraggedCenter
from clusterlab.session.playback.frame_renderer import SYNC_LIMIT, FrameRenderer
from clusterlab.session.playback.player import REDUCED_RATE, Player
from clusterlab.session.playback.run_task import UndecidedReadingError
from clusterlab.session.playback.shown import Change, Shown, changes, resolve
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.drawing_choices import TooFewPointsError
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.large_tables import LargeTableError
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.raster import RasterImages, raster_images
from clusterlab.ui.dialogs.ask_sample import offer_sample
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.presenters.background_saver import BackgroundSaver
from clusterlab.ui.presenters.first_paint import FirstPaint
from clusterlab.ui.presenters.window_parts import WindowParts

BUSY_DELAY = 0.2
"""Seconds of computing after which the window shows that it computes."""
POLL_INTERVAL = 16
"""Milliseconds between two polls of the parts that work."""
ImagedFrame = tuple[Frame, RasterImages | None]
"""A frame, and the images of a large picture."""


class PolledPart(Protocol):
    """A part of the window that is polled while it is busy."""

    @property
    def busy(self) -> bool:
        """Whether work is under way, or its results are not shown yet."""

    def poll(self) -> Exception | None:
        """Takes and shows results; returns the error if the work failed."""


class ChartPresenter(PolledPart, Protocol):
    """A part that computes results of its own on a worker."""

    def cancel(self) -> bool:
        """Stops computing; returns whether something was being computed."""


class Presenter(QObject):
    """One document in one window, with its workers; `shown` is what is on screen.

    Each signal tells one kind of change of it; `frame_shown` that the canvas has another picture. Others
    tell what is asked for: `open_asked` (a table or session), `workers_asked` (a folder and what opens it),
    `run_failed` (error, session if any), `menu_requested` (canvas, run, target, place).
    """

    session_changed, scene_changed = Signal(Shown), Signal(Shown)
    colors_changed = Signal(Shown)
    step_changed = Signal(Shown)
    picture_changed = Signal(Shown)
    panes_changed = Signal(Shown)
    timeline_changed = Signal(Shown)
    activity_changed = Signal(Shown)
    highlight_changed, emphasis_changed, frame_shown = Signal(), Signal(), Signal()
    reading_asked, open_asked, try_all_asked = Signal(object), Signal(object), Signal()
    apply_asked, run_failed, workers_asked = Signal(), Signal(object, object), Signal(object, object)
    menu_requested = Signal(object, object, object, object)

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.window = window
        self.document, self.player, self.highlight = Document(session), Player(session), Highlight()
        self.commands = SessionCommands(self.document, self.player, self.show_error)
        self.pane_commands = PaneCommands(self.document, self.player.next_at)
        self.center_commands = CenterCommands(self.document, self.player, self.show_error)
        self.row_commands = RowCommands(self.document, self.player, self.show_error)
        self.k_limit = KLimit(self.document, self.player)
        self.frame_renderer: FrameRenderer[ImagedFrame] = FrameRenderer(self._show_frame)
        self.worker = Worker("clusterlab panels")
        self.saver = BackgroundSaver(window.message, self.poll_while_busy)
        self.chart_presenters: list[ChartPresenter] = []
        self.overlays: list[Overlay] = []
        self.drag_cancelers: list[Callable[[], bool]] = [window.cancel_drag]
        self.shown, self._window_parts = resolve(session, self.player), WindowParts(window)
        self._requested_at, self.first_paint = 0.0, FirstPaint(window)
        self._polled_parts: list[PolledPart] = []
        self._timer = QTimer(self, interval=POLL_INTERVAL)
        self._timer.timeout.connect(self._poll_parts)
        self._connect()

    def start(self) -> None:
        """Shows what there is in all parts, and starts polling what is being computed."""
        for signal in self._signals.values():
            signal.emit(self.shown)
        self.poll_while_busy(self)

    @property
    def busy(self) -> bool:
        """Whether steps are being computed or played."""
        return self.player.busy

    def poll(self) -> Exception | None:
        """Takes computed steps, plays on, and tells what changed."""
        failure = self.player.tick(monotonic())
        if not (self.k_limit.apply() or self.commands.by_eye.drop_of_other_rows()) and failure is not None:
            self._fail(failure)
        self.update()
        return None

    def poll_while_busy(self, part: PolledPart) -> None:
        """Polls a part until it is no longer busy."""
        if part.busy and part not in self._polled_parts:
            self._polled_parts.append(part)
            self._timer.start()

    def update(self) -> None:
        """Emits a signal for each kind of change of what is on screen, and polls what is computed on."""
        old, self.shown = self.shown, resolve(self.document.session, self.player)
        for change in changes(old, self.shown):
            self._signals[change].emit(self.shown)
        self.poll_while_busy(self)

    def show_error(self, sentence: str) -> None:
        """Shows an error in the message bar."""
        self.window.message.show_message("error", sentence)

    def go(self, index: int) -> None:
        """Pauses and shows the step at a position."""
        self.player.pause()
        self.player.go(index)
        self.update()

    def go_to_end(self) -> None:
        """Pauses and shows the last step, and newer ones as they are computed."""
        self.player.pause()
        self.player.go_to_end()
        self.update()

    def reduce_motion(self, reduced: bool) -> None:
        """Limits the rate of playback, or lifts the limit."""
        self.player.max_rate = REDUCED_RATE if reduced else float("inf")

    def toggle_run(self) -> None:
        """Starts or pauses playback."""
        if self.player.playing:
            self.player.pause()
        else:
            self.player.play(monotonic())
        self.update()

    def cancel(self) -> None:
        """Cancels the drag of an outline, a center or the line of a chart, else saving, else what runs.

        If there is none, closes the drawer, or leaves the comparison or the full screen.
        """
        if any(cancel_drag() for cancel_drag in self.drag_cancelers) or self.saver.cancel():
            return
        was_playing = self.player.playing
        canceled = [self.player.cancel(), *(presenter.cancel() for presenter in self.chart_presenters)]
        self.player.pause()
        if not self.player.shows(self.document.session):
            self.document.revert()  # the requested session was never shown
        if any(canceled):
            self.window.message.show_message("hint", "Stopped. Results so far are kept.")
        elif not was_playing and not self.window.drawer.close_drawer():
            leaves_panes = self.document.session.compares
            (self.pane_commands.leave if leaves_panes else self.window.leave_full_screen)()
        self.update()
        self._show_busy()

    def show_picture(self, shown: Shown, dragged: DraggedCenter | None = None) -> None:
        """Shows the picture of the selected run: a small one at once, a large one is made on a worker."""
        make = frame_task(shown.run, dragged, () if dragged else self.overlays, self.highlight.emphasis)
        if make is None or shown.session.compares:
            return
        state = self.window.canvas.state if shown.run.size > SYNC_LIMIT else None
        self.frame_renderer.ask(partial(_imaged_frame, make, state), shown.run.size)
        self.poll_while_busy(self.frame_renderer)

    def stop(self) -> None:
        """Stops the workers, without waiting for them; files are still saved."""
        self._timer.stop()
        for part in (self.player, self.frame_renderer, self.worker):
            part.stop()

    def _connect(self) -> None:
        self._signals: dict[Change, SignalInstance] = {
            change: getattr(self, f"{change.name.lower()}_changed") for change in Change
        }
        self.session_changed.connect(self._window_parts.show_choices)
        self.scene_changed.connect(self._window_parts.show_scene)
        self.timeline_changed.connect(self._window_parts.show_run)
        self.picture_changed.connect(self.show_picture)
        for signal in (self.highlight_changed, self.picture_changed):
            signal.connect(lambda: self._window_parts.show_selection(self.shown, self.highlight.selected))
        self.document.listeners.append(self._change_session)
        self.highlight.listeners.append(self.highlight_changed.emit)
        self.emphasis_changed.connect(lambda: self.show_picture(self.shown))
        self.highlight.emphasis_listeners.append(self.emphasis_changed.emit)

    def _poll_parts(self) -> None:
        """Polls the parts that work, and once more those that have just ended."""
        polled = self._polled_parts
        self._polled_parts = [part for part in polled if part.busy]
        for part in polled:
            if (failure := part.poll()) is not None:
                _report_failure(self, failure)
        self._show_busy()
        if not self._polled_parts:
            self._timer.stop()

    def _change_session(self, old: Session, new: Session) -> None:
        if choices.same_steps(old, new):
            self.player.apply_appearance(new)
        else:
            self.player.request(new)
            self._requested_at = monotonic()
        self.highlight.follow(old, new)
        self.window.message.hide()
        self.update()

    def _show_frame(self, imaged: ImagedFrame) -> None:
        frame, images = imaged
        self.window.canvas.show_picture(frame.picture, images)
        self._window_parts.show_caption(frame.picture, frame.caption)
        self.frame_shown.emit()
        self.player.release_runs()

    def _show_busy(self) -> None:
        """Shows that the window computes once that takes longer than `BUSY_DELAY`."""
        is_slow = monotonic() - self._requested_at > BUSY_DELAY
        words = "Computing… Esc cancels" if self.player.computing and is_slow else ""
        words = self.saver.words or words
        self._window_parts.show_busy(words, self.player.waiting and is_slow)

    def _fail(self, failure: Exception) -> None:
        """Reports a failed run; a requested session that never came on screen is reverted."""
        requested = self.document.session
        if not self.player.shows(requested):
            self.document.revert()
        if isinstance(failure, UndecidedReadingError):
            self.reading_asked.emit(requested.source)
        elif isinstance(failure, (LargeTableError, ClusterError)):
            self.run_failed.emit(failure, requested)
        elif isinstance(failure, TooManyPointsError):
            offer_sample(self.window.message, self.commands, failure, requested)
        elif not (isinstance(failure, TooFewPointsError) and self.document.session is requested):
            self.show_error(error_sentence(failure))


def _report_failure(presenter: Presenter, failure: Exception) -> None:
    """Says why work that is no run has failed, or tells that workers are lost."""
    if isinstance(failure, ClusterError):
        presenter.run_failed.emit(failure, None)
    else:
        presenter.show_error(error_sentence(failure))


def _imaged_frame(make: Callable[[], Frame], state: CanvasState | None) -> ImagedFrame:
    """A frame, with the images of its picture on a canvas in a given state; may be called on any thread."""
    frame = make()
    if state is None:
        return frame, None
    viewport = state.viewport_for(frame.picture)[0]
    return frame, raster_images(frame.picture, viewport, state.theme, coarse=True)
