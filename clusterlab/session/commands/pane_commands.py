"""What a person can do with panes side by side, one method each."""

from collections.abc import Callable
from dataclasses import replace

from clusterlab.session.state import panes
from clusterlab.session.state.document import Document
from clusterlab.session.state.presets import ZOO
from clusterlab.session.state.session import Session

LAST_STEP = -1


class PaneCommands:
    """Turns what a person did into choices of the document; `show_step` is told which step the next one shows."""

    def __init__(self, document: Document, show_step: Callable[[int], None]) -> None:
        self._document, self._show_step = document, show_step

    @property
    def session(self) -> Session:
        """What is chosen now."""
        return self._document.session

    def toggle(self) -> None:
        """Panes side by side, or the selected one by itself."""
        if self.session.compares:
            self.leave()
        else:
            self._document.change(panes.with_panes_compared(self.session))

    def leave(self) -> None:
        """The selected pane by itself; the others are there again when panes are compared again."""
        self._document.change(panes.with_single_pane(self.session))

    def select(self, place: int) -> None:
        """Another pane is the one that controls change; that is nothing to undo."""
        if 0 <= place < len(panes.panes_of(self.session)) and place != len(self.session.before):
            self._document.replace_without_undo(panes.with_selected(self.session, place))

    def add(self) -> None:
        """One pane more."""
        if len(panes.panes_of(self.session)) < panes.MAX_PANES:
            self._document.change(panes.with_pane_added(self.session))

    def remove(self, place: int) -> None:
        """One pane less."""
        self._document.change(panes.without_pane(self.session, place))

    def choose_preset(self, name: str) -> None:
        """A comparison that every course shows, seen at its end."""
        self._show_step(LAST_STEP)
        if name == ZOO:
            self._document.change(panes.with_zoo(self.session))
        else:
            self._document.change(panes.with_preset(self.session, name))

    def open_cell(self, number: int) -> None:
        """A cell of the zoo by itself, as what is worked on from now on."""
        chosen = panes.pane_sessions(self.session).sessions[1 + number]
        self._show_step(LAST_STEP)
        self._document.change(
            replace(chosen, layers=self.session.layers, before=self.session.before, after=self.session.after)
        )
