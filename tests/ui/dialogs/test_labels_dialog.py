"""*Save labels…* asks for format, rows, columns and files, remembers them, and writes what was asked for."""

import csv

import polars as pl
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog
from python_calamine import load_workbook

from clusterlab.core.progress import Progress
from clusterlab.core.resources import resource
from clusterlab.export.atomic_write import atomic_replacement
from clusterlab.export.labeled_rows import LabelColumns
from clusterlab.export.table_file import MAX_SHEET_ROWS
from clusterlab.session.analysis.row_figures import ROW_FIGURES
from clusterlab.ui.dialogs.labels_dialog import LABELS_KEY, LabelsChoice, LabelsChoices, LabelsDialog


def opened(program, kind):
    """The visible dialog of a kind."""
    return next(one for one in program.window.findChildren(kind) if one.isVisible())


def save_to(program, dialog, path, qtbot):
    """Presses *Save…*, and chooses a path."""
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    files = opened(program, QFileDialog)
    assert files.defaultSuffix() == path.suffix[1:]
    files.fileSelected.emit(str(path))
    files.close()


def cells(path):
    """The cells of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_labels_stand_beside_the_columns_of_the_data(penguins, rest, qtbot, tmp_path):
    penguins.actions["save_labels"].trigger()
    dialog = opened(penguins, LabelsDialog)
    assert list(dialog.figures) == ["distance", "silhouette", "outlier"]
    assert dialog.rows.words() == ["All 344 rows", "Selected rows (none is selected)"]
    dialog.figures["silhouette"].click()
    save_to(penguins, dialog, tmp_path / "l.csv", qtbot)
    rest()
    with resource("examples/penguins.csv").open(encoding="utf-8", newline="") as file:
        before = list(csv.reader(file))
    after = cells(tmp_path / "l.csv")
    assert after[0] == [*before[0], "cluster", "silhouette"]
    assert len(after) == 345
    assert [row[0] for row in after] == [row[0] for row in before]
    assert after[4][-2:] == ["", ""], "the fourth penguin was not measured"
    assert str(tmp_path / "l.csv") in penguins.window.message.words.text()


def test_selected_rows_are_saved_as_a_workbook(penguins, rest, qtbot, tmp_path):
    penguins.highlight.select(frozenset({0, 5, 300}))
    penguins.actions["save_selected_rows"].trigger()
    dialog = opened(penguins, LabelsDialog)
    assert dialog.windowTitle() == "Save selected rows"
    assert dialog.rows.currentText() == "The selected 3 rows"
    dialog.format.show_choice("xlsx")
    save_to(penguins, dialog, tmp_path / "some.xlsx", qtbot)
    rest()
    header, *rows = load_workbook(tmp_path / "some.xlsx").get_sheet_by_index(0).to_python()
    assert header[-1] == "cluster"
    assert len(rows) == 3


def test_saving_no_selected_rows_says_what_to_do(penguins):
    penguins.actions["save_selected_rows"].trigger()
    assert penguins.window.message.words.text() == "Select some points first."


def test_files_of_clusters_are_replaced_only_when_asked(penguins, rest, qtbot, tmp_path):
    old = tmp_path / "l-cluster 1.parquet"
    old.write_text("old")
    for button, expected in (("other", 1), ("action", 4)):
        penguins.actions["save_labels"].trigger()
        dialog = opened(penguins, LabelsDialog)
        dialog.format.show_choice("parquet")
        dialog.files.show_choice(True)
        save_to(penguins, dialog, tmp_path / "l.parquet", qtbot)
        assert penguins.window.message.words.text() == "l-cluster 1.parquet exists already."
        getattr(penguins.window.message, button).click()
        rest()
        assert len(list(tmp_path.glob("l*"))) == expected
    found = {path.stem: pl.read_parquet(path) for path in tmp_path.glob("l*")}
    assert sorted(found) == ["l-cluster 1", "l-cluster 2", "l-cluster 3", "l-no cluster"]
    assert sum(frame.height for frame in found.values()) == 344


def test_a_canceled_dialog_saves_nothing_and_remembers_nothing(penguins):
    penguins.actions["save_labels"].trigger()
    dialog = opened(penguins, LabelsDialog)
    dialog.data.click()
    dialog.reject()
    assert LabelsChoices(penguins._settings).last == LabelsChoice()


def test_the_choice_is_remembered_and_broken_ones_are_forgotten(tmp_path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    choice = LabelsChoice("xlsx", LabelColumns(False, ("distance", "outlier"), False, True))
    LabelsChoices(settings).store(choice)
    assert LabelsChoices(settings).last == choice
    for broken in ("", "[]", '{"columns": 3}', "{", '{"suffix": "exe", "columns": {"figures": null}}'):
        settings.setValue(LABELS_KEY, broken)
        assert LabelsChoices(settings).last == LabelsChoice()


def test_what_is_not_offered_stays_as_it_was(program):
    last = LabelsChoice(columns=LabelColumns(True, ("silhouette", "shares")))
    dialog = LabelsDialog(
        last, {name: ROW_FIGURES[name] for name in ("distance", "silhouette")}, program.window
    )
    dialog.figures["distance"].click()
    assert dialog.choice.columns.figures == ("distance", "silhouette", "shares")
    dialog.close()


def test_a_table_that_no_sheet_holds_is_not_saved_as_a_workbook(program):
    dialog = LabelsDialog(LabelsChoice("xlsx"), {}, program.window)
    dialog.show_rows(MAX_SHEET_ROWS, 0, False)
    assert dialog.choice.suffix == "csv"
    assert dialog.format.words()[1] == "Excel (at most 1,048,575 rows)"
    dialog.close()


def test_escape_stops_saving_and_leaves_no_file(program, press, rest, qtbot, tmp_path):
    def write():
        with atomic_replacement(tmp_path / "a.csv"):
            while True:
                yield Progress(1, 4)

    program.presenter.saver.save(tmp_path / "a.csv", write)
    qtbot.waitUntil(lambda: program.window.status["work"].text() == "Saving… 25 %. Esc cancels")
    press(Qt.Key.Key_Escape)
    assert program.window.message.words.text() == "Saving was stopped. No file was written."
    rest()
    assert program.window.status["work"].text() == ""
    qtbot.waitUntil(lambda: not list(tmp_path.glob("*clusterlab*")))
    assert not (tmp_path / "a.csv").exists()
