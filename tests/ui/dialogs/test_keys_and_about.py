"""The dialog About."""

from html import escape

import pytest
from PySide6.QtWidgets import QDialog, QLabel

import clusterlab
from clusterlab.core.log import close_log, open_log
from clusterlab.kernels.native.loader import backend_description

pytestmark = pytest.mark.usefixtures("k_charts")


def test_about_shows_version_kernels_and_log_path(program):
    program.actions["show_about"].trigger()
    (dialog,) = program.window.findChildren(QDialog)
    labels = dialog.findChildren(QLabel)
    words = " ".join(label.text() for label in labels)
    assert any(not label.pixmap().isNull() for label in labels)
    dialog.close()
    assert clusterlab.__version__ in words
    assert escape(backend_description()) in words
    assert escape(str(open_log())) in words
    close_log()
