"""Points are selected with a rectangle or a lasso; the points inside of an outline are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.core.multi_axis_view import matrix_view
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.picture import Picture, picture
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.export.viewport import Viewport
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.outline_selection import POINTS_PER_CHUNK, points_inside
from tests.ui.canvas.drawing import LEFT, as_array, drag, move, surface

GRID = np.stack(np.meshgrid(np.linspace(-1, 1, 6), np.linspace(-1, 1, 6)), axis=-1).reshape(-1, 2)
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
SIZE = (90, 70)
VIEWPORT = Viewport(SIZE, (0.0, 0.0), (90.0, 70.0))
VIEW = column_view(Points(GRID), ("x", "y"), (0, 1), True)


@pytest.fixture
def canvas(qtbot):
    """A canvas with a grid of points; all of them in two clusters."""
    points, shown = Points(GRID), Canvas()
    qtbot.addWidget(shown)
    shown.resize(500, 420)
    view = column_view(points, ("x", "y"), (0, 1), True)
    shown.show_picture(picture(points, view, list(KMeans(k=2).steps(points))[-1], layers=()))
    shown.load_plot()
    shown.show()
    qtbot.waitExposed(shown)
    return shown


@pytest.fixture
def outlined(canvas):
    """What the canvas has said about outlined points: sets of points, and whether they are added."""
    found = []
    canvas.points_outlined.connect(lambda points, adding: found.append((set(points.tolist()), adding)))
    return found


def at(canvas, x, y):
    """The pixel of a position of the plane."""
    return QPoint(*np.rint(canvas.viewport.to_pixels(np.array([[x, y]]))[0]).astype(int).tolist())


def within(canvas, low, high):
    """The points between two corners of the plane."""
    places = canvas.picture.places
    return set(np.flatnonzero(((places > low) & (places < high)).all(axis=1)).tolist())


def ring(canvas, middle, radius):
    """Pixels around a position of the plane, closing at the first one."""
    angles = np.linspace(0, 2 * np.pi, 40)
    return [at(canvas, middle[0] + radius * np.cos(a), middle[1] + radius * np.sin(a)) for a in angles]


@pytest.mark.parametrize("ends", [((-0.3, -0.9), (0.7, 0.3)), ((0.7, 0.3), (-0.3, -0.9))])
def test_a_rectangle_selects_the_points_in_it(qtbot, canvas, outlined, ends):
    scale, viewport = canvas.picture.places.max() / 1, canvas.viewport
    canvas.use_tool("rectangle")
    start, end = (at(canvas, *(scale * np.array(place))) for place in ends)
    drag(qtbot, canvas, start, (start + end) / 2, end)
    expected = within(canvas, scale * np.array([-0.3, -0.9]), scale * np.array([0.7, 0.3]))
    assert len(expected) == 9
    assert outlined == [(expected, False)]
    assert canvas.viewport == viewport


def test_a_lasso_selects_the_points_in_it(qtbot, canvas, outlined):
    canvas.use_tool("lasso")
    places = canvas.picture.places
    step = np.diff(np.unique(places[:, 0].round(9)))[0]
    middle = places[np.linalg.norm(places - 0.2 * places.max(), axis=1).argmin()]
    start, *stops = ring(canvas, middle, 1.25 * step)
    drag(qtbot, canvas, start, *stops)
    near = np.linalg.norm(places - middle, axis=1) < 1.25 * step
    assert near.sum() == 5
    assert outlined == [(set(np.flatnonzero(near).tolist()), False)]


@pytest.mark.parametrize(
    ("tool", "keys", "adding"),
    [("pan", SHIFT, False), ("pan", SHIFT | CTRL, True), ("rectangle", SHIFT, True), ("lasso", CTRL, True)],
)
def test_shift_selects_while_panning_and_other_tools_add_with_a_key(
    qtbot, canvas, outlined, tool, keys, adding
):
    canvas.use_tool(tool)
    before, (w, h) = canvas.viewport, (canvas.width(), canvas.height())
    corners = [QPoint(2, 2), QPoint(w - 2, 2), QPoint(w - 2, h - 2), QPoint(2, h - 2)]
    stops = corners[1:] if tool == "lasso" else [corners[2] / 2, corners[2]]
    drag(qtbot, canvas, corners[0], *stops, modifier=keys)
    assert outlined == [(set(range(len(GRID))), adding)]
    assert canvas.viewport == before


def test_no_center_is_dragged_while_points_are_selected(qtbot, canvas, outlined):
    moved = []
    canvas.edits.dragged.connect(lambda *args: moved.append(args))
    canvas.use_tool("rectangle")
    start = at(canvas, *canvas.picture.mark(Centers).positions[0])
    drag(qtbot, canvas, start, start + QPoint(30, 30), start + QPoint(60, 60))
    assert not moved
    assert len(outlined) == 1


def test_the_outline_is_painted_while_it_is_dragged_and_then_gone(qtbot, canvas, outlined):
    canvas.use_tool("rectangle")
    plain = as_array(canvas.grab().toImage())
    qtbot.mousePress(surface(canvas), LEFT, pos=QPoint(100, 100))
    for stop in (QPoint(150, 120), QPoint(300, 250)):
        move(canvas, stop)
    shown = as_array(canvas.grab().toImage())
    down, right = np.nonzero((shown != plain).any(axis=2))
    assert (right.min(), right.max(), down.min(), down.max()) == pytest.approx((100, 300, 100, 250), abs=2)
    edge = abs(shown[100, 100:300] - parse_color(LIGHT.accent).astype(int)).max(axis=1)
    assert 60 < (edge < 80).sum() < 180  # dashed
    qtbot.mouseRelease(surface(canvas), LEFT, pos=QPoint(300, 250))
    assert len(outlined) == 1
    assert np.array_equal(as_array(canvas.grab().toImage())[:, :90], plain[:, :90])
    assert canvas.view.plot.box.outline == []


def test_a_click_with_a_tool_selects_the_point_under_the_mouse(qtbot, canvas, outlined):
    canvas.use_tool("rectangle")
    clicked = []
    canvas.point_clicked.connect(lambda *args: clicked.append(args))
    qtbot.mouseClick(surface(canvas), LEFT, pos=at(canvas, *canvas.picture.places[3]))
    assert clicked == [(3, False)]
    assert not outlined


coordinate = st.floats(-20, 110, allow_nan=False)
outlines = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=9)
pixels = st.lists(st.tuples(st.floats(-10, 100), st.floats(-10, 80)), min_size=1, max_size=40)


def crossings(corners, x, y):
    """How many edges of a polygon a ray from (x, y) to the right crosses."""
    count = 0
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if (ay > y) != (by > y):
            count += x < ax + (y - ay) * (bx - ax) / (by - ay)
    return count


def distance_to_edges(corners, point):
    """The distance of a point to the nearest edge of a polygon."""
    starts, ends = corners, np.roll(corners, -1, axis=0)
    along = ends - starts
    shares = ((point - starts) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12)
    nearest = starts + np.clip(shares, 0, 1)[:, None] * along
    return np.linalg.norm(point - nearest, axis=1).min()


@given(outlines, pixels)
def test_the_points_inside_are_found_to_the_pixel(outline, places):
    corners = np.array(outline)
    shown = Picture(VIEW, VIEWPORT.to_plane(np.array(places)))
    spots = VIEWPORT.to_pixels(shown.places)
    found = set(points_inside(corners, shown, VIEWPORT).tolist())
    for index, (x, y) in enumerate(spots.tolist()):
        in_view = 0 <= x < SIZE[0] and 0 <= y < SIZE[1]
        if not in_view:
            assert index not in found
        elif distance_to_edges(corners, spots[index]) > 1:
            assert (index in found) == bool(crossings(corners, x, y) % 2)


def test_points_that_are_not_finite_are_in_no_outline():
    whole = np.array([[-1.0, -1], [91, -1], [91, 71], [-1, 71]])
    places = np.array([[5.0, 5], [np.nan, 5], [5, np.inf], [-np.inf, 5], [1e300, 5], [80, 60]])
    assert points_inside(whole, Picture(VIEW, places), VIEWPORT).tolist() == [0, 5]
    assert points_inside(whole, Picture(VIEW, np.empty((0, 2))), VIEWPORT).tolist() == []


def test_the_points_of_every_chunk_are_found():
    places = np.random.default_rng(0).uniform([0, 0], SIZE, (2 * POINTS_PER_CHUNK + 5, 2))
    left = np.array([[0.0, 0], [45, 0], [45, 70], [0, 70]])
    found = points_inside(left, Picture(VIEW, places), VIEWPORT)
    assert np.array_equal(found, np.flatnonzero(places[:, 0] < 45))


def test_a_point_of_a_scatter_matrix_is_inside_in_any_of_its_plots(qapp):
    points = Points(np.random.default_rng(0).normal(size=(50, 3)))
    view = matrix_view(points, "abc", range(3), left_out=False)
    shown = picture(points, view, None)
    viewport = Viewport((300, 300), (0.0, 0.0), (3.0, 3.0))
    spots = viewport.to_pixels(view.plot_positions(shown.places))
    for plot in range(spots.shape[1]):
        x, y = spots[7, plot]
        corners = np.array([[x - 2, y - 2], [x + 2, y - 2], [x + 2, y + 2], [x - 2, y + 2]])
        assert 7 in points_inside(corners, shown, viewport)


@pytest.mark.parametrize("tool", ["rectangle", "lasso"])
def test_a_cancelled_outline_is_gone_and_the_rest_of_the_drag_does_nothing(qtbot, canvas, outlined, tool):
    canvas.use_tool(tool)
    assert not canvas.cancel_drag()
    viewport = canvas.viewport
    qtbot.mousePress(surface(canvas), LEFT, pos=QPoint(100, 100))
    for stop in (QPoint(150, 120), QPoint(300, 250)):
        move(canvas, stop)
    assert canvas.cancel_drag()
    move(canvas, QPoint(310, 260))
    assert canvas.view.plot.box.outline == []
    qtbot.mouseRelease(surface(canvas), LEFT, pos=QPoint(310, 260))
    assert not outlined
    assert canvas.viewport == viewport
    drag(qtbot, canvas, QPoint(2, 2), QPoint(300, 300), QPoint(498, 418))
    assert len(outlined) == 1  # the next drag selects again


def test_the_status_bar_says_how_many_points_are_selected_and_marked(program, rest):
    status, highlight = program.window.status["selected"], program.highlight
    assert status.text() == ""
    highlight.select(range(5))
    assert status.text() == "5 selected"
    program.presenter.commands.change_shape("points", 5_000)
    rest()
    assert status.text() == ""  # other data
    highlight.select(range(3_000))
    assert status.text() == "3,000 selected, 2,000 of them marked"
    program.presenter.commands.change_shape("dimensions", 4)
    rest()
    highlight.select(range(3_000))
    program.presenter.commands.choose_view(ViewChoice("matrix"))
    rest()
    assert status.text() == "3,000 selected, 333 of them marked"
    highlight.clear()
    assert status.text() == ""
