"""The panel that shows and hides the layers of the canvas."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.widgets.columns_layout import ColumnsLayout
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

MAX_LAYER_COLUMNS, COLUMN_SPACING = 2, 8


class LayersPanel(QWidget):
    """A check box for each layer; layers with nothing to show are disabled, and the tooltip says why."""

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Mapping[str, str] = {}
        self._unavailable: Mapping[str, str] = {}
        self.boxes = {name: self._box(name, layer.words) for name, layer in LAYERS.items()}
        self.key_labels = {name: text_label("", "muted") for name in LAYERS}
        grid, cells = QWidget(), [QWidget() for _ in LAYERS]
        for cell, name in zip(cells, LAYERS, strict=True):
            fill_layout(QHBoxLayout(cell), (self.boxes[name], 1), self.key_labels[name], spacing=2)
        ColumnsLayout(grid, cells, MAX_LAYER_COLUMNS, COLUMN_SPACING, row_spacing=0)
        fill_layout(QVBoxLayout(self), text_label("Show", "heading"), grid)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Shows the shortcuts of the layers, by layer, beside them and in the tooltips."""
        self._keys = keys
        for name, label in self.key_labels.items():
            label.setText(keys.get(name, ""))
        self._show_tooltips()

    def set_layers(self, shown: frozenset[str], unavailable: Mapping[str, str]) -> None:
        """Checks the shown layers, and disables those that are unavailable, with the reason as tooltip."""
        for name, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in shown and name not in unavailable)
            for part in (box, self.key_labels[name]):
                part.setEnabled(name not in unavailable)
        self._unavailable = unavailable
        self._show_tooltips()

    def _box(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setMinimumHeight(MIN_TARGET_SIZE)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.toggled.connect(lambda on: self.toggled.emit(name, on))
        return box

    def _show_tooltips(self) -> None:
        """Shows why a layer is unavailable, or else what it shows and its shortcuts."""
        for name, box in self.boxes.items():
            keys = self._keys.get(name, "")
            tip = f"{LAYERS[name].help} Key: {keys}" if keys else LAYERS[name].help
            set_tip(box, self._unavailable.get(name) or tip, LAYERS[name].words)
