"""The rows of a form: each shows one declared parameter in a control for its type."""

import random
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.core.params import AUTOMATIC, DeclaredParam
from clusterlab.core.slider_scale import SliderScale
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox, IconButton, Slider, ValueEdit
from clusterlab.ui.widgets.elements import fill_layout, link_button
from clusterlab.ui.widgets.tooltip import set_tip

NUMBER_SAMPLE = "0000"
SEED_RANGE = 10_000


class FormRow(QWidget):
    """The controls of a parameter; `changed` carries name, value, and whether it is final."""

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)

    def __init__(self, item: DeclaredParam, *controls: QWidget) -> None:
        super().__init__()
        self.item, self.controls = item, controls
        for control in controls:
            control.setAccessibleName(control.accessibleName() or item.param.label)
            set_tip(control, control.toolTip() or item.param.help, item.param.label)
            if isinstance(control, ValueEdit):
                control.entered.connect(lambda value: self._emit_changed(value, True))
                control.input_rejected.connect(self.input_rejected)
        self._column = QVBoxLayout(self)
        fill_layout(self._column, fill_layout(QHBoxLayout(), *controls), spacing=0)

    def show_value(self, value: Any) -> None:
        """Shows the parameter's value."""
        raise NotImplementedError

    def _emit_changed(self, value: Any, finished: bool) -> None:
        self.changed.emit(self.item.name, value, finished)


class SliderRow(FormRow):
    """A slider over the usual range, which grows to hold a value beyond it, and an entry for any number."""

    def __init__(self, item: DeclaredParam) -> None:
        assert item.param.usual is not None
        low, high = item.param.usual
        self._scale = SliderScale(low, high, item.param.log, item.kind is int)
        self.slider = Slider(self._scale.places)
        self.number = ValueEdit(item.parse, number_text, sample_text=NUMBER_SAMPLE)
        self.number.setProperty("class", "quiet")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        super().__init__(item, self.slider, self.number)
        self.slider.moved.connect(self._moved)

    def show_value(self, value: Any) -> None:
        self._scale = self._scale.grown(value)
        self.slider.set_last(self._scale.places)
        self.slider.show_position(self._scale.place(value))
        self.number.show_value(value)

    def _moved(self, place: int, finished: bool) -> None:
        value = self._scale.value(place)
        self.number.show_value(value)
        self._emit_changed(value, finished)


class AutomaticRow(SliderRow):
    """A slider of a parameter that may follow from the points, with the value that these suggest."""

    def __init__(self, item: DeclaredParam) -> None:
        super().__init__(item)
        self._value: Any = None
        self._suggested: float | None = None
        self.suggestion = link_button("", f"Let {item.param.label.lower()} follow from the data")
        self.suggestion.setProperty("class", "link suggestion")
        self.suggestion.clicked.connect(lambda: self._emit_changed(None, True))
        self._column.addWidget(self.suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        self.suggestion.hide()

    def show_value(self, value: Any) -> None:
        """Shows a value, or the suggested one where it is None."""
        self._value = value
        shown = self._suggested if value is None else value
        if shown is not None:
            super().show_value(shown)
        else:
            self.number.show_value(None)
        self.suggestion.setEnabled(value is not None)

    def show_suggestion(self, value: float | None, treatment: str) -> None:
        """Shows the value that the points suggest, None before it is known, and how these were scaled."""
        self._suggested = value
        self.suggestion.setText("" if value is None else f"suggested: {number_text(value)}{treatment}")
        self.suggestion.setVisible(value is not None)
        self.show_value(self._value)


class EntryRow(FormRow):
    """An entry for a number."""

    def __init__(self, item: DeclaredParam, *more: QWidget) -> None:
        self.entry = ValueEdit(item.parse, number_text)
        super().__init__(item, self.entry, *more)

    def show_value(self, value: Any) -> None:
        self.entry.show_value(value)


class SeedRow(EntryRow):
    """An entry for a seed, with a button that draws a random one."""

    def __init__(self, item: DeclaredParam) -> None:
        self.dice = IconButton("dice", f"Another {item.param.label.lower()}", "Another random seed")
        super().__init__(item, self.dice)
        self.dice.clicked.connect(lambda: self._emit_changed(random.randrange(SEED_RANGE), True))


class ChoiceRow(FormRow):
    """A box with the titles of the declared choices."""

    def __init__(self, item: DeclaredParam) -> None:
        self.choice = ChoiceBox()
        self.choice.set_choices(item.param.choices)
        super().__init__(item, self.choice)
        self.choice.chosen.connect(lambda value: self._emit_changed(value, True))

    def show_value(self, value: Any) -> None:
        self.choice.show_choice(value)


class CheckRow(FormRow):
    """A check box for a Boolean parameter."""

    def __init__(self, item: DeclaredParam) -> None:
        self.check = QCheckBox()
        self.check.setMinimumSize(MIN_TARGET_SIZE, MIN_TARGET_SIZE)
        self.check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        super().__init__(item, self.check)
        self.check.toggled.connect(lambda on: self._emit_changed(on, True))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self.check):
            self.check.setChecked(value)


def row_for(item: DeclaredParam) -> FormRow:
    """The row for the type of a declared parameter."""
    if item.kind is bool:
        return CheckRow(item)
    if item.param.choices:
        return ChoiceRow(item)
    if item.name == "seed":
        return SeedRow(item)
    if item.param.automatic:
        return AutomaticRow(item)
    return SliderRow(item) if item.param.usual else EntryRow(item)


def number_text(value: Any) -> str:
    """A number as text, with at most 12 digits; None is the word for an automatic parameter."""
    return f"{value:.12g}" if isinstance(value, float) else str(AUTOMATIC if value is None else value)
