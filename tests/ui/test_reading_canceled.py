"""Esc ends the reading of a file; the open data stay."""

import threading

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.cancellation import Canceled, check_canceled
from clusterlab.datasets.readers import file_bytes


@pytest.fixture
def cancel_reading(program, press, qtbot, tmp_path, monkeypatch):
    """Opens a file whose reading does not end, and cancels it with Esc."""
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n3,5\n")
    begun, canceled = threading.Event(), threading.Event()

    def endless():
        begun.set()
        try:
            while True:
                check_canceled()
        except Canceled:
            canceled.set()
            raise

    def cancel():
        monkeypatch.setattr(file_bytes, "check_canceled", endless)
        program.presenter.commands.open_file(path)
        qtbot.waitUntil(begun.is_set, timeout=20_000)
        press(Qt.Key.Key_Escape)
        qtbot.waitUntil(canceled.is_set, timeout=20_000)

    return cancel


def test_esc_cancels_the_reading_of_a_file(program, rest, cancel_reading):
    rest()
    before = program.presenter.commands.session.source
    cancel_reading()
    rest()
    assert program.presenter.commands.session.source == before


def test_charts_over_k_of_the_open_data_go_on_after_the_reading_of_others_was_canceled(
    program, rest, qtbot, k_charts, cancel_reading
):
    k_sweep = program.k_chart_presenter.k_sweep
    program.presenter.commands.change_shape("points", 20_000)
    qtbot.waitUntil(lambda: k_sweep.busy, timeout=20_000)
    cancel_reading()
    rest()
    assert k_sweep.complete
    assert program.window.charts.again.isHidden()
