"""The commands that draw points; each edit is one undo entry."""

from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.state.document import Document
from clusterlab.session.state.drawing_choices import with_drawn_points
from clusterlab.session.state.session import with_source

NUDGE = "nudge"
"""The gesture of moves by keys, which are one undo entry until something else is done."""


class DrawingCommands:
    """Changes the points of the document to those of a drawing."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def begin_empty(self, corners: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Begins a drawing without points, which shows the plane between two corners."""
        drawn = DrawnPoints.empty(corners)
        self._document.change(with_drawn_points(with_source(self._document.session, drawn), drawn))

    def draw(self, drawn: DrawnPoints, edit: str, ends: bool = True) -> None:
        """Shows the points after an edit, or after the first part of one that has not ended."""
        self._document.change(with_drawn_points(self._document.session, drawn.finished(edit)), "stroke")
        if ends:
            self._document.end_gesture()

    def cancel(self) -> None:
        """Goes back to before an edit that has not ended."""
        self._document.cancel_gesture()

    def nudge(self, drawn: DrawnPoints, points: Rows, by: Floats) -> None:
        """Moves points by a vector (2,)."""
        moved = drawn.moved(points, by).finished("move")
        self._document.change(with_drawn_points(self._document.session, moved), NUDGE)
