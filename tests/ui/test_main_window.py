"""The real window, driven by mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.core import history
from clusterlab.core.resources import resource
from clusterlab.ui.app import TITLE_BAR_HEIGHT, exceeds_screen

pytestmark = pytest.mark.usefixtures("k_charts")

IRIS = resource("examples/iris.csv")


def phase_label(program):
    return program.window.caption.phase_label.text()


def caption_text(program):
    return program.window.caption.accessibleName()


def message_text(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def test_opens_with_data_an_algorithm_and_charts(program):
    assert program.presenter.player.scene.run.finished
    assert phase_label(program) == "Start"
    assert program.window.canvas.picture.places.shape == (300, 2)
    assert program.k_chart_presenter.k_sweep.complete
    assert program.window.status["data"].text() == "300 points · 2 features"


def test_space_plays_to_the_end(program, press):
    program.presenter.player.rate = 60
    press(Qt.Key.Key_Space)
    assert program.presenter.player.at_end
    assert "Stopped after" in caption_text(program)


def test_keys_move_to_the_next_previous_first_and_last_step(program, press):
    player = program.presenter.player
    press(Qt.Key.Key_Right)
    assert player.index == 1
    press(Qt.Key.Key_PageDown)
    assert player.index == 2
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_PageUp)
    assert player.index == 0
    press(Qt.Key.Key_End)
    assert player.at_end
    press(Qt.Key.Key_Home)
    assert player.index == 0


def test_transport_buttons_do_the_same_as_the_keys(program, click):
    transport, player = program.window.transport, program.presenter.player
    click(transport.step)
    assert player.index == 1
    click(transport.back)
    assert player.index == 0
    click(transport.end)
    assert player.at_end
    click(transport.first)
    assert player.index == 0


def test_a_click_on_the_timeline_moves_to_its_step(program, click):
    timeline = program.window.transport.timeline
    click(timeline, QPoint(round(timeline.ticks.x_of(4)), timeline.height() - 20))
    assert program.presenter.player.index == 4


def test_k_is_changed_by_buttons_keys_and_charts(program, click, press, rest):
    window = program.window
    click(window.top.k.plus)
    assert program.presenter.document.session.k == 4
    press(Qt.Key.Key_Up)
    assert window.top.k.number.text() == "5"
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert program.presenter.document.session.k == 4
    curve = window.charts.chart("inertia").curve
    click(curve.viewport(), curve.pixel(6))
    assert program.presenter.document.session.k == 6
    assert program.presenter.player.scene.run[-1 + len(program.presenter.player.scene.run)].k == 6


def test_choosing_an_algorithm_keeps_k(program, click, press):
    press(Qt.Key.Key_Up)
    click(program.window.top.segments.button("gmm"))
    assert program.presenter.document.session.algorithm.name == "gmm"
    assert program.presenter.document.session.k == 4
    assert program.window.charts.chart("bic").isVisible()
    assert not program.window.charts.chart("inertia").isVisible()


def test_a_mixture_shows_ellipses_responsibilities_and_log_likelihood(program, click, press):
    click(program.window.top.segments.button("gmm"))
    press(Qt.Key.Key_End)
    kinds = {type(mark).__name__ for mark in program.window.canvas.picture.marks}
    assert "Ellipses" in kinds
    assert program.window.canvas.picture.point_marks.responsibilities is not None
    assert "Log-likelihood" in caption_text(program)


def test_a_shape_is_chosen_and_its_points_changed(program, click, rest):
    click(program.window.data.gallery.tiles["moons"])
    assert program.presenter.player.scene.prepared.table.name == "moons"
    program.window.data.form.changed.emit("points", 120, False)
    rest()
    assert program.window.canvas.picture.places.shape == (120, 2)
    program.window.data.form.changed.emit("points", 130, True)
    rest()
    program.presenter.commands.undo()
    rest()
    assert program.window.canvas.picture.places.shape == (300, 2)


def test_g_and_r_choose_the_next_seeds(program, press):
    press(Qt.Key.Key_G)
    assert program.presenter.document.session.source.seed == 1
    press(Qt.Key.Key_R)
    assert program.presenter.document.session.algorithm.seed == 1
    assert program.window.status["seed"].text() == "Seed 1 · data seed 1"


def test_an_invalid_k_is_rejected_and_the_old_one_stays(program, rest):
    program.presenter.commands.choose_k(301)
    rest()
    assert "K can be 300 at most" in message_text(program)
    assert program.window.top.k.number.text() == "3"
    program.presenter.commands.choose_k(0)
    rest()
    assert "k must be at least 1" in message_text(program)


def test_undo_and_redo_by_keys(program, press):
    assert not program.actions["undo"].isEnabled()
    press(Qt.Key.Key_Up)
    assert program.actions["undo"].isEnabled()
    assert not program.actions["redo"].isEnabled()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert program.presenter.document.session.k == 3
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert program.presenter.document.session.k == 4
    assert program.window.top.k.number.text() == "4"


def test_keys_and_check_boxes_of_layers_agree(program, press):
    press(Qt.Key.Key_V)
    assert program.window.layers.boxes["regions"].isChecked()
    assert "regions" in program.window.canvas.picture.layers
    assert any(type(mark).__name__ == "Regions" for mark in program.window.canvas.picture.marks)
    press(Qt.Key.Key_V)
    assert not program.window.layers.boxes["regions"].isChecked()


def test_a_finished_kmeans_is_refined_with_one_click(program, press, click):
    press(Qt.Key.Key_End)
    centers = program.presenter.player.step.centers
    click(program.window.algorithm.refine)
    scene = program.presenter.player.scene
    assert scene.algorithm.name == "gmm"
    assert np.allclose(scene.run[0].centers, centers)
    assert program.window.top.init_choice.currentText() == "given centers"


def test_the_theme_switches_every_part(program, press, rest):
    dark = program.look_settings.theme.dark
    press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert program.look_settings.theme.dark != dark
    rest()
    corner = program.window.canvas.grab().toImage().pixelColor(4, 60).name()
    assert corner == program.look_settings.theme.canvas


def test_keys_change_the_font_size(program, press):
    height = program.window.top.k.number.fontMetrics().height()
    press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert program.window.top.k.number.fontMetrics().height() > height
    press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert program.window.top.k.number.fontMetrics().height() == height


def test_an_entry_with_the_focus_receives_single_keys(program, qtbot, rest):
    field = program.window.top.k.number
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    rest()
    assert program.presenter.document.session.k == 7


def test_nothing_is_clipped(program):
    window = program.window
    for size in ((1440, 900), (1280, 800), (1024, 768)):
        window.resize(*size)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        for part in (window.top.k, window.export, window.transport, window.canvas):
            corner = part.mapTo(window, part.rect().bottomRight())
            assert window.rect().contains(corner), (part, corner)


def test_narrower_than_1280_pixels_the_charts_are_in_a_drawer(program, qtbot):
    program.window.resize(1024, 768)
    QApplication.processEvents()
    assert not program.window.charts.isVisible()
    program.window.drawer.click()
    assert program.window.charts.isVisible()
    program.window.resize(1440, 900)
    QApplication.processEvents()
    assert program.window.charts.isVisible()


def test_closing_while_everything_computes_leaves_no_thread(program):
    for points in (200, 300_000):
        program.presenter.commands.change_shape("points", points)
    program.window.close()
    assert not program.presenter.player.computing


def test_slow_computations_are_shown_and_can_be_canceled(program, press, qtbot):
    before = program.presenter.document.session
    program.presenter.commands.change_shape("points", 1_000_000)
    qtbot.waitUntil(lambda: phase_label(program) == "Computing", timeout=5000)
    assert "Esc" in program.window.status["work"].text()
    press(Qt.Key.Key_Escape)
    assert program.presenter.document.session == before
    assert program.presenter.player.scene.prepared.points.n == 300
    assert phase_label(program) == "Start"


def test_the_status_saving_is_cleared_after_saving(program, press, rest, tmp_path):
    program.presenter.saver.save(tmp_path / "labels.csv", lambda: None)
    rest()
    assert not program.window.status["work"].text()


def test_enabling_refine_at_the_end_keeps_the_layout(program, press):
    refine, layers = program.window.algorithm.refine, program.window.layers
    assert refine.isVisible()
    assert not refine.isEnabled()
    before = layers.geometry()
    press(Qt.Key.Key_End)
    assert refine.isEnabled()
    assert layers.geometry() == before


def test_space_plays_after_a_typed_k_is_entered(program, qtbot, rest):
    entry = program.window.top.k.number
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "5")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert not entry.hasFocus()
    rest()
    assert program.presenter.document.session.algorithm.k == 5
    program.presenter.player.rate = 60
    qtbot.keyClick(program.window, Qt.Key.Key_Space)
    rest()
    assert program.presenter.player.at_end


def test_a_window_as_large_as_the_screen_exceeds_it(program):
    available = program.window.screen().availableGeometry()
    program.window.setMinimumSize(1, 1)
    program.window.resize(available.width(), available.height())
    assert exceeds_screen(program.window)
    program.window.resize(available.width(), available.height() - TITLE_BAR_HEIGHT)
    assert not exceeds_screen(program.window)


def test_charts_follow_the_data_when_k_is_lowered_to_their_rows(program, rest):
    program.presenter.commands.choose_k(12)
    rest()
    program.presenter.commands.change_shape("points", 10)
    rest()
    assert message_text(program) == "K is now 10: there are 10 rows, and K was 12."
    assert [entry.k for entry in program.k_chart_presenter.k_sweep.curve.entries_by_k.values()] == list(
        range(1, 11)
    )


def test_a_compacted_run_says_so_and_shows_every_step(program, rest, monkeypatch):
    player, canvas = program.presenter.player, program.window.canvas
    assert "kept" not in program.window.status["time"].text()
    program.presenter.commands.change_param("init", "random-points")
    program.presenter.commands.choose_k(8)
    rest()
    all_labels = [step.labels for step in player.scene.run]
    program.presenter.commands.choose_k(5)
    rest()
    monkeypatch.setattr(history, "MAX_LABEL_BYTES", 2 * 300)
    program.presenter.commands.choose_k(8)
    rest()
    stride = player.scene.run.label_stride
    assert stride > 1
    assert f"1 iteration in {stride} are kept" in program.window.status["time"].text()
    assert "recomputed" in program.window.status["time"].toolTip()
    for index, labels in enumerate(all_labels):
        program.presenter.go(index)
        rest()
        assert np.array_equal(canvas.picture.point_marks.labels, labels)
