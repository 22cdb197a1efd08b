"""Which rows are pointed at and which are selected, the same wherever they are shown."""

from collections.abc import Callable, Iterable


class Highlight:
    """One row under the mouse and a set of selected ones, as 0-based row numbers of the table.

    Rows stay what they are when columns, scaling or algorithm change. Listeners are told of every change.
    """

    def __init__(self) -> None:
        self._hovered: int | None = None
        self._selected: frozenset[int] = frozenset()
        self.listeners: list[Callable[[], None]] = []

    @property
    def hovered(self) -> int | None:
        """The row under the mouse, if there is one."""
        return self._hovered

    @property
    def selected(self) -> frozenset[int]:
        """The rows that are selected."""
        return self._selected

    def hover(self, row: int | None) -> None:
        """Another row is under the mouse, or none."""
        self._set(row, self._selected)

    def select(self, rows: Iterable[int]) -> None:
        """These rows are selected instead of those before."""
        self._set(self._hovered, frozenset(rows))

    def toggle(self, rows: Iterable[int]) -> None:
        """These rows are added to the selected ones, or taken out where all of them are in."""
        asked = frozenset(rows)
        inside = asked <= self._selected
        self.select(self._selected - asked if inside else self._selected | asked)

    def clear(self) -> None:
        """Nothing is pointed at and nothing selected."""
        self._set(None, frozenset())

    def _set(self, hovered: int | None, selected: frozenset[int]) -> None:
        if (hovered, selected) == (self._hovered, self._selected):
            return
        self._hovered, self._selected = hovered, selected
        for listener in self.listeners:
            listener()
