"""The dialogs Keys and About."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

import clusterlab
from clusterlab.core.log import open_log
from clusterlab.core.resources import resource
from clusterlab.kernels.native.loader import backend_description

ABOUT_ICON_SIZE = 56
"""The side of the icon in the About dialog, in logical pixels."""


def show_keys(parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
    """Shows shortcuts and what they do in a modeless dialog."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    half = (len(rows) + 1) // 2
    for i, (keys, words) in enumerate(rows):
        column = 2 * (i // half)
        label = QLabel(keys)
        label.setProperty("class", "heading")
        grid.addWidget(label, i % half, column)
        grid.addWidget(QLabel(words), i % half, column + 1)
    _show(parent, "Keys", grid)


def show_about(parent: QWidget) -> None:
    """Shows the icon, the version, the kernels in use and the path of the log."""
    log_path = open_log()
    log = f"<br><br>The log is {escape(str(log_path))}" if log_path else ""
    words = QLabel(
        f"<b>clusterlab {clusterlab.__version__}</b><br><br>See clustering happen: step k-means and Gaussian "
        "mixtures while points, centers and covariance ellipses move.<br><br>BSD-3-Clause. "
        f"It opens no network connection.<br><br>{escape(backend_description())}{log}"
    )
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # so that it can be copied
    words.setWordWrap(True)
    icon = QLabel()
    icon.setPixmap(QIcon(str(resource("icons/clusterlab.svg"))).pixmap(ABOUT_ICON_SIZE, ABOUT_ICON_SIZE))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(words, 0, 1)
    _show(parent, "About clusterlab", grid)


def _show(parent: QWidget, title: str, content: QGridLayout) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(
        QIcon()
    )  # Qt's own icon does not follow the theme
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 20, 20, 16)
    column.setSpacing(16)
    column.addLayout(content)
    column.addWidget(buttons)
    dialog.setModal(False)
    dialog.show()
