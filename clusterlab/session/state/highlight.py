"""The hovered and the selected rows and clusters, shared by all views."""

from collections.abc import Callable, Iterable

from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.session import Session


class Highlight:
    """The row under the mouse and the selected rows, as 0-based row numbers of the table; the clusters.

    They are kept when columns, scaling or algorithm change. `listeners` are called at every change of the
    rows, `emphasis_listeners` at every change of the clusters.
    """

    def __init__(self) -> None:
        self._hovered: int | None = None
        self._selected: frozenset[int] = frozenset()
        self._emphasis: ClusterEmphasis = NO_EMPHASIS
        self.listeners: list[Callable[[], None]] = []
        self.emphasis_listeners: list[Callable[[], None]] = []

    @property
    def hovered(self) -> int | None:
        """The row under the mouse, if any."""
        return self._hovered

    @property
    def selected(self) -> frozenset[int]:
        """The selected rows."""
        return self._selected

    @property
    def emphasis(self) -> ClusterEmphasis:
        """Which clusters stand out, and which are hidden."""
        return self._emphasis

    def emphasize(self, emphasis: ClusterEmphasis) -> None:
        """Sets which clusters stand out, and which are hidden."""
        if emphasis != self._emphasis:
            self._emphasis = emphasis
            for listener in self.emphasis_listeners:
                listener()

    def hover(self, row: int | None) -> None:
        """Sets the row under the mouse."""
        self._set(row, self._selected)

    def select(self, rows: Iterable[int]) -> None:
        """Selects these rows instead of those before."""
        self._set(self._hovered, frozenset(rows))

    def toggle(self, rows: Iterable[int]) -> None:
        """Adds rows to the selection, or removes them where all of them are selected."""
        toggled = frozenset(rows)
        are_selected = toggled <= self._selected
        self.select(self._selected - toggled if are_selected else self._selected | toggled)

    def follow(self, old: Session, new: Session) -> None:
        """Clears what belongs to other data; what stands out and what is hidden stays so in other colors."""
        if old.source != new.source and not _continues(new.source, old.source):
            self.clear()
        before, now = old.cluster_colors, new.cluster_colors
        if before != now:
            self.emphasize(self._emphasis.with_numbers(lambda number: now.drawn([before.own(number)])[0]))

    def clear(self) -> None:
        """Clears the hovered and the selected rows and clusters."""
        self._set(None, frozenset())
        self.emphasize(NO_EMPHASIS)

    def _set(self, hovered: int | None, selected: frozenset[int]) -> None:
        if (hovered, selected) == (self._hovered, self._selected):
            return
        self._hovered, self._selected = hovered, selected
        for listener in self.listeners:
            listener()


def _continues(source: Source, before: Source) -> bool:
    """Whether the rows of a source are those of a drawing before, which may be followed by others."""
    return isinstance(source, DrawnPoints) and source.continues(before)
