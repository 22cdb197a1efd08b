"""The bar above everything: told, it shows; touched, it says."""

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
    bar.show_k(3, 1, 10)
    bar.resize(1440, 48)
    window.resize(1500, 100)
    with qtbot.waitActive(window):
        window.show()
    yield bar  # noqa: PT022  the window lives as long as the test


def heard(signal):
    found = []
    signal.connect(found.append)
    return found


def write_k(bar, text):
    bar.k.number.setFocus()
    bar.k.number.selectAll()
    QTest.keyClicks(bar.k.number, text)
    QTest.keyClick(bar.k.number, Qt.Key.Key_Return)


def test_told_it_shows(bar):
    bar.show_algorithm("gmm")
    bar.show_init_methods({"a": "here", "b": "there"}, "b")
    bar.show_k(7)
    assert bar.segments.button("gmm").isChecked()
    assert not bar.segments.button("kmeans").isChecked()
    assert bar.algorithms.choice() == "gmm"
    assert bar.init_choice.currentText() == "there"
    assert bar.k.number.text() == "7"


def test_given_centers_are_offered_where_there_are_some(bar):
    bar.show_init_methods({"a": "here"}, GIVEN_CENTERS, given=True)
    assert bar.init_choice.words() == ["here", "given centers"]
    assert bar.init_choice.choice() == GIVEN_CENTERS


def test_touched_it_says_the_algorithm(bar):
    said = heard(bar.algorithm_chosen)
    QTest.mouseClick(bar.segments.button("gmm"), Qt.MouseButton.LeftButton)
    assert said == ["gmm"]


def test_touched_it_says_the_start(bar):
    said = heard(bar.init_chosen)
    bar.init_choice.setFocus()
    QTest.keyClick(bar.init_choice, Qt.Key.Key_Down)
    assert said == ["b"]


def test_minus_and_plus_say_the_next_k(bar):
    said = heard(bar.k_chosen)
    QTest.mouseClick(bar.k.minus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.k.plus, Qt.MouseButton.LeftButton)
    assert said == [2, 4]


def test_minus_ends_at_the_least_and_plus_at_the_most(bar):
    bar.show_k(1, 1, 10)
    assert not bar.k.minus.isEnabled()
    bar.show_k(10, 1, 10)
    assert not bar.k.plus.isEnabled()


def test_k_can_be_typed(bar):
    said = heard(bar.k_chosen)
    write_k(bar, "8")
    assert said == [8]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "K must be at least 1; it was 0."),
        ("11", "K must be at most 10; it was 11."),
        ("two", "K must be a whole number; it was 'two'."),
    ],
)
def test_a_k_that_cannot_be_is_refused_in_a_sentence(bar, text, sentence):
    said, input_rejected = heard(bar.k_chosen), heard(bar.input_rejected)
    write_k(bar, text)
    assert (said, input_rejected) == ([], [sentence])
    assert bar.k.number.text() == "3"


def test_an_algorithm_without_k_shows_none(bar):
    bar.show_k(None)
    assert not bar.k.isVisible()
    bar.show_k(2)
    assert bar.k.isVisible()


def test_the_buttons_become_a_box_where_it_is_narrow_and_come_back(bar):
    assert bar.segments.isVisible()
    assert not bar.algorithms.isVisible()
    bar.resize(MIN_SEGMENTS_WIDTH - 1, 48)
    assert not bar.segments.isVisible()
    assert bar.algorithms.isVisible()
    bar.resize(MIN_SEGMENTS_WIDTH, 48)
    assert bar.segments.isVisible()


def test_long_names_become_a_box_at_any_width(bar):
    bar.set_algorithms({str(i): f"a long algorithm with a very long name, number {i}" for i in range(12)})
    assert bar.algorithms.isVisible()
    assert bar.minimumSizeHint().width() < 1024


def eight(bar):
    bar.set_algorithms({name: name * 4 for name in "abcdefgh"})
    bar.show_algorithm("a")
    return bar.segments


def test_of_many_algorithms_the_first_four_have_buttons_and_the_rest_a_menu(bar):
    segments = eight(bar)
    assert segments.isVisible()
    assert [segments.button(name) is segments.more for name in "abcdefgh"] == 4 * [False] + 4 * [True]
    assert [action.text() for action in segments.more.more_menu.actions()] == [
        "eeee",
        "ffff",
        "gggg",
        "hhhh",
    ]
    assert segments.more.text() == "More ▾"


def test_an_algorithm_of_the_menu_is_said_and_worn_by_its_button(bar):
    segments, said = eight(bar), heard(bar.algorithm_chosen)
    segments.more.action("g").trigger()
    assert said == ["g"]
    assert segments.more.isChecked()
    assert segments.more.text() == "gggg ▾"
    bar.show_algorithm("b")
    assert segments.button("b").isChecked()
    assert (segments.more.isChecked(), segments.more.text()) == (False, "More ▾")
    assert not segments.more.action("g").isChecked()


def test_opening_the_menu_takes_nothing_yet(bar):
    segments, said = eight(bar), heard(bar.algorithm_chosen)
    QTest.mouseClick(segments.more, Qt.MouseButton.LeftButton)
    assert segments.more.more_menu.isVisible()
    segments.more.more_menu.close()
    assert said == []
    assert segments.button("a").isChecked()


def test_one_algorithm_too_many_needs_no_menu(bar):
    bar.set_algorithms({name: name for name in "abcde"})
    assert not bar.segments.more.isVisible()
    assert bar.segments.button("e").property("place") == "last"


def test_an_action_gets_a_button_at_the_right(bar, qtbot):
    action = QAction("Save", bar)
    said = []
    action.triggered.connect(lambda: said.append("save"))
    button = bar.add_action(action)
    bar.layout().activate()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said == ["save"]
    assert button.geometry().right() > bar.k.geometry().right()


def test_nothing_moves_when_another_algorithm_is_taken(bar):
    before = bar.segments.sizeHint()
    bar.show_algorithm("gmm")
    assert bar.segments.sizeHint() == before


def test_what_an_algorithm_does_not_take_is_not_offered(bar):
    bar.show_init_methods({}, "")
    bar.show_k(None)
    parts = (bar.init_choice, bar.start_label, bar.k, bar.k_label)
    assert all(part.isHidden() for part in parts)
    bar.show_init_methods({"random": "random points"}, "random")
    bar.show_k(3)
    assert not any(part.isHidden() for part in parts)
