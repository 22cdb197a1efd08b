"""The form of an algorithm or a shape, built from its declared parameters."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clusterlab.core.params import declared_params, param_values
from clusterlab.ui.panels.form_rows import AutomaticRow, FormRow, row_for
from clusterlab.ui.widgets.elements import add_field, form_layout


class Form(QWidget):
    """A row for each declared parameter except those to skip.

    `changed` carries the name, the value, and whether the change is finished (not while a slider moves);
    `input_rejected` carries the error of an invalid input.
    """

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)

    def __init__(self, skip: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skip = frozenset(skip)
        self._owner: type | None = None
        self.rows: dict[str, FormRow] = {}
        self._layout = form_layout(self)

    def show_params(self, owner: Any) -> None:
        """Shows the parameters of an instance; rows of the same class are kept: a slider may be in a drag."""
        if type(owner) is not self._owner:
            self._build(type(owner))
        values = param_values(owner)
        for name, row in self.rows.items():
            row.show_value(values[name])

    def show_suggestions(self, values: Mapping[str, float], treatment: str = "") -> None:
        """Shows the values that the points suggest for automatic parameters, by name, as far as known."""
        for name, row in self.rows.items():
            if isinstance(row, AutomaticRow):
                row.show_suggestion(values.get(name), treatment)

    def _build(self, owner: type) -> None:
        for row in self.rows.values():
            self._layout.removeRow(row)
        items = [item for item in declared_params(owner) if item.name not in self._skip]
        self._owner, self.rows = owner, {item.name: row_for(item) for item in items}
        for row in self.rows.values():
            add_field(self._layout, row.item.param.label, row, row.controls[0], row.item.param.help)
            row.changed.connect(self.changed)
            row.input_rejected.connect(self.input_rejected)
