"""The commands about compared panes, one method each."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from clusterlab.core.algorithm import Algorithm
from clusterlab.session.state import panes
from clusterlab.session.state.document import Document
from clusterlab.session.state.presets import ZOO
from clusterlab.session.state.session import Session, with_algorithm

LAST_STEP = -1


class PaneCommands:
    """Changes the panes of the document; within `next_at` it is set which step is shown first afterwards."""

    def __init__(self, document: Document, next_at: Callable[[int], AbstractContextManager[None]]) -> None:
        self._document, self._next_at = document, next_at

    @property
    def session(self) -> Session:
        """The current session."""
        return self._document.session

    def toggle(self) -> None:
        """Compares the panes, or shows the selected one alone."""
        if self.session.compares:
            self.leave()
        else:
            self._document.change(panes.with_panes_compared(self.session))

    def leave(self) -> None:
        """Shows the selected pane alone; the others are kept."""
        self._document.change(panes.with_single_pane(self.session))

    def select(self, place: int) -> None:
        """Selects a pane; this is no undo entry."""
        if 0 <= place < len(self.session.panes) and place != self.session.selected:
            self._document.replace_without_undo(panes.with_selected(self.session, place))

    def add(self) -> None:
        """Adds a pane."""
        if len(self.session.panes) < panes.MAX_PANES:
            self._document.change(panes.with_pane_added(self.session))

    def remove(self, place: int) -> None:
        """Removes a pane."""
        self._document.change(panes.without_pane(self.session, place))

    def open_algorithm(self, algorithm: Algorithm) -> None:
        """Shows the last step of an algorithm alone, on the same data."""
        with self._next_at(LAST_STEP):
            self._document.change(with_algorithm(panes.with_single_pane(self.session), algorithm))

    def choose_preset(self, name: str) -> None:
        """Shows a preset at its last step."""
        with self._next_at(LAST_STEP):
            if name == ZOO:
                self._document.change(panes.with_zoo(self.session))
            else:
                self._document.change(panes.with_preset(self.session, name))

    def open_cell(self, number: int) -> None:
        """Opens the data and the algorithm of a cell of the zoo."""
        with self._next_at(LAST_STEP):
            self._document.change(panes.with_zoo_cell(self.session, number))
