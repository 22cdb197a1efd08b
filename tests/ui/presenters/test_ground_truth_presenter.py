"""The comparison with known labels in the real window."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.marks import Highlights
from clusterlab.core.resources import resource


@pytest.fixture
def widget(program, rest):
    """The widget with the known labels, visible."""
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Quality"))
    rest()
    return program.tab_presenters.ground_truth.widget


def test_generated_groups_are_compared(program, widget, press):
    assert "no clusters" in widget.note.text()
    press(Qt.Key.Key_End)
    assert widget.column.words() == ["generated"]
    assert widget.words.text() == "ARI 1.000 · AMI 1.000"
    assert widget.note.text().startswith("100 % of 300 points")
    texts = [text for _, *row in widget.table.texts() for text in row]
    assert sorted(texts) == ["100"] * 3 + ["·"] * 6


def test_a_column_of_classes_is_compared_and_differing_points_are_highlighted(program, widget, rest, press):
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    press(Qt.Key.Key_End)
    assert widget.words.text() == "ARI 0.7302 · AMI 0.7551"
    assert widget.table.isVisible()
    assert [len(row) for row in widget.table.texts()] == [4] * 3
    assert program.window.canvas.picture.mark(Highlights) is None
    press(Qt.Key.Key_K)
    highlights = program.window.canvas.picture.mark(Highlights)
    assert highlights.rows.tolist() == program.tab_presenters.ground_truth.comparison.found.differing.tolist()
    assert len(highlights.rows) == 16
    press(Qt.Key.Key_K)
    assert program.window.canvas.picture.mark(Highlights) is None


def test_long_names_are_elided_and_names_are_plain_text(program, widget, rest, press, tmp_path):
    data, long = tmp_path / "named.csv", "a very long name of a class"
    data.write_text(
        "x,y,kind\n" + "".join(f"{i},{i % 3},{'<b>bold</b>' if i % 2 else long}\n" for i in range(20))
    )
    program.presenter.commands.open_file(data)
    rest()
    press(Qt.Key.Key_End)
    table, model = widget.table, widget.table.model()
    assert {name for name, *_ in table.texts()} == {"<b>bold</b>", long}
    names = {model.index(i, 0).data(): model.index(i, 0) for i in range(2)}
    assert names["<b>bold</b>"].data(Qt.ItemDataRole.ToolTipRole).endswith(">&lt;b&gt;bold&lt;/b&gt;</p>")
    assert table.columnWidth(0) < table.fontMetrics().horizontalAdvance(long)
    assert table.textElideMode() == Qt.TextElideMode.ElideRight


def test_a_table_that_is_too_large_is_replaced_by_a_note(program, widget, rest, press):
    program.presenter.commands.choose_k(13)
    rest()
    press(Qt.Key.Key_End)
    assert not widget.table.isVisible()
    assert "The table is shown for up to 12 classes and 12 clusters." in widget.note.text()
    assert widget.words.text().startswith("ARI ")


def test_missing_labels_are_reported(program, widget, rest):
    program.presenter.commands.choose_shape("uniform")
    rest()
    assert widget.words.text().startswith("No known labels.")
    assert not widget.column.isVisible()
    assert not widget.table.isVisible()


def test_the_comparison_is_that_of_the_step_on_screen_once_a_wider_window_shows_it(
    program, widget, rest, press
):
    program.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    press(Qt.Key.Key_End)
    program.window.resize(700, 600)
    rest()
    assert not widget.isVisible()
    program.presenter.commands.choose_k(6)
    rest()
    program.window.resize(1440, 900)
    rest()
    found = program.tab_presenters.ground_truth.comparison.found
    assert found.labels is program.presenter.shown.run.labels
    assert widget.words.text() == "ARI 0.5724 · AMI 0.6602"


def test_no_comparison_of_an_earlier_step_is_shown(program, widget, rest, press, monkeypatch):
    press(Qt.Key.Key_End)
    presenter, comparison = (
        program.tab_presenters.ground_truth,
        program.tab_presenters.ground_truth.comparison,
    )
    monkeypatch.setattr(comparison, "_labels", comparison.found.labels.copy())
    presenter.cancel()
    assert (widget.words.text(), widget.note.text()) == ("", "Not computed.")
    assert not widget.table.isVisible()
    monkeypatch.undo()
    presenter.cancel()
    assert widget.words.text() == "ARI 1.000 · AMI 1.000"
