"""The commands that choose what becomes of the columns and rows of the data."""

from dataclasses import replace

from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import Session


class DataCommands:
    """Changes how the data of the document are used."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def session(self) -> Session:
        """The current session."""
        return self._document.session

    def choose_columns(self, columns: tuple[str, ...]) -> None:
        """Chooses the columns that are features."""
        self._change(choices.with_columns(self.session, columns))

    def choose_scaling(self, scaling: str) -> None:
        """Chooses how columns are scaled."""
        self._change(choices.with_scaling(self.session, scaling))

    def choose_missing(self, missing: str) -> None:
        """Chooses what becomes of missing values."""
        self._change(choices.with_missing(self.session, missing))

    def choose_weights(self, column: str) -> None:
        """Chooses the column with the weights of the rows, empty for none."""
        self._change(choices.with_weights(self.session, column))

    def choose_logarithms(self, columns: tuple[str, ...]) -> None:
        """Chooses the columns of which logarithms are taken."""
        self._change(choices.with_logarithms_of(self.session, columns))

    def choose_column_weight(self, column: str, weight: float) -> None:
        """Chooses the weight of a column."""
        self._change(choices.with_column_weight(self.session, column, weight))

    def choose_color(self, column: str) -> None:
        """Chooses the column by which points are colored, empty for their clusters."""
        self._change(replace(self.session, color_by=column))

    def choose_reduction(self, components: int) -> None:
        """Chooses the number of components to cluster on, 0 for all features."""
        self._change(choices.with_reduction(self.session, components))

    def _change(self, session: Session, gesture: str = "", ends_gesture: bool = True) -> None:
        self._document.change(session, gesture)
        if ends_gesture:
            self._document.end_gesture()
