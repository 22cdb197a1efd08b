"""The program with a window: starts Qt, shows the window, and lets no failure pass unseen."""

import contextlib
import faulthandler
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QListView,
    QTabBar,
    QWidget,
)

import clusterlab
from clusterlab.core.log import log, open_log
from clusterlab.core.resources import resource
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.session import Session, opening
from clusterlab.ui.actions.table import fill_menus, make_actions
from clusterlab.ui.canvas.mouse import Pointing
from clusterlab.ui.compare.compare_presenter import Comparing
from clusterlab.ui.compare.metrics_table import Standings
from clusterlab.ui.connections import connect, keep_possible, meanings
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.platform.error_sentence import sentence_of
from clusterlab.ui.platform.garbage_collection import Collector
from clusterlab.ui.platform.opened_files import HandedFiles
from clusterlab.ui.platform.qt_messages import to_the_log
from clusterlab.ui.presenter import Live
from clusterlab.ui.presenters.embedding_presenter import Embedder
from clusterlab.ui.presenters.ground_truth_presenter import KnownLabels
from clusterlab.ui.presenters.k_chart_presenter import KCharts
from clusterlab.ui.presenters.multi_start_presenter import Starts
from clusterlab.ui.presenters.silhouette_presenter import Blading
from clusterlab.ui.presenters.step_chart_presenter import Diagramming
from clusterlab.ui.theme.look_settings import Looks
from clusterlab.ui.theme.theme import bring_font

DESKTOP_FILE = "io.github.clusterlab.clusterlab"
"""The name of the menu entry that ships with the program: desktops take the icon of windows from it."""
TURN = 0.00005
"""Seconds that a thread may keep Python to itself: painting asks for it anew with every call into Qt,
and at Python's usual 5 ms a busy worker makes a single picture take a fifth of a second."""


class Program:
    """The application with its one window; closing it ends the workers."""

    def __init__(self, app: QApplication, settings: QSettings, session: Session | None = None) -> None:
        self.looks = Looks(app, settings)
        self.window = MainWindow()
        self.live = Live(self.window, session or opening())
        self.highlight = Highlight()
        self.pointing = Pointing(self.live, self.highlight)
        self.comparing = Comparing(self.live, self.highlight)
        self.blading = Blading(self.live, self.highlight)
        self.standings = Standings(self.live)
        self.starts, self.known = Starts(self.live), KnownLabels(self.live)
        self.window.charts.add_tab("Quality", self.starts.part, self.known.part)
        self.diagramming = Diagramming(self.live)
        self.embedder = Embedder(self.live)
        # last, so that its long work lets all others on the panels' thread go first
        self.kcharts = KCharts(
            self.live, chosen_charts(settings), lambda charts: keep_charts(settings, charts)
        )
        self.live.followers += [
            self.pointing,
            self.comparing,
            self.standings,
            self.blading,
            self.kcharts,
            self.starts,
            self.known,
            self.diagramming,
            self.embedder,
        ]
        self.live.document.listeners.append(self._forget_rows)
        self.looks.dress(self.window)
        self.actions = make_actions(self.window, meanings(self.live, self.looks, self.comparing))
        fill_menus(self.window.menuBar(), self.actions)
        self.window.take_actions(self.actions)
        connect(self.live)
        keep_possible(self.live, self.actions)
        self.keys = KeysInControls(self.window)
        app.installEventFilter(self.keys)
        if sys.platform == "darwin":  # elsewhere files come by the command line, and a filter takes its time
            app.installEventFilter(HandedFiles(self.window, self.live.open_file))
        self.collector = Collector(self.window)
        self._usual_turn = sys.getswitchinterval()
        sys.setswitchinterval(TURN)
        self._settings = settings
        restore_place(self.window, settings)
        self.window.closing.connect(self._close)
        self.window.canvas.setFocus()

    def _forget_rows(self, old: Session, new: Session) -> None:
        """Rows of other data are other rows."""
        if old.source != new.source:
            self.highlight.clear()

    def _close(self) -> None:
        self.collector.stop()
        sys.setswitchinterval(self._usual_turn)
        self._settings.setValue("place", self.window.saveGeometry())
        self._settings.sync()


class KeysInControls(QObject):
    """Lets a control that has the focus keep the keys that move it; all others stay with the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claims the arrows, Home and End for sliders, boxes, lists, tabs and what has the property `moves`,
        and Space for none."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            moves = event.key() in MOVES and event.modifiers() in (PLAIN, Qt.KeyboardModifier.KeypadModifier)
            if moves and (isinstance(watched, MOVED) or watched.property("moves")):
                event.accept()
                return True
        return False


TITLE_BAR = 40
"""The height that a title bar may have, in logical pixels."""
PLAIN = Qt.KeyboardModifier.NoModifier
MOVED = (QAbstractSlider, QAbstractSpinBox, QComboBox, QListView, QTabBar)
MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


def main(path: Path | None = None) -> int:
    """Opens the window, on a file if one is named, and stays until it closes."""
    keep_crashes()  # first, so that the log holds what Qt says at its start
    app = application()
    program = Program(app, QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "clusterlab"))
    watch(program.live.refuse)
    if crowds_its_screen(program.window):
        program.window.move(program.window.screen().availableGeometry().topLeft())
        program.window.showMaximized()
    else:
        program.window.show()
    program.window.activateWindow()  # without a window manager nobody else gives it the keys
    if path is not None:
        program.live.open_file(path)
    return app.exec()


def application() -> QApplication:
    """The Qt application, made as clusterlab wants it."""
    to_the_log()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("clusterlab")
    app.setApplicationVersion(clusterlab.__version__)
    app.setDesktopFileName(DESKTOP_FILE)
    bring_font()
    app.setWindowIcon(QIcon(str(resource("icons/clusterlab.svg"))))
    return app


def chosen_charts(settings: QSettings) -> dict[str, bool]:
    """Which charts a person has shown or hidden, by name."""
    words = str(settings.value("charts", "")).split()
    return {word[1:]: word[0] == "+" for word in words if word[0] in "+-"}


def keep_charts(settings: QSettings, charts: Mapping[str, bool]) -> None:
    """Remembers it: +gap -silhouette."""
    settings.setValue("charts", " ".join(f"{'+' if shown else '-'}{name}" for name, shown in charts.items()))


def restore_place(window: MainWindow, settings: QSettings, session: Session | None = None) -> None:
    """Where the window last was, if a screen is still there."""
    place = settings.value("place")
    if place is not None:
        window.restoreGeometry(place)
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if screens and not any(screen.intersects(window.frameGeometry()) for screen in screens):
        window.move(screens[0].topLeft())
    if screens:
        room = max(screens, key=lambda screen: screen.width() * screen.height())
        window.resize(
            min(window.width(), max(room.width(), 800)), min(window.height(), max(room.height(), 600))
        )


def crowds_its_screen(window: QWidget) -> bool:
    """Whether the window with its title bar would reach beyond the screen."""
    room = window.screen().availableGeometry()
    return window.width() > room.width() or window.height() + TITLE_BAR > room.height()


def watch(tell: Callable[[str], object]) -> None:
    """Every failure that nobody caught is logged, and told in one sentence instead of a traceback."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        tell(sentence_of(error.with_traceback(trace)))

    sys.excepthook = caught
    threading.excepthook = lambda args: log.error("failure on %s", args.thread, exc_info=args.exc_value)
    sys.unraisablehook = lambda args: log.error("unraisable", exc_info=args.exc_value)


def keep_crashes() -> None:
    """Lets even a crash inside Qt leave its trace, beside the log."""
    place = open_log()
    if place is not None:
        with contextlib.suppress(OSError):  # a full disk is no reason not to start
            faulthandler.enable(place.with_name("crash.log").open("w", encoding="utf-8"))
