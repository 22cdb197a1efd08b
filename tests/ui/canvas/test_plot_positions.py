"""A plot shows points, centers, ellipses and ticks where its viewport says, at any resolution."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers, Ellipses, PointMarks
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import Picture, picture
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.export.ticks import axis_ticks
from clusterlab.export.viewport import Viewport
from clusterlab.ui.canvas.canvas import Canvas
from tests.ui.canvas.drawing import as_array, drawn, turn_wheel

ROOT = Path(__file__).resolve().parents[3]
VIEWPORT = Viewport((401, 300), (-2.03, -1.51), (2.0, 1.5))
VIEW = column_view(Points(np.random.default_rng(0).normal(size=(5, 2))), ("x", "y"), (0, 1), True)
BARE_VIEW = VIEW.without_axis_labels
NO_PLACES = np.empty((0, 2))
RESOLUTIONS = pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])


def shape_of(shown, viewport):
    """The device pixels that a picture changes: rows and columns of their middles, weighted by the change."""
    bare = drawn(Picture(shown.view, NO_PLACES), viewport)
    return abs(drawn(shown, viewport) - bare).max(axis=2)


def middle(change):
    """The center of mass (x, y) of changed pixels."""
    down, right = np.nonzero(change > 30)
    weights = change[down, right]
    return np.array([np.average(right + 0.5, weights=weights), np.average(down + 0.5, weights=weights)])


def near(viewport, place):
    """The device pixel of a position of the plane."""
    return viewport.to_pixels(np.array([place], float), viewport.dpr)[0]


@RESOLUTIONS
@pytest.mark.parametrize("place", [(-1.0, 0.5), (0.731, -0.377), (1.9, 1.4), (-1.7, -1.2)])
def test_a_point_is_where_the_viewport_says(qapp, dpr, place):
    viewport = replace(VIEWPORT, dpr=dpr)
    shown = Picture(BARE_VIEW, np.array([place]), (PointMarks(np.zeros(1, np.int8)),), (0,))
    assert middle(shape_of(shown, viewport)) == pytest.approx(near(viewport, place), abs=0.5)


@RESOLUTIONS
@pytest.mark.parametrize("place", [(-1.0, 0.5), (0.731, -0.377)])
def test_a_center_is_where_the_viewport_says(qapp, dpr, place):
    viewport = replace(VIEWPORT, dpr=dpr)
    shown = Picture(BARE_VIEW, NO_PLACES, (Centers(np.array([place])),), (0,))
    assert middle(shape_of(shown, viewport)) == pytest.approx(near(viewport, place), abs=0.5)


@RESOLUTIONS
def test_an_ellipse_reaches_as_far_as_the_viewport_says(qapp, dpr):
    viewport, place = replace(VIEWPORT, dpr=dpr), np.array([0.1, 0.2])
    spread = np.array([[0.09, 0.0], [0.0, 0.04]])
    shown = Picture(BARE_VIEW, NO_PLACES, (Ellipses(place[None], spread[None], np.ones(1)),), (0,))
    down, right = np.nonzero(shape_of(shown, viewport) > 8)
    three_sigma = np.array([0.9, 0.6])
    (left, bottom), (end, top) = near(viewport, place - three_sigma), near(viewport, place + three_sigma)
    edges = (right.min(), right.max() + 1, down.min(), down.max() + 1)
    assert edges == pytest.approx((left, end, top, bottom), abs=2 * dpr)  # of the line's width


@RESOLUTIONS
def test_grid_lines_and_labels_are_at_the_ticks(qapp, dpr):
    viewport = replace(VIEWPORT, dpr=dpr)
    view = replace(VIEW, origin=np.zeros(2), step=np.ones(2))
    pixels = drawn(Picture(view, NO_PLACES), viewport)
    changed = abs(pixels - parse_color(LIGHT.canvas).astype(int)).max(axis=2)
    ticks = [tick.position for tick in axis_ticks(view, viewport, 0).marks]
    assert len(ticks) >= 3
    columns = np.floor(viewport.to_pixels(np.array([[x, 0.0] for x in ticks]), dpr)[:, 0]).astype(int)
    row = changed[round(130 * dpr)]
    row[: round(2 * dpr)] = row[-round(2 * dpr) :] = 0  # the border
    width = int(dpr > 1)  # a line that is wider than a device pixel covers parts of its neighbors
    allowed = np.concatenate([columns + shift for shift in range(-width, width + 1)])
    assert set(np.flatnonzero(row > 4)) <= set(allowed.tolist())
    assert (row[columns[1:-1]] > 4).all()
    labels = changed[-round(20 * dpr) : -round(4 * dpr)]
    for column in columns[1:-1]:
        around = labels[:, column - round(20 * dpr) : column + round(20 * dpr)] > 60
        ends = np.flatnonzero(around.any(axis=0))
        assert (ends[0] + ends[-1]) / 2 == pytest.approx(20 * dpr, abs=2 * dpr)


def test_the_canvas_shows_before_its_plot_is_loaded_the_points_where_the_plot_shows_them(qtbot):
    points = Points(np.random.default_rng(0).normal(size=(200, 2)))
    view = column_view(points, ("x", "y"), (0, 1), True).without_axis_labels
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 400)
    canvas.show_picture(picture(points, view, None, layers=()))
    before, spots = as_array(canvas.grab().toImage()), canvas.viewport.to_pixels(canvas.picture.places)
    canvas.load_plot()
    after = as_array(canvas.grab().toImage())
    assert (abs(before - parse_color(LIGHT.canvas).astype(int)).max(axis=2) > 30).sum() > 2000
    for x, y in spots.astype(int):
        area = slice(y - 4, y + 5), slice(x - 4, x + 5)
        assert np.array_equal(before[area], after[area])
    assert np.array_equal(canvas.viewport.to_pixels(canvas.picture.places), spots)


def test_a_picture_that_is_zoomed_before_another_step_keeps_its_places(qtbot):
    points = Points(np.random.default_rng(0).normal(size=(60, 2)))
    view = column_view(points, ("x", "y"), (0, 1), True)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    for step in KMeans(k=3).steps(points):
        canvas.show_picture(picture(points, view, step))
        if canvas.custom_viewport is None:
            turn_wheel(canvas, canvas.rect().center(), 4)
            zoomed = canvas.viewport
    assert canvas.viewport == zoomed
    assert np.array_equal(as_array(canvas.grab().toImage()), drawn(canvas.picture, canvas.viewport))


WINDOW = """
import numpy as np
from PySide6.QtWidgets import QApplication
app = QApplication([])
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import picture
from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.canvas.canvas import Canvas
from tests.ui.canvas.drawing import as_array, drawn
points = Points(np.random.default_rng(0).normal(size=(200, 2)))
step = list(GaussianMixture(k=3).steps(points))[-1]
canvas = Canvas()
canvas.resize(500, 400)
canvas.show_picture(picture(points, column_view(points, "xy", (0, 1), True), step, layers=LAYERS))
canvas.load_plot()
canvas.show()
app.processEvents()
shown, expected = as_array(canvas.grab().toImage()), drawn(canvas.picture, canvas.viewport)
print(canvas.viewport.dpr, *shown.shape, int((shown != expected).any(axis=2).sum()))
"""


@pytest.mark.parametrize("factor", ["1", "2"])
def test_a_canvas_on_a_screen_of_any_resolution_shows_what_a_plot_of_that_resolution_shows(factor):
    environment = {**os.environ, "QT_SCALE_FACTOR": factor, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    dpr, height, width, _, different = map(float, done.stdout.split())
    assert (dpr, height, width) == (float(factor), 400 * dpr, 500 * dpr)
    assert different == 0
