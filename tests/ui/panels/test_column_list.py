"""A long list of columns has a search, and links that tick all or none of the columns it shows."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.ui.panels.column_list import VISIBLE_ROWS
from clusterlab.ui.panels.file_options import FileOptions

NAMES = tuple(f"{kind} {number}" for kind in ("width", "height") for number in range(6))


@pytest.fixture
def box(qtbot):
    box = FileOptions()
    qtbot.addWidget(box)
    box.show()
    show(box, NAMES, NAMES)
    return box


def show(box, names, chosen):
    """Shows columns, and a last one that cannot be chosen."""
    box.columns.show_columns(names, chosen, {"species": "text"})
    box.search.fit()


@pytest.fixture
def emitted(box):
    found = []
    box.columns.columns_chosen.connect(found.append)
    return found


def shown(box):
    """The names of the columns that are not hidden."""
    return [item.text() for item in box.columns._items() if not item.isHidden()]


def click(qtbot, link):
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)


def test_the_search_shows_the_columns_with_all_words(box, qtbot):
    qtbot.keyClicks(box.search.search, "WID 3")
    assert shown(box) == ["width 3"]
    box.search.search.clear()
    assert len(shown(box)) == len(NAMES) + 1


def test_none_and_all_tick_only_what_is_shown(box, qtbot, emitted):
    qtbot.keyClicks(box.search.search, "height")
    click(qtbot, box.search.none)
    assert emitted[-1] == NAMES[:6]
    click(qtbot, box.search.all)
    assert emitted[-1] == NAMES


def test_all_when_all_are_ticked_changes_nothing(box, qtbot, emitted):
    click(qtbot, box.search.all)
    assert emitted == []


def test_none_chooses_nothing_until_a_column_is_ticked(box, qtbot, emitted):
    click(qtbot, box.search.none)
    assert box.columns.chosen() == ()
    assert emitted == []
    assert box.search.note.isVisible()
    box.columns.item_of("height 2").setCheckState(Qt.CheckState.Checked)
    assert emitted == [("height 2",)]
    show(box, NAMES, ("height 2",))
    assert not box.search.note.isVisible()


def test_other_columns_clear_the_search(box, qtbot):
    qtbot.keyClicks(box.search.search, "height")
    show(box, tuple("abcdefghij"), ())
    assert box.search.search.text() == ""
    assert len(shown(box)) == 11


def test_a_short_list_has_no_search(box):
    show(box, NAMES[: VISIBLE_ROWS - 1], ())
    assert not box.search.isVisible()
    show(box, NAMES, ())
    assert box.search.isVisible()
