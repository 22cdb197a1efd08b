"""New colors for all points, painted: the canvas against pyqtgraph's ScatterPlotItem and ImageItem."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice

import numpy as np

import clusterlab
from tests.benchmarks import lloyd
from tests.benchmarks.measuring import Gauge, Race, Target, timed

K = 8
ROWS: tuple[tuple[str, int, float | Target], ...] = (
    ("recolor and paint", 1_000_000, 50),
    ("recolor and paint", 10_000_000, 1),
    ("the same, again and again", 1_000_000, Target(30, "frames a second")),
)


def races() -> Iterator[tuple[str, Callable[[], Race | Gauge]]]:
    """The name of each row, and how its pictures are made."""
    for (kind, n, target), make in zip(ROWS, (race, pixel_race, gauge), strict=True):
        work = f"{kind}, {n:,} points, 1000 x 800"
        yield work, partial(make, work, n, target)


def race(work: str, n: int, target: float) -> Race:
    """Labels of some steps of a run, in turn, as an image of the whole canvas or plot."""
    points, steps = some_steps(n)
    return Race(work, target, {"ours": Ours(points, steps), "ScatterPlotItem": Theirs(points, steps)})


def pixel_race(work: str, n: int, target: float) -> Race:
    """The same against the fastest that numpy can: the last label at each pixel, without dots or an order."""
    points, steps = some_steps(n)
    return Race(work, target, {"ours": Ours(points, steps), "numpy and ImageItem": LastLabels(points, steps)})


def gauge(work: str, n: int, target: Target) -> Gauge:
    """How many of ours there are in a second."""
    ours = Ours(*some_steps(n))
    return Gauge(work, target, "frames a second", lambda: 10 / timed(lambda: [ours() for _ in range(10)]))


def some_steps(n: int):
    """Points, and the assigns of a run on them."""
    table = lloyd.made(n, 2, K, "blobs")
    points = clusterlab.Points(table)
    steps = clusterlab.KMeans(k=K, init="random-points").steps(points)
    return points, [step for step in islice(steps, 12) if step.phase == "assign"]


class Ours:
    """The canvas that the window has."""

    def __init__(self, points: clusterlab.Points, steps: list) -> None:
        from clusterlab.core.projection import column_view
        from clusterlab.export.picture import picture
        from clusterlab.export.theme import LIGHT
        from clusterlab.ui.canvas.canvas import Canvas
        from tests.benchmarks.windows import CANVAS, colors_in, create_application

        create_application()
        self._canvas = Canvas()
        self._canvas.resize(*CANVAS)
        self._canvas.load_plot()
        view = column_view(points, ("x", "y"), (0, 1), equal=True)
        self._made = (partial(picture, points, view, step) for step in cycle(steps))
        wanted = {LIGHT.line_color(number) for number in range(K)}
        assert len(wanted & colors_in(self())) == K

    def __call__(self):
        """The next step as an image."""
        self._canvas.show_picture(next(self._made)())
        return self._canvas.grab().toImage()


class Theirs:
    """A plot of one ScatterPlotItem, whose points are given new brushes."""

    def __init__(self, points: clusterlab.Points, steps: list) -> None:
        import pyqtgraph as pg

        from clusterlab.export.theme import LIGHT
        from tests.benchmarks.windows import CANVAS, colors_in, create_application

        create_application()
        self._labels = cycle([step.labels.tolist() for step in steps])
        self._brushes = [pg.mkBrush(LIGHT.line_color(number)) for number in range(K)]
        self._plot, self._item = pg.PlotWidget(background=LIGHT.canvas), pg.ScatterPlotItem(pen=None, size=2)
        self._item.setData(points.values[:, 0], points.values[:, 1])
        self._plot.addItem(self._item)
        self._plot.resize(*CANVAS)
        wanted = {LIGHT.line_color(number) for number in range(K)}
        assert len(wanted & colors_in(self())) == K

    def __call__(self):
        """The next step as an image."""
        self._item.setBrush([self._brushes[label] for label in next(self._labels)])
        return self._plot.grab().toImage()


class LastLabels:
    """An image whose pixels, found before, get the label of the last of their points."""

    def __init__(self, points: clusterlab.Points, steps: list) -> None:
        import pyqtgraph as pg

        from clusterlab.export.theme import LIGHT
        from tests.benchmarks.windows import CANVAS, colors_in, create_application

        create_application()
        colors = [LIGHT.line_color(number) for number in range(K)]
        self._labels, self._pixels = cycle([step.labels for step in steps]), pixels_of(points.values, CANVAS)
        self._image = np.empty(CANVAS[::-1], np.uint8)
        self._plot, self._item = pg.PlotWidget(background=LIGHT.canvas), pg.ImageItem(axisOrder="row-major")
        shades = [pg.mkColor(color).getRgb() for color in [*colors, LIGHT.canvas]]
        self._item.setLookupTable(np.array(shades, np.uint8))
        self._plot.addItem(self._item)
        self._plot.resize(*CANVAS)
        assert len(set(colors) & colors_in(self())) == K

    def __call__(self):
        """The next step as an image."""
        self._image.fill(K)  # the background
        self._image.ravel()[self._pixels] = next(self._labels)
        self._item.setImage(self._image, levels=(0, K))
        return self._plot.grab().toImage()


def pixels_of(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The index (n,) of the pixel of each point in an image of that width and height, row by row."""
    low, high = values.min(axis=0), values.max(axis=0)
    columns, rows = ((values - low) / (high - low) * (np.array(size) - 1)).astype(np.intp).T
    return np.asarray(rows * size[0] + columns)
