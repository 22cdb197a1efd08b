"""What is taken from a file: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.session.prepare import COMPONENTS
from clusterlab.ui.filebox import AxesBox, FileBox

NAMES = ["bill", "depth", "mass", "year"]


@pytest.fixture
def box(qtbot):
    box = FileBox()
    qtbot.addWidget(box)
    box.columns.show_columns(NAMES, NAMES[:3], {"island": "it holds text", "year": "it looks like a year"})
    box.show_scaling("z-score")
    box.show()
    return box


@pytest.fixture
def axes(qtbot):
    axes = AxesBox()
    qtbot.addWidget(axes)
    axes.show_views(NAMES, None)
    return axes


def heard(signal):
    found = []
    signal.connect(found.append)
    return found


def test_told_it_shows_the_columns_that_take_part(box):
    assert box.columns.chosen() == ("bill", "depth", "mass")


def test_a_column_that_cannot_be_chosen_says_why(box):
    item = box.columns.item_of("island")
    assert item.text() == "island – it holds text"
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert box.columns.item_of("year").toolTip() == "year: it looks like a year"


def test_telling_is_no_touching(box):
    said = heard(box.columns_chosen)
    box.columns.show_columns(NAMES, NAMES[:1], {})
    box.columns.show_columns(["other"], ["other"], {})
    assert said == []


def test_touched_it_says_all_columns_that_take_part(box):
    said = heard(box.columns_chosen)
    box.columns.item_of("depth").setCheckState(Qt.CheckState.Unchecked)
    box.columns.item_of("year").setCheckState(Qt.CheckState.Checked)
    assert said == [("bill", "mass"), ("bill", "mass", "year")]


def test_the_space_key_checks_a_column(box):
    said = heard(box.columns_chosen)
    box.columns.setCurrentItem(box.columns.item_of("bill"))
    QTest.keyClick(box.columns, Qt.Key.Key_Space)
    assert said == [("depth", "mass")]


def test_the_scaling_is_shown_explained_and_said(box):
    said = heard(box.scaling_chosen)
    assert box.scaling.currentText() == "z-score"
    assert "ddof 0" in box.scaling.toolTip()
    box.scaling.setFocus()
    QTest.keyClick(box.scaling, Qt.Key.Key_Up)
    assert said == ["none"]


def test_two_columns_leave_no_choice_of_axes(axes):
    axes.show_views(NAMES[:2], None)
    assert axes.isHidden()
    axes.show_views(NAMES, None)
    assert not axes.isHidden()


def test_told_it_shows_the_axes(axes):
    assert (axes.across.choice(), axes.up.choice()) == COMPONENTS
    axes.show_views(NAMES, ("mass", "bill"))
    assert (axes.across.choice(), axes.up.choice()) == ("mass", "bill")


def test_one_column_brings_another_along(axes):
    said = heard(axes.view_chosen)
    axes.up.chosen.emit("bill")
    assert said == [("depth", "bill")]


def test_one_component_brings_the_other_along(axes):
    axes.show_views(NAMES, ("mass", "bill"))
    said = heard(axes.view_chosen)
    axes.across.chosen.emit(COMPONENTS[0])
    assert said == [COMPONENTS]


def test_the_same_column_twice_cannot_be_chosen(axes):
    axes.show_views(NAMES, ("mass", "bill"))
    said = heard(axes.view_chosen)
    axes.across.chosen.emit("bill")
    assert said == [("bill", "depth")]
