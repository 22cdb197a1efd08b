"""Files are opened and saved in the real window."""

import csv
import errno
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from xlsxwriter import Workbook

from clusterlab.core.resources import resource
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.ui.canvas.page import picture_page
from clusterlab.ui.dialogs.labels_dialog import LabelsDialog
from tests.ui.canvas.drawing import as_array, turn_wheel

IRIS = resource("examples/iris.csv")


def message_text(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def test_opening_a_file_shows_its_summary(program, rest):
    program.presenter.commands.open_file(IRIS)
    rest()
    assert program.window.data.file.chip.text() == "iris.csv · 4 columns"
    assert program.window.views.isVisible()
    assert program.window.status["data"].text() == "150 points · 4 features"


def test_a_dropped_file_is_opened(program, rest):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(IRIS))])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    program.window.dropEvent(event)
    rest()
    assert program.presenter.player.scene.prepared.points.n == 150


def test_a_table_that_was_copied_in_a_spreadsheet_is_pasted(program, press, rest):
    QGuiApplication.clipboard().setText("height\twidth\n1,5\t2\n2,5\t4\n9,5\t8\n")
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    rest()
    prepared = program.presenter.player.scene.prepared
    assert prepared.selection.columns == ("height", "width")
    assert prepared.selection.matrix.tolist() == [[1.5, 2], [2.5, 4], [9.5, 8]]
    assert program.window.data.file.chip.text() == "Clipboard · 2 columns"
    QGuiApplication.clipboard().setText("")
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert message_text(program) == "Clipboard is empty; open a file that holds a table."
    assert program.presenter.player.scene.prepared is prepared


def test_missing_values_can_be_filled_where_there_are_any(program, rest, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n" + "".join(f"{i * i},{'' if i == 3 else i}\n" for i in range(30)))
    program.presenter.commands.open_file(path)
    rest()
    box = program.window.data.file.missing
    assert box.isVisible()
    box.chosen.emit("mean")
    rest()
    assert program.presenter.player.scene.prepared.points.n == 30
    assert "1 missing value filled by the mean of the column" in program.window.data.file.chip.text()
    program.presenter.commands.undo()
    rest()
    assert program.presenter.player.scene.prepared.points.n == 29
    program.presenter.commands.open_file(IRIS)
    rest()
    assert not box.isVisible()


def test_a_spreadsheet_is_opened_and_its_other_sheets_are_named(program, rest, tmp_path):
    path = tmp_path / "some.xlsx"
    with Workbook(path) as book:
        for name in ("May", "June"):
            book.add_worksheet(name).write_column(0, 0, ["height", *range(20)])
    program.presenter.commands.open_file(path)
    rest()
    prepared = program.presenter.player.scene.prepared
    assert prepared.points.n == 20
    assert "2 sheets: May, June; May was read" in str(prepared.notes[0])
    assert "--" not in str(prepared.notes[0])


def test_another_sheet_is_chosen_in_the_window(program, rest, tmp_path):
    path, file = tmp_path / "some.xlsx", program.window.data.file
    with Workbook(path) as book:
        for name, rows in (("May", 20), ("June", 30)):
            book.add_worksheet(name).write_column(0, 0, ["height", *range(rows)])
    program.presenter.commands.open_file(path)
    rest()
    assert (file.sheet.isVisible(), file.sheet.choice(), file.sheet.words()) == (True, "May", ["May", "June"])
    file.sheet.chosen.emit("June")
    rest()
    prepared = program.presenter.player.scene.prepared
    assert (prepared.points.n, prepared.notes, file.sheet.choice()) == (30, (), "June")
    assert program.presenter.document.undo_name == "sheet June"
    program.presenter.commands.undo()
    rest()
    assert (program.presenter.player.scene.prepared.points.n, file.sheet.choice()) == (20, "May")
    program.presenter.commands.open_file(IRIS)
    rest()
    assert not file.sheet.isVisible()


def test_an_example_opens_with_the_scaling_and_columns_that_suit_it(program, click, rest):
    for name, d, scaling in (("iris", 4, "none"), ("wine", 13, "z-score"), ("penguins", 4, "z-score")):
        click(program.window.data.examples[name])
        prepared = program.presenter.player.scene.prepared
        assert (prepared.points.d, prepared.scale.kind) == (d, scaling)
        assert "year" not in prepared.selection.columns
        assert message_text(program) == ""
        program.presenter.commands.undo()
        rest()
        assert program.presenter.player.scene.prepared.generated


def hint_about(program, word):
    """The card of the hint whose sentence has a word."""
    return next(card for card in program.window.data.hints.cards if word in card.words.text())


def test_scaling_and_leaving_out_a_year_are_proposed_together_and_accepted_by_a_click(program, click, rest):
    program.presenter.commands.open_file(resource("examples/penguins.csv"))
    rest()
    assert len(program.window.data.hints.cards) == 2
    click(hint_about(program, "dominate").accept)
    assert program.presenter.player.scene.prepared.scale.kind == "z-score"
    assert "z-scored" in program.window.data.file.chip.text()
    click(hint_about(program, "year").accept)
    assert "year" not in program.presenter.player.scene.prepared.selection.columns
    assert not program.window.data.hints.isVisible()


def test_an_unreadable_file_is_reported_and_the_old_data_stay(program, rest, tmp_path):
    before = program.presenter.document.session
    for name, content in (
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256)) * 8),
        ("text.csv", b"a,b\nx,y\n"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        program.presenter.commands.open_file(path)
        rest()
        assert name in message_text(program), name
        assert "Traceback" not in message_text(program)
        assert program.presenter.document.session == before
    program.presenter.commands.open_file(tmp_path)
    rest()
    assert message_text(program)


def test_the_labels_are_saved_for_every_row(program, press, rest, tmp_path, qtbot):
    program.presenter.commands.open_file(resource("examples/penguins.csv"))
    rest()
    press(Qt.Key.Key_End)
    path = tmp_path / "labels.csv"
    save_through_dialog(program, qtbot, "save_labels", path)
    rest()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 344
    assert rows[3]["label"] == ""
    assert {row["label"] for row in rows} == {"", "1", "2", "3"}


def test_saved_labels_are_the_numbers_in_the_legend(program, press, rest, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    path = tmp_path / "labels.csv"
    save_through_dialog(program, qtbot, "save_labels", path)
    rest()
    saved = Counter(row["label"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    shown = {row.name: row.figures.split(" · ")[0] for row in all_legend_rows(program.window.canvas.picture)}
    assert {f"Cluster {label}": str(size) for label, size in saved.items()} == shown


def test_the_picture_is_saved(program, press, rest, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    for suffix, begin in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-")):
        path = tmp_path / f"picture.{suffix}"
        save_through_dialog(program, qtbot, "save_picture", path)
        rest()
        assert path.read_bytes().startswith(begin)
        assert str(path) in message_text(program)


def test_a_name_without_suffix_gets_that_of_the_chosen_kind_of_file(program, press):
    press(Qt.Key.Key_End)
    program.actions["save_picture"].trigger()
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    assert dialog.defaultSuffix() == "png"
    for name_filter, suffix in zip(dialog.nameFilters(), (*["png"] * 4, "svg", "pdf"), strict=True):
        dialog.filterSelected.emit(name_filter)
        assert dialog.defaultSuffix() == suffix
    dialog.close()


def test_the_dialog_is_the_system_s_and_suggests_a_name_that_follows_the_kind_of_file(program, press, rest):
    press(Qt.Key.Key_End)
    for command, name in (("save_picture", "blobs-kmeans.png"), ("save_labels", "blobs-kmeans-labels.csv")):
        program.actions[command].trigger()
        accept_labels(program)
        dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
        assert not dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
        assert dialog.metaObject().className() == "QFileDialog"  # Qt draws a subclass itself
        assert Path(dialog.selectedFiles()[0]).name == name
        if command == "save_picture":
            dialog.filterSelected.emit(next(one for one in dialog.nameFilters() if "svg" in one))
            assert Path(dialog.selectedFiles()[0]).name == "blobs-kmeans.svg"
        dialog.close()
        dialog.deleteLater()


def test_the_title_of_the_window_names_the_data(program, rest):
    assert program.window.windowTitle() == "Blobs[*] – clusterlab"
    program.presenter.commands.open_file(IRIS)
    rest()
    assert program.window.windowTitle() == "iris.csv[*] – clusterlab"


def accept_labels(program):
    """Asks for the row and the label alone where labels are saved."""
    for dialog in program.window.findChildren(LabelsDialog):
        if dialog.isVisible():
            dialog.data.setChecked(False)
            dialog.accept()


def save_through_dialog(program, qtbot, command, path):
    """Chooses a path in the file dialog that a command opens; of labels the row and the label are saved."""
    program.actions[command].trigger()
    accept_labels(program)
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: path.name in message_text(program), timeout=20_000)


def test_a_picture_is_saved_in_the_resolution_that_is_chosen(program, press, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    path = tmp_path / "large.png"
    program.actions["save_picture"].trigger()
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    kind = next(kind for kind in dialog.nameFilters() if "3 times" in kind)
    dialog.filterSelected.emit(kind)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: path.name in message_text(program), timeout=20_000)
    assert QImage(str(path)).width() == 3 * program.window.canvas.width()


def test_labels_never_replace_the_table_that_is_open(program, press, rest, tmp_path, qtbot):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n3,5\n9,9\n8,8\n")
    program.presenter.commands.open_file(path)
    rest()
    press(Qt.Key.Key_End)
    save_through_dialog(program, qtbot, "save_labels", tmp_path / "." / "table.csv")
    assert message_text(program) == "table.csv is the open table. Choose another name."
    assert path.read_text().startswith("a,b\n1,2\n")


def test_a_picture_that_cannot_be_written_is_reported(program, press, rest, qtbot):
    press(Qt.Key.Key_End)
    save_through_dialog(program, qtbot, "save_picture", Path("/nowhere/picture.png"))
    rest()
    assert "/nowhere" in message_text(program)


def test_a_picture_that_fails_while_it_is_written_leaves_the_old_file(
    program, press, rest, tmp_path, qtbot, monkeypatch
):
    path = tmp_path / "picture.png"
    path.write_text("the old one")

    def failing(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", failing)
    press(Qt.Key.Key_End)
    save_through_dialog(program, qtbot, "save_picture", path)
    rest()
    assert path.read_text() == "the old one"
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".ini"] == ["picture.png"]
    assert f"{path} could not be written: {os.strerror(errno.ENOSPC)}" in message_text(program)


def test_the_saved_picture_has_the_viewport_of_the_canvas(program, press, rest, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    canvas, path = program.window.canvas, tmp_path / "zoomed.png"
    turn_wheel(canvas, QPoint(200, 200), 8)
    picture, size, viewport = canvas.picture, (canvas.width(), canvas.height()), canvas.viewport
    save_through_dialog(program, qtbot, "save_picture", path)
    rest()
    saved, theme = as_array(QImage(str(path))), program.look_settings.theme
    zoomed, all_points = (
        as_array(picture_page(picture, size, theme, viewport=shown_viewport).image())
        for shown_viewport in (viewport, None)
    )
    assert np.array_equal(saved, zoomed)
    assert not np.array_equal(saved, all_points)


@pytest.mark.usefixtures("k_charts")
def test_charts_of_scaled_columns_say_so(program, rest):
    program.presenter.commands.open_file(IRIS)
    rest()
    assert "z-scored" not in program.window.charts.state.text()
    program.presenter.commands.choose_scaling("z-score")
    rest()
    assert "(z-scored)" in program.window.charts.state.text()


def test_a_hint_is_shown_and_so_is_the_word_on_a_lowered_k(program, rest):
    program.presenter.commands.choose_k(200)
    rest()
    program.presenter.commands.open_file(resource("examples/wine.csv"))
    rest()
    assert message_text(program) == "K is now 178: there are 178 rows, and K was 200."
    assert hint_about(program, "proline").isVisible()
