"""Which layers the canvas shows."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.actions.table import WINDOW_COMMANDS
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE

KEYS = {command.layer: command.keys for command in WINDOW_COMMANDS if command.layer}


class LayersPanel(QWidget):
    """A check box for each layer; one that has nothing to show is disabled and says why, in the menu too."""

    toggled = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: Mapping[str, QAction] = {}
        self._boxes = {name: self._box(name, layer.words) for name, layer in LAYERS.items()}
        heading = QLabel("Show", self)
        heading.setProperty("class", "heading")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for i, box in enumerate(self._boxes.values()):
            grid.addWidget(box, i // 2, i % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addLayout(grid)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """Keeps the checks of the menu, by the names of the layers, like those of the boxes."""
        self._actions = actions

    def set_layers(self, shown: frozenset[str], unavailable: Mapping[str, str]) -> None:
        """Shows which layers are on, and why others cannot be."""
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in shown and name not in unavailable)
            box.setEnabled(name not in unavailable)
            box.setToolTip(unavailable.get(name) or _tip(name))
        for name, action in self._actions.items():
            action.setChecked(name in shown and name not in unavailable)
            action.setEnabled(name not in unavailable)

    def box(self, name: str) -> QCheckBox:
        """The check box of a layer."""
        return self._boxes[name]

    def _box(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setToolTip(_tip(name))
        box.setMinimumHeight(MIN_TARGET_SIZE)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.toggled.connect(lambda on: self.toggled.emit(name, on))
        return box


def _tip(name: str) -> str:
    keys = " or ".join(KEYS.get(name, ()))
    return f"{LAYERS[name].help} Key: {keys}" if keys else LAYERS[name].help
