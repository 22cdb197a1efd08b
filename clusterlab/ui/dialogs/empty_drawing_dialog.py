"""The dialog that asks for the range of the axes of a new drawing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.datasets.drawn_points import EMPTY_CORNERS
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, push_button, text_label

MAX_END = 1e6
RANGE_DIALOG_LINES = 18  # the width in line heights, in which no row wraps
RANGE_WORDS = "What the axes show at first; points may lie beyond."
RANGE_ERROR = "Each axis must begin below its end."


class EmptyDrawingDialog(QDialog):
    """The low and the high end of both axes; `requested` carries the two corners."""

    requested = Signal(tuple)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("New empty drawing")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ends = list(zip(*EMPTY_CORNERS, strict=True))
        self.ends = {
            name: [_end(f"{name}, {end}", value) for end, value in zip(("from", "to"), pair, strict=True)]
            for name, pair in zip("xy", ends, strict=True)
        }
        form = form_layout()
        for name, (low, high) in self.ends.items():
            add_field(form, f"{name} from", low, low)
            add_field(form, f"{name} to", high, high)
        self.words = text_label(RANGE_WORDS, "muted", wraps=True)
        self.begin, cancel = push_button("Begin"), push_button("Cancel")
        self.begin.setProperty("class", "primary")
        self.finished.connect(parent.activateWindow)  # without a window manager nothing else does
        self.begin.clicked.connect(self._request)
        cancel.clicked.connect(self.reject)
        foot = fill_layout(QHBoxLayout(), None, self.begin, cancel)
        fill_layout(QVBoxLayout(self), form, self.words, foot, spacing=16, margins=(20, 20, 20, 16))
        width = min(RANGE_DIALOG_LINES * self.fontMetrics().height(), parent.screen().availableSize().width())
        self.setMinimumWidth(width)

    def _request(self) -> None:
        (left, right), (bottom, top) = ([end.value() for end in pair] for pair in self.ends.values())
        if left >= right or bottom >= top:
            self.words.setText(RANGE_ERROR)
            return
        self.requested.emit(((left, bottom), (right, top)))
        self.accept()


def _end(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(-MAX_END, MAX_END)
    box.setDecimals(2)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setMinimumHeight(MIN_TARGET_SIZE)
    box.lineEdit().setTextMargins(6, 0, 0, 0)
    return box
