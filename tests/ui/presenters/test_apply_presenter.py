"""Clusters on screen, or a saved model, are applied to the rows of a file, which are saved with them."""

import csv
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from clusterlab.core.resources import resource
from clusterlab.session.models import model as models
from clusterlab.session.models.model_file import read_model

PENGUINS = resource("examples/penguins.csv")


@pytest.fixture
def penguins(program, rest, press):
    """The penguins, clustered to the end."""
    program.presenter.commands.open_file(PENGUINS)
    rest()
    press(Qt.Key.Key_End)


@pytest.fixture
def apply(program, rest):
    """Opens the dialog; it is closed at the end."""

    def apply():
        program.actions["apply_to_file"].trigger()
        rest()
        return program.dialog_presenters.apply.dialog

    yield apply
    if program.dialog_presenters.apply.dialog is not None:
        program.dialog_presenters.apply.dialog.reject()


def select(parent, path):
    """Chooses a path in the visible file dialog."""
    dialog = next(one for one in parent.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()


def clusters(path):
    """The column `cluster` of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [row["cluster"] for row in csv.DictReader(file)]


@pytest.mark.usefixtures("penguins")
def test_the_rows_of_a_file_join_the_clusters_on_screen_and_are_saved(program, rest, click, apply, tmp_path):
    dialog = apply()
    assert dialog.model_words.text() == "k-means, 3 clusters of 342 rows of penguins.csv."
    assert dialog.rule.text() == "A new row joins the nearest center."
    assert dialog.state.text().startswith("The table must have the columns bill_length_mm, ")
    assert not dialog.save_button.isEnabled()
    click(dialog.table_button)
    select(dialog, PENGUINS)
    rest()
    assert dialog.state.text().startswith("342 rows of penguins.csv assigned. The new rows lie about as far")
    assert [row[0] for row in dialog.clusters.texts()] == ["Cluster 1", "Cluster 2", "Cluster 3"]
    (note,) = dialog.notes.notes()
    assert note.startswith("2 rows were dropped, the first is row 4: no value in bill_length_mm, ")
    click(dialog.save_button)
    applied = tmp_path / "applied.csv"
    select(dialog, applied)
    rest()
    prepared, step = program.presenter.player.scene.prepared, program.presenter.player.materialized_step
    labels = prepared.rows(prepared.points.to_row_order(step.labels))
    assert clusters(applied) == ["" if label is None else str(label + 1) for label in labels]
    assert program.dialog_presenters.apply.dialog is None
    assert program.window.message.words.text().startswith(f"Saved {applied}.")


@pytest.mark.usefixtures("penguins")
def test_a_model_is_saved_with_the_names_of_clusters_and_used_later(program, rest, click, apply, tmp_path):
    names = program.presenter.document.session.names
    program.presenter.commands.rename_cluster(0, "Adelie")
    rest()
    assert program.presenter.document.session.names != names
    program.actions["save_model"].trigger()
    path = tmp_path / "penguins.clab-model"
    select(program.window, path)
    rest()
    assert "Adelie" in read_model(path).names
    program.presenter.commands.undo()
    dialog = apply()
    click(dialog.table_button)
    select(dialog, PENGUINS)
    rest()
    click(dialog.model_button)
    select(dialog, path)
    rest()
    assert "Adelie" in [row[0] for row in dialog.clusters.texts()]
    assert dialog.save_button.isEnabled()


def test_what_has_no_model_says_why_and_a_saved_model_can_be_used(program, rest, apply):
    program.presenter.commands.choose_algorithm("spectral")
    rest()
    program.actions["save_model"].trigger()
    assert program.window.message.words.text().startswith(
        "Spectral cannot be saved as a model: its clusters lie"
    )
    dialog = apply()
    assert dialog.model_words.text().startswith("Spectral cannot be saved as a model: its clusters lie")
    assert not dialog.table_button.isEnabled()
    assert dialog.model_button.isEnabled()


@pytest.mark.usefixtures("penguins")
def test_errors_are_sentences_in_the_dialog_and_the_table_is_never_replaced(
    rest, click, apply, program, tmp_path
):
    dialog = apply()
    other = tmp_path / "other.csv"
    other.write_text("bill_length,mass\n1,2\n3,4\n")
    program.dialog_presenters.apply.choose_table(other)
    rest()
    assert dialog.state.text().startswith("other.csv has no columns 'bill_length_mm'")
    assert not dialog.save_button.isEnabled()
    program.dialog_presenters.apply.choose_model(other)
    rest()
    assert dialog.state.text() == "other.csv is damaged, or no model of clusterlab."
    copy = tmp_path / "copy.csv"
    copy.write_bytes(PENGUINS.read_bytes())
    program.dialog_presenters.apply.open()
    rest()
    program.dialog_presenters.apply.choose_table(copy)
    rest()
    program.dialog_presenters.apply.save(copy)
    rest()
    assert copy.read_bytes() == PENGUINS.read_bytes()
    assert program.dialog_presenters.apply.dialog.state.text().startswith("copy.csv is the table itself.")


@pytest.mark.usefixtures("penguins")
def test_progress_is_shown_and_escape_stops_the_work(program, rest, apply, qtbot, monkeypatch):
    monkeypatch.setattr(models, "MAX_ASSIGNED_ROWS", 1)
    dialog, said = apply(), []
    shown = dialog.show_words
    monkeypatch.setattr(dialog, "show_words", lambda words: (said.append(words), shown(words)))
    program.dialog_presenters.apply.choose_table(PENGUINS)
    qtbot.waitUntil(
        lambda: any(words.startswith("Assigning rows…") for words in said) or dialog.clusters.isVisible()
    )
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest()
    assert program.dialog_presenters.apply.dialog is None
    assert not program.dialog_presenters.apply.busy


def test_before_the_first_labels_there_is_nothing_to_apply(program, rest, press, apply):
    press(Qt.Key.Key_Home)
    dialog = apply()
    assert dialog.model_words.text().startswith("There are no clusters at this step yet.")
    program.actions["save_model"].trigger()
    assert program.window.message.words.text().startswith("There are no clusters at this step yet.")


def test_a_saved_model_is_json_that_names_its_columns(program, rest, press, tmp_path):
    press(Qt.Key.Key_End)
    program.actions["save_model"].trigger()
    path = tmp_path / "m.clab-model"
    select(program.window, path)
    rest()
    assert [column["name"] for column in json.loads(path.read_text("utf-8"))["columns"]] == ["x1", "x2"]
