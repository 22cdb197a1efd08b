"""The hovered and the selected rows, shared by all views."""

from collections.abc import Callable, Iterable


class Highlight:
    """The row under the mouse and the selected rows, as 0-based row numbers of the table.

    They are kept when columns, scaling or algorithm change. `listeners` are called at every change.
    """

    def __init__(self) -> None:
        self._hovered: int | None = None
        self._selected: frozenset[int] = frozenset()
        self.listeners: list[Callable[[], None]] = []

    @property
    def hovered(self) -> int | None:
        """The row under the mouse, if any."""
        return self._hovered

    @property
    def selected(self) -> frozenset[int]:
        """The selected rows."""
        return self._selected

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

    def clear(self) -> None:
        """Clears the hovered and the selected rows."""
        self._set(None, frozenset())

    def _set(self, hovered: int | None, selected: frozenset[int]) -> None:
        if (hovered, selected) == (self._hovered, self._selected):
            return
        self._hovered, self._selected = hovered, selected
        for listener in self.listeners:
            listener()
