"""Known labels in the real window: chosen, told, and ringed on the canvas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from clusterlab.core.marks import Highlights
from clusterlab.core.resources import resource


@pytest.fixture
def part(program, rest):
    """The part on screen."""
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(place) for place in range(tabs.count())].index("Quality"))
    rest()
    return program.ground_truth_presenter.widget


def test_generated_groups_are_known_and_found(program, part, press):
    assert "no clusters" in part.note.text()
    press(Qt.Key.Key_End)
    assert part.column.words() == ["generated"]
    assert part.words.text() == "ARI 1.000 · AMI 1.000"
    assert part.note.text().startswith("100 % of 300 points")
    held = [cell.text() for cell in part.table.cells.values()]
    assert sorted(held) == ["100"] * 3 + ["·"] * 6


def test_a_column_of_classes_is_compared_and_what_disagrees_is_ringed(program, part, rest, press):
    program.presenter.open_file(resource("examples/iris.csv"))
    rest()
    press(Qt.Key.Key_End)
    assert part.words.text() == "ARI 0.7302 · AMI 0.7551"
    assert part.table.isVisible()
    assert len(part.table.cells) == 9
    assert program.window.canvas.picture.mark(Highlights) is None
    press(Qt.Key.Key_K)
    highlights = program.window.canvas.picture.mark(Highlights)
    assert highlights.rows.tolist() == program.ground_truth_presenter.comparison.found.differing.tolist()
    assert len(highlights.rows) == 16
    press(Qt.Key.Key_K)
    assert program.window.canvas.picture.mark(Highlights) is None


def test_long_names_are_cut_and_names_are_no_markup(program, part, rest, press, tmp_path):
    data, long = tmp_path / "named.csv", "a very long name of a class"
    data.write_text(
        "x,y,kind\n" + "".join(f"{i},{i % 3},{'<b>bold</b>' if i % 2 else long}\n" for i in range(20))
    )
    program.presenter.open_file(data)
    rest()
    press(Qt.Key.Key_End)
    names = {label.text(): label for label in part.table.findChildren(QLabel) if label.text()}
    assert "<b>bold</b>" in names
    assert names["<b>bold</b>"].textFormat() == Qt.TextFormat.PlainText
    assert names["a very long nam…"].toolTip() == long
    assert "cluster" in names


def test_a_table_that_is_too_large_to_read_says_so(program, part, rest, press):
    program.presenter.commands.choose_k(13)
    rest()
    press(Qt.Key.Key_End)
    assert not part.table.cells
    assert "The table is not shown: it can be read up to 12 classes and 12 clusters." in part.note.text()
    assert part.words.text().startswith("ARI ")


def test_where_nothing_is_known_it_says_so(program, part, rest):
    program.presenter.commands.choose_shape("uniform")
    rest()
    assert part.words.text().startswith("There are no known labels")
    assert not part.column.isVisible()
    assert not part.table.cells
