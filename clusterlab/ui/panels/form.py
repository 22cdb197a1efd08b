"""The form of an algorithm or a shape, built from its declared parameters."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from clusterlab.core.params import declared_params, param_values
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.form_rows import AutomaticRow, FormRow, row_for
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, link_button

MORE_WORDS = {False: "More ▸", True: "Less ▾"}
"""The words of the link to the rare parameters, by whether all of them are shown."""


class Form(QWidget):
    """A row for each declared parameter that has an effect, except those to skip; rare ones on demand.

    `changed` carries the name, the value, and whether the change is finished (not while a slider moves);
    `input_rejected` carries the error of an invalid input.
    """

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)

    def __init__(self, skip: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._skip = frozenset(skip)
        self._owner: Any = None
        self.rows: dict[str, FormRow] = {}
        self._is_open, self._kept = False, set[str]()
        self.more = link_button(MORE_WORDS[False], CONTROL_HELP["More"])
        self.more.setProperty("class", "link flush")
        self.more.clicked.connect(self._toggle_more)
        self._usual, self._rare = form_layout(), form_layout()
        column = fill_layout(QVBoxLayout(self), self._usual, self.more, self._rare, spacing=4)
        column.setAlignment(self.more, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()

    def show_params(self, owner: Any) -> None:
        """Shows the parameters of an instance; rows of the same class are kept: a slider may be in a drag."""
        if type(owner) is not type(self._owner):
            self._build(type(owner))
        self._owner, values = owner, param_values(owner)
        for name, row in self.rows.items():
            row.show_value(values[name])
        self._show_rows()

    def show_suggestions(self, values: Mapping[str, float], treatment: str = "") -> None:
        """Shows the values that the points suggest for automatic parameters, by name, as far as known."""
        for name, row in self.rows.items():
            if isinstance(row, AutomaticRow):
                row.show_suggestion(values.get(name), treatment)

    def _build(self, owner: type) -> None:
        for row in self.rows.values():
            self._layout_of(row).removeRow(row)
        items = [item for item in declared_params(owner) if item.name not in self._skip]
        self.rows, self._kept = {item.name: row_for(item) for item in items}, set()
        for row in self.rows.values():
            param = row.item.param
            add_field(self._layout_of(row), param.label, row, row.controls[0], param.help)
            row.changed.connect(self.changed)
            row.input_rejected.connect(self.input_rejected)
        self.more.setVisible(any(item.param.rare for item in items))

    def _show_rows(self) -> None:
        """Shows the rows that have an effect; of the rare ones all, or those that were changed."""
        values = param_values(self._owner)
        self._kept |= {name for name, row in self.rows.items() if values[name] != row.item.default}
        for name, row in self.rows.items():
            is_wanted = self._is_open or not row.item.param.rare or name in self._kept
            self._layout_of(row).setRowVisible(row, is_wanted and row.item.has_effect(values))

    def _toggle_more(self) -> None:
        self._is_open, self._kept = not self._is_open, set()
        self.more.setText(MORE_WORDS[self._is_open])
        self._show_rows()

    def _layout_of(self, row: FormRow) -> QFormLayout:
        return self._rare if row.item.param.rare else self._usual
