"""Esc ends the reading of a file; the open data stay."""

import threading

from PySide6.QtCore import Qt

from clusterlab.core.cancellation import Canceled, check_canceled
from clusterlab.datasets.readers import file_bytes


def test_esc_cancels_the_reading_of_a_file(program, rest, qtbot, tmp_path, monkeypatch):
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

    rest()
    before = program.presenter.commands.session.source
    monkeypatch.setattr(file_bytes, "check_canceled", endless)
    program.presenter.commands.open_file(path)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(canceled.is_set, timeout=20_000)
    rest()
    assert program.presenter.commands.session.source == before
