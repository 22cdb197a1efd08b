"""The form controls: showing values and emitting signals."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clusterlab.ui.widgets.controls import ChoiceBox, IconButton, Slider, ValueEdit
from clusterlab.ui.widgets.elided_labels import ElidedLabel


def collected(signal):
    """A list that collects the arguments of a signal from now on."""
    values = []
    signal.connect(lambda *args: values.append(args[0] if len(args) == 1 else args))
    return values


def turn_wheel(widget):
    """Turns the wheel by a notch over a widget; returns whether the widget accepted the event."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def shown(qtbot, widget, width=200):
    """A widget on screen, in an active window."""
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    with qtbot.waitActive(widget):
        widget.show()
    return widget


class TestSlider:
    def test_show_position_emits_no_signal(self, qtbot):
        slider = shown(qtbot, Slider(10))
        emitted = collected(slider.moved)
        slider.show_position(7)
        assert slider.value() == 7
        assert emitted == []

    def test_a_press_on_the_groove_moves_the_handle_and_the_release_ends_the_move(self, qtbot):
        slider = shown(qtbot, Slider(10))
        emitted = collected(slider.moved)
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        assert emitted == [(10, False), (10, True)]

    def test_a_dragged_handle_stays_at_the_mouse(self, qtbot):
        slider = shown(qtbot, Slider(10))
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        slider.show_position(2)
        assert slider.value() == 10
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))

    def test_releasing_a_key_ends_the_move(self, qtbot):
        slider = shown(qtbot, Slider(10))
        slider.setFocus()
        emitted = collected(slider.moved)
        QTest.keyPress(slider, Qt.Key.Key_Right)
        assert emitted == [(1, False)]
        QTest.keyRelease(slider, Qt.Key.Key_Right)
        assert emitted == [(1, False), (1, True)]

    def test_the_wheel_is_ignored_until_the_slider_has_the_focus(self, qtbot):
        slider = shown(qtbot, Slider(10))
        slider.clearFocus()
        assert not turn_wheel(slider)
        assert slider.value() == 0
        slider.setFocus()
        assert turn_wheel(slider)
        assert slider.value() > 0


class TestChoice:
    def test_show_choice_selects_its_text(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        choice.show_choice("b")
        assert choice.currentText() == "second"
        assert choice.choice() == "b"

    def test_choosing_emits_the_key(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        emitted = collected(choice.chosen)
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        assert emitted == ["b"]

    def test_other_keys_with_the_same_texts_replace_the_old_ones(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        choice.set_choices({"c": "first", "d": "second"})
        choice.show_choice("d")
        assert choice.choice() == "d"

    def test_an_unknown_choice_selects_nothing(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first"})
        choice.show_choice("z")
        assert choice.currentText() == ""

    def test_the_wheel_is_ignored_until_the_box_has_the_focus(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        choice.show_choice("b")
        choice.clearFocus()
        assert not turn_wheel(choice)
        assert choice.choice() == "b"


class TestEntry:
    @pytest.fixture
    def entry(self, qtbot):
        entry = shown(qtbot, ValueEdit(int, str))
        entry.show_value(5)
        entry.setFocus()
        return entry

    def type_text(self, entry, text):
        entry.selectAll()
        QTest.keyClicks(entry, text)

    def test_show_value_sets_the_text(self, entry):
        assert entry.text() == "5"

    def test_entering_a_value_emits_it_once(self, entry):
        emitted = collected(entry.entered)
        self.type_text(entry, "12")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        entry.clearFocus()
        assert emitted == [12]

    def test_invalid_text_is_marked_reported_and_reset(self, entry):
        emitted, rejected = collected(entry.entered), collected(entry.input_rejected)
        self.type_text(entry, "x")
        assert entry.property("invalid")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert emitted == []
        assert len(rejected) == 1
        assert entry.text() == "5"
        assert not entry.property("invalid")

    def test_entering_the_same_value_emits_nothing(self, entry):
        emitted = collected(entry.entered)
        self.type_text(entry, "5")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert emitted == []

    def test_esc_resets_the_text(self, entry):
        self.type_text(entry, "77")
        QTest.keyClick(entry, Qt.Key.Key_Escape)
        assert entry.text() == "5"

    def test_what_is_being_typed_is_not_overwritten(self, entry):
        self.type_text(entry, "77")
        entry.show_value(6)
        assert entry.text() == "77"

    def test_it_widens_for_a_long_number(self, qtbot):
        entry = shown(qtbot, ValueEdit(int, str, sample_text="0000"))
        usual = entry.sizeHint().width()
        entry.show_value(10_000_000)
        assert entry.sizeHint().width() > usual


def test_a_label_that_does_not_fit_is_elided_and_has_a_tooltip(qtbot):
    label = shown(qtbot, ElidedLabel(), width=60)
    label.show_words("a sentence that is much too long")
    assert label.text().endswith("…")
    assert label.toolTip() == "a sentence that is much too long"


def test_a_word_that_is_wider_than_a_label_that_wraps_is_divided_after_its_hyphens(qtbot):
    label = ElidedLabel(wraps=True)
    width = max(label.fontMetrics().horizontalAdvance(part) for part in ("Hartigan-", "MacQueen", "k-means"))
    label = shown(qtbot, label, width=width + 2)
    label.show_words("Hartigan-Wong/MacQueen")
    assert label.text().split("\n") == ["Hartigan-", "Wong/", "MacQueen"]
    label.show_words("Kernel k-means")
    assert label.text().split("\n") == ["Kernel", "k-means"]


def test_an_icon_button_scales_with_the_font_and_has_a_least_size(qtbot):
    button = shown(qtbot, IconButton("dice", "Dice"))
    small = button.sizeHint().width()
    font = button.font()
    font.setPixelSize(40)
    button.setFont(font)
    assert small >= 24
    assert button.sizeHint().width() > small
    assert button.accessibleName() == "Dice"
