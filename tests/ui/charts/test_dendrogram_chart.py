"""The dendrogram in the real window: dragging the cut sets K."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from clusterlab.core.charts import Dendrogram
from clusterlab.export.dendrogram_layout import node_positions
from clusterlab.export.theme import DARK, LIGHT


@pytest.fixture
def tree(program, rest):
    """The dendrogram of Ward on three well-separated groups, cut at K = 3."""
    program.presenter.commands.choose_algorithm("ward")
    rest()
    program.presenter.go_to_end()
    rest()
    (chart,) = program.step_chart_presenter.charts
    assert isinstance(chart.step_chart.chart, Dendrogram)
    return chart.step_chart


def session_k(program):
    return program.presenter.document.session.k


def merge_pixel(tree, merge):
    """The middle of the horizontal line of a merge."""
    x = node_positions(tree.chart)[tree.chart.m + merge]
    return tree.pixel_of(x, tree.chart.heights[merge]).toPoint()


def line_colors(tree, top, bottom):
    """The palette numbers whose colors are found between two y pixels of the widget."""
    image = tree.grab().toImage()
    found = {image.pixel(x, y) & 0xFFFFFF for y in range(top, bottom) for x in range(50, image.width() - 8)}
    return {i for i in range(8) if QColor(LIGHT.line_color(i)).rgb() & 0xFFFFFF in found}


def test_branches_below_the_cut_have_the_colors_of_the_canvas_and_those_above_have_none(program, tree):
    picture = program.window.canvas.picture
    cut = round(tree.pixel_of(0, tree.line_value).y())
    assert line_colors(tree, cut + 4, tree.height()) == set(picture.colors) == {0, 1, 2}
    assert line_colors(tree, 0, cut - 18) == set()  # the label of the cut is right above it


def test_a_named_cluster_has_its_name_above_its_branch_cut_to_the_width(program, tree, rest):
    picture = program.window.canvas.picture
    for cluster, name in ((0, "left"), (2, "x" * 60)):
        program.presenter.commands.rename_cluster(picture.colors[cluster], name)
    rest()
    words = [item.toPlainText() for item in tree._names]
    assert words[0] == "left"
    assert words[1].startswith("x")
    assert words[1].endswith("…")
    program.presenter.commands.rename_cluster(picture.colors[0], "")
    rest()
    assert len(tree._names) == 1


def test_the_cut_is_a_dashed_line(tree):
    image, y = tree.grab().toImage(), round(tree.pixel_of(0, tree.line_value).y())
    row = [image.pixelColor(x, y) for x in range(50, image.width() - 8)]
    accent = QColor(LIGHT.accent)
    near = np.array([abs(c.red() - accent.red()) + abs(c.blue() - accent.blue()) < 60 for c in row])
    assert 0.4 < near.mean() < 0.9
    assert np.count_nonzero(np.diff(near.astype(int)) == 1) > 5


@pytest.mark.usefixtures("k_charts")
def test_dragging_the_cut_changes_k_and_is_one_undoable_choice(program, tree, qtbot, rest, drag_line):
    program.presenter.commands.choose_k(4)
    rest()
    end = drag_line(tree, tree.pixel_of(0, tree.chart.cut_at(2)).y())
    assert tree.is_dragging
    rest()
    assert session_k(program) == tree.chart.k == 2  # while it is still being dragged
    assert tree.line_value == pytest.approx(tree.chart.cut_at(2), rel=0.05)
    qtbot.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=end)
    rest()
    assert not tree.is_dragging
    assert (session_k(program), tree.chart.k, tree.chart.left) == (2, 2, 2)
    assert program.presenter.player.step.k == 2
    assert program.step_chart_presenter.charts[0].step_chart is tree
    assert tree.line_value == tree.chart.at == tree.chart.cut_at(2)
    program.presenter.commands.undo()
    rest()
    assert (session_k(program), tree.chart.k) == (4, 4)


def test_branches_are_recolored_while_the_cut_is_dragged(tree, qtbot, drag_line):
    below = round(tree.pixel_of(0, tree.chart.cut_at(2)).y())
    end = drag_line(tree, tree.pixel_of(0, tree.chart.cut_at(2)).y())
    cut = round(tree.pixel_of(0, tree.line_value).y())
    assert abs(cut - below) <= 2
    assert len(line_colors(tree, cut + 4, tree.height())) == 2
    qtbot.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_a_press_away_from_the_cut_drags_nothing(program, tree, qtbot):
    away = QPoint(120, round(tree.pixel_of(0, tree.line_value).y()) + 40)
    qtbot.mousePress(tree.viewport(), Qt.MouseButton.LeftButton, pos=away)
    qtbot.mouseMove(tree.viewport(), away + QPoint(0, 30))
    qtbot.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=away)
    assert not tree.is_dragging
    assert session_k(program) == 3


def test_dropping_the_cut_without_a_change_of_k_puts_it_back(program, tree, qtbot, rest):
    start = QPoint(120, round(tree.pixel_of(0, tree.line_value).y()))
    qtbot.mousePress(tree.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(tree.viewport(), start + QPoint(0, 3))
    qtbot.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(0, 3))
    rest()
    assert (session_k(program), tree.line_value) == (3, tree.chart.at)


def test_after_a_cancel_the_cut_returns_to_the_clusters_shown(program, tree, qtbot, rest, drag_line):
    end = drag_line(tree, tree.pixel_of(0, tree.chart.cut_at(2)).y())
    qtbot.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=end)
    program.presenter.cancel()
    rest()
    assert tree.line_value == tree.chart.at
    assert tree.chart.k == session_k(program)


def test_keys_move_the_cut_by_one_cluster(program, tree, qtbot, rest):
    tree.setFocus()
    for key, k in ((Qt.Key.Key_Up, 2), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Down, 4)):
        qtbot.keyClick(tree, key)
        rest()
        assert (session_k(program), tree.chart.k) == (k, k)
    for _ in range(5):
        qtbot.keyClick(tree, Qt.Key.Key_Up)
        rest()
    assert session_k(program) == 1


def test_the_merge_of_the_step_on_screen_is_marked(program, tree, rest):
    for _ in range(4):
        spot = merge_pixel(tree, tree.chart.m - tree.chart.left - 1)
        assert tree.grab().toImage().pixelColor(spot) == QColor(LIGHT.text)
        program.presenter.go(program.presenter.player.index - 1)
        rest()
    assert tree.chart.left == 7
    assert tree.chart.k == 3


@pytest.mark.usefixtures("k_charts")
def test_a_large_tree_is_truncated_and_its_subtitle_states_that(program, tree):
    words = program.step_chart_presenter.charts[0].subtitle.toolTip()
    assert words == "last 29 of 299 merges"
    assert tree.chart.sizes.sum() == 300


def test_leaf_sizes_are_shown_only_where_they_fit(program, tree):
    narrow, height = tree.pixel_of(0, 0).y(), tree.height()
    tree.resize(900, height)
    assert [words for _, words in tree.axes["bottom"]._tickLevels[0]] == [f"{n:,}" for n in tree.chart.sizes]
    tree.grab()
    assert tree.pixel_of(0, 0).y() < narrow  # space for the sizes
    tree.resize(300, height)
    tree.grab()
    assert tree.pixel_of(0, 0).y() == pytest.approx(narrow)


@pytest.mark.usefixtures("k_charts")
@pytest.mark.usefixtures("k_charts")
def test_it_is_between_the_verdict_and_the_charts_over_k(program, tree):
    panel = program.window.charts
    tops = [widget.mapTo(panel, QPoint()).y() for widget in (panel.verdict, tree, panel.chart("inertia"))]
    assert tops == sorted(tops)


def test_it_follows_the_theme(program, tree, rest):
    program.look_settings.toggle()
    rest()
    image = tree.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert DARK.line_color(0) in colors
