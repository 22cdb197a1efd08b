"""Parallel coordinates: their pixels, hovering lines, and their use in the window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import parallel_view
from clusterlab.core.points import Points
from clusterlab.core.resources import resource
from clusterlab.export.picking import picker_of
from clusterlab.export.picture import picture
from clusterlab.export.pointer_state import NO_POINTS
from clusterlab.export.theme import DARK, LIGHT, parse_color
from clusterlab.export.viewport import LEGEND_WIDTH, fit_viewport
from clusterlab.ui.canvas.canvas import Canvas
from tests.ui.canvas.drawing import surface

SIZE = (700, 500)
CLUSTER_CENTERS = np.array([[0, 0, 9, 1], [9, 1, 0, 9], [5, 9, 5, 4]], float)


def picture_of(layers=(), n=45):
    points = Points(
        CLUSTER_CENTERS[np.arange(n) % 3] + np.random.default_rng(3).normal(scale=0.4, size=(n, 4))
    )
    view = parallel_view(points, ("width", "height", "weight", "age"), range(4), left_out=False)
    return picture(points, view, list(KMeans(k=3).steps(points))[-1], layers=layers)


@pytest.fixture
def canvas(qtbot):
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(*SIZE)
    shown.show_picture(picture_of())
    shown.show()
    shown.load_plot()
    qtbot.waitExposed(shown)
    return shown


def crossings(canvas, places):
    """The pixels at which the lines of positions (r, m) cross the axes: (r, m, 2)."""
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
    labels = canvas.picture.point_marks.labels
    for row, line in enumerate(crossings(canvas, canvas.picture.places)):
        line_color = parse_color(LIGHT.line_color(canvas.picture.colors[int(labels[row])])).astype(int)
        x, y = (line[0] + line[1]) / 2
        near = np.array([at(x, y + down) for down in (-1, 0, 1)])
        assert (near.min(axis=0) < 245).any()
        assert line_color.max() < 255


def test_hovering_finds_the_line_between_the_axes(qtbot, canvas):
    emitted = []
    canvas.hovered.connect(emitted.append)
    lines = crossings(canvas, canvas.picture.places)
    for row in (4, 20, 31):
        pixel = 0.7 * lines[row, 1] + 0.3 * lines[row, 2]
        qtbot.mouseMove(surface(canvas), QPoint(5, 5))
        qtbot.mouseMove(surface(canvas), QPoint(*np.rint(pixel).astype(int).tolist()))
        found = lines[emitted[-1]]
        assert abs((0.7 * found[1] + 0.3 * found[2] - pixel)[1]) < 3
    qtbot.mouseMove(surface(canvas), QPoint(5, 5))
    assert emitted[-1] == -1


def test_the_hovered_and_the_selected_lines_stand_out(canvas):
    canvas.show_highlight(7, None, np.array([12]))
    at = pixels(canvas)
    for row in (7, 12):
        line = crossings(canvas, canvas.picture.places[row])
        hits = [
            abs(at(*pixel) - parse_color(LIGHT.accent)).max() < 30 for pixel in (line[:-1] + line[1:]) / 2
        ]
        assert sum(hits) >= 2
    canvas.show_highlight(-1, None, NO_POINTS)
    assert abs(pixels(canvas)(*pixel_of(canvas, 7)) - parse_color(LIGHT.accent)).max() > 30


def test_a_picture_of_fewer_points_than_the_view_has_their_lines(canvas):
    few = picture_of(n=20)
    canvas.show_picture(replace(few, view=canvas.picture.view))
    assert canvas.grab().toImage().width() == SIZE[0]
    assert picker_of(canvas.picture.view, canvas.picture).nearest((350.0, 250.0), canvas.viewport, 500.0) < 20


def pixel_of(canvas, row):
    line = crossings(canvas, canvas.picture.places[row])
    return (line[0] + line[1]) / 2


def test_the_axes_leave_space_for_a_legend(qapp):
    bare, named = (fit_viewport(picture_of(layers), SIZE) for layers in ((), ("legend",)))
    view = picture_of().view
    axis_limits = [
        viewport.to_pixels(view.plot_positions(view.axis_limits))[0, -1, 0] for viewport in (bare, named)
    ]
    assert axis_limits[1] < SIZE[0] - LEGEND_WIDTH < axis_limits[0]


def test_parallel_coordinates_chosen_in_the_view_bar_follow_the_steps(program, rest, press):
    program.presenter.commands.open_file(resource("examples/wine.csv"))
    rest()
    program.window.views.kind.chosen.emit("parallel")
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
