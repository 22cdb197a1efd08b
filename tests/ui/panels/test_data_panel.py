"""The data panel: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.ui.panels.data_panel import EXAMPLES, DataPanel
from clusterlab.ui.theme.style import apply_theme
from clusterlab.ui.theme.theme import LIGHT


@pytest.fixture
def panel(qtbot):
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.show_shape(SHAPES.all()["blobs"](points=77))
    panel.resize(236, panel.sizeHint().height())
    panel.show()
    return panel


def show_file(panel):
    panel.show_file("iris.csv · 4 columns", ["a", "b", "c"], ["a", "b"], {"name": "it holds text"}, "none")


def heard(signal):
    found = []
    signal.connect(lambda *words: found.append(words))
    return found


def test_told_of_a_shape_it_shows_tile_and_form(panel):
    assert panel.gallery.tile("blobs").isChecked()
    assert panel.form.row("points").number.text() == "77"
    assert panel.file.isHidden()


def test_told_of_a_file_it_shows_chip_columns_and_scaling(panel):
    show_file(panel)
    assert panel.file.chip.text() == "iris.csv · 4 columns"
    assert panel.file.columns.chosen() == ("a", "b")
    assert panel.file.scaling.choice() == "none"
    assert panel.form.isHidden()
    assert not any(panel.gallery.tile(name).isChecked() for name in SHAPES.all())


def test_told_of_a_shape_again_the_file_is_gone(panel):
    show_file(panel)
    panel.show_shape(SHAPES.all()["moons"]())
    assert panel.file.isHidden()
    assert not panel.form.isHidden()


def test_touched_it_says_the_shape(panel):
    said = heard(panel.shape_chosen)
    QTest.mouseClick(panel.gallery.tile("moons"), Qt.MouseButton.LeftButton)
    assert said == [("moons",)]


def test_touched_it_says_what_changed_about_the_shape(panel):
    said = heard(panel.shape_changed)
    panel.form.row("groups").slider.setValue(7)
    assert said == [("groups", 8, False)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_touched_it_says_the_example(panel, name):
    said = heard(panel.example_chosen)
    QTest.mouseClick(panel.examples[name], Qt.MouseButton.LeftButton)
    assert said == [(name,)]


def test_touched_it_asks_for_a_file(panel):
    said = heard(panel.open_requested)
    QTest.mouseClick(panel.open, Qt.MouseButton.LeftButton)
    assert said == [()]


def test_columns_scaling_and_reduction_are_passed_on(panel):
    show_file(panel)
    panel.show_reduction([0.5, 0.9, 1.0], 0)
    columns, scalings, bases = (
        heard(panel.columns_chosen),
        heard(panel.scaling_chosen),
        heard(panel.reduction_chosen),
    )
    panel.file.columns.item_of("c").setCheckState(Qt.CheckState.Checked)
    panel.file.scaling.chosen.emit("z-score")
    panel.basis.basis.chosen.emit(2)
    assert (columns, scalings, bases) == ([(("a", "b", "c"),)], [("z-score",)], [(2,)])


@pytest.fixture
def dressed(qapp):
    apply_theme(qapp, LIGHT)
    yield
    qapp.setStyleSheet("")


def test_it_fits_into_the_side_of_the_window(dressed, panel):
    show_file(panel)
    panel.show_reduction([0.5, 0.9, 1.0], 0)
    assert panel.minimumSizeHint().width() <= 236
