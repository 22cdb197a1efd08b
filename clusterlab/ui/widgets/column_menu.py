"""A menu that chooses the columns of a multi-axis view."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.formatting import format_count
from clusterlab.ui.widgets.check_menu import CheckMenu

MIN_COLUMNS = 2
COLUMN_TIP = "Which columns are shown side by side; clustering is done on all chosen features."


class ColumnMenu(CheckMenu):
    """A menu of columns, of which a least and a greatest number can be checked."""

    columns_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(COLUMN_TIP)
        self.toggled_by_name.connect(self._emit_columns)

    def set_choices(self, columns: Sequence[str], shown: Sequence[str], max_columns: int) -> None:
        """Sets the columns, of which `shown` are checked and at most `max_columns` can be."""
        self.set_titles({name: name.replace("&", "&&") for name in columns})
        for name, action in self.actions_by_name.items():
            taken = name in shown
            action.setChecked(taken)
            action.setEnabled(len(shown) > MIN_COLUMNS if taken else len(shown) < max_columns)
        self.setText(f"{len(shown)} of {format_count(len(columns), 'column')} ▾")
        self.setAccessibleName(f"Columns that are shown: {', '.join(shown)}")

    def _emit_columns(self) -> None:
        checked = (name for name, action in self.actions_by_name.items() if action.isChecked())
        self.columns_chosen.emit(tuple(checked))
