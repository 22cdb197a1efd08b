"""The panes of a comparison show the same part of the plane, whatever is done to one of them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.figure_grid import FigureCell, FigureGrid, grid_columns
from clusterlab.export.picture import picture
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.ui.compare.pane_grid import PaneGrid
from tests.ui.canvas.drawing import as_array, drag, surface, turn_wheel

COUNTS = pytest.mark.parametrize("count", [2, 3, 6])
POINTS = Points(np.random.default_rng(0).normal(size=(90, 2)) * [1.0, 0.6])
VIEW = column_view(POINTS, ("x", "y"), (0, 1), True)


def grid_of(count, view=VIEW):
    """A figure grid of one picture under several titles."""
    shown = picture(POINTS, view, list(KMeans(k=3).steps(POINTS))[-1], layers=())
    cells = tuple(FigureCell(f"Pane {i + 1}", "K 3", shown) for i in range(count))
    return FigureGrid("All", grid_columns(count), cells)


@pytest.fixture
def panes(qtbot, count):
    made = PaneGrid()
    qtbot.addWidget(made)
    made.resize(901, 603)
    made.show_figure_grid(grid_of(count), 0)
    made.show()
    qtbot.waitExposed(made)
    return made


def ranges(panes):
    """The part of the plane that each pane shows: (panes, 4)."""
    return np.array([[*canvas.viewport.low, *canvas.viewport.high] for canvas in panes.shown])


def assert_linked(panes):
    """All panes show the same part of the plane, to two pixels, with one size of a unit, to 1 %."""
    unit = panes.shown[0].viewport.per_pixel[0]
    assert abs(ranges(panes) - ranges(panes)[0]).max() <= 2 * unit
    units = np.array([canvas.viewport.per_pixel for canvas in panes.shown])
    assert units == pytest.approx(np.full_like(units, unit), rel=0.01)


def assert_all_points_shown(panes):
    for canvas in panes.shown:
        pixels = canvas.viewport.to_pixels(canvas.picture.places)
        assert ((pixels > 0) & (pixels < canvas.viewport.size)).all()


def assert_painted_at_their_places(panes):
    """Each pane has points where its viewport says: nearly all of their pixels differ from the background."""
    for canvas in panes.shown:
        pixels = as_array(canvas.grab().toImage())
        spots = canvas.viewport.to_pixels(canvas.picture.places)
        inside = ((spots > 8) & (spots < np.array(canvas.viewport.size) - 8)).all(axis=1)
        x, y = spots[inside].astype(int).T
        background = parse_color(LIGHT.canvas).astype(int)
        assert inside.sum() > 3
        assert (abs(pixels[y, x] - background).max(axis=1) > 40).mean() > 0.95


@COUNTS
def test_all_points_are_shown_in_all_panes_at_first(panes):
    assert_linked(panes)
    assert_all_points_shown(panes)
    assert_painted_at_their_places(panes)
    assert panes.viewport is None


@COUNTS
@pytest.mark.parametrize("which", [0, -1])
def test_zooming_in_one_pane_zooms_all(panes, which):
    before, canvas = ranges(panes), panes.shown[which]
    at = np.array([90.0, 120.0])
    under = canvas.viewport.to_plane(at)
    turn_wheel(canvas, QPoint(90, 120), 3)
    assert canvas.viewport.to_plane(at) == pytest.approx(under, abs=1e-6)
    spans = before[:, 2:] - before[:, :2]
    assert ranges(panes)[:, 2:] - ranges(panes)[:, :2] == pytest.approx(spans / 1.2**3, rel=0.01)
    assert_linked(panes)
    assert_painted_at_their_places(panes)
    assert panes.viewport is not None


@COUNTS
@pytest.mark.parametrize("which", [0, -1])
def test_dragging_in_one_pane_moves_all(panes, qtbot, which):
    before, canvas = ranges(panes), panes.shown[which]
    start = QPoint(12, canvas.height() - 12)  # no center is there
    drag(qtbot, canvas, start, start + QPoint(20, -10), start + QPoint(60, -30))
    moved = np.array([-60, -30] * 2) * np.tile(canvas.viewport.per_pixel, 2)
    assert ranges(panes) - before == pytest.approx(np.tile(moved, (len(before), 1)), abs=1e-3)
    assert_linked(panes)
    assert panes.viewport is not None


@COUNTS
def test_a_resized_window_shows_all_points_or_what_was_zoomed_to_in_all_panes(panes, qtbot):
    panes.resize(700, 500)
    QApplication.processEvents()
    assert_linked(panes)
    assert_all_points_shown(panes)
    turn_wheel(panes.shown[-1], QPoint(90, 90), 4)
    middle, unit = ranges(panes)[0].reshape(2, 2).mean(axis=0), panes.shown[0].viewport.per_pixel
    for size in ((1100, 640), (640, 560), (902, 601)):
        panes.resize(*size)
        QApplication.processEvents()
        assert_linked(panes)
        assert_painted_at_their_places(panes)
    assert panes.shown[0].viewport.per_pixel == pytest.approx(unit, rel=0.02)
    assert ranges(panes)[0].reshape(2, 2).mean(axis=0) == pytest.approx(middle, abs=4 * max(unit))


@COUNTS
def test_fit_shows_all_points_again_in_all_panes(panes):
    before = ranges(panes)
    turn_wheel(panes.shown[-1], QPoint(90, 90), 6)
    panes.fit()
    assert ranges(panes) == pytest.approx(before, abs=1e-9)
    assert panes.viewport is None
    turn_wheel(panes.shown[0], QPoint(90, 90), -6)
    panes.fit()
    assert_all_points_shown(panes)
    assert panes.viewport is None


@pytest.mark.parametrize("count", [2])
def test_an_added_pane_shows_what_the_others_show(panes):
    turn_wheel(panes.shown[1], QPoint(90, 90), 4)
    zoomed = ranges(panes)
    panes.show_figure_grid(grid_of(3), 2)
    QApplication.processEvents()
    assert len(panes.shown) == 3
    assert_linked(panes)
    assert ranges(panes)[0, :2].mean() == pytest.approx(zoomed[0, :2].mean(), abs=0.6)
    panes.show_figure_grid(grid_of(2), 0)
    QApplication.processEvents()
    assert_linked(panes)


@pytest.mark.parametrize("count", [2])
def test_another_view_is_fitted_in_all_panes(panes):
    turn_wheel(panes.shown[0], QPoint(90, 90), 5)
    panes.show_figure_grid(grid_of(2, replace(VIEW, axes=("u", "v"))), 0)
    QApplication.processEvents()
    assert_linked(panes)
    assert_all_points_shown(panes)


@COUNTS
def test_the_tool_is_that_of_all_panes(panes, qtbot):
    panes.use_tool("rectangle")
    assert {canvas.tool for canvas in panes.shown} == {"rectangle"}
    found = []
    panes.shown[-1].points_outlined.connect(lambda points, adding: found.append(len(points)))
    before, (w, h) = ranges(panes), panes.shown[-1].viewport.size
    drag(qtbot, panes.shown[-1], QPoint(1, 1), QPoint(w // 2, h // 2), QPoint(w - 1, h - 1))
    assert found == [POINTS.n]
    assert np.array_equal(ranges(panes), before)


@COUNTS
def test_a_press_selects_its_pane(panes, qtbot):
    pressed = []
    panes.pressed.connect(pressed.append)
    for canvas in panes.shown:
        qtbot.mouseClick(surface(canvas), Qt.MouseButton.LeftButton, pos=QPoint(20, 80))
    assert pressed == [*range(len(panes.shown))]
