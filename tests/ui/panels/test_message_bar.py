"""The message bar lies over the canvas, and goes by itself unless it asks something."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clusterlab.ui.panels.message_bar import SECONDS, MessageBar

NO_SIZE = QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)


@pytest.fixture
def area(qtbot):
    area = QWidget()
    qtbot.addWidget(area)
    area.resize(600, 400)
    area.show()
    return area


@pytest.fixture
def bar(area):
    return MessageBar(area)


def test_the_message_bar_is_hidden_until_a_message_is_shown(bar):
    assert bar.isHidden()
    bar.show_message("error", "The file is empty.")
    assert not bar.isHidden()
    assert bar.words.text() == "The file is empty."
    assert bar.property("kind") == "error"
    assert bar.action.isHidden()


def test_the_button_calls_back_and_hides_the_message(bar):
    called = []
    bar.show_message("hint", "Ranges differ.", ("Use z-score", lambda: called.append("z-score")))
    assert bar.action.text() == "Use z-score"
    QTest.mouseClick(bar.action, Qt.MouseButton.LeftButton)
    assert called == ["z-score"]
    assert bar.isHidden()


def test_the_callback_may_show_another_message(bar):
    bar.show_message("hint", "First.", ("Go on", lambda: bar.show_message("error", "Second.")))
    QTest.mouseClick(bar.action, Qt.MouseButton.LeftButton)
    assert not bar.isHidden()
    assert bar.words.text() == "Second."


def test_the_close_button_hides_the_message_without_a_callback(bar):
    called = []
    bar.show_message("hint", "Ranges differ.", ("Use z-score", lambda: called.append("z-score")))
    QTest.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert called == []
    assert bar.isHidden()


def test_markup_in_a_file_name_is_shown_as_plain_text(bar):
    bar.show_message("error", "<b>x</b>.csv is empty.")
    assert bar.words.textFormat() == Qt.TextFormat.PlainText


def ask(bar, text="Go on"):
    bar.show_message("hint", "Ranges differ.", (text, lambda: None))


@pytest.mark.parametrize("kind", ["hint", "error"])
def test_a_message_that_asks_nothing_goes_by_itself(bar, kind):
    bar.show_message(kind, "Saved.")
    assert (bar._timer.isActive(), bar._timer.interval()) == (True, 1000 * SECONDS[kind])
    bar._timer.timeout.emit()
    assert bar.isHidden()
    assert not bar._timer.isActive()


def test_a_question_stays_and_so_does_a_message_under_the_mouse(bar):
    ask(bar)
    assert not bar._timer.isActive()
    ask(bar, "")
    assert bar._timer.isActive()
    QApplication.sendEvent(bar, QEnterEvent(*NO_SIZE))
    assert not bar._timer.isActive()
    QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert bar._timer.isActive()


def test_it_lies_above_the_lower_edge_whatever_the_size_and_its_text_is_whole(bar):
    area = bar.parentWidget()
    bar.show_message(
        "error", "A sentence that takes more than one line. " * 4, ("Use a sample", lambda: None)
    )
    for size in ((600, 400), (300, 500), (1200, 200)):
        area.resize(*size)
        QApplication.processEvents()
        assert area.rect().contains(bar.geometry())
        assert bar.words.height() >= bar.words.heightForWidth(bar.words.width())
        assert bar.geometry().bottom() > area.height() - 20
