"""The silhouette plot in the real window."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.core.marks import Highlights
from clusterlab.export.theme import LIGHT
from clusterlab.metrics import silhouette
from clusterlab.session.analysis import silhouettes
from tests.ui.at_rest import faults_at_rest


@pytest.fixture
def plot(program, press):
    press(Qt.Key.Key_End)
    found = program.silhouette_presenter.chart.plot
    QApplication.processEvents()  # lays out the plot, which is new
    scroll_bar = program.window.charts.pages.currentWidget().verticalScrollBar()
    scroll_bar.setValue(scroll_bar.maximum())
    return found


def color_at(plot, place):
    return plot.grab().toImage().pixelColor(place).name()


def pixel_in(plot, cluster, share=0.5):
    """A pixel in the lines of a cluster, near the axis."""
    y = plot.bars.tops[cluster] + share * plot.bars.heights[cluster]
    return plot.pixel_of(0.05, y).toPoint()


def canvas_pixel(program, index):
    canvas = program.window.canvas
    return QPoint(*np.rint(canvas.viewport.to_pixels(canvas.picture.places[[index]])[0]).astype(int).tolist())


def test_each_cluster_has_the_color_of_its_points_on_the_canvas(program, plot):
    colors = program.presenter.player.scene.colors
    for number, color in enumerate(colors):
        assert color_at(plot, pixel_in(plot, number)) == LIGHT.cluster(color)


@pytest.mark.usefixtures("k_charts")
def test_the_mean_equals_that_of_the_sweep(program, plot):
    entry = program.k_chart_presenter.k_sweep.curve.entries_by_k[program.presenter.document.session.k]
    assert plot.shown.mean == pytest.approx(entry.silhouette, rel=1e-9)


def test_without_clusters_the_subtitle_says_so_at_once(program):
    assert program.presenter.player.step.labels is None
    assert program.silhouette_presenter.chart.subtitle.toolTip() == "no clusters yet"


def test_silhouettes_follow_every_step(program, plot, press):
    before = plot.shown
    press(Qt.Key.Key_Home)
    assert plot.shown is None
    assert program.silhouette_presenter.chart.subtitle.toolTip() == "no clusters yet"
    while program.presenter.player.step.labels is None:
        press(Qt.Key.Key_Right)
    assert plot.shown is not before
    assert plot.shown.labels is program.presenter.player.step.labels


def test_one_cluster_has_no_silhouettes_and_the_reason_is_shown(program, plot, rest):
    program.presenter.commands.choose_k(1)
    rest()
    program.presenter.go_to_end()
    rest()
    assert plot.shown.clusters == ()
    assert "for one cluster" in plot.shown.unavailable_reason
    assert program.silhouette_presenter.chart.note.text() == plot.shown.unavailable_reason
    assert not plot.axes["left"].isVisible()


def test_hovering_the_plot_highlights_the_point_on_the_canvas(program, plot, qtbot):
    qtbot.mouseMove(plot.viewport(), pixel_in(plot, 1))
    index = plot.part_at(QPointF(pixel_in(plot, 1)))
    pointer = program.window.canvas.pointer
    assert pointer.point == index
    row = program.presenter.player.scene.prepared.row(index)
    assert pointer.card.title == f"Row {row + 1:,}"
    assert program.highlight.hovered == row
    qtbot.mouseMove(plot.viewport(), QPoint(5, plot.height() - 2))
    assert program.window.canvas.pointer.point == -1


def test_the_tooltip_never_covers_the_mouse(program, plot, qtbot):
    for share in (0.05, 0.3, 0.6, 0.9):
        spot = pixel_in(plot, 1, share)
        for x in (spot.x(), round(plot.pixel_of(0.5, 0).x()), plot.width() - 5):
            qtbot.mouseMove(plot.viewport(), QPoint(x, spot.y()))
            tips = [
                one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible()
            ]
            assert tips
            mouse = plot.mapToGlobal(QPoint(x, spot.y())).y()
            assert all(tip.geometry().bottom() < mouse for tip in tips)
    qtbot.mouseMove(plot.viewport(), QPoint(5, plot.height() - 2))


def test_hovering_the_canvas_marks_the_line_in_the_plot(program, plot, qtbot):
    plain = plot.grab().toImage()
    qtbot.mouseMove(program.window.canvas.view.viewport(), canvas_pixel(program, 17))
    index = program.window.canvas.pointer.point
    assert index >= 0
    spot = plot.line_end_of(index)
    marked = plot.grab().toImage()
    assert marked != plain
    assert marked.pixelColor(spot.toPoint()).name() == LIGHT.panel  # the open marker at the end of its line
    qtbot.mouseMove(program.window.canvas.view.viewport(), QPoint(1, 1))
    assert plot.grab().toImage() == plain


def test_a_click_in_plot_or_canvas_selects_and_a_click_on_nothing_deselects(program, plot, click):
    prepared, canvas = program.presenter.player.scene.prepared, program.window.canvas
    click(plot.viewport(), pixel_in(plot, 0))
    index = plot.part_at(QPointF(pixel_in(plot, 0)))
    assert program.highlight.selected == {prepared.row(index)}
    assert canvas.pointer.selected.tolist() == [index]
    click(canvas.view.viewport(), canvas_pixel(program, 17))
    assert program.highlight.selected == {prepared.row(canvas.pointer.point)}
    click(canvas.view.viewport(), QPoint(3, 3))
    assert program.highlight.selected == frozenset()


def test_a_shift_click_adds_to_the_selection(program, plot, qtbot):
    for cluster in (0, 1, 2):
        place = pixel_in(plot, cluster)
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert len(program.highlight.selected) == 3


def test_keys_move_through_the_lines_and_enter_selects(program, plot, qtbot):
    plot.setFocus()
    clusters, highlight = plot.shown.clusters, program.highlight
    row = program.presenter.player.scene.prepared.row
    index = program.presenter.player.index
    for key, (cluster, place) in {
        Qt.Key.Key_Home: (0, 0),
        Qt.Key.Key_Down: (0, 1),
        Qt.Key.Key_Right: (1, 0),
        Qt.Key.Key_Up: (0, -1),
        Qt.Key.Key_End: (-1, -1),
    }.items():
        qtbot.keyClick(plot, key)
        assert highlight.hovered == row(int(clusters[cluster].rows[place]))
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert highlight.selected == {row(int(clusters[-1].rows[-1]))}
    assert program.presenter.player.index == index


def test_selected_rows_survive_scaling_but_not_new_data(program, plot, click, rest):
    click(plot.viewport(), pixel_in(plot, 0))
    (row,) = program.highlight.selected
    program.presenter.commands.choose_scaling("z-score")
    rest()
    prepared = program.presenter.player.scene.prepared
    assert [prepared.row(place) for place in program.window.canvas.pointer.selected] == [row]
    program.presenter.commands.regenerate()
    rest()
    assert program.highlight.selected == frozenset()


def test_the_sample_size_is_shown_and_doubtful_points_of_the_sample_are_highlighted(
    program, plot, rest, press, monkeypatch
):
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 200)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 150)
    program.presenter.commands.choose_k(6)
    rest()
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_D)
    note, found = program.silhouette_presenter.chart.note, plot.shown
    assert note.isVisible()
    assert note.text() == f"Sample {found.size} of 300, seed 0"
    assert note.fontMetrics().horizontalAdvance("Sample 10,001 of 1,000,000, seed 0") < note.width()
    highlights = program.window.canvas.picture.mark(Highlights)
    assert highlights.rows.tolist() == found.negative.tolist()


def test_doubtful_points_are_highlighted_on_demand(program, plot, press, rest):
    program.presenter.commands.choose_k(7)
    rest()
    press(Qt.Key.Key_End)
    assert program.window.canvas.picture.mark(Highlights) is None
    press(Qt.Key.Key_D)
    highlights = program.window.canvas.picture.mark(Highlights)
    assert highlights.rows.tolist() == plot.shown.negative.tolist()
    assert len(highlights.rows)
    press(Qt.Key.Key_D)
    assert program.window.canvas.picture.mark(Highlights) is None


def test_silhouettes_that_were_canceled_say_so(program, monkeypatch):
    monkeypatch.setattr(silhouettes, "MAX_IMMEDIATE_WORK", 0)
    queue = SimpleNamespace(
        start=lambda work: None, cancel=lambda: None, running=True, failure=lambda: None, take=list
    )
    monkeypatch.setattr(program.silhouette_presenter.step_silhouettes, "_queue", queue)
    program.presenter.go_to_end()
    assert program.silhouette_presenter.busy
    program.presenter.cancel()
    assert program.silhouette_presenter.chart.subtitle.toolTip() == "not computed"
    assert faults_at_rest(program.window) == []
