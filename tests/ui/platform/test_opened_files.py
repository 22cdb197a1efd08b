"""Files that the desktop sends to the running program."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from clusterlab.ui.platform.opened_files import OpenedFilesFilter


def test_file_open_events_open_files_and_other_events_pass(qapp, tmp_path):
    opened, parent = [], QObject()
    files = OpenedFilesFilter(parent, opened.append)
    qapp.installEventFilter(files)
    QApplication.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "größe.csv")))
    assert opened == [Path(tmp_path / "größe.csv")]
    assert not files.eventFilter(qapp, QEvent(QEvent.Type.User))
    qapp.removeEventFilter(files)
