"""The dialog that names a cluster."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from clusterlab.ui.presenter import Presenter

RENAME_LABEL = "Name of the cluster; empty for its number:"


def ask_cluster_name(presenter: Presenter, number: int) -> None:
    """Asks for the name of the cluster of a palette number; does nothing where it is not on screen."""
    run = presenter.shown.run
    if run.step is None or number not in run.numbers:
        return
    dialog = QInputDialog(presenter.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Rename cluster")
    dialog.setLabelText(RENAME_LABEL)
    dialog.setTextValue(run.listing.given[run.numbers.index(number)])
    dialog.textValueSelected.connect(lambda name: presenter.commands.rename_cluster(number, name))
    dialog.open()
