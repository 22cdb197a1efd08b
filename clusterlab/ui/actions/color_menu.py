"""The menu with the colors of the palette for a cluster."""

from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from clusterlab.export.theme import PALETTE_NAMES
from clusterlab.ui.actions.mnemonics import with_mnemonics
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.theme.icons import swatch
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL


def color_menu(presenter: Presenter, number: int, parent: QWidget) -> QMenu:
    """The colors that the cluster of a palette number can have, with its own checked."""
    menu = QMenu("Color", parent)
    group = QActionGroup(menu)
    for color, words in enumerate(with_mnemonics(PALETTE_NAMES)):
        action = menu.addAction(swatch(THEME_SIGNAL.theme.cluster(color)), words)
        action.setCheckable(True)
        action.setChecked(color == number % len(PALETTE_NAMES))
        font = action.font()
        font.setBold(action.isChecked())  # an icon takes the place of a check mark
        action.setFont(font)
        group.addAction(action)
        action.triggered.connect(partial(presenter.commands.recolor_cluster, number, color))
    return menu
