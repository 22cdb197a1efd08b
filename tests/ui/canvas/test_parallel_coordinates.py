"""Parallel coordinates: their pixels, which line the mouse is on, and how they live in the window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import parallel_view
from clusterlab.core.points import Points
from clusterlab.core.resources import resource
from clusterlab.export.picture import picture
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.picking import picker_of
from clusterlab.ui.canvas.render_cache import NO_POINTS
from clusterlab.ui.canvas.viewport import LEGEND_WIDTH, fit_viewport
from clusterlab.ui.theme.theme import DARK, LIGHT, parse_color

SIZE = (700, 500)
AT = np.array([[0, 0, 9, 1], [9, 1, 0, 9], [5, 9, 5, 4]], float)


def drawn_of(layers=(), n=45):
    points = Points(AT[np.arange(n) % 3] + np.random.default_rng(3).normal(scale=0.4, size=(n, 4)))
    view = parallel_view(points, ("width", "height", "weight", "age"), range(4), left_out=False)
    return picture(points, view, list(KMeans(k=3).steps(points))[-1], layers=layers)


@pytest.fixture
def canvas(qtbot):
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(*SIZE)
    shown.show_picture(drawn_of())
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def crossings(canvas, places):
    """Where the lines of places (r, m) cross the axes, in pixels: (r, m, 2)."""
    return canvas.viewport.to_pixels(canvas.picture.view.plot_positions(places))


def pixels(canvas):
    shown = canvas.grab().toImage()
    return lambda x, y: np.array(shown.pixelColor(int(x), int(y)).getRgb()[:3])


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_centers_are_bold_lines_in_the_color_of_their_cluster(canvas, theme):
    canvas.set_theme(theme)
    at, centers = pixels(canvas), crossings(canvas, canvas.picture.mark(Centers).positions)
    middles = (centers[:, :-1] + centers[:, 1:]) / 2
    for line, number in zip(middles, canvas.picture.colors, strict=True):
        found = [abs(at(x, y) - parse_color(theme.line_color(number))).max() for x, y in line]
        assert sorted(found)[1] < 30  # where two lines meet, one lies on the other


def test_every_point_has_a_line_in_the_color_of_its_cluster(canvas):
    at = pixels(canvas)
    labels = canvas.picture.dots.labels
    for row, line in enumerate(crossings(canvas, canvas.picture.places)):
        line_color = parse_color(LIGHT.line_color(canvas.picture.colors[int(labels[row])])).astype(int)
        x, y = (line[0] + line[1]) / 2
        near = np.array([at(x, y + down) for down in (-1, 0, 1)])
        assert (near.min(axis=0) < 245).any()
        assert line_color.max() < 255


def test_the_line_under_the_mouse_is_found_between_the_axes_too(qtbot, canvas):
    told = []
    canvas.hovered.connect(told.append)
    lines = crossings(canvas, canvas.picture.places)
    for row in (4, 20, 31):
        spot = 0.7 * lines[row, 1] + 0.3 * lines[row, 2]
        qtbot.mouseMove(canvas, QPoint(5, 5))
        qtbot.mouseMove(canvas, QPoint(*np.rint(spot).astype(int).tolist()))
        found = lines[told[-1]]
        assert abs((0.7 * found[1] + 0.3 * found[2] - spot)[1]) < 3
    qtbot.mouseMove(canvas, QPoint(5, 5))
    assert told[-1] == -1


def test_the_hovered_and_the_selected_lines_stand_out(canvas):
    canvas.show_highlight(7, None, np.array([12]))
    at = pixels(canvas)
    for row in (7, 12):
        line = crossings(canvas, canvas.picture.places[row])
        hits = [abs(at(*spot) - parse_color(LIGHT.accent)).max() < 30 for spot in (line[:-1] + line[1:]) / 2]
        assert sum(hits) >= 2
    canvas.show_highlight(-1, None, NO_POINTS)
    assert abs(pixels(canvas)(*spot_of(canvas, 7)) - parse_color(LIGHT.accent)).max() > 30


def test_fewer_points_than_before_have_their_lines(canvas):
    few = drawn_of(n=20)
    canvas.show_picture(replace(few, view=canvas.picture.view))
    assert canvas.grab().toImage().width() == SIZE[0]
    assert picker_of(canvas.picture.view, canvas.picture).nearest((350.0, 250.0), canvas.viewport, 500.0) < 20


def spot_of(canvas, row):
    line = crossings(canvas, canvas.picture.places[row])
    return (line[0] + line[1]) / 2


def test_a_legend_has_room_beside_the_axes(qapp):
    bare, named = (fit_viewport(drawn_of(layers), SIZE) for layers in ((), ("legend",)))
    view = drawn_of().view
    axis_limits = [
        viewport.to_pixels(view.plot_positions(view.axis_limits))[0, -1, 0] for viewport in (bare, named)
    ]
    assert axis_limits[1] < SIZE[0] - LEGEND_WIDTH < axis_limits[0]


def test_parallel_coordinates_are_chosen_in_the_bar_and_live_while_steps_go_by(program, rest, press):
    program.presenter.open_file(resource("examples/wine.csv"))
    rest()
    program.window.views.kind.selected.emit("parallel")
    rest()
    canvas, shown = program.window.canvas, []
    assert canvas.picture.view.axes == program.presenter.player.scene.prepared.selection.columns
    assert program.window.views.shown.text() == "13 of 13 columns ▾"
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        press(key)
        shown.append(canvas.grab().toImage())
    assert shown[0] != shown[1]
    canvas.grab().toImage()
    press(Qt.Key.Key_C)
    assert all(len(pane.picture.view.axes) == 13 for pane in program.window.panes.shown)
