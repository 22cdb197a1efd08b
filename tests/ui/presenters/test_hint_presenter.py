"""Hints stay in the data panel until they are answered; notes of the reader have a place of their own."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from clusterlab.session.analysis import hints
from tests.ui.at_rest import faults_at_rest
from tests.ui.test_at_rest import blocked

NOTED = 'name,w,h,n\nA,62.5,"1,170",1\nB,70,"1,181",2\nC,55,abc,3\nD,58,"1,165",4\nE,71,"1,190",5\n'
NOTES = [
    "Column h: 1 cell is no number and counted as missing, the first 'abc' in row 3.",
    "Column h: 1,170 was read as 1170 (the comma groups thousands).",
    "1 row with a missing value was dropped; its label is empty.",
]
THREE_ROWS = "a,b\n1,2000\n3,4\n5,700000\n"


@pytest.fixture
def open_text(program, tmp_path, rest):
    """Opens a file with a text."""

    def open_text(text, name="table.csv"):
        (tmp_path / name).write_text(text)
        program.presenter.commands.open_file(tmp_path / name)
        rest()

    return open_text


def hint_texts(program):
    """The hints on screen."""
    hints = program.window.data.hints
    return [card.words.text() for card in hints.cards] if hints.isVisible() else []


def message_text(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def test_notes_are_there_beside_a_hint_an_error_and_after_both(program, open_text, rest, click, monkeypatch):
    threads, found = set(), hints._hints
    monkeypatch.setattr(hints, "_hints", lambda data: threads.add(threading.get_ident()) or found(data))
    open_text(NOTED.replace("w,h,n", "w,h,year").replace(",1\n", ",1999\n"))
    notes = program.window.data.file.notes
    assert ["dominate" in text for text in hint_texts(program)] == [True, False]
    assert threads
    assert threading.get_ident() not in threads
    assert notes.button.text().startswith("1 row dropped · 2 notes")
    assert notes.list.notes() == NOTES
    program.presenter.commands.choose_k(60)
    rest()
    assert message_text(program).startswith("This table has 4 rows")
    assert notes.isVisible()
    click(program.window.message.close_button)
    assert notes.isVisible()
    assert faults_at_rest(program.window) == []


def test_a_column_left_out_for_its_missing_values_comes_back_filled_by_one_click(
    program, open_text, rest, click
):
    open_text("a,b,c\n" + "".join(f"{i * 7 % 11},{i * 5 % 13},{i if i % 3 else ''}\n" for i in range(40)))
    columns = program.window.data.file.columns
    assert hint_texts(program) == ["Left out: c (14 of 40 values missing)."]
    assert columns.item_of("c").text() == "c – 14 of 40 values missing"
    click(program.window.data.hints.cards[0].accept)
    prepared = program.presenter.player.scene.prepared
    assert (prepared.selection.columns, prepared.points.n) == (("a", "b", "c"), 40)
    assert columns.item_of("c").text() == "c"
    assert faults_at_rest(program.window) == []
    program.presenter.commands.undo()
    rest()
    assert program.presenter.player.scene.prepared.selection.columns == ("a", "b")


def test_the_list_of_notes_opens_by_a_click_and_by_enter_and_is_copied(program, open_text, click, qtbot):
    open_text(NOTED)
    notes = program.window.data.file.notes
    assert notes.list.isHidden()
    click(notes.button)
    assert notes.list.isVisible()
    notes.button.setFocus()
    qtbot.keyClick(notes.button, Qt.Key.Key_Return)
    assert notes.list.isHidden()
    qtbot.keyClick(notes.button, Qt.Key.Key_Return)
    notes.list.setFocus()
    qtbot.keyClick(notes.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\n".join(NOTES)
    notes.list.item(1).setSelected(True)
    notes.list.copy()
    assert QGuiApplication.clipboard().text() == NOTES[1]


def test_a_file_without_notes_shows_none_and_the_list_of_another_file_is_closed(program, open_text, click):
    open_text(NOTED)
    notes = program.window.data.file.notes
    click(notes.button)
    open_text("x,y\n1,2\n2,8\n5,1\n", "plain.csv")
    assert notes.isHidden()
    open_text(NOTED.replace("abc", "5"), "other.csv")
    assert notes.isVisible()
    assert notes.button.text().startswith("1 note")
    assert notes.list.isHidden()


def test_a_file_with_fewer_rows_than_k_lowers_k_and_is_run(program, open_text, rest):
    program.presenter.commands.choose_k(4)
    rest()
    open_text(THREE_ROWS)
    assert program.presenter.document.session.k == 3
    assert message_text(program) == "K is now 3: there are 3 rows, and K was 4."
    assert len(hint_texts(program)) == 1
    assert program.presenter.player.scene.run.finished
    assert faults_at_rest(program.window) == []
    program.presenter.commands.undo()
    rest()
    assert (program.presenter.document.session.k, message_text(program)) == (4, "")
    program.presenter.commands.redo()
    rest()
    assert program.presenter.document.session.k == 3
    assert faults_at_rest(program.window) == []


def test_k_is_lowered_in_every_pane(program, open_text, rest):
    program.presenter.pane_commands.toggle()
    program.presenter.commands.choose_k(7)
    rest()
    open_text(THREE_ROWS)
    assert message_text(program).startswith("K is now 3")
    assert [run.failure for run in program.presenter.shown.runs] == [None, None]
    assert faults_at_rest(program.window) == []


def test_an_algorithm_whose_last_k_exceeds_the_rows_lowers_it(program, open_text, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    open_text("a,b\n1,2\n3,5\n")
    program.presenter.commands.choose_algorithm("ward")
    rest()
    assert program.presenter.document.session.k == 2
    assert message_text(program) == "K is now 2: there are 2 rows, and K was 3."


def test_a_k_that_is_chosen_beyond_the_rows_stays_an_error(program, open_text, rest):
    open_text(THREE_ROWS)
    program.presenter.commands.choose_k(4)
    rest()
    assert message_text(program) == "This table has 3 rows, so K can be 3 at most; it was 4."
    assert program.presenter.document.session.k == 3


SEVERAL = "id,year,w,h,c\n" + "".join(
    f"{i * i},{1990 + i},{i * 7 % 11},{1000 * (i * 5 % 13)},{i if i % 3 else ''}\n" for i in range(1, 41)
)


@pytest.fixture
def several(program, open_text, rest):
    """A file with four hints: a filling, a scaling, a year and an identifier."""
    open_text(SEVERAL)
    program.presenter.commands.choose_columns(("id", "year", "w", "h"))
    rest()
    return program.window.data.hints


def first_words(program):
    return [text.split()[0] for text in hint_texts(program)]


def test_all_hints_are_there_and_stay_while_other_things_are_done(program, several, rest, press):
    before = hint_texts(program)
    assert [text.split(" ", 1)[1][:10] for text in before[-2:]] == ["looks like", "looks like"]
    assert "dominate" in before[0]
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_R)
    program.presenter.commands.choose_algorithm("gmm")
    rest()
    assert hint_texts(program) == before
    assert message_text(program) == ""


def test_an_answered_hint_goes_and_the_others_stay(program, several, click, rest):
    assert len(several.cards) == 3
    click(several.cards[0].accept)
    assert program.presenter.document.session.scaling == "z-score"
    assert sorted(first_words(program)) == ['"id"', '"year"']
    program.presenter.commands.undo()
    rest()
    assert len(hint_texts(program)) == 3  # asked again
    click(several.cards[0].keep)
    assert sorted(first_words(program)) == ['"id"', '"year"']
    program.presenter.commands.choose_k(4)
    rest()
    assert len(hint_texts(program)) == 2
    for left in (1, 0):
        click(several.cards[0].accept)
        assert len(hint_texts(program)) == left
    assert set(program.presenter.player.scene.prepared.selection.columns) == {"w", "h"}


def test_hints_of_a_file_are_gone_at_once_when_other_data_are_chosen(program, several, rest):
    with blocked(program.presenter.player._group._worker):
        program.presenter.commands.choose_shape("moons")
        assert hint_texts(program) == []
        program.presenter.commands.undo()
        assert len(hint_texts(program)) == 3
    rest()
    program.presenter.commands.choose_shape("moons")
    rest()
    assert hint_texts(program) == []


def test_no_message_moves_the_canvas(program, rest):
    before = program.window.canvas.geometry()
    program.presenter.show_error("An error. " * 20)
    rest()
    assert program.window.message.isVisible()
    assert program.window.canvas.geometry() == before
