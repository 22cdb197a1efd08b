"""The confusion table: how many points of each known class each cluster has."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clusterlab.export.confusion_rows import confusion_rows, is_readable
from clusterlab.metrics.external import Confusion
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.ui.widgets.data_table import DataTable

MAX_NAME_LENGTH = 16
"""Longer names are elided; the tooltip has the whole name."""


class ConfusionTable(DataTable):
    """A cell per class and cluster, tinted by its share of the class; matched pairs are bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Known classes and clusters", parent, Qt.AlignmentFlag.AlignCenter, False)
        self.setWordWrap(False)

    def sizeHintForColumn(self, column: int) -> int:
        """The width of the contents of a column, limited so that long names are elided."""
        limit = MAX_NAME_LENGTH * self.fontMetrics().averageCharWidth()
        return min(super().sizeHintForColumn(column), limit)

    def show_table(
        self, found: Confusion | None, classes: tuple[str, ...], listing: ClusterListing = PLAIN_LISTING
    ) -> None:
        """Shows a table, with the clusters in the order of their matched classes."""
        self.setVisible(found is not None and is_readable(found))
        if found is None or not is_readable(found):
            return self.show_rows((), ())
        return self.show_rows(*confusion_rows(found, classes, listing))
