"""Panes side by side in the real window: one transport, one view, one selection, and nothing is lost."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.session.state import session as choices
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.presets import ZOO_PARAMS
from clusterlab.ui.compare import grid_cell, zoo_presenter
from clusterlab.ui.theme.theme import LIGHT


@pytest.fixture
def panes(program, press):
    """Two panes at their end: k-means and a mixture."""
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_End)
    return program.window.panes


def spots(canvas, cluster):
    """Where on a canvas the points of a cluster are."""
    places = canvas.picture.places[canvas.picture.dots.labels == cluster]
    return [QPoint(*np.rint(spot).astype(int).tolist()) for spot in canvas.viewport.to_pixels(places)]


def worn(canvas, cluster):
    """The color that most points of a cluster have on screen."""
    image = canvas.grab().toImage()
    colors = [image.pixelColor(spot).name() for spot in spots(canvas, cluster)]
    return max(set(colors), key=colors.count)


def test_the_button_opens_panes_in_place_of_the_canvas_and_back(program, click, press):
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


def test_going_there_and_back_loses_nothing(program, press, rest):
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    program.presenter.commands.drop_center(0, np.zeros(2))
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


def test_both_panes_wear_the_same_colors_for_the_same_groups(panes):
    first, second = panes.shown
    assert [cell.title for cell in panes.sheet.cells] == ["k-means", "GMM"]
    for cluster in range(3):
        spot = spots(first, cluster)[0]
        point = int(
            np.abs(first.viewport.to_pixels(first.picture.places) - [spot.x(), spot.y()]).sum(1).argmin()
        )
        other = int(second.picture.dots.labels[point])
        assert worn(first, cluster) == worn(second, other)
    assert len({worn(first, cluster) for cluster in range(3)}) == 3


def test_one_transport_steps_all(program, panes, press, click):
    press(Qt.Key.Key_Home)
    before = [canvas.picture for canvas in panes.shown]
    click(program.window.transport.step)
    assert [slot.index for slot in program.presenter.player.shown] == [1, 1]
    assert all(canvas.picture is not old for canvas, old in zip(panes.shown, before, strict=True))
    program.presenter.set_rate(60)
    press(Qt.Key.Key_Space)
    assert all(slot.step.stopped for slot in program.presenter.player.shown)
    assert program.window.transport.timeline.maximum() == program.presenter.player.length - 1


def test_what_is_seen_of_the_plane_is_shared(program, panes, press):
    first, second = panes.shown
    spot = QPointF(100, 150)
    event = QWheelEvent(
        spot,
        first.mapToGlobal(spot),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(first, event)
    assert first.custom_viewport is not None
    assert np.allclose(
        [*first.viewport.low, *first.viewport.high], [*second.viewport.low, *second.viewport.high], atol=0.02
    )
    press(Qt.Key.Key_A)
    assert first.custom_viewport is second.custom_viewport is None


def test_hovering_and_selecting_in_one_pane_is_seen_in_all(program, panes, qtbot, click):
    first, second = panes.shown
    spot = spots(first, 0)[5]
    qtbot.mouseMove(first, spot)
    assert program.highlight.hovered is not None
    assert second.pointer.point == first.pointer.point >= 0
    assert second.pointer.card.title == first.pointer.card.title
    click(second, spots(second, 1)[3])
    assert len(program.highlight.selected) == 1
    assert first.pointer.selected.tolist() == second.pointer.selected.tolist() != []


def test_a_press_selects_a_pane_which_the_controls_then_change(program, panes, click):
    window, second = program.window, panes.shown[1]
    click(second, QPoint(20, second.height() - 10))
    assert window.algorithm.title.text() == "Pane 2 · GMM"
    assert not program.presenter.document.can_undo or program.presenter.document.session.before
    click(window.top.k.plus)
    assert [slot.scene.session.k for slot in program.presenter.player.shown] == [3, 4]
    assert panes.sheet.cells[1].figures.startswith("K 4 · ARI")
    click(window.top.segments.button("dbscan"))
    assert [cell.title for cell in panes.sheet.cells] == ["k-means", "DBSCAN"]
    program.presenter.commands.undo()
    program.presenter.commands.undo()
    assert [slot.target_session.algorithm.name for slot in program.presenter.player.shown] == [
        "kmeans",
        "gmm",
    ]


def test_panes_come_and_go_up_to_six(program, panes, click):
    window = program.window
    for _ in range(MAX_PANES - 2):
        click(window.panebar.add)
    assert len(panes.shown) == MAX_PANES
    assert all(canvas.isVisible() for canvas in panes.shown)
    assert not window.panebar.add.isEnabled()
    click(panes.shown[0].close_button)
    assert len(panes.shown) == MAX_PANES - 1
    assert panes.sheet.cells[0].title == "GMM"
    assert not panes.canvases[-1].isVisible()


def test_a_center_is_dragged_in_any_pane_and_only_its_run_goes_another_way(program, panes, qtbot, rest):
    scenes = [slot.scene for slot in program.presenter.player.shown]
    second = panes.shown[1]
    center = second.viewport.to_pixels(scenes[1].run[-1 + len(scenes[1].run)].centers[:1])[0]
    start, end = QPoint(*np.rint(center).astype(int).tolist()), QPoint(60, 200)
    qtbot.mousePress(second, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(second, start + QPoint(20, 20))
    qtbot.mouseMove(second, end)
    qtbot.mouseRelease(second, Qt.MouseButton.LeftButton, pos=end)
    rest()
    shown = program.presenter.player.shown
    assert shown[0].scene is scenes[0]
    assert shown[1].scene is not scenes[1]
    assert len(shown[1].scene.session.branches) == 1


def test_a_pane_that_fails_says_why_in_its_place(program, panes, rest):
    program.presenter.document.change(
        choices.with_algorithm(program.presenter.document.session, KMeans(k=301))
    )
    rest()
    failed, other = panes.sheet.cells
    assert failed.failure == "k must be at most 300 (the number of rows); it was 301."
    assert other.figures.startswith("K 3")
    assert not program.window.message.isVisible()
    assert LIGHT.bad in grabbed(panes.shown[0])
    assert program.metrics_presenter.table.words()[0][1] == "failed"


def grabbed(canvas):
    """The colors in the heading of a pane."""
    image = canvas.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(20, canvas.width() - 20) for y in range(12, 60)}


def test_the_table_says_how_the_panes_stand(program, panes, rest):
    rest()
    table = program.metrics_presenter.table
    lines = table.words()
    assert [line[0] for line in lines] == ["1 k-means", "2 GMM"]
    (first, second), points = program.presenter.player.shown, program.presenter.player.scene.prepared.points
    assert lines[0][3] == f"{first.step.figures(points)['inertia']:.1f}"
    entry = program.k_chart_presenter.sweeper.curve.entries_by_k[3]
    assert lines[0][4] == f"{entry.silhouette:.2f}"
    assert f"ARI {lines[0][5]} " in panes.sheet.cells[0].figures
    assert lines[1][2] == str(second.step.iteration)
    assert table.agreement_grid.labels[1, 1].text() == "1.00"
    tabs = program.window.charts.tabs
    assert tabs.tabText(tabs.currentIndex()) == "Compare"
    program.presenter.pane_commands.leave()
    rest()
    assert tabs.currentIndex() == 0
    assert "Compare" not in [tabs.tabText(i) for i in range(tabs.count()) if tabs.isTabVisible(i)]


def test_a_pane_whose_rows_keep_coming_leaves_the_figures_of_the_others(program, panes, rest, press):
    stream = MiniBatch(batches="stream", max_iter=12)
    program.presenter.document.change(choices.with_algorithm(program.presenter.document.session, stream))
    rest()
    press(Qt.Key.Key_End)
    (first, second), table = program.metrics_presenter.table.words(), program.metrics_presenter.table
    assert first[4] != "–"
    assert second[3:] == [f"{476.1}", "0.83", "1.00"]
    assert [table.agreement_grid.labels[place].text() for place in ((1, 1), (1, 2), (2, 2))] == [
        "1.00",
        "–",
        "1.00",
    ]
    assert table.note.text().endswith("generated classes.")


def test_a_preset_brings_its_data_and_shows_its_end(program, rest):
    actions = program.window.panebar.presets.menu().actions()
    actions[0].trigger()
    rest()
    bad, good = program.window.panes.sheet.cells
    assert "seed 1" in bad.title
    assert "seed 7" in good.title
    assert program.presenter.player.at_end
    program.presenter.commands.undo()
    rest()
    assert not program.presenter.document.session.compares
    assert program.window.canvas.isVisible()


@pytest.fixture
def drawn(program, monkeypatch):
    """How many pictures of a zoo each tick draws."""
    ticks, tick = [], zoo_presenter.ZooPresenter.tick

    def counted(self):
        ticks.append(0)
        tick(self)

    def made(*args):
        ticks[-1] += 1
        return grid_cell.grid_cell(*args)

    monkeypatch.setattr(zoo_presenter.ZooPresenter, "tick", counted)
    monkeypatch.setattr(zoo_presenter, "grid_cell", made)
    return ticks


def test_a_zoo_draws_few_pictures_at_a_time_and_none_again_while_its_run_grows(program, drawn, rest, press):
    runs = len(ALGORITHMS.all()) * len(ZOO_PARAMS)
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    assert runs <= sum(drawn) <= 3 * runs  # when it can be seen, at its end, and where colors are matched
    drawn.clear()
    press(Qt.Key.Key_Home)
    assert sum(drawn) == runs
    assert max(drawn) == zoo_presenter.CELLS_PER_TICK


def test_the_zoo_is_live_and_a_press_opens_a_cell(program, rest, qtbot, press):
    program.window.panebar.presets.menu().actions()[-1].trigger()
    rest()
    grid, columns = program.window.zoo, len(ALGORITHMS.all())
    assert grid.isVisible()
    assert len(grid.thumbnails) == columns * len(ZOO_PARAMS)
    assert grid.thumbnails[0].accessibleName() == "k-means on Blobs · ARI 1.00"
    assert (
        len({worn(grid.thumbnails[3], cluster) for cluster in range(3)}) == 3
    )  # no centers lie over DBSCAN's
    press(Qt.Key.Key_Home)
    assert grid.thumbnails[0].picture.dots.labels is None
    press(Qt.Key.Key_End)
    qtbot.mouseClick(grid.thumbnails[columns + 3], Qt.MouseButton.LeftButton)
    rest()
    session = program.presenter.document.session
    assert (session.source.name, session.algorithm.name) == ("moons", list(ALGORITHMS.all())[3])
    assert program.window.canvas.isVisible()


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_compared_is_saved_as_one_picture(program, panes, rest, tmp_path, qtbot, whole):
    if whole:
        program.presenter.pane_commands.choose_preset("zoo")
        rest()
    path = tmp_path / "compared.png"
    program.actions["save_picture"].trigger()
    (dialog,) = program.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    rest()
    assert path.read_bytes().startswith(b"\x89PNG")


def test_without_a_comparison_there_is_no_pane_to_be_seen(program):
    assert program.compare_presenter.sheet is None
    assert not program.window.panebar.isVisible()
    assert program.window.panes.canvases == []
