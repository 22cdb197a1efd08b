"""The panel that shows and hides the layers of the canvas, and chooses what its colors show."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.columns_layout import ColumnsLayout
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tab_order import scroll_into_view
from clusterlab.ui.widgets.tooltip import set_tip
from clusterlab.ui.widgets.wrapping_row import WrappingRow

MAX_LAYER_COLUMNS, COLUMN_SPACING = 2, 8
MIN_COLOR_LETTERS = 7
"""The letters for which the box of colors has room."""
HEADING_LINES = 3.5
"""The least width of the heading beside that box, in heights of a line."""


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
        self.color, self._color_label = ChoiceBox(self), text_label("Color by", "muted")
        self.color.setAccessibleName("Color by")
        self.color.setProperty("help", CONTROL_HELP["Color by"])
        self.color.setMinimumContentsLength(MIN_COLOR_LETTERS)
        heading = text_label("Show", "heading")
        head = WrappingRow(heading, self._color_label, self.color, min_lines=HEADING_LINES)
        fill_layout(QVBoxLayout(self), head, grid)
        self.show_colors({}, "")

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

    def show_colors(self, offered: Mapping[str, str], column: str) -> None:
        """Shows by which column points are colored, empty for clusters; hidden where nothing is offered.

        An offered column may have a reason why it cannot be chosen.
        """
        for part in (self._color_label, self.color):
            part.setVisible(bool(offered))
        words, before = {"": "Cluster", **{name: name for name in offered}}, self.color.words()
        self.color.set_choices(words, offered)
        if self.color.words() != before:
            self.color.widen_list()
        self.color.show_choice(column)

    def open_colors(self) -> None:
        """Opens the list of what points can be colored by, where it can be seen."""
        scroll_into_view(self.color)
        self.color.setFocus()
        self.color.showPopup()

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
