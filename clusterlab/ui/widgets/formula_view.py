"""A view of typeset formulas, which keeps room for all that it is going to show."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from clusterlab.core.formula import Formula
from clusterlab.export.formulas.formula_latex import formula_latex
from clusterlab.export.formulas.formula_speech import formula_speech
from clusterlab.export.formulas.formula_text import formula_text
from clusterlab.export.theme import LIGHT, Theme
from clusterlab.ui.theme.theme_signal import follow_theme
from clusterlab.ui.widgets.elements import add_copy_action
from clusterlab.ui.widgets.formula_boxes import (
    BoxLayout,
    BracketPiece,
    FormulaBox,
    Piece,
    RulePiece,
    TextPiece,
    formula_font,
)
from clusterlab.ui.widgets.formula_lines import formulas_box
from clusterlab.ui.widgets.painting import widget_painter

FORMULA_SIZE, FORMULA_PADDING, MIN_LINE = 1.1, 0.6, 12.0
"""The size relative to the font; in sizes of it the room around the formulas, and the least line."""
FormulaPage = Sequence[Formula]


class FormulaView(QFrame):
    """Formulas in lines as wide as the view; its height is that of the highest of the pages it knows."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formulas: tuple[Formula, ...] = ()
        self._pages: tuple[FormulaPage, ...] = ()
        self._theme = LIGHT
        self._font = self._family_and_size()
        # by the width of lines: layouts ask for several widths in turn
        self._boxes: dict[float, FormulaBox] = {}
        self._reserved: dict[float, float] = {}
        self.setProperty("class", "code")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        add_copy_action(self, lambda: self._copy(formula_text))
        latex = QAction("Copy as &LaTeX", self)
        latex.triggered.connect(lambda: self._copy(formula_latex))
        self.addAction(latex)
        follow_theme(self)

    @property
    def words(self) -> str:
        """The formulas as text, one a line."""
        return "\n".join(map(formula_text, self.formulas))

    def show_formulas(self, formulas: FormulaPage, pages: Sequence[FormulaPage] = ()) -> None:
        """Shows formulas, with room for those of other pages, whatever numbers these have."""
        if pages != self._pages:
            self._pages, self._reserved = tuple(pages), {}
            self.updateGeometry()
        if tuple(formulas) == self.formulas:
            return
        self.formulas, self._boxes = tuple(formulas), {}
        self.setAccessibleDescription(". ".join(map(formula_speech, self.formulas)))
        if self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of a theme."""
        self._theme = theme
        self.update()

    def box(self, width: float) -> FormulaBox:
        """The layout of the formulas in lines of a width."""
        if width not in self._boxes:
            self._boxes[width] = formulas_box(self._layout, self.formulas, self._size, width)
        return self._boxes[width]

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the highest of the pages and of what was shown since these are known."""
        line = self._line_width(width)
        if line not in self._reserved:
            pages = (formulas_box(self._layout, page, self._size, line) for page in self._pages)
            self._reserved[line] = max((box.height for box in pages), default=0.0)
        height = max(self.box(line).height, self._reserved[line])
        if self._pages:
            self._reserved[line] = height
        return round(height + 2 * FORMULA_PADDING * self._size + 2)

    def sizeHint(self) -> QSize:
        """As wide as a short line; the height follows from the width that there is."""
        width = round((MIN_LINE + 2 * FORMULA_PADDING) * self._size)
        return QSize(width, round(2 * self._size))

    def minimumSizeHint(self) -> QSize:
        """The same width; the height follows from the width that there is."""
        return QSize(self.sizeHint().width(), round(2 * self._size))

    def changeEvent(self, event: QEvent) -> None:
        """Lays the formulas out again in another font."""
        super().changeEvent(event)
        if self._family_and_size() != self._font:
            self._font, self._boxes, self._reserved = self._family_and_size(), {}, {}
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the frame and the formulas."""
        super().paintEvent(event)
        box, edge = self.box(self._line_width(self.width())), 1 + FORMULA_PADDING * self._size
        with widget_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(edge, edge + box.ascent)
            for piece in box.pieces:
                self._paint(painter, piece)

    def _family_and_size(self) -> tuple[str, float]:
        return self.fontInfo().family(), FORMULA_SIZE * self.fontInfo().pixelSize()

    @property
    def _size(self) -> float:
        return self._font[1]

    @property
    def _layout(self) -> BoxLayout:
        return BoxLayout(self._font[0])

    def _line_width(self, width: int) -> float:
        return max(MIN_LINE, width - 2 - 2 * FORMULA_PADDING * self._size)

    def _copy(self, written: Callable[[Formula], str]) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(written, self.formulas)))

    def _paint(self, painter: QPainter, piece: Piece) -> None:
        theme = self._theme
        match piece:
            case TextPiece():
                painter.setPen(QColor(theme.accent_text if piece.is_number else theme.text))
                painter.setFont(formula_font(self._font[0], piece.size, piece.italic))
                painter.drawText(QRectF(piece.x, piece.y, 0, 0).topLeft(), piece.text)
            case RulePiece():
                top = piece.y - piece.height / 2
                painter.fillRect(QRectF(piece.x, top, piece.width, piece.height), QColor(theme.text))
            case BracketPiece():
                painter.setPen(QPen(QColor(theme.text), max(1.0, self._size / 14)))
                painter.drawPath(_bracket(piece))


def _bracket(piece: BracketPiece) -> QPainterPath:
    """The curve of a bracket."""
    left, right = piece.x + 0.2 * piece.width, piece.x + 0.8 * piece.width
    ends, middle = (right, left) if piece.opens_right else (left, right)
    path = QPainterPath()
    path.moveTo(ends, piece.y)
    control = 2 * middle - ends
    path.quadTo(control, piece.y + piece.height / 2, ends, piece.y + piece.height)
    return path
