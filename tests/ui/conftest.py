"""What every test of the window stands on: one application, and nothing of the window left behind."""

import gc

import pytest
from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QSettings,
    Qt,
    QThread,
    QTimer,
)
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid


@pytest.fixture(scope="session", autouse=True)
def private_settings(tmp_path_factory):
    """Keeps what the program remembers away from the person who runs the tests."""
    folder = str(tmp_path_factory.mktemp("settings"))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, folder)


@pytest.fixture(autouse=True)
def nothing_of_the_window_is_left(qapp, blame):
    """Fails a test that leaves a top-level widget, or a timer, animation or QThread that runs."""
    before = list(windows()) + list(running())
    yield
    blame(left_since(before))


def left_since(before: list[QObject]) -> list[str]:
    """What of Qt has come since, by name; cycles are collected before anything is called left."""
    known = {id(item) for item in before}
    for attempt in ("as it is", "collected"):
        if attempt == "collected":
            gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = sorted({named(item) for item in (*windows(), *running()) if id(item) not in known})
        if not left:
            break
    return left


def windows() -> list[QObject]:
    """The top-level widgets there are."""
    return [widget for widget in QApplication.topLevelWidgets() if isValid(widget)]


def running() -> list[QObject]:
    """The timers, animations and threads of Qt that Python knows of and that run."""
    kinds = (QTimer, QThread, QAbstractAnimation)
    return [item for item in gc.get_objects() if isinstance(item, kinds) and isValid(item) and runs(item)]


def runs(item: QObject) -> bool:
    """Whether a timer, a thread or an animation is at work."""
    if isinstance(item, QTimer):
        return item.isActive()
    if isinstance(item, QThread):
        return item.isRunning() and item is not QThread.currentThread()
    return item.state() == QAbstractAnimation.State.Running


def named(item: QObject) -> str:
    """A thing of Qt by its class, its own name and its owner."""
    name = f" {item.objectName()!r}" if item.objectName() else ""
    owner = f" of {type(item.parent()).__name__}" if item.parent() else ""
    interval = f" every {item.interval()} ms" if isinstance(item, QTimer) else ""
    return f"{type(item).__module__}.{type(item).__qualname__}{name}{owner}{interval}"


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    """The real program in its window, at rest on three clear groups; closing it ends its workers.

    Its charts over K are swept without the gap's references, which take most of the time.
    """
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.datasets.generators.shapes import Blobs
    from clusterlab.session.analysis.k_sweep import SweepRequest
    from clusterlab.session.state.session import Session
    from clusterlab.ui.app import Program

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Program(qapp, settings, Session(Blobs(), KMeans()))
    made.k_chart_presenter.asked = SweepRequest(references=0)
    made.window.resize(1440, 900)  # the offscreen screen is smaller
    made.window.show()
    qtbot.waitUntil(lambda: at_rest(made), timeout=20_000)
    yield made
    made.window.close()
    made.window.deleteLater()
    vars(made).clear()  # pytest holds on to `made` longer than the window may live


def at_rest(program):
    """Whether everything asked for is computed and shown."""
    return not program.presenter._timer.isActive()


@pytest.fixture
def rest(program, qtbot):
    """Waits until everything asked for is computed and shown."""
    return lambda: qtbot.waitUntil(lambda: not program.presenter._timer.isActive(), timeout=20_000)


@pytest.fixture
def press(program, qtbot, rest):
    """Presses a key in the window and waits."""

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(program.window.canvas, key, modifier)
        rest()

    return press


@pytest.fixture
def click(qtbot, rest):
    """Clicks a control and waits."""

    def click(widget, place=None):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or QPoint())
        rest()

    return click
