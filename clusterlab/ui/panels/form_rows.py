"""The rows of a form: each shows one declared parameter in a control for its type."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from clusterlab.core.params import DeclaredParam
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import Theme
from clusterlab.ui.widgets.controls import (
    MIN_TARGET_SIZE,
    ChoiceBox,
    FormLabel,
    IconButton,
    Slider,
    ValueEdit,
)
from clusterlab.ui.widgets.slider_scale import SliderScale

NUMBER_SAMPLE = "0000"
SEED_RANGE = 10_000


class FormRow(QObject):
    """The label and the controls of a parameter; `changed` carries name, value, and whether it is final."""

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)

    def __init__(self, item: DeclaredParam, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self.label = FormLabel(item.param.label, parent)
        self.label.setToolTip(item.param.help)

    def controls(self) -> Sequence[QWidget]:
        """The controls from left to right; a single one spans both columns."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Shows the parameter's value."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Tints icons, which the style sheet cannot color."""

    def place(self, grid: QGridLayout, row: int) -> None:
        """Adds the widgets to a row of the layout."""
        grid.addWidget(self.label, row, 0)
        controls = self.controls()
        for column, control in enumerate(controls, start=1):
            control.setAccessibleName(self.item.param.label)
            control.setToolTip(control.toolTip() or self.item.param.help)
            grid.addWidget(control, row, column, 1, 1 if len(controls) > 1 else 2)
        self.label.setBuddy(controls[0])

    def remove(self) -> None:
        """Deletes the row and its widgets."""
        for widget in (self.label, *self.controls()):
            widget.hide()
            widget.deleteLater()
        self.setParent(None)  # deleted with its last Python reference

    def _entry(self, parent: QWidget, sample_text: str = "") -> ValueEdit:
        entry = ValueEdit(self.item.parse, number_text, parent, sample_text)
        entry.entered.connect(lambda value: self._emit_changed(value, True))
        entry.input_rejected.connect(self.input_rejected)
        return entry

    def _emit_changed(self, value: Any, finished: bool) -> None:
        self.changed.emit(self.item.name, value, finished)


class SliderRow(FormRow):
    """A slider over the usual range, and an entry for any valid number."""

    def __init__(self, item: DeclaredParam, parent: QWidget) -> None:
        super().__init__(item, parent)
        assert item.param.usual is not None
        low, high = item.param.usual
        self._scale = SliderScale(low, high, item.param.log, item.kind is int)
        self.slider = Slider(self._scale.places, parent)
        self.number = self._entry(parent, NUMBER_SAMPLE)
        self.number.setProperty("class", "quiet")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider.moved.connect(self._moved)

    def controls(self) -> Sequence[QWidget]:
        return self.slider, self.number

    def show_value(self, value: Any) -> None:
        self.slider.show_position(self._scale.place(value))
        self.number.show_value(value)

    def _moved(self, place: int, finished: bool) -> None:
        value = self._scale.value(place)
        self.number.show_value(value)
        self._emit_changed(value, finished)


class EntryRow(FormRow):
    """An entry for a number."""

    def __init__(self, item: DeclaredParam, parent: QWidget) -> None:
        super().__init__(item, parent)
        self.entry = self._entry(parent)

    def controls(self) -> Sequence[QWidget]:
        return (self.entry,)

    def show_value(self, value: Any) -> None:
        self.entry.show_value(value)


class SeedRow(EntryRow):
    """An entry for a seed, with a button that draws a random one."""

    def __init__(
        self, item: DeclaredParam, parent: QWidget, random_seed: Callable[[], int] | None = None
    ) -> None:
        super().__init__(item, parent)
        self._random_seed = random_seed or (lambda: random.randrange(SEED_RANGE))
        self.dice = IconButton("Another seed", "Another seed, by chance", parent=parent)
        self.dice.clicked.connect(lambda: self._emit_changed(self._random_seed(), True))

    def controls(self) -> Sequence[QWidget]:
        return self.entry, self.dice

    def place(self, grid: QGridLayout, row: int) -> None:
        """Puts the dice next to the number, whatever the column widths of other rows."""
        super().place(grid, row)
        self._pair = QWidget(grid.parentWidget())
        pair_layout = QHBoxLayout(self._pair)
        pair_layout.setContentsMargins(0, 0, 0, 0)
        pair_layout.setSpacing(8)
        for control in self.controls():
            grid.removeWidget(control)
            pair_layout.addWidget(control)
        grid.addWidget(self._pair, row, 1, 1, 2)
        self.dice.setAccessibleName(f"Another {self.item.param.label.lower()}")

    def remove(self) -> None:
        """Deletes the row and its widgets."""
        super().remove()
        self._pair.hide()
        self._pair.deleteLater()

    def set_theme(self, theme: Theme) -> None:
        self.dice.setIcon(icon("dice", theme))


class ChoiceRow(FormRow):
    """A box with the titles of the declared choices."""

    def __init__(self, item: DeclaredParam, parent: QWidget) -> None:
        super().__init__(item, parent)
        self.choice = ChoiceBox(parent)
        self.choice.set_choices(item.param.choices)
        self.choice.chosen.connect(lambda value: self._emit_changed(value, True))

    def controls(self) -> Sequence[QWidget]:
        return (self.choice,)

    def show_value(self, value: Any) -> None:
        self.choice.show_choice(value)


class CheckRow(FormRow):
    """A check box for a Boolean parameter."""

    def __init__(self, item: DeclaredParam, parent: QWidget) -> None:
        super().__init__(item, parent)
        self.check = QCheckBox(parent)
        self.check.setMinimumSize(MIN_TARGET_SIZE, MIN_TARGET_SIZE)
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.check.toggled.connect(lambda on: self._emit_changed(on, True))

    def controls(self) -> Sequence[QWidget]:
        return (self.check,)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.check):
            self.check.setChecked(value)


def row_for(item: DeclaredParam, parent: QWidget) -> FormRow:
    """The row for the type of a declared parameter."""
    if item.kind is bool:
        return CheckRow(item, parent)
    if item.param.choices:
        return ChoiceRow(item, parent)
    if item.name == "seed":
        return SeedRow(item, parent)
    return SliderRow(item, parent) if item.param.usual else EntryRow(item, parent)


def number_text(value: Any) -> str:
    """A number as text, with at most 12 digits; None is empty."""
    return f"{value:.12g}" if isinstance(value, float) else str("" if value is None else value)
