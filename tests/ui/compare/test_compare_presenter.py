"""Compared panes in the real window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.export.theme import LIGHT
from clusterlab.session.state import session as choices
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.ui.compare.pane_grid import PaneGrid
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import color_in, drag, move, spots_of, surface, turn_wheel


@pytest.fixture
def panes(program, press):
    """Two panes at their last steps: k-means and a Gaussian mixture."""
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_End)
    return program.window.panes


def pixels_of(canvas, cluster):
    """The pixels of the points of a cluster on a canvas."""
    return spots_of(canvas.picture, canvas.viewport, cluster)


def color_of(canvas, cluster):
    """The most frequent color of the points of a cluster on screen."""
    return color_in(canvas.grab().toImage(), canvas.picture, canvas.viewport, cluster)


def test_the_button_replaces_the_canvas_by_panes_and_escape_restores_it(program, click, press):
    window = program.window
    click(window.compare)
    assert window.panes.isVisible()
    assert not window.canvas.isVisible()
    assert window.compare.isChecked()
    assert window.caption.phase_label.text() == "Compare · 2 panes"
    assert window.algorithm.title.text() == "Pane 1 · k-means"
    press(Qt.Key.Key_Escape)
    assert window.canvas.isVisible()
    assert not window.panes.isVisible()
    assert not window.compare.isChecked()
    assert window.algorithm.title.text() == "k-means"


def test_escape_drops_an_outline_and_stays_in_the_comparison(program, panes, press, qtbot):
    program.actions["tool_rectangle"].trigger()
    canvas = panes.shown[0]
    qtbot.mousePress(surface(canvas), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for stop in (QPoint(100, 100), QPoint(200, 200)):
        move(canvas, stop)
    press(Qt.Key.Key_Escape)
    qtbot.mouseRelease(surface(canvas), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert panes.isVisible()
    assert not program.highlight.selected
    press(Qt.Key.Key_Escape)
    assert not panes.isVisible()


def test_entering_and_leaving_a_comparison_keeps_the_run(program, press, rest):
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    program.presenter.center_commands.move(0, np.zeros(2))
    rest()
    scene, index, picture = (
        program.presenter.player.scene,
        program.presenter.player.index,
        program.window.canvas.picture,
    )
    press(Qt.Key.Key_C)
    assert program.presenter.player.scene is scene
    press(Qt.Key.Key_C)
    assert program.presenter.player.scene is scene
    assert program.presenter.player.index == index
    assert np.array_equal(program.window.canvas.picture.places, picture.places)


def test_both_panes_show_the_same_groups_in_the_same_colors(panes):
    first, second = panes.shown
    assert [cell.title for cell in panes.figure_grid.cells] == ["1 · k-means", "2 · GMM"]
    for cluster in range(3):
        spot = pixels_of(first, cluster)[0]
        point = int(
            np.abs(first.viewport.to_pixels(first.picture.places) - [spot.x(), spot.y()]).sum(1).argmin()
        )
        other = int(second.picture.point_marks.labels[point])
        assert color_of(first, cluster) == color_of(second, other)
    assert len({color_of(first, cluster) for cluster in range(3)}) == 3


def test_the_transport_moves_all_panes(program, panes, press, click):
    press(Qt.Key.Key_Home)
    before = [canvas.picture for canvas in panes.shown]
    click(program.window.transport.step)
    assert [slot.index for slot in program.presenter.player.shown] == [1, 1]
    assert all(canvas.picture is not old for canvas, old in zip(panes.shown, before, strict=True))
    program.presenter.player.rate = 60
    press(Qt.Key.Key_Space)
    assert all(slot.step.stopped for slot in program.presenter.player.shown)
    assert program.window.transport.timeline.maximum() == program.presenter.player.length - 1


def test_panes_share_the_viewport(program, panes, press):
    first, second = panes.shown
    turn_wheel(first, QPoint(100, 150), 2)
    assert first.custom_viewport is not None
    assert np.allclose(
        [*first.viewport.low, *first.viewport.high], [*second.viewport.low, *second.viewport.high], atol=0.02
    )
    press(Qt.Key.Key_A)
    assert first.custom_viewport is second.custom_viewport is None


def test_hovered_and_selected_points_are_shared_by_all_panes(program, panes, qtbot, click):
    first, second = panes.shown
    spot = pixels_of(first, 0)[5]
    qtbot.mouseMove(surface(first), spot)
    assert program.highlight.hovered is not None
    assert second.pointer.point == first.pointer.point >= 0
    assert second.pointer.card.title == first.pointer.card.title
    click(surface(second), pixels_of(second, 1)[3])
    assert len(program.highlight.selected) == 1
    assert first.pointer.selected.tolist() == second.pointer.selected.tolist() != []


def test_a_click_selects_the_pane_that_the_controls_change(program, panes, click):
    window, second = program.window, panes.shown[1]
    click(surface(second), QPoint(20, second.height() - 10))
    assert window.algorithm.title.text() == "Pane 2 · GMM"
    assert not program.presenter.document.can_undo or program.presenter.document.session.selected
    click(window.top.k.plus)
    assert [slot.scene.session.k for slot in program.presenter.player.shown] == [3, 4]
    assert panes.figure_grid.cells[1].figures.startswith("K 4 · ARI")
    click(window.top.segments.button("dbscan"))
    assert [cell.title for cell in panes.figure_grid.cells] == ["1 · k-means", "2 · DBSCAN"]
    program.presenter.commands.undo()
    program.presenter.commands.undo()
    assert [slot.target_session.algorithm.name for slot in program.presenter.player.shown] == [
        "kmeans",
        "gmm",
    ]


def test_up_to_six_panes_are_added_and_removed(program, panes, click):
    window = program.window
    for _ in range(MAX_PANES - 2):
        click(window.pane_bar.add)
    assert len(panes.shown) == MAX_PANES
    assert all(canvas.isVisible() for canvas in panes.shown)
    assert not window.pane_bar.add.isEnabled()
    click(panes.shown[0].close_button)
    assert len(panes.shown) == MAX_PANES - 1
    assert panes.figure_grid.cells[0].title == "1 · GMM"
    assert not panes.canvases[-1].isVisible()


def test_dragging_a_center_changes_only_the_run_of_its_pane(program, panes, qtbot, rest):
    scenes = [slot.scene for slot in program.presenter.player.shown]
    second = panes.shown[1]
    center = second.viewport.to_pixels(scenes[1].run[-1 + len(scenes[1].run)].centers[:1])[0]
    start, end = QPoint(*np.rint(center).astype(int).tolist()), QPoint(60, 200)
    drag(qtbot, second, start, start + QPoint(20, 20), end)
    rest()
    shown = program.presenter.player.shown
    assert shown[0].scene is scenes[0]
    assert shown[1].scene is not scenes[1]
    assert len(shown[1].scene.session.branches) == 1


def test_a_failed_pane_shows_its_error(program, panes, rest):
    program.presenter.document.change(
        choices.with_algorithm(program.presenter.document.session, KMeans(k=301))
    )
    rest()
    failed, other = panes.figure_grid.cells
    assert failed.failure == "This table has 300 rows, so K can be 300 at most; it was 301."
    assert other.figures.startswith("K 3")
    assert not program.window.message.isVisible()
    assert LIGHT.bad in heading_colors(panes.shown[0])
    assert program.metrics_presenter.table.metrics.texts()[0][1] == "failed"


def heading_colors(canvas):
    """The colors in the heading of a pane."""
    image = canvas.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(20, canvas.width() - 20) for y in range(12, 60)}


@pytest.mark.usefixtures("k_charts")
def test_the_table_shows_the_metrics_of_the_panes(program, panes, rest):
    rest()
    table = program.metrics_presenter.table
    lines = table.metrics.texts()
    assert [line[0] for line in lines] == ["1 k-means", "2 GMM"]
    (first, second), points = program.presenter.player.shown, program.presenter.player.scene.prepared.points
    assert lines[0][3] == f"{first.step.figures(points)['inertia']:.1f}"
    entry = program.k_chart_presenter.k_sweep.curve.entries_by_k[3]
    assert lines[0][4] == f"{entry.silhouette:.2f}"
    assert f"ARI {lines[0][5]} " in panes.figure_grid.cells[0].figures
    assert lines[1][2] == str(second.step.iteration)
    assert table.agreement.texts()[0][:2] == ["1", "1.00"]
    tabs = program.window.charts.tabs
    assert tabs.tabText(tabs.currentIndex()) == "Compare"
    program.presenter.pane_commands.leave()
    rest()
    assert tabs.currentIndex() == 0
    assert "Compare" not in [tabs.tabText(i) for i in range(tabs.count()) if tabs.isTabVisible(i)]
    assert "ground_truth" not in vars(program.tab_presenters)  # no tab was shown, and so filled, in between


def test_panes_that_keep_their_steps_but_get_the_points_of_the_others_are_compared_with_them(
    program, panes, rest
):
    rest()
    presenter, shown = program.metrics_presenter, program.presenter.shown
    first, second = shown.runs
    presenter.follow(replace(shown, runs=(replace(first, prepared=replace(first.prepared)), second)))
    rest()
    assert presenter.table.agreement.texts() == [["1", "1.00", "–"], ["2", "–", "1.00"]]
    presenter.follow(shown)
    rest()
    assert presenter.table.agreement.texts()[0][:2] == ["1", "1.00"]
    assert "–" not in presenter.table.agreement.texts()[0]


def test_a_picture_of_panes_that_comes_after_one_was_removed_names_its_own(program, panes, rest):
    program.presenter.pane_commands.add()
    rest()
    compare, drawn = program.compare_presenter, program.compare_presenter._drawn
    program.presenter.pane_commands.remove(2)
    compare._show(drawn)
    assert program.window.caption.sentence._words.startswith("3 · DBSCAN, ")
    compare.show_preview(2, None)  # its run is gone
    compare.follow(program.presenter.shown)
    assert program.window.caption.sentence._words.startswith("2 · GMM, ")
    compare.show_preview(2, None)  # its cell is gone, too


def test_a_drag_that_ends_in_another_pane_leaves_the_selected_one_selected(program, panes, rest):
    rest()
    panes.shown[1].edits.canceled.emit()
    assert [canvas._selected for canvas in panes.shown] == [True, False]
    assert faults_at_rest(program.window) == []


@pytest.mark.parametrize("name", ["fuzzy", "kernelkmeans"])
def test_a_long_title_widens_neither_the_left_panel_nor_the_table(program, panes, rest, name):
    program.presenter.commands.choose_algorithm(name)
    rest()
    title = ALGORITHMS.all()[name].title
    assert program.window.algorithm.title.text() == f"Pane 1 · {title}"
    assert program.metrics_presenter.table.metrics.texts()[0][0] == f"1 {title}"
    for part in (program.window.algorithm, program.metrics_presenter.table):
        page = part.parentWidget()
        assert page.width() <= page.parentWidget().width()


def test_a_stream_in_one_pane_keeps_the_metrics_of_the_other(program, panes, rest, press):
    stream = MiniBatch(batches="stream", max_iter=12)
    program.presenter.document.change(choices.with_algorithm(program.presenter.document.session, stream))
    rest()
    press(Qt.Key.Key_End)
    (first, second), table = program.metrics_presenter.table.metrics.texts(), program.metrics_presenter.table
    assert first[4] != "–"
    assert second[3:] == [f"{476.1}", "0.83", "1.00"]
    assert table.agreement.texts() == [["1", "1.00", "–"], ["2", "–", "1.00"]]
    assert table.note.text().endswith("generated classes.")


def test_a_preset_loads_its_data_and_shows_the_last_step(program, rest):
    actions = program.window.pane_bar.presets.menu().actions()
    actions[0].trigger()
    rest()
    bad, good = program.window.panes.figure_grid.cells
    assert "seed 1" in bad.title
    assert "seed 7" in good.title
    assert program.presenter.player.at_end
    program.presenter.commands.undo()
    rest()
    assert not program.presenter.document.session.compares
    assert program.window.canvas.isVisible()


@pytest.mark.parametrize("zoo", [False, True])
def test_a_comparison_is_saved_as_one_picture(program, panes, rest, tmp_path, qtbot, zoo):
    if zoo:
        program.presenter.pane_commands.choose_preset("zoo")
        rest()
    path = tmp_path / "compared.png"
    program.actions["save_picture"].trigger()
    (dialog,) = program.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(path.exists, timeout=20_000)
    rest()
    assert path.read_bytes().startswith(b"\x89PNG")


def test_without_a_comparison_there_are_no_panes(program):
    assert program.compare_presenter.figure_grid is None
    assert not program.window.pane_bar.isVisible()
    assert program.window.panes.canvases == []


def test_panes_are_made_one_in_a_turn_of_the_event_loop(program, rest, monkeypatch):
    panes, presenter = program.window.panes, program.presenter
    made, poll = [], presenter._poll_parts
    monkeypatch.setattr(panes, "add_canvas", lambda: made.append(1) or PaneGrid.add_canvas(panes))
    per_turn = []

    def counted():
        before = len(made)
        poll()
        per_turn.append(len(made) - before)

    presenter._timer.timeout.disconnect()
    presenter._timer.timeout.connect(counted)
    presenter.pane_commands.toggle()
    for _ in range(4):
        presenter.pane_commands.add()
    assert not made
    rest()
    assert sum(per_turn) == len(panes.shown) == 6
    assert max(per_turn) == 1
