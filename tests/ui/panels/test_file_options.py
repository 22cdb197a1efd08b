"""What is taken from a file: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.ui.panels.file_options import FileOptions, ReductionBox

NAMES = ["bill", "depth", "mass", "year"]
KEPT = [0.5, 0.8, 0.96, 1.0]


@pytest.fixture
def box(qtbot):
    box = FileOptions()
    qtbot.addWidget(box)
    box.columns.show_columns(NAMES, NAMES[:3], {"island": "it holds text", "year": "it looks like a year"})
    box.show_scaling("z-score")
    box.show()
    return box


@pytest.fixture
def basis(qtbot):
    basis = ReductionBox()
    qtbot.addWidget(basis)
    basis.show_reduction(KEPT, 0)
    return basis


def heard(signal):
    found = []
    signal.connect(found.append)
    return found


def test_told_it_shows_the_columns_that_take_part(box):
    assert box.columns.chosen() == ("bill", "depth", "mass")


def test_a_column_that_cannot_be_chosen_says_why(box):
    item = box.columns.item_of("island")
    assert item.text() == "island – it holds text"
    assert item.toolTip().endswith("under Quality they can be held against it.")
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


def test_with_two_features_there_is_nothing_to_reduce(basis):
    basis.show_reduction([0.9, 1.0], 0)
    assert basis.isHidden()
    basis.show_reduction(KEPT, 0)
    assert not basis.isHidden()


def test_it_shows_what_each_number_of_components_keeps(basis):
    assert basis.basis.words() == [
        "all 4 features",
        "1 component · 50 %",
        "2 components · 80 %",
        "3 components · 96 %",
    ]
    basis.show_reduction(KEPT, 3)
    assert basis.basis.currentText() == "3 components · 96 %"


def test_touched_it_says_on_how_many_components_to_cluster(basis):
    said = heard(basis.reduction_chosen)
    basis.basis.setFocus()
    QTest.keyClick(basis.basis, Qt.Key.Key_Down)
    assert said == [1]
