"""Known labels in the real window: chosen, told, and ringed on the canvas."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.marks import Rings
from clusterlab.core.resources import resource


@pytest.fixture
def part(program, rest):
    """The part on screen."""
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(place) for place in range(tabs.count())].index("Quality"))
    rest()
    return program.known.part


def test_generated_groups_are_known_and_found(program, part, press):
    assert "no clusters" in part.note.text()
    press(Qt.Key.Key_End)
    assert part.column.words() == ["generated"]
    assert part.words.text() == "ARI 1.000 · AMI 1.000"
    assert part.note.text().startswith("100 % of 300 points")
    held = [cell.text() for cell in part.table.cells.values()]
    assert sorted(held) == ["100"] * 3 + ["·"] * 6


def test_a_column_of_classes_is_compared_and_what_disagrees_is_ringed(program, part, rest, press):
    program.live.open_file(resource("examples/iris.csv"))
    rest()
    press(Qt.Key.Key_End)
    assert part.words.text() == "ARI 0.7302 · AMI 0.7551"
    assert part.table.isVisible()
    assert len(part.table.cells) == 9
    assert program.window.canvas.picture.mark(Rings) is None
    press(Qt.Key.Key_K)
    rings = program.window.canvas.picture.mark(Rings)
    assert rings.rows.tolist() == program.known.knower.found.misplaced.tolist()
    assert len(rings.rows) == 16
    press(Qt.Key.Key_K)
    assert program.window.canvas.picture.mark(Rings) is None


def test_where_nothing_is_known_it_says_so(program, part, rest):
    program.live.intents.choose_shape("uniform")
    rest()
    assert part.words.text().startswith("There are no known labels")
    assert not part.column.isVisible()
    assert not part.table.cells
