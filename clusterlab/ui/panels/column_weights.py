"""The weight of each chosen column, beside its name in the list of columns, where it is edited."""

from PySide6.QtCore import QAbstractItemModel, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QDoubleSpinBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from clusterlab.core.formatting import format_short
from clusterlab.datasets.column_transforms import MAX_COLUMN_WEIGHT
from clusterlab.ui.widgets.data_table import Index

NAME_ROLE, WEIGHT_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
"""The data of an item: the name of its column, and the weight, None where it is not clustered on."""
WEIGHT_WIDTH = 6
"""The width of a weight, in characters."""


class ColumnWeights(QStyledItemDelegate):
    """Draws the weight of a column at the right of its name, and edits it by a double click or F2."""

    weight_chosen = Signal(str, float)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws the name, and the weight if the column has one."""
        weight, whole = index.data(WEIGHT_ROLE), QRect(option.rect)
        if weight is None:
            return super().paint(painter, option, index)
        option.rect = whole.adjusted(0, 0, -_weight_place(option).width(), 0)
        super().paint(painter, option, index)
        option.rect = whole
        role = QPalette.ColorRole.Text if weight != 1 else QPalette.ColorRole.PlaceholderText
        painter.save()
        painter.setFont(option.font)
        painter.setPen(option.palette.color(role))
        painter.drawText(
            _weight_place(option),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            f"× {format_short(weight)} ",
        )
        painter.restore()
        return None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A box for the weight of a column that has one."""
        if index.data(WEIGHT_ROLE) is None:
            return None  # type: ignore[return-value]
        box = QDoubleSpinBox(parent)
        box.setRange(0, MAX_COLUMN_WEIGHT)
        box.setDecimals(2)
        box.setSingleStep(0.5)
        box.setAccessibleName(f"Weight of {index.data(NAME_ROLE)}")
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Shows the weight."""
        assert isinstance(editor, QDoubleSpinBox)
        editor.setValue(index.data(WEIGHT_ROLE))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Emits the weight where it was changed; the list shows it when the data have it."""
        assert isinstance(editor, QDoubleSpinBox)
        editor.interpretText()
        if editor.value() != index.data(WEIGHT_ROLE):
            self.weight_chosen.emit(index.data(NAME_ROLE), editor.value())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Puts the box over the right of the item."""
        place = QRect(option.rect)
        place.setLeft(place.right() - max(editor.sizeHint().width(), _weight_place(option).width()))
        editor.setGeometry(place)


def _weight_place(option: QStyleOptionViewItem) -> QRect:
    """The part of an item where its weight is."""
    place = QRect(option.rect)
    place.setLeft(place.right() - WEIGHT_WIDTH * option.fontMetrics.averageCharWidth() - 4)
    return place
