"""The layers panel shows its state and emits toggles."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.panels.layers_panel import LayersPanel


@pytest.fixture
def panel(qtbot):
    panel = LayersPanel()
    qtbot.addWidget(panel)
    panel.set_layers(frozenset({"paths"}), {"soft": "Only for mixtures"})
    panel.show()
    return panel


def test_shows_which_layers_are_shown(panel):
    assert panel.boxes["paths"].isChecked()
    assert not panel.boxes["links"].isChecked()


def test_an_unavailable_layer_is_disabled_and_shows_the_reason(panel):
    assert not panel.boxes["soft"].isEnabled()
    assert panel.boxes["soft"].toolTip() == "Only for mixtures"
    panel.set_layers(frozenset({"soft"}), {})
    assert panel.boxes["soft"].isEnabled()
    assert panel.boxes["soft"].isChecked()


def test_emits_the_toggled_layer_and_its_state(panel):
    emitted = []
    panel.toggled.connect(lambda *args: emitted.append(args))
    QTest.mouseClick(panel.boxes["links"], Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    QTest.mouseClick(panel.boxes["paths"], Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert emitted == [("links", True), ("paths", False)]


def test_showing_layers_emits_nothing(panel):
    emitted = []
    panel.toggled.connect(lambda *args: emitted.append(args))
    panel.set_layers(frozenset(LAYERS), {})
    assert emitted == []


def test_tooltips_name_the_keys(panel):
    panel.set_keys({"paths": "T", "soft": "S"})
    assert panel.boxes["paths"].toolTip().endswith("Key: T")
    assert panel.boxes["links"].toolTip() == LAYERS["links"].help
    assert panel.boxes["soft"].toolTip() == "Only for mixtures"


def test_fits_the_width_of_the_side_panel(panel):
    assert panel.minimumSizeHint().width() <= 236
