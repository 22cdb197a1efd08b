"""The dialog shows how a file is read and changes it; it opens by itself where a cell has two readings."""

import pytest
import python_calamine
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox
from xlsxwriter import Workbook

from clusterlab.datasets import ReadOptions
from clusterlab.datasets.readers import kept_sheets
from clusterlab.ui.dialogs.dropped_rows_dialog import DroppedRowsDialog

PLAIN = "name;width;height\n" + "".join(f"item {i};{i * 7 % 11},5;{i * 5 % 13}\n" for i in range(300))
ASKED = "name;price;n\n" + "".join(f"item {i};{1 + i % 9},{100 + i};{i * 5 % 13}\n" for i in range(300))


@pytest.fixture
def open_file(program, rest, tmp_path):
    """Opens a file with a text or bytes."""

    def open_file(content, name="some.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        program.presenter.commands.open_file(tmp_path / name)
        rest()

    return open_file


@pytest.fixture
def dialog_of(program, rest):
    """The open dialog; it is closed at the end."""

    def dialog_of():
        rest()
        return program.reading_presenter.dialog

    yield dialog_of
    if program.reading_presenter.dialog is not None:
        program.reading_presenter.dialog.reject()


def open_button(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Open)


def cells(dialog, row):
    model = dialog.rows.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def values(program):
    return program.presenter.player.scene.prepared.table.values


def test_a_plain_file_opens_at_once_and_the_dialog_on_demand(program, open_file, dialog_of, click):
    open_file(PLAIN)
    assert dialog_of() is None
    click(program.window.data.file.reading)
    dialog = dialog_of()
    assert dialog.windowTitle() == "How some.csv is read"
    assert cells(dialog, 1) == ["item 1", "7.5", "5"]
    assert dialog.rows.model().headerData(1, Qt.Orientation.Horizontal) == "width\nnumber"
    words = {option: box.currentText() for option, box in dialog.boxes.items() if box.isVisible()}
    assert words == {
        "encoding": "detected: utf-8",
        "delimiter": "detected: semicolon",
        "decimal": "detected: comma",
        "thousands": "detected: none",
        "header": "detected: names of the columns",
        "skip": "detected: 0",
    }
    assert not dialog.question.isVisible()


def test_the_rows_follow_each_choice_and_open_reads_the_file_so(program, open_file, dialog_of, rest):
    open_file(PLAIN)
    program.actions["change_reading"].trigger()
    dialog = dialog_of()
    dialog.boxes["header"].chosen.emit(False)
    assert not open_button(dialog).isEnabled()
    assert cells(dialog_of(), 0) == ["name", "–", "–"]
    dialog.boxes["skip"].chosen.emit(1)
    assert cells(dialog_of(), 0) == ["item 0", "0.5", "0"]
    open_button(dialog).click()
    rest()
    source = program.presenter.document.session.source
    assert source.options == ReadOptions(header=False, skip=1)
    assert program.presenter.player.scene.prepared.table.columns == ("column 2", "column 3")
    assert program.presenter.document.undo_name == "reading"
    assert dialog_of() is None


def test_what_cannot_be_read_is_said_in_place_of_the_rows(program, open_file, dialog_of):
    open_file(PLAIN)
    program.actions["change_reading"].trigger()
    dialog = dialog_of()
    dialog.boxes["delimiter"].chosen.emit("|")
    dialog = dialog_of()
    assert dialog.state.text().startswith("some.csv has no numeric column")
    assert not dialog.rows.isVisible()
    assert not open_button(dialog).isEnabled()
    dialog.boxes["delimiter"].chosen.emit(None)
    assert dialog_of().rows.isVisible()
    before = program.presenter.document.session
    dialog.reject()
    assert program.presenter.document.session is before


def test_marks_that_contradict_each_other_are_detected_again(program, open_file, dialog_of):
    open_file(PLAIN)
    program.actions["change_reading"].trigger()
    dialog = dialog_of()
    dialog.boxes["decimal"].chosen.emit(",")
    dialog.boxes["thousands"].chosen.emit(",")
    assert dialog.options == ReadOptions(decimal=".", thousands=",")


def test_a_cell_with_two_readings_is_asked_about_before_the_file_is_opened(
    program, open_file, dialog_of, rest
):
    before = program.presenter.document.session
    open_file(ASKED)
    dialog = dialog_of()
    assert program.presenter.document.session == before
    assert program.presenter.player.scene.prepared.generated
    assert dialog.question.isVisible()
    assert dialog.question.text() == (
        "Column price: 1,100 can be read as 1.1 or as 1100. Choose the decimal mark."
    )
    dialog.boxes["decimal"].chosen.emit(".")
    assert cells(dialog_of(), 0) == ["item 0", "1100", "0"]
    assert not dialog.question.isVisible()
    dialog.accept()
    rest()
    assert values(program)[0].tolist() == [1100, 0]
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session == before


def test_the_detected_reading_can_be_accepted_and_the_question_dismissed(program, open_file, dialog_of, rest):
    before = program.presenter.document.session
    open_file(ASKED)
    dialog_of().reject()
    rest()
    assert program.presenter.document.session == before
    open_file(ASKED)
    dialog_of().accept()
    rest()
    assert values(program)[0].tolist() == [1.1, 0]
    assert dialog_of() is None


@pytest.fixture
def parsed(monkeypatch):
    """A list that grows by an item for each workbook that is parsed."""
    parsed, load = [], python_calamine.load_workbook
    monkeypatch.setattr(python_calamine, "load_workbook", lambda file: parsed.append(file) or load(file))
    return parsed


def write_prices(path):
    with Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["price", *(f"{i},{100 + i}" for i in range(1, 60))])
        book.add_worksheet().write_column(0, 0, ["cost", *(f"{i},{200 + i}" for i in range(1, 60))])


def test_a_pasted_table_and_a_spreadsheet_are_asked_about_too(program, rest, dialog_of, tmp_path, parsed):
    program.presenter.commands.open_text("Clipboard", ASKED.replace(";", "\t"))
    dialog_of().accept()
    rest()
    assert values(program)[0].tolist() == [1.1, 0]
    write_prices(tmp_path / "some.xlsx")
    program.presenter.commands.open_file(tmp_path / "some.xlsx")
    dialog = dialog_of()
    assert dialog.question.isVisible()
    dialog.boxes["thousands"].chosen.emit(",")
    dialog_of().accept()
    rest()
    assert values(program)[0].tolist() == [1101]
    assert len(parsed) == 1
    assert not kept_sheets._kept


def test_another_sheet_and_a_changed_file_are_parsed_anew(program, rest, dialog_of, tmp_path, parsed):
    path = tmp_path / "some.xlsx"
    write_prices(path)
    program.presenter.commands.open_file(path)
    dialog_of().boxes["sheet"].chosen.emit("Sheet2")
    assert dialog_of().question.text().startswith("Column cost: 1,201 can be read")
    dialog_of().boxes["sheet"].chosen.emit("Sheet1")
    assert dialog_of().question.text().startswith("Column price: 1,101 can be read")
    assert len(parsed) == 3
    with Workbook(path) as book:
        book.add_worksheet("Sheet1").write_column(0, 0, ["mass", 1, 2, 4])
    dialog_of().boxes["decimal"].chosen.emit(".")
    dialog_of().reject()
    assert len(parsed) == 4
    assert not kept_sheets._kept


def test_the_delimiter_is_asked_for_where_lines_are_numbers_and_then_the_decimal_mark(
    program, open_file, dialog_of, rest
):
    before = program.presenter.document.session
    open_file("1,234\n2,345\n3,456\n5,678\n")
    dialog = dialog_of()
    assert program.presenter.document.session == before
    asked = "1,234 can be read as one number or as 2 columns. Choose the delimiter."
    assert (dialog.question.isVisible(), dialog.question.text()) == (True, asked)
    dialog.boxes["delimiter"].chosen.emit("")
    dialog = dialog_of()
    assert dialog.question.text() == (
        "Column column 1: 1,234 can be read as 1.234 or as 1234. Choose the decimal mark."
    )
    dialog.boxes["decimal"].chosen.emit(".")
    dialog_of().accept()
    rest()
    assert values(program).tolist() == [[1234], [2345], [3456], [5678]]


def test_dropped_rows_are_shown_with_the_reason_and_copied(program, open_file, click):
    open_file("a,b\n" + "".join(f"{i * 7 % 11},{'' if i == 3 else i * 5 % 13}\n" for i in range(40)))
    click(program.window.data.file.dropped)
    (dialog,) = program.window.findChildren(DroppedRowsDialog)
    assert dialog.words.text().startswith("1 row of some.csv was dropped for missing values.")
    dialog.rows.copy()
    assert QGuiApplication.clipboard().text() == "Reason\ta\tb\nno value in b\t10\t–"
    assert dialog.rows.model().headerData(0, Qt.Orientation.Vertical) == "4"
    dialog.close()
    open_file(PLAIN, "other.csv")
    assert not program.window.data.file.dropped.isVisible()
