"""The program with a window: creates the Qt application and its window, and reports uncaught errors."""

import contextlib
import faulthandler
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

import clusterlab
from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.log import log, open_log
from clusterlab.core.resources import resource
from clusterlab.core.worker import join_stopped_workers
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.presets import opening
from clusterlab.session.state.session import Session
from clusterlab.ui.actions.action_spec import ActionTargets
from clusterlab.ui.actions.action_table import fill_menus, layer_keys, make_actions, refresh_actions
from clusterlab.ui.actions.canvas_menu import CanvasMenu
from clusterlab.ui.actions.recent_files import RecentFiles, RecentFilesPresenter
from clusterlab.ui.compare.compare_presenter import ComparePresenter
from clusterlab.ui.connections import connect
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.panels.welcome_strip import WelcomeStrip
from clusterlab.ui.platform.cluster_folders import ClusterFolders
from clusterlab.ui.platform.garbage_collection import GarbageCollector
from clusterlab.ui.platform.opened_files import OpenedFilesFilter
from clusterlab.ui.platform.qt_messages import redirect_qt_messages
from clusterlab.ui.platform.recovery_folder import recovery_folder
from clusterlab.ui.platform.termination import TerminationNotifier
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.autosave_presenter import AutosavePresenter
from clusterlab.ui.presenters.branch_presenter import BranchPresenter
from clusterlab.ui.presenters.cluster_count_presenter import ClusterCountPresenter
from clusterlab.ui.presenters.connection_presenter import ConnectionPresenter
from clusterlab.ui.presenters.dialog_presenters import DialogPresenters
from clusterlab.ui.presenters.draw_presenter import DrawPresenter
from clusterlab.ui.presenters.embedding_presenter import EmbeddingPresenter
from clusterlab.ui.presenters.figures_presenter import FiguresPresenter
from clusterlab.ui.presenters.formula_presenter import FormulaPresenter
from clusterlab.ui.presenters.hint_presenter import HintPresenter
from clusterlab.ui.presenters.k_chart_presenter import KChartPresenter
from clusterlab.ui.presenters.metrics_presenter import MetricsTablePresenter
from clusterlab.ui.presenters.mouse_presenter import MousePresenter
from clusterlab.ui.presenters.predict_presenter import PredictPresenter
from clusterlab.ui.presenters.prepare_presenter import PreparePresenter
from clusterlab.ui.presenters.reading_presenter import ReadingPresenter
from clusterlab.ui.presenters.reason_presenter import ReasonPresenter
from clusterlab.ui.presenters.session_file_presenter import SessionFilePresenter
from clusterlab.ui.presenters.silhouette_presenter import SilhouettePresenter
from clusterlab.ui.presenters.step_chart_presenter import StepChartPresenter
from clusterlab.ui.presenters.tab_presenters import TabPresenters
from clusterlab.ui.theme.fonts import ensure_font
from clusterlab.ui.theme.look_settings import LookSettings
from clusterlab.ui.widgets.control_keys import ControlKeyFilter

DESKTOP_FILE_NAME = "io.github.clusterlab.clusterlab"
"""The name of the .desktop file that ships with the program; desktops take the window icon from it."""
SIGNAL_EXIT_BASE = 128
"""The exit code of a program that a signal ended is this plus the number of the signal."""
WORKER_TIMEOUT = 0.2
"""Seconds in which workers may end after the window is closed; what takes longer is abandoned."""
SWITCH_INTERVAL = 0.00005
"""The thread switch interval in seconds: each call into Qt releases and reacquires the interpreter lock, so
at Python's default of 5 ms a busy worker slows the painting of one picture to a fifth of a second."""


class Program:
    """The application with one window; closing it stops the workers."""

    def __init__(self, app: QApplication, settings: QSettings, session: Session | None = None) -> None:
        self._settings, self.cluster_folders = settings, ClusterFolders(settings)
        self.look_settings = LookSettings(app, settings)
        self.window = MainWindow()
        self.presenter = Presenter(self.window, session or opening())
        self.highlight = self.presenter.highlight
        self._add_canvas()
        self._add_charts()
        self._add_files()
        self._add_actions()
        connect(self.presenter, self.predict_presenter)
        self._add_welcome_strip()
        self.presenter.start()
        self.look_settings.attach(self.window)  # styles each part once, now that all are there
        self._add_event_filters(app)
        self.garbage_collector = GarbageCollector(self.window)
        self._default_switch_interval = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._restore_choices()
        self.window.closing.connect(self._close)
        self.window.closed.connect(self._finish_saving)
        self.window.closed.connect(self.connection_presenter.finish)
        self.window.canvas.setFocus()

    def _add_canvas(self) -> None:
        """Makes what follows the data and the canvas: readings, the mouse, questions, drawing, panes."""
        self.reading_presenter = ReadingPresenter(self.presenter)
        self.prepare_presenter = PreparePresenter(self.presenter)
        self.connection_presenter = ConnectionPresenter(self.presenter, self.cluster_folders)
        self.hint_presenter = HintPresenter(self.presenter)
        self.mouse_presenter = MousePresenter(self.presenter, self.window.canvas)
        self.branch_presenter = BranchPresenter(self.presenter)
        self.reason_presenter = ReasonPresenter(self.presenter)
        self.formula_presenter = FormulaPresenter(self.presenter)
        self.predict_presenter = PredictPresenter(self.presenter, self.reason_presenter)
        self.draw_presenter = DrawPresenter(self.presenter)
        self.compare_presenter = ComparePresenter(self.presenter)

    def _add_charts(self) -> None:
        """Makes the tabs at the right, and what computes their charts and tables."""
        self.silhouette_presenter = SilhouettePresenter(self.presenter)
        self.metrics_presenter = MetricsTablePresenter(self.presenter)
        self.step_chart_presenter = StepChartPresenter(self.presenter)
        self.embedding_presenter = EmbeddingPresenter(self.presenter)
        self._add_charts_over_k()

    def _add_charts_over_k(self) -> None:
        """Makes what counts clusters, tries all algorithms and sweeps K."""
        self.dialog_presenters = DialogPresenters(
            self.presenter, lambda: self.cluster_count_presenter.counting.count
        )
        self.cluster_count_presenter = ClusterCountPresenter(self.presenter)
        self.k_chart_presenter = KChartPresenter(
            self.presenter,
            self.cluster_count_presenter,
            load_chart_choices(self._settings),
            lambda charts: save_chart_choices(self._settings, charts),
        )

    def _add_event_filters(self, app: QApplication) -> None:
        """Gives keys to the focused control, and opens files that macOS hands over."""
        self.window.installEventFilter(ControlKeyFilter(self.window))
        if sys.platform == "darwin":  # elsewhere files come by the command line, and a filter takes its time
            app.installEventFilter(OpenedFilesFilter(self.window, self.session_files.open))

    def _add_files(self) -> None:
        """Makes what remembers, saves and recovers files."""
        settings = self._settings
        self.recent_files = RecentFilesPresenter(
            self.presenter, RecentFiles(settings, self.window), self.cluster_folders
        )
        self.session_files = SessionFilePresenter(self.presenter, self.recent_files.recent, settings)
        self.autosave = AutosavePresenter(self.presenter, self.session_files, recovery_folder())

    def _restore_choices(self) -> None:
        """Restores the geometry of the window, the widths of its panels, and the motion that is wanted."""
        restore_window_geometry(self.window, self._settings)
        self.window.columns.choose(*load_panel_widths(self._settings))
        self.presenter.reduce_motion(self.look_settings.reduces_motion)
        self.look_settings.motion_changed.connect(self.presenter.reduce_motion)

    def _add_actions(self) -> None:
        """Makes menus, buttons and shortcuts, whose state follows the document and the scene on screen."""
        targets = ActionTargets(
            self.presenter,
            self.look_settings,
            self.compare_presenter,
            self.recent_files.recent,
            self.reason_presenter,
            self._settings,
            self.session_files,
            self.predict_presenter,
            self.draw_presenter,
            self.mouse_presenter,
            self.connection_presenter,
        )
        self.actions = make_actions(self.window, targets)
        self.figures_presenter = FiguresPresenter(self.presenter)
        self.tab_presenters = TabPresenters(self.presenter, self.actions)
        fill_menus(self.window.menuBar(), self.actions, {"open_file": self.recent_files.menu})
        self.window.set_actions(self.actions)
        self.window.layers.set_keys(layer_keys())
        self.canvas_menu = CanvasMenu(self.actions, self.presenter)
        self.presenter.menu_requested.connect(self.canvas_menu.open)

        for signal in (self.presenter.session_changed, self.presenter.scene_changed):
            signal.connect(lambda _: refresh_actions(self.actions, targets))
        self.connection_presenter.listeners.append(lambda: refresh_actions(self.actions, targets))
        for changed in (self.window.window_state_changed, self.window.tools.tool_changed):
            changed.connect(lambda *_: refresh_actions(self.actions, targets))

    def _add_welcome_strip(self) -> None:
        """Says how to begin until the first step, or until panes are compared."""
        strip = WelcomeStrip(self.window.canvas, "muted")

        def follow(shown: Shown) -> None:
            begins_alone = not (shown.session.compares or shown.session.algorithm.by_hand)
            if shown.position > 0 or shown.playing or not begins_alone:
                strip.end()

        self.presenter.session_changed.connect(
            lambda shown: strip.show_words(shown.session.algorithm.has_centers)
        )
        for signal in (self.presenter.timeline_changed, self.presenter.session_changed):
            signal.connect(follow)
        self.window.predict.filled.connect(strip.end)

    def _close(self) -> None:
        self.garbage_collector.stop()
        self.session_files.stop()
        sys.setswitchinterval(self._default_switch_interval)
        self._settings.setValue("place", self.window.saveGeometry())
        self._settings.setValue("panels", " ".join(map(str, self.window.columns.chosen)))
        self._settings.sync()

    def _finish_saving(self) -> None:
        """Waits until all files are saved, and writes what could not be saved to standard error."""
        for failure in self.presenter.saver.finish():
            sentence = error_sentence(failure)
            log.error("%s", sentence)
            if sys.stderr is not None:
                print(f"clusterlab: {sentence}", file=sys.stderr)


TITLE_BAR_HEIGHT = 40
"""The height reserved for the title bar, in logical pixels."""


def main(path: Path | None = None, content: bytes | None = None) -> int:
    """Opens the window, with a file if one is given, and returns the exit code once it is closed.

    The `content` of a file that is none, such as standard input, is given, too.
    """
    enable_crash_log()  # first, so that the log includes Qt's startup messages
    app = create_application()
    program = Program(app, QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "clusterlab"))
    install_exception_hooks(program.presenter.show_error)
    program.window.closed.connect(lambda: app.exit(0))
    termination = TerminationNotifier()
    termination.requested.connect(lambda number: _close_by_signal(app, program, number))
    if exceeds_screen(program.window):
        program.window.move(program.window.screen().availableGeometry().topLeft())
        program.window.showMaximized()
    else:
        program.window.show()
    program.autosave.offer()
    program.window.activateWindow()  # without a window manager nothing else gives it the keyboard focus
    if content is not None and path is not None:
        program.presenter.commands.open_source(OpenedFile(path, content=content))
    elif path is not None:
        program.session_files.open(path)
    exit_code = app.exec()
    join_stopped_workers(WORKER_TIMEOUT)
    app.shutdown()  # hands over the clipboard
    return exit_code


def _close_by_signal(app: QApplication, program: Program, number: int) -> None:
    """Closes the window without a question; the exit code tells the signal, as shells number it."""
    program.autosave.keep_at_close()
    program.session_files.close_at_once()
    app.exit(SIGNAL_EXIT_BASE + number)


def create_application() -> QApplication:
    """The Qt application with name, icon, font and high-DPI policy set."""
    redirect_qt_messages()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("clusterlab")
    app.setApplicationVersion(clusterlab.__version__)
    app.setDesktopFileName(DESKTOP_FILE_NAME)
    ensure_font()
    app.setWindowIcon(QIcon(str(resource("icons/clusterlab.svg"))))
    return app


def load_chart_choices(settings: QSettings) -> dict[str, bool]:
    """Whether the user has shown or hidden each chart, by name."""
    words = str(settings.value("charts", "")).split()
    return {word[1:]: word[0] == "+" for word in words if word[0] in "+-"}


def save_chart_choices(settings: QSettings, charts: Mapping[str, bool]) -> None:
    """Saves the chart choices in the form `+gap -silhouette`."""
    settings.setValue("charts", " ".join(f"{'+' if shown else '-'}{name}" for name, shown in charts.items()))


def load_panel_widths(settings: QSettings) -> tuple[int, int]:
    """The widths of the panels at the left and right that were chosen; 0 is the usual one."""
    words = str(settings.value("panels", "")).split()
    left, right = (int(word) if word.isdecimal() else 0 for word in [*words, "", ""][:2])
    return left, right


def restore_window_geometry(window: MainWindow, settings: QSettings) -> None:
    """Restores the saved window geometry, moved and shrunk to fit the available screens."""
    geometry = settings.value("place")
    if geometry is not None:
        window.restoreGeometry(geometry)
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if screens and not any(screen.intersects(window.frameGeometry()) for screen in screens):
        window.move(screens[0].topLeft())
    if screens:
        available = max(screens, key=lambda screen: screen.width() * screen.height())
        window.resize(window.size().boundedTo(available.size().expandedTo(QSize(800, 600))))


def exceeds_screen(window: QWidget) -> bool:
    """Whether the window with its title bar is larger than the available screen."""
    available = window.screen().availableGeometry()
    return window.width() > available.width() or window.height() + TITLE_BAR_HEIGHT > available.height()


def install_exception_hooks(report: Callable[[str], object]) -> None:
    """Logs every uncaught exception; those of the main thread are also reported in one sentence."""

    def report_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report(error_sentence(error.with_traceback(trace)))

    sys.excepthook = report_uncaught
    threading.excepthook = lambda args: log.error("failure on %s", args.thread, exc_info=args.exc_value)
    sys.unraisablehook = lambda args: log.error("unraisable", exc_info=args.exc_value)


def enable_crash_log() -> None:
    """Writes the traceback of a crash inside Qt to crash.log in the folder of the log."""
    log_path = open_log()
    if log_path is not None:
        with contextlib.suppress(OSError):  # a full disk must not prevent the start
            faulthandler.enable(log_path.with_name("crash.log").open("w", encoding="utf-8"))
