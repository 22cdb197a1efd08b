"""The bar at the top shows its state and emits choices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from clusterlab.ui.panels.top_bar import GIVEN_CENTERS, MIN_SEGMENTS_WIDTH, TopBar


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = TopBar(window)
    bar.set_algorithms({"kmeans": "k-means", "gmm": "GMM"})
    bar.show_algorithm("kmeans")
    bar.show_init_methods({"a": "here", "b": "there"}, "a")
    bar.show_k(3, 10)
    bar.resize(1440, 48)
    window.resize(1500, 100)
    with qtbot.waitActive(window):
        window.show()
    yield bar  # noqa: PT022  the window lives as long as the test


def record(signal):
    found = []
    signal.connect(found.append)
    return found


def type_k(bar, text):
    bar.k.number.setFocus()
    bar.k.number.selectAll()
    QTest.keyClicks(bar.k.number, text)
    QTest.keyClick(bar.k.number, Qt.Key.Key_Return)


def test_shows_algorithm_init_method_and_k(bar):
    bar.show_algorithm("gmm")
    bar.show_init_methods({"a": "here", "b": "there"}, "b")
    bar.show_k(7)
    assert bar.segments.button("gmm").isChecked()
    assert not bar.segments.button("kmeans").isChecked()
    assert bar.algorithms.choice() == "gmm"
    assert bar.init_choice.currentText() == "there"
    assert bar.k.number.text() == "7"


def test_given_centers_are_offered_if_there_are_some(bar):
    bar.show_init_methods({"a": "here"}, GIVEN_CENTERS, given=True)
    assert bar.init_choice.words() == ["here", "given centers"]
    assert bar.init_choice.choice() == GIVEN_CENTERS


def test_emits_the_clicked_algorithm(bar):
    emitted = record(bar.algorithm_chosen)
    QTest.mouseClick(bar.segments.button("gmm"), Qt.MouseButton.LeftButton)
    assert emitted == ["gmm"]


def test_emits_the_chosen_init_method(bar):
    emitted = record(bar.init_choice.chosen)
    bar.init_choice.setFocus()
    QTest.keyClick(bar.init_choice, Qt.Key.Key_Down)
    assert emitted == ["b"]


def test_minus_and_plus_emit_the_next_k(bar):
    emitted = record(bar.k.chosen)
    QTest.mouseClick(bar.k.minus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.k.plus, Qt.MouseButton.LeftButton)
    assert emitted == [2, 4]


def test_minus_and_plus_are_disabled_at_the_bounds(bar):
    bar.show_k(1, 10)
    assert not bar.k.minus.isEnabled()
    bar.show_k(10, 10)
    assert not bar.k.plus.isEnabled()


def test_k_can_be_typed(bar):
    emitted = record(bar.k.chosen)
    type_k(bar, "8")
    assert emitted == [8]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "K must be at least 1; it was 0."),
        ("11", "K must be at most 10; it was 11."),
        ("two", "K must be a whole number; it was 'two'."),
    ],
)
def test_an_invalid_k_is_rejected_with_an_error(bar, text, sentence):
    emitted, input_rejected = record(bar.k.chosen), record(bar.k.input_rejected)
    type_k(bar, text)
    assert (emitted, input_rejected) == ([], [sentence])
    assert bar.k.number.text() == "3"


def test_k_is_hidden_for_an_algorithm_without_k(bar):
    bar.show_k(None)
    assert not bar.k.isVisible()
    bar.show_k(2)
    assert bar.k.isVisible()


def test_a_combo_box_replaces_the_buttons_in_a_narrow_bar(bar):
    assert bar.segments.isVisible()
    assert not bar.algorithms.isVisible()
    bar.resize(MIN_SEGMENTS_WIDTH - 1, 48)
    assert not bar.segments.isVisible()
    assert bar.algorithms.isVisible()
    bar.resize(MIN_SEGMENTS_WIDTH, 48)
    assert bar.segments.isVisible()


def test_a_combo_box_replaces_buttons_with_long_names_at_any_width(bar):
    bar.set_algorithms({str(i): f"a long algorithm with a very long name, number {i}" for i in range(12)})
    assert bar.algorithms.isVisible()
    assert bar.minimumSizeHint().width() < 1024


def action_of(segments, name):
    """The action of a choice in the menu, by the first letter of its text."""
    return next(action for action in segments.menu.actions() if action.text()[0] == name)


def show_eight_algorithms(bar):
    bar.set_algorithms({name: name * 4 for name in "abcdefgh"})
    bar.show_algorithm("a")
    return bar.segments


def test_of_many_algorithms_the_first_four_have_buttons_and_the_rest_a_menu(bar):
    segments = show_eight_algorithms(bar)
    assert segments.isVisible()
    assert [segments.button(name) is segments.more for name in "abcdefgh"] == 4 * [False] + 4 * [True]
    assert [action.text() for action in segments.menu.actions()] == [
        "eeee",
        "ffff",
        "gggg",
        "hhhh",
    ]
    assert segments.more.text() == "More ▾"


def test_an_algorithm_of_the_menu_is_emitted_and_shown_on_the_menu_button(bar):
    segments, emitted = show_eight_algorithms(bar), record(bar.algorithm_chosen)
    action_of(segments, "g").trigger()
    assert emitted == ["g"]
    assert segments.more.isChecked()
    assert segments.more.text() == "gggg ▾"
    bar.show_algorithm("b")
    assert segments.button("b").isChecked()
    assert (segments.more.isChecked(), segments.more.text()) == (False, "More ▾")
    assert not action_of(segments, "g").isChecked()


def test_opening_the_menu_emits_nothing(bar):
    segments, emitted = show_eight_algorithms(bar), record(bar.algorithm_chosen)
    QTest.mouseClick(segments.more, Qt.MouseButton.LeftButton)
    assert segments.menu.isVisible()
    segments.menu.close()
    assert emitted == []
    assert segments.button("a").isChecked()


def test_one_algorithm_too_many_needs_no_menu(bar):
    bar.set_algorithms({name: name for name in "abcde"})
    assert not bar.segments.more.isVisible()
    assert bar.segments.button("e").property("place") == "last"


def test_an_action_gets_a_button_at_the_right(bar, qtbot):
    action = QAction("Save", bar)
    emitted = []
    action.triggered.connect(lambda: emitted.append("save"))
    button = bar.add_action(action)
    bar.layout().activate()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert emitted == ["save"]
    assert button.geometry().right() > bar.k.geometry().right()


def test_the_size_is_the_same_for_any_current_algorithm(bar):
    before = bar.segments.sizeHint()
    bar.show_algorithm("gmm")
    assert bar.segments.sizeHint() == before


def test_options_that_an_algorithm_lacks_are_hidden(bar):
    bar.show_init_methods({}, "")
    bar.show_k(None)
    parts = (bar.init_choice, bar.start_label, bar.k, bar.k_label)
    assert all(part.isHidden() for part in parts)
    bar.show_init_methods({"random": "random points"}, "random")
    bar.show_k(3)
    assert not any(part.isHidden() for part in parts)
