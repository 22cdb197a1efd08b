"""The layers: told, they show; touched, they say."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.actions.table import WINDOW_COMMANDS
from clusterlab.ui.panels.layers_panel import LayersPanel


@pytest.fixture
def panel(qtbot):
    panel = LayersPanel()
    qtbot.addWidget(panel)
    panel.set_layers(frozenset({"paths"}), {"soft": "Only for mixtures"})
    panel.show()
    return panel


def test_told_it_shows(panel):
    assert panel.box("paths").isChecked()
    assert not panel.box("links").isChecked()


def test_a_layer_with_nothing_to_show_is_disabled_and_says_why(panel):
    assert not panel.box("soft").isEnabled()
    assert panel.box("soft").toolTip() == "Only for mixtures"
    panel.set_layers(frozenset({"soft"}), {})
    assert panel.box("soft").isEnabled()
    assert panel.box("soft").isChecked()


def test_touched_it_says_which_layer_and_whether(panel):
    said = []
    panel.toggled.connect(lambda *words: said.append(words))
    QTest.mouseClick(panel.box("links"), Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    QTest.mouseClick(panel.box("paths"), Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert said == [("links", True), ("paths", False)]


def test_telling_is_no_touching(panel):
    said = []
    panel.toggled.connect(lambda *words: said.append(words))
    panel.set_layers(frozenset(LAYERS), {})
    assert said == []


def test_every_layer_of_the_menus_has_a_box_with_its_key():
    layers = {command.layer: command.keys for command in WINDOW_COMMANDS if command.layer}
    assert set(layers) == set(LAYERS)


def test_keys_stand_in_the_tooltips(panel):
    assert panel.box("paths").toolTip().endswith("Key: T")


def test_it_fits_into_the_side_of_the_window(panel):
    assert panel.minimumSizeHint().width() <= 236
