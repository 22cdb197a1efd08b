"""What a person does in the real window with a million points: plays a run, zooms, pans and points."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from time import perf_counter

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.state.session import Session
from tests.benchmarks.measuring import Gauge, Target

POINTS = 1_000_000
K, SPREAD = 8, 2.5
PLAYED = 1.5
"""Seconds that are played for a figure."""
EVENTS = 40
PLACES = 100
RATES = (60.0, 50.0, 40.0, 30.0, 25.0, 22.0, 20.0, 15.0, 10.0, 5.0)
"""Half-steps a second that a person may choose, the fastest first."""

ROWS: tuple[tuple[str, str, Target], ...] = (
    ("a run, every half-step drawn", "half-steps a second", Target(20, "half-steps a second")),
    ("zooming", "frames a second", Target(20, "frames a second")),
    ("panning", "frames a second", Target(20, "frames a second")),
    ("slowest picking under the mouse", "ms", Target(5, "ms", ceiling=True)),
)


def races() -> Iterator[tuple[str, Callable[[], Gauge]]]:
    """The name of each row, and how its window is made."""
    for (kind, unit, target), does in zip(ROWS, (play, zoom, pan, pick), strict=True):
        work = f"window: {kind}, {POINTS:,} points, 1000 x 800"
        yield work, partial(gauge, work, unit, target, does)


def gauge(work: str, unit: str, target: Target, does: Callable, session: Session | None = None) -> Gauge:
    """A gauge with a window of its own on a million points or a session, open until its last figure."""
    opened = OpenedWindow(does, session)
    return Gauge(work, target, unit, opened, opened.close)


class OpenedWindow:
    """A window that is opened once and asked again and again."""

    def __init__(self, does: Callable, session: Session | None = None) -> None:
        from tests.benchmarks.windows import window

        self._does, self._stack = does, ExitStack()
        session = session or Session.of(
            Blobs(points=POINTS, groups=K, spread=SPREAD), KMeans(k=K, init="random-points", seed=1)
        )
        self._program = self._stack.enter_context(window(session))

    def __call__(self) -> float:
        """One more figure."""
        return self._does(self._program)

    def close(self) -> None:
        """Closes the window and ends its workers."""
        del self._program
        self._stack.close()


def play(program, rates: Sequence[float] = RATES) -> float:
    """Half-steps painted in a second of playing, at the fastest of some speeds at which none is left out."""
    painted = 0.0
    for rate in rates:
        painted, left_out = played(program, rate)
        if not left_out:
            return painted
    return painted


def played(program, rate: float) -> tuple[float, int]:
    """How many half-steps were painted in a second of playing from the start, and how many never were."""
    from tests.benchmarks.windows import Paints, until

    presenter, canvas = program.presenter, program.window.canvas
    presenter.go(0)
    until(lambda: not presenter.frame_renderer.busy)
    presenter.player.rate = rate
    seen: dict[tuple[str, bytes], float] = {moment(canvas.picture): perf_counter()}
    plot = canvas.view.viewport()
    paints = Paints(plot, lambda: seen.setdefault(moment(canvas.picture), perf_counter()))
    presenter.toggle_run()
    until(lambda: not presenter.player.playing or perf_counter() - min(seen.values()) > PLAYED)
    presenter.go(presenter.player.index)
    until(lambda: not presenter.frame_renderer.busy)
    until(lambda: moment(canvas.picture) in seen)
    plot.removeEventFilter(paints)
    assert presenter.player.index > 0, "Nothing was played."
    seconds = max(seen.values()) - min(seen.values())
    return (len(seen) - 1) / seconds if seconds else 0.0, presenter.player.index + 1 - len(seen)


def moment(picture) -> tuple[str, bytes]:
    """What distinguishes one half-step of a run from another: its words and its centers."""
    centers = picture.mark(Centers)
    return picture.caption, b"" if centers is None else centers.positions.tobytes()


def zoom(program) -> float:
    """Frames in a second of turning the wheel, in and out."""
    return frames(program, lambda turn: wheel(program.window.canvas, 120 if turn % 20 < 10 else -120))


def pan(program) -> float:
    """Frames in a second of dragging the plane to and fro."""
    from PySide6.QtCore import QEvent, Qt

    canvas = program.window.canvas
    mouse(canvas, QEvent.Type.MouseButtonPress, 60, 60, Qt.MouseButton.LeftButton)
    try:
        return frames(
            program,
            lambda turn: mouse(
                canvas,
                QEvent.Type.MouseMove,
                60 + 12 * abs((turn + 1) % 20 - 10),
                60 + 8 * abs((turn + 1) % 20 - 10),
                Qt.MouseButton.LeftButton,
            ),
        )
    finally:
        mouse(canvas, QEvent.Type.MouseButtonRelease, 200, 200, Qt.MouseButton.LeftButton)
        canvas.fit()


def frames(program, moved: Callable[[int], None]) -> float:
    """Paints of the canvas in a second, one after each of some events."""
    from tests.benchmarks.windows import Paints, until

    canvas, painted = program.window.canvas, []
    plot = canvas.view.viewport()
    paints = Paints(plot, lambda: painted.append(canvas.viewport))
    began = perf_counter()
    for turn in range(EVENTS):
        moved(turn)
        until(lambda turn=turn: len(painted) > turn)
    seconds = perf_counter() - began
    plot.removeEventFilter(paints)
    assert all(one != other for one, other in pairwise(painted)), "A frame stood still."
    return EVENTS / seconds


def pick(program) -> float:
    """The longest that the window takes for a move of the mouse to any of some random places."""
    from PySide6.QtCore import QEvent, Qt

    from tests.benchmarks.windows import CANVAS, until

    canvas, taken = program.window.canvas, []
    for x, y in np.random.default_rng(0).uniform(0, CANVAS, (PLACES, 2)).tolist():
        began = perf_counter()
        mouse(canvas, QEvent.Type.MouseMove, x, y, Qt.MouseButton.NoButton)
        taken.append(perf_counter() - began)
        until(lambda: True)
    return 1e3 * max(taken)


def mouse(canvas, kind, x: float, y: float, button) -> None:
    """Sends what a mouse would send."""
    from PySide6.QtCore import QCoreApplication, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    spot, plot = QPointF(x, y), canvas.view.viewport()
    event = QMouseEvent(kind, spot, plot.mapToGlobal(spot), button, button, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(plot, event)


def wheel(canvas, rotated: int) -> None:
    """Turns the wheel over a place of the canvas."""
    from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent

    spot, plot = QPointF(420, 380), canvas.view.viewport()
    event = QWheelEvent(
        spot,
        plot.mapToGlobal(spot),
        QPoint(),
        QPoint(0, rotated),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(plot, event)
