"""The legend in the window: its rows are hovered, clicked and dragged, and it keeps its place."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clusterlab.core.resources import resource
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.export.points_image import points_image
from clusterlab.session.state.presets import opening
from clusterlab.ui.canvas.legend import LEGEND_PADDING, LEGEND_ROW_HEIGHT, legend_box, legend_corner
from tests.ui.canvas.drawing import surface

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def canvas(program, rest):
    """The canvas with the last step of a run."""
    program.presenter.go_to_end()
    rest()
    return program.window.canvas


@pytest.fixture
def row_place(canvas):
    """The pixel of a row of the legend."""

    def row_place(row):
        box = legend_box(canvas.picture, canvas.viewport)
        down = LEGEND_PADDING * 0.75 + (row + 0.5) * LEGEND_ROW_HEIGHT
        return QPoint(round(box.left() + 40), round(box.top() + down))

    return row_place


@pytest.fixture
def click_row(canvas, row_place, rest):
    """Clicks a row of the legend, and moves the mouse off it."""

    def click_row(row, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.mouseClick(surface(canvas), Qt.MouseButton.LeftButton, modifier, row_place(row))
        for left in (6, 5):  # a move to where the mouse was last would be ignored
            QTest.mouseMove(surface(canvas), QPoint(left, canvas.height() - 5))
        rest()

    return click_row


def drag(canvas, start, end):
    """Drags with the left mouse button in some moves."""
    widget, left = surface(canvas), Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, Qt.KeyboardModifier.NoModifier, start)
    for share in (0.25, 0.5, 1.0):
        QTest.mouseMove(widget, start + (end - start) * share)
    QTest.mouseRelease(widget, left, Qt.KeyboardModifier.NoModifier, end)


def strong_clusters(canvas):
    """The clusters that are drawn in their own colors."""
    picture = canvas.picture
    shown = {number for number in picture.colors if number not in picture.faded | picture.emphasis.hidden}
    return [label for label, number in enumerate(picture.colors) if number in shown]


def drawn_points(canvas):
    """How many pixels of the points' image are not empty."""
    return int((points_image(canvas.picture, canvas.viewport, canvas._theme) > 0).sum())


def test_a_row_under_the_mouse_lets_its_cluster_stand_out(canvas, row_place, rest):
    QTest.mouseMove(surface(canvas), row_place(1))
    rest()
    assert strong_clusters(canvas) == [1]
    QTest.mouseMove(surface(canvas), QPoint(5, canvas.height() - 5))
    rest()
    assert strong_clusters(canvas) == [0, 1, 2]


def test_points_of_other_clusters_are_pale_while_one_stands_out(canvas, row_place, rest):
    def colors(label):
        image = points_image(canvas.picture, canvas.viewport, canvas._theme)
        places = canvas.picture.places[canvas.picture.point_marks.labels == label]
        right, down = np.floor(canvas.viewport.to_pixels(places)).astype(int).T
        return image[down, right]

    before = [colors(label) for label in range(3)]
    QTest.mouseMove(surface(canvas), row_place(1))
    rest()
    same = [np.mean(colors(label) == before[label]) for label in range(3)]
    assert same[1] > 0.9
    assert max(same[0], same[2]) < 0.1


def test_a_click_highlights_a_cluster_until_it_is_clicked_again(canvas, click_row):
    found = []
    for row in (2, 0, 0):
        click_row(row)
        found.append(strong_clusters(canvas))
    assert found == [[2], [0], [0, 1, 2]]


def test_a_click_beside_all_points_ends_the_highlight(canvas, click_row, rest):
    click_row(1)
    corner = QPoint(60, canvas.height() - 60)
    QTest.mouseClick(surface(canvas), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)
    rest()
    assert strong_clusters(canvas) == [0, 1, 2]


def test_a_click_with_ctrl_hides_a_cluster_and_its_points_cannot_be_picked(program, canvas, click_row, rest):
    all_points, viewport, picture = drawn_points(canvas), canvas.viewport, canvas.picture
    click_row(0, CONTROL)
    assert strong_clusters(canvas) == [1, 2]
    assert 0.4 * all_points < drawn_points(canvas) < 0.8 * all_points
    assert canvas.viewport == viewport
    assert program.window.status["drawn"].text() == "1 cluster is hidden."
    own = np.flatnonzero(picture.point_marks.labels == 0)
    for pixel in viewport.to_pixels(picture.places[own[:20]]).round().astype(int).tolist():
        QTest.mouseMove(surface(canvas), QPoint(*pixel))
        assert canvas.pointer.point not in own
    click_row(0, CONTROL)
    assert drawn_points(canvas) == all_points


def test_a_cluster_stays_hidden_with_another_k_and_is_shown_with_other_data(program, canvas, click_row, rest):
    click_row(0, CONTROL)
    number = canvas.picture.colors[0]
    program.presenter.commands.choose_k(5)
    rest()
    assert canvas.picture.emphasis.hidden == {number}
    program.presenter.commands.choose_shape("moons")
    rest()
    assert not canvas.picture.emphasis.hidden


@pytest.mark.parametrize("name", ["kmeans", "gmm", "dbscan"])
def test_every_view_is_drawn_with_a_hidden_and_a_highlighted_cluster(program, rest, name, caplog):
    from clusterlab.session.state.cluster_emphasis import ClusterEmphasis
    from clusterlab.session.state.view_choice import ViewChoice

    program.presenter.commands.open_file(resource("examples/iris.csv"))
    program.presenter.commands.choose_algorithm(name)
    for kind in ("matrix", "parallel", "space"):
        program.presenter.commands.choose_view(ViewChoice(kind))
        program.presenter.highlight.emphasize(ClusterEmphasis(None, frozenset({1}), frozenset({0, -1})))
        rest()
        program.presenter.go_to_end()
        rest()
        assert program.window.canvas.picture.emphasis.hidden == {0, -1}
        assert not program.window.canvas.grab().isNull()
        assert not caplog.records


def test_the_legend_is_dragged_and_stays_there(program, canvas, row_place, rest):
    start, center = row_place(0), canvas.pointer.center
    before = legend_box(canvas.picture, canvas.viewport)
    drag(canvas, start, start + QPoint(-200, 120))
    dragged = legend_box(canvas.picture, canvas.viewport)
    assert (dragged.topLeft() - before.topLeft() - QPoint(-200, 120)).manhattanLength() < 3
    assert canvas.picture.emphasis.highlighted == frozenset()
    program.presenter.commands.choose_k(4)
    rest()
    moved = legend_box(canvas.picture, canvas.viewport).topLeft() - dragged.topLeft()
    assert moved.manhattanLength() < 20
    assert canvas.pointer.center == center
    program.actions["reset_layout"].trigger()
    rest()
    assert canvas.view.plot.legend.place.position is None


def quadrant(box, viewport):
    """In which quarter of the plot a box is."""
    return box.center().x() > viewport.size[0] / 2, box.center().y() > viewport.size[1] / 2


def test_the_legend_keeps_its_corner_from_step_to_step_and_with_another_k(program, canvas, rest):
    program.presenter.document.change(opening())
    shown, emptiest = set(), set()
    for k in (4, 5, 6):
        program.presenter.commands.choose_k(k)
        rest()
        for position in range(1, program.presenter.player.length, 4):
            program.presenter.go(position)
            shown.add(quadrant(legend_box(canvas.picture, canvas.viewport), canvas.viewport))
            emptiest.add(legend_corner(canvas.picture, canvas.viewport))
    assert len(shown) == 1
    assert len(emptiest) > 1


def test_a_key_names_the_rings_around_points(program, canvas, rest):
    def rings():
        rest()
        return [row.name for row in all_legend_rows(canvas.picture) if row.ring]

    assert rings() == []
    program.presenter.go(0)
    assert rings() == ["New center"]
    program.presenter.commands.choose_k(5)
    program.presenter.go_to_end()
    program.presenter.commands.toggle_layer("doubtful", True)
    assert rings() == ["Borderline"]


def test_the_rows_of_the_legend_have_help(canvas, row_place):
    legend = canvas.view.plot.legend
    assert legend.help_at(row_place(0).toPointF()).startswith("Click to highlight")
    assert legend.help_at(QPoint(5, 5).toPointF()) == ""


def test_keys_highlight_one_cluster_after_the_other_and_hide_it(program, canvas, press):
    found = []
    for _ in range(4):
        press(Qt.Key.Key_X)
        found.append(strong_clusters(canvas))
    assert found == [[0], [1], [2], [0, 1, 2]]
    press(Qt.Key.Key_H)
    assert program.window.message.words.text().startswith("No cluster is highlighted.")
    for key in (Qt.Key.Key_X, Qt.Key.Key_X, Qt.Key.Key_H):
        press(key)
    assert strong_clusters(canvas) == [0, 2]
    press(Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert strong_clusters(canvas) == [0, 1, 2]
