"""The options of a file show their state and emit choices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.ui.panels.file_options import FileOptions, ReductionBox
from tests.ui.tips import unwrapped

NAMES = ["bill", "depth", "mass", "year"]
KEPT = [0.5, 0.8, 0.96, 1.0]


@pytest.fixture
def box(qtbot):
    box = FileOptions()
    qtbot.addWidget(box)
    box.make()
    box.columns.show_columns(NAMES, NAMES[:3], {"island": "text", "year": "calendar year"})
    box.show_scaling("z-score")
    box.show()
    return box


@pytest.fixture
def basis(qtbot):
    basis = ReductionBox()
    qtbot.addWidget(basis)
    basis.show_reduction(KEPT, 0)
    return basis


def record(signal):
    found = []
    signal.connect(found.append)
    return found


def test_shows_the_chosen_columns(box):
    assert box.columns.chosen() == ("bill", "depth", "mass")


def test_a_column_that_cannot_be_chosen_shows_the_reason(box):
    item = box.columns.item_of("island")
    assert item.text() == "island – text"
    assert unwrapped(item.toolTip()).endswith("Quality can compare the clusters with it.")
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert box.columns.item_of("year").toolTip() == "year: calendar year"


def test_showing_columns_emits_nothing(box):
    emitted = record(box.columns.columns_chosen)
    box.columns.show_columns(NAMES, NAMES[:1], {})
    box.columns.show_columns(["other"], ["other"], {})
    assert emitted == []


def test_emits_all_chosen_columns(box):
    emitted = record(box.columns.columns_chosen)
    box.columns.item_of("depth").setCheckState(Qt.CheckState.Unchecked)
    box.columns.item_of("year").setCheckState(Qt.CheckState.Checked)
    assert emitted == [("bill", "mass"), ("bill", "mass", "year")]


def test_the_space_key_checks_a_column(box):
    emitted = record(box.columns.columns_chosen)
    box.columns.setCurrentItem(box.columns.item_of("bill"))
    QTest.keyClick(box.columns, Qt.Key.Key_Space)
    assert emitted == [("depth", "mass")]


def test_the_scaling_is_shown_explained_and_emitted(box):
    emitted = record(box.scaling.chosen)
    assert box.scaling.currentText() == "z-score"
    assert "ddof 0" in box.scaling.toolTip()
    box.scaling.setFocus()
    QTest.keyClick(box.scaling, Qt.Key.Key_Up)
    assert emitted == ["none"]


def test_the_reduction_is_hidden_for_two_features(basis):
    basis.show_reduction([0.9, 1.0], 0)
    assert basis.isHidden()
    basis.show_reduction(KEPT, 0)
    assert not basis.isHidden()


def test_shows_the_variance_that_each_number_of_components_keeps(basis):
    assert basis.basis.words() == [
        "none · all 4",
        "1 · 50 %",
        "2 · 80 %",
        "3 · 96 %",
    ]
    basis.show_reduction(KEPT, 3)
    assert basis.basis.currentText() == "3 · 96 %"


def test_emits_the_chosen_number_of_components(basis):
    emitted = record(basis.basis.chosen)
    basis.basis.setFocus()
    QTest.keyClick(basis.basis, Qt.Key.Key_Down)
    assert emitted == [1]


def test_shows_and_emits_the_column_of_weights(box):
    assert not box.form.isRowVisible(box.weights)
    box.show_weights(NAMES[:3], "mass")
    assert box.form.isRowVisible(box.weights)
    assert box.weights.choice() == "mass"
    emitted = record(box.weights.chosen)
    box.weights.show_choice("")
    assert emitted == []
    box.weights.setFocus()
    QTest.keyClick(box.weights, Qt.Key.Key_Down)
    assert emitted == ["bill"]


def test_a_single_numeric_column_is_no_weight(box):
    box.show_weights(["bill"], "")
    assert not box.form.isRowVisible(box.weights)
