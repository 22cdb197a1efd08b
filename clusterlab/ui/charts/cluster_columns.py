"""A chart with a column for each cluster, as they are listed."""

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.message import Message, join
from clusterlab.session.state.cluster_listing import PLAIN_LISTING
from clusterlab.ui.charts.pick_plot import PickPlot, next_in_order

NAME_GAP = 6  # pixels between two names
MAX_NUMBERED_COLUMNS = 24
"""Of more columns every second, or third and so on, is numbered."""


class ClusterColumns(PickPlot[int]):
    """A column for each cluster, by its label; one is hovered for its figures, and chosen for its points."""

    chosen = Signal(int)
    depends_on_size = True
    has_base_line = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing, self.k = PLAIN_LISTING, 0
        self.setAccessibleName(name)

    @property
    def listed(self) -> tuple[int, ...]:
        """The clusters, from left to right."""
        return self.listing.listed(self.k)

    def words(self, cluster: int) -> Message:
        """The figures of a cluster."""
        raise NotImplementedError

    def place_columns(self) -> None:
        """Makes room for the columns, 1 wide around 0, 1 and so on, and writes the names below."""
        self.box.setXRange(-0.5, max(self.k, 1) - 0.5, padding=0)
        self.set_ticks("bottom", self._names())

    def part_at(self, pixel: QPointF) -> int | None:
        """The cluster of the column at a pixel."""
        (low, high), place = self.box.viewRange()[1], self.box.mapSceneToView(pixel)
        number = round(place.x())
        return self.listed[number] if 0 <= number < self.k and low <= place.y() <= high else None

    def next_part(self, key: int) -> int | None:
        """The next cluster, by Left and Right."""
        return next_in_order(self.listed, self.hovered_part, key)

    def hover(self, part: int | None) -> None:
        """Shows the figures of a cluster."""
        if part == self.hovered_part or self.k == 0:
            return
        self.hovered_part = part
        if part is None:
            self.show_tooltip("")
            return
        place = QPoint(round(self.pixel_of(self.listed.index(part), 0).x()), 0)
        self.show_tooltip(join([self.words(part), Message("Click to select its points.")], "\n"), place)

    def choose(self, part: int, modifiers: Qt.KeyboardModifier) -> None:
        """Chooses a cluster."""
        self.chosen.emit(part)

    def _names(self) -> list[tuple[float, str]]:
        """The names of the clusters, cut where they are long, or the numbers of some where there are many."""
        listed, ticks = self.listed, list[tuple[float, str]]()
        width = self.box_size()[0] / max(1, len(listed)) - NAME_GAP
        for place in range(0, len(listed), max(1, -(-len(listed) // MAX_NUMBERED_COLUMNS))):
            cluster = self.listing.reference(listed[place])
            ticks.append((place, self.elided(cluster.name, width) or str(cluster.shown_number)))
        return ticks
