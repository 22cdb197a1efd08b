"""The data panel shows its state and emits choices."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.export.theme import LIGHT
from clusterlab.ui.panels.data_panel import EXAMPLES, DataPanel
from clusterlab.ui.theme.style import restyle


@pytest.fixture
def panel(qtbot):
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.show_shape(SHAPES.all()["blobs"](points=77))
    panel.resize(236, panel.sizeHint().height())
    panel.show()
    return panel


def show_file(panel):
    panel.show_file("iris.csv · 4 columns", ["a", "b", "c"], ["a", "b"], {"name": "text"}, "none")


def record(signal):
    found = []
    signal.connect(lambda *args: found.append(args))
    return found


def test_shows_the_tile_and_the_form_of_a_shape(panel):
    assert panel.gallery.tiles["blobs"].isChecked()
    assert panel.form.rows["points"].number.text() == "77"
    assert panel.file.isHidden()


def test_shows_summary_columns_and_scaling_of_a_file(panel):
    show_file(panel)
    assert panel.file.chip.text() == "iris.csv · 4 columns"
    assert panel.file.columns.chosen() == ("a", "b")
    assert panel.file.scaling.choice() == "none"
    assert panel.form.isHidden()
    assert not any(panel.gallery.tiles[name].isChecked() for name in SHAPES.all())


def test_showing_a_shape_hides_the_file(panel):
    show_file(panel)
    panel.show_shape(SHAPES.all()["moons"]())
    assert panel.file.isHidden()
    assert not panel.form.isHidden()


def test_emits_the_clicked_shape(panel):
    emitted = record(panel.gallery.chosen)
    QTest.mouseClick(panel.gallery.tiles["moons"], Qt.MouseButton.LeftButton)
    assert emitted == [("moons",)]


def test_emits_changed_parameters_of_the_shape(panel):
    emitted = record(panel.form.changed)
    panel.form.rows["groups"].slider.setValue(7)
    assert emitted == [("groups", 8, False)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_emits_the_clicked_example(panel, name):
    emitted = record(panel.example_chosen)
    QTest.mouseClick(panel.examples[name], Qt.MouseButton.LeftButton)
    assert emitted == [(name,)]


def test_requests_a_file(panel):
    emitted = record(panel.open.clicked)
    QTest.mouseClick(panel.open, Qt.MouseButton.LeftButton)
    assert emitted == [()]


def test_emits_columns_scaling_and_reduction(panel):
    show_file(panel)
    panel.basis.show_reduction([0.5, 0.9, 1.0], 0)
    columns, scalings, bases = (
        record(panel.file.columns.columns_chosen),
        record(panel.file.scaling.chosen),
        record(panel.basis.basis.chosen),
    )
    panel.file.columns.item_of("c").setCheckState(Qt.CheckState.Checked)
    panel.file.scaling.chosen.emit("z-score")
    panel.basis.basis.chosen.emit(2)
    assert (columns, scalings, bases) == ([(("a", "b", "c"),)], [("z-score",)], [(2,)])


@pytest.fixture
def styled(qapp):
    list(restyle(qapp, LIGHT))
    yield
    qapp.setStyleSheet("")


def test_fits_the_width_of_the_side_panel(styled, panel):
    show_file(panel)
    panel.basis.show_reduction([0.5, 0.9, 1.0], 0)
    assert panel.minimumSizeHint().width() <= 236
