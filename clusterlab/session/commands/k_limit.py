"""Keeps K within the number of rows of new data."""

from collections.abc import Callable

from clusterlab.core.message import Message
from clusterlab.session.analysis.hints import lowered_k_sentence
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.drawing_choices import is_whole_drawing


class KLimit:
    """Lowers K where new data, or the data of another algorithm, have fewer rows; `listeners` get a sentence.

    A K that a person chooses for data that are there is not lowered: it is refused. Nor is it lowered where
    all points of a drawing are clustered: there will be more.
    """

    def __init__(self, document: Document, player: Player) -> None:
        self._document, self._player = document, player
        self._limited: tuple[object, ...] = ()  # the data and the algorithms that were looked at last
        self.listeners: list[Callable[[Message], object]] = []

    def apply(self) -> bool:
        """Lowers K, if necessary, as part of the last change; returns whether it was."""
        session, prepared = self._document.session, self._player.slot.prepared
        found = (prepared, *(type(pane.algorithm) for pane in session.panes))
        if prepared is None or found == self._limited or is_whole_drawing(session):
            return False
        self._limited, rows = found, prepared.points.n
        lowered = choices.with_k_within(session, rows)
        if lowered == session:
            return False
        self._document.replace_without_undo(lowered)
        sentence = lowered_k_sentence(session, rows)
        for listener in self.listeners if sentence else ():
            listener(sentence)
        return True
