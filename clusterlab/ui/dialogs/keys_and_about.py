"""The list of keys, and what the program is."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

import clusterlab
from clusterlab.core.log import open_log
from clusterlab.core.resources import resource
from clusterlab.kernels.native.loader import backend_description
from clusterlab.ui.actions.table import key_list

ABOUT_ICON_SIZE = 56
"""The side of the icon in the box about the program, in logical pixels."""


def show_keys(parent: QWidget) -> None:
    """Every key and what it does, in a window that blocks nothing."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    rows = key_list()
    half = (len(rows) + 1) // 2
    for place, (keys, words) in enumerate(rows):
        column = 2 * (place // half)
        label = QLabel(keys)
        label.setProperty("class", "heading")
        grid.addWidget(label, place % half, column)
        grid.addWidget(QLabel(words), place % half, column + 1)
    _show(parent, "Keys", grid)


def show_about(parent: QWidget) -> None:
    """What this is: its icon and version, which kernels run, and where the log lies."""
    place = open_log()
    log = f"<br><br>The log is {escape(str(place))}" if place else ""
    words = QLabel(
        f"<b>clusterlab {clusterlab.__version__}</b><br><br>See clustering happen: step k-means and Gaussian "
        "mixtures while points, centers and covariance ellipses move.<br><br>BSD-3-Clause. "
        f"It opens no network connection.<br><br>{escape(backend_description())}{log}"
    )
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # so that it can be told on
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
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # Qt's own is not of the theme
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 20, 20, 16)
    column.setSpacing(16)
    column.addLayout(content)
    column.addWidget(buttons)
    dialog.setModal(False)
    dialog.show()
