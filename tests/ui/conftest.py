"""Fixtures of the tests of the window: the program in its window, and a check for leaked Qt objects."""

import gc

import pytest
from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QThread,
    QTimer,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from tests.ui.known_results import known_count, known_sweep
from tests.ui.patient_bot import PatientBot

SHORT_SHOT = 50  # ms
SECONDS_TO_STOP = 120
QUICK_POLLS = 4  # ms
thaw_objects = gc.unfreeze
"""Lists and collects all objects again, also in a test, in which the program does not."""
TABLE = "a,b,c\n" + "".join(f"{i * 7 % 11},{i * 5 % 13},{i % 2}\n" for i in range(60))


@pytest.fixture(scope="session", autouse=True)
def private_settings(tmp_path_factory):
    """Stores settings in a temporary folder instead of the user's."""
    folder = str(tmp_path_factory.mktemp("settings"))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, folder)


@pytest.fixture(autouse=True)
def frozen_objects(monkeypatch):
    """Keeps what is there before a test out of its garbage collections and its search for leaked objects.

    In a process that has run thousands of tests these would take longer than the test. The program itself
    thaws all objects when it ends.
    """
    gc.collect()
    gc.freeze()
    monkeypatch.setattr(gc, "unfreeze", lambda: None)


@pytest.fixture(autouse=True)
def no_qt_objects_leak(qapp, blame, frozen_objects):
    """Fails a test that leaks a top-level widget, or a running timer, animation or QThread."""
    before = list(top_level_widgets()) + list(running_objects())
    yield
    blame(leaked_since(before))


def leaked_since(before: list[QObject]) -> list[str]:
    """Descriptions of the Qt objects created since and still alive after garbage collection.

    Timers of one short shot end by themselves.
    """
    known = {id(item) for item in before}
    for collects in (False, True):
        if collects:
            gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        while any(is_short_shot(item) for item in running_objects() if id(item) not in known):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        leaked = sorted(
            {
                description(item)
                for item in (*top_level_widgets(), *running_objects())
                if id(item) not in known
            }
        )
        if not leaked:
            break
    return leaked


def top_level_widgets() -> list[QObject]:
    """All top-level widgets."""
    return [widget for widget in QApplication.topLevelWidgets() if isValid(widget)]


def running_objects() -> list[QObject]:
    """The running QTimers, QThreads and animations that have Python wrappers."""
    kinds = (QTimer, QThread, QAbstractAnimation)
    return [
        item for item in gc.get_objects() if isinstance(item, kinds) and isValid(item) and is_running(item)
    ]


def is_running(item: QObject) -> bool:
    """Whether a timer, a thread or an animation is running."""
    if isinstance(item, QTimer):
        return item.isActive()
    if isinstance(item, QThread):
        return item.isRunning() and item is not QThread.currentThread()
    return item.state() == QAbstractAnimation.State.Running


def is_short_shot(item: QObject) -> bool:
    """Whether a running timer is to end by itself very soon."""
    return isinstance(item, QTimer) and item.isSingleShot() and item.interval() <= SHORT_SHOT


def description(item: QObject) -> str:
    """The class, the object name, the parent and the interval of a Qt object."""
    name = f" {item.objectName()!r}" if item.objectName() else ""
    owner = f" of {type(item.parent()).__name__}" if item.parent() else ""
    interval = f" every {item.interval()} ms" if isinstance(item, QTimer) else ""
    return f"{type(item).__module__}.{type(item).__qualname__}{name}{owner}{interval}"


@pytest.fixture
def qtbot(qapp, request):
    """Acts as a person does, and waits as long as it takes."""
    return PatientBot(request)


@pytest.fixture
def quick_polls(request, monkeypatch):
    """The window looks for results more often than usual, unless it is its pace that is tested."""
    from clusterlab.ui import presenter

    if request.node.get_closest_marker("alone") is None:
        monkeypatch.setattr(presenter, "POLL_INTERVAL", QUICK_POLLS)


@pytest.fixture
def lasting_messages(monkeypatch):
    """Messages stay longer than a test takes on a slow machine."""
    from clusterlab.ui.panels import message_bar

    monkeypatch.setattr(message_bar, "SECONDS", {"hint": 3600, "error": 3600})


@pytest.fixture
def known_results(monkeypatch):
    """Sweeps of K and counts of clusters come at once for points of an earlier test."""
    from clusterlab.metrics import k_sweep
    from clusterlab.metrics.cluster_count import how_many

    monkeypatch.setattr(k_sweep, "full_sweep", known_sweep(k_sweep.full_sweep))
    monkeypatch.setattr(how_many, "count_clusters", known_count(how_many.count_clusters))


@pytest.fixture
def k_charts():
    """The charts over K are shown, as they usually are."""


@pytest.fixture
def settings(request, tmp_path):
    """Settings of the window: charts over K, a third of its work, are hidden where no test asks for them."""
    from clusterlab.core.algorithm import ALGORITHMS
    from clusterlab.session.analysis.k_charts import default_charts
    from clusterlab.ui.app import save_chart_choices

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    if "k_charts" not in request.fixturenames:
        kinds = ALGORITHMS.all().values()
        save_chart_choices(settings, {name: False for kind in kinds for name in default_charts(kind())})
    return settings


@pytest.fixture
def program(request, qapp, qtbot, settings, quick_counts, quick_polls, known_results, lasting_messages):
    """The real program in its window, idle on three well-separated groups; closing it stops its workers.

    K is swept without the references of the gap statistic, which take most of the time, and where no chart
    over K is asked for, up to 2 only.
    """
    from clusterlab.algorithms.kmeans.algorithm import KMeans
    from clusterlab.core.worker import join_stopped_workers
    from clusterlab.datasets.generators.shapes import Blobs
    from clusterlab.session.analysis.k_sweep import SweepRequest
    from clusterlab.session.state.session import Session
    from clusterlab.ui.app import Program

    made = Program(qapp, settings, Session.of(Blobs(), KMeans()))
    shows_charts = "k_charts" in request.fixturenames
    made.k_chart_presenter.request = SweepRequest(last=10 if shows_charts else 2, references=0)
    made.window.resize(1440, 900)  # the offscreen screen is smaller
    made.window.show()
    qtbot.waitUntil(lambda: at_rest(made), timeout=20_000)
    yield made
    qtbot.waitUntil(made.window.updatesEnabled, timeout=20_000)  # font and style sheet are the application's
    made.session_files.close_at_once()
    assert join_stopped_workers(SECONDS_TO_STOP)
    made.window.deleteLater()
    vars(made).clear()  # pytest holds on to `made` longer than the window may live


def at_rest(program):
    """Whether all results are computed and shown, and a new style too."""
    return not program.presenter._timer.isActive() and program.window.updatesEnabled()


@pytest.fixture
def rest(program, qtbot):
    """Waits until all results are computed and shown, and sizes that were asked for are there."""

    def wait():
        QCoreApplication.sendPostedEvents()
        qtbot.waitUntil(lambda: at_rest(program), timeout=20_000)
        QCoreApplication.sendPostedEvents()

    return wait


@pytest.fixture
def table(tmp_path):
    """A file of data."""
    path = tmp_path / "some.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def opened_table(program, rest, table):
    """The program on a file of data, in which K was changed: unsaved work."""
    program.presenter.open_asked.emit(table)
    rest()
    program.presenter.commands.choose_k(2)
    rest()
    return program


@pytest.fixture
def penguins(program, rest):
    """The program on the penguins, in three clusters at the last step."""
    program.presenter.commands.open_example("penguins")
    program.presenter.commands.choose_k(3)
    rest()
    program.presenter.go_to_end()
    rest()
    return program


@pytest.fixture
def press(program, qtbot, rest):
    """Presses a key in the window and waits until it is idle."""

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(program.window.canvas, key, modifier)
        rest()

    return press


@pytest.fixture
def click(qtbot, rest):
    """Clicks a control and waits until the window is idle."""

    def click(widget, position=None):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=position or QPoint())
        rest()

    return click


@pytest.fixture
def drag_line(qtbot):
    """Drags the line of a chart to a y pixel, without a release; returns the position of the mouse."""

    def drag_line(chart, y):
        start, end = QPoint(120, round(chart.pixel_of(0, chart.line_value).y())), QPoint(120, round(y))
        qtbot.mousePress(chart.viewport(), Qt.MouseButton.LeftButton, pos=start)

        def arrived():  # pyqtgraph leaves out moves that follow too fast
            move_pressed(chart.viewport(), end if chart.is_dragging else (start + end) / 2)
            return chart.is_dragging and abs(chart.pixel_of(0, chart.line_value).y() - y) <= 2

        qtbot.waitUntil(arrived)
        return end

    return drag_line


def move_pressed(widget, place):
    """Moves the mouse with its left button down."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    positions = QPointF(place), QPointF(widget.mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, *positions, none, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
