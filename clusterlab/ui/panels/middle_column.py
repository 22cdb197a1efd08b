"""The column in the middle of the window: caption, views and pictures, questions, and the transport."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from clusterlab.ui.panels.predict_bar import PredictBar
from clusterlab.ui.widgets.elements import fill_layout

MIN_QUESTION_LINES = 26  # line heights: in a lower column a question stands in place of caption and transport


class MiddleColumn(QWidget):
    """All that is above the transport scrolls in large type on a small screen.

    In a low column a question, and its result, takes the place of the caption and the transport, and else
    nothing is in the bar.
    """

    def __init__(
        self, head: QWidget, views: QWidget, pictures: QWidget, predict: PredictBar, transport: QWidget
    ) -> None:
        super().__init__()
        self._predict, self._asks = predict, False
        self._replaced = (head, transport)
        above, column = QScrollArea(), QWidget()
        fill_layout(QVBoxLayout(column), head, views, (pictures, 1))
        above.setWidget(column)
        above.setWidgetResizable(True)
        above.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        above.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fill_layout(QVBoxLayout(self), (above, 1), predict, transport, margins=(12, 12, 12, 12))
        predict.filled.connect(self._fit)

    def show_questions(self, asks: bool) -> None:
        """Shows or hides the bar with questions."""
        self._asks = asks
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the bar into the height."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Does the same for another size of the type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        is_low = self.height() < MIN_QUESTION_LINES * self.fontMetrics().height()
        is_shown = self._asks and (self._predict.is_filled or not is_low)
        self._predict.be_brief(is_low)
        self._predict.setVisible(is_shown)
        for part in self._replaced:
            part.setVisible(not (is_low and is_shown))
