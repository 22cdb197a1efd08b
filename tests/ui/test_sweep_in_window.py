"""Sweeps over K that are canceled, stopped and begun again."""

import pytest
from PySide6.QtCore import Qt

pytestmark = pytest.mark.usefixtures("k_charts")


def test_a_canceled_sweep_stays_canceled_until_it_is_requested(program, press, qtbot):
    presenter, charts = program.presenter, program.window.charts
    presenter.commands.choose_shape("uniform")
    presenter.commands.choose_algorithm("gmm")
    presenter.commands.choose_k(10)
    presenter.commands.change_shape("points", 1_000_000)
    qtbot.waitUntil(lambda: presenter.player.scene.prepared.points.n == 1_000_000, timeout=20_000)
    assert presenter.player.computing
    press(Qt.Key.Key_Escape)
    assert not program.k_chart_presenter.busy
    assert charts.state.text() == "K has not been swept."
    assert "…" not in program.window.transport.timeline.words(0)
    assert not program.window.status["work"].text()
    qtbot.mouseClick(charts.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.k_chart_presenter.busy)
    press(Qt.Key.Key_Escape)
    assert not program.k_chart_presenter.busy
    assert "stopped" in charts.state.text() or "not been swept" in charts.state.text()


def test_other_data_are_swept_after_a_cancel_at_rest(program, press, rest):
    rest()
    press(Qt.Key.Key_Escape)
    program.presenter.commands.choose_shape("moons")
    rest()
    assert program.k_chart_presenter.k_sweep.complete
    assert program.window.charts.again.isHidden()


def test_the_last_k_of_a_stopped_sweep_is_shown(program, rest):
    k_chart_presenter, state = program.k_chart_presenter, program.window.charts.state
    curve = k_chart_presenter.k_sweep.curve
    curve.finished_requests.clear()
    k_chart_presenter.k_sweep.stopped = True
    for k in range(10, 0, -1):
        program.window.charts.show_k_max(10)
        k_chart_presenter._is_outdated = True
        k_chart_presenter.poll()
        assert state.text() == f"Stopped at K = {k}."
        del curve.entries_by_k[k]
