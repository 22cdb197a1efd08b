"""Small controls: told, they show; touched, they say."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clusterlab.ui.widgets.controls import ChoiceBox, ElidedLabel, IconButton, Slider, ValueEdit


def heard(signal):
    """A list of what a signal says from now on."""
    found = []
    signal.connect(lambda *words: found.append(words[0] if len(words) == 1 else words))
    return found


def turn_wheel(widget):
    """Turns the wheel by a notch over a widget; says whether the widget kept it."""
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
    """A widget on screen, with the keyboard's window."""
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    with qtbot.waitActive(widget):
        widget.show()
    return widget


class TestSlider:
    def test_told_it_shows_without_a_word(self, qtbot):
        slider = shown(qtbot, Slider(10))
        said = heard(slider.moved)
        slider.show_position(7)
        assert slider.value() == 7
        assert said == []

    def test_pressed_beside_the_handle_it_goes_there_and_settles_on_release(self, qtbot):
        slider = shown(qtbot, Slider(10))
        said = heard(slider.moved)
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        assert said == [(10, False), (10, True)]

    def test_a_held_handle_stays_under_the_hand(self, qtbot):
        slider = shown(qtbot, Slider(10))
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))
        slider.show_position(2)
        assert slider.value() == 10
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(190, 12))

    def test_keys_settle_when_they_are_let_go(self, qtbot):
        slider = shown(qtbot, Slider(10))
        slider.setFocus()
        said = heard(slider.moved)
        QTest.keyPress(slider, Qt.Key.Key_Right)
        assert said == [(1, False)]
        QTest.keyRelease(slider, Qt.Key.Key_Right)
        assert said == [(1, False), (1, True)]

    def test_the_wheel_passes_by_until_the_slider_is_chosen(self, qtbot):
        slider = shown(qtbot, Slider(10))
        slider.clearFocus()
        assert not turn_wheel(slider)
        assert slider.value() == 0
        slider.setFocus()
        assert turn_wheel(slider)
        assert slider.value() > 0


class TestChoice:
    def test_told_it_shows(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        choice.show_choice("b")
        assert choice.currentText() == "second"
        assert choice.choice() == "b"

    def test_touched_it_says_the_key(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        said = heard(choice.chosen)
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        assert said == ["b"]

    def test_other_keys_in_the_same_words_are_taken_over(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first", "b": "second"})
        choice.set_choices({"c": "first", "d": "second"})
        choice.show_choice("d")
        assert choice.choice() == "d"

    def test_what_is_not_offered_shows_as_nothing(self, qtbot):
        choice = shown(qtbot, ChoiceBox())
        choice.set_choices({"a": "first"})
        choice.show_choice("z")
        assert choice.currentText() == ""

    def test_the_wheel_passes_by_until_the_box_is_chosen(self, qtbot):
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

    def write(self, entry, text):
        entry.selectAll()
        QTest.keyClicks(entry, text)

    def test_told_it_shows(self, entry):
        assert entry.text() == "5"

    def test_touched_it_says_the_value_once(self, entry):
        said = heard(entry.entered)
        self.write(entry, "12")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        entry.clearFocus()
        assert said == [12]

    def test_what_cannot_be_read_is_marked_told_and_taken_back(self, entry):
        said, input_rejected = heard(entry.entered), heard(entry.input_rejected)
        self.write(entry, "x")
        assert entry.property("invalid")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert said == []
        assert len(input_rejected) == 1
        assert entry.text() == "5"
        assert not entry.property("invalid")

    def test_the_same_value_again_is_no_news(self, entry):
        said = heard(entry.entered)
        self.write(entry, "5")
        QTest.keyClick(entry, Qt.Key.Key_Return)
        assert said == []

    def test_esc_takes_back(self, entry):
        self.write(entry, "77")
        QTest.keyClick(entry, Qt.Key.Key_Escape)
        assert entry.text() == "5"

    def test_what_is_being_typed_is_not_overwritten(self, entry):
        self.write(entry, "77")
        entry.show_value(6)
        assert entry.text() == "77"

    def test_it_widens_for_a_long_number(self, qtbot):
        entry = shown(qtbot, ValueEdit(int, str, sample_text="0000"))
        usual = entry.sizeHint().width()
        entry.show_value(10_000_000)
        assert entry.sizeHint().width() > usual


def test_a_label_that_does_not_fit_ends_in_dots_and_keeps_all_in_its_tooltip(qtbot):
    label = shown(qtbot, ElidedLabel(), width=60)
    label.show_words("a sentence that is much too long")
    assert label.text().endswith("…")
    assert label.toolTip() == "a sentence that is much too long"


def test_an_icon_button_grows_with_the_type_and_is_never_too_small(qtbot):
    button = shown(qtbot, IconButton("Dice"))
    small = button.sizeHint().width()
    font = button.font()
    font.setPixelSize(40)
    button.setFont(font)
    assert small >= 24
    assert button.sizeHint().width() > small
    assert button.accessibleName() == "Dice"
