"""The dialogs Keys and About."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QMessageBox, QVBoxLayout, QWidget

import clusterlab
from clusterlab.core.log import open_log
from clusterlab.core.resources import resource
from clusterlab.kernels.native.loader import backend_description
from clusterlab.ui.widgets.elements import fill_layout, text_label

ABOUT_ICON_SIZE = 56
"""The side of the icon in the About dialog, in logical pixels."""


def show_keys(parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
    """Shows shortcuts and what they do in a modeless dialog."""
    dialog, grid = QDialog(parent), QGridLayout()
    dialog.setWindowTitle("Keys")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    half = (len(rows) + 1) // 2
    for i, (keys, words) in enumerate(rows):
        grid.addWidget(text_label(keys, "heading"), i % half, 2 * (i // half))
        grid.addWidget(text_label(words), i % half, 2 * (i // half) + 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())  # Qt's icon ignores the theme
    fill_layout(QVBoxLayout(dialog), grid, buttons, spacing=16, margins=(20, 20, 20, 16))
    dialog.show()


def show_about(parent: QWidget) -> None:
    """Shows the icon, the version, the kernels in use and the path of the log."""
    log_path = open_log()
    log = f"<br><br>The log is {escape(str(log_path))}" if log_path else ""
    box = QMessageBox(parent)
    box.setWindowTitle("About clusterlab")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.setIconPixmap(QIcon(str(resource("icons/clusterlab.svg"))).pixmap(ABOUT_ICON_SIZE, ABOUT_ICON_SIZE))
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # so that it can be copied
    box.setText(
        f"<b>clusterlab {clusterlab.__version__}</b><br><br>See clustering happen: step k-means and Gaussian "
        "mixtures while points, centers and covariance ellipses move.<br><br>BSD-3-Clause. "
        f"It opens no network connection.<br><br>{escape(backend_description())}{log}"
    )
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.button(QMessageBox.StandardButton.Close).setIcon(QIcon())  # Qt's icon ignores the theme
    box.show()
