"""The panels at both sides of the canvas, whose widths a person chooses by dragging their edges."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from clusterlab.ui.widgets.tooltip import set_tip

LEFT_WIDTH, RIGHT_WIDTH = 296, 361
"""The usual widths of the panels, in pixels at a type size of 1."""
WIDE_WINDOW, RIGHT_GROWTH, MAX_RIGHT_WIDTH = 1440, 0.24, 800
"""The right panel gets this share of what a window is wider than that, up to a width."""
MIN_SHARE = 0.8
"""A panel can be made narrower to this share of its usual width."""
MAX_LEFT_SHARE, MAX_RIGHT_SHARE = 0.42, 0.55
"""The shares of the window that a panel takes at most in large type, or by dragging."""
KEPT_LEFT_SCALE, KEPT_RIGHT_SCALE = 1.5, 1.4
"""Up to these type sizes a panel grows with the type, whatever its share of the window."""
HANDLE_HELP = "Drag to resize the panel, double-click for its usual width"


class PanelHandle(QSplitterHandle):
    """The edge of a panel."""

    doubled = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Emits `doubled`."""
        self.doubled.emit()


class PanelColumns(QSplitter):
    """A panel at the left, the canvas in the middle, and a panel at the right, which may be hidden.

    `chosen` are the widths of the panels that a person has dragged, at a type size of 1; 0 is the usual one.
    """

    resized = Signal()

    def __init__(self, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.chosen, self._scale, self._right = (0, 0), 1.0, right
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for part in (left, middle, right):
            self.addWidget(part)
        for side, name in enumerate(("left", "right")):
            handle = self.handle(side + 1)
            assert isinstance(handle, PanelHandle)
            set_tip(handle, HANDLE_HELP)
            handle.setAccessibleName(f"The edge of the {name} panel")
            handle.doubled.connect(lambda side=side: self._choose_one(side, 0))
        self.splitterMoved.connect(lambda _, index: self._take_dragged(index - 1))

    def choose(self, left: int, right: int) -> None:
        """Sets the widths of the panels, at a type size of 1; 0 is the usual one."""
        self.chosen = left, right
        self.fit()

    def set_type_size(self, scale: float) -> None:
        """Scales the panels with the type."""
        self._scale = scale
        self.fit()

    def right_width(self) -> int:
        """The width of the right panel in pixels, also where it is shown over the canvas."""
        usual = RIGHT_WIDTH + min(
            MAX_RIGHT_WIDTH - RIGHT_WIDTH, max(0.0, RIGHT_GROWTH * (self.width() - WIDE_WINDOW))
        )
        return self._width(self.chosen[1], usual, KEPT_RIGHT_SCALE, MAX_RIGHT_SHARE)

    def left_width(self) -> int:
        """The width of the left panel in pixels."""
        return self._width(self.chosen[0], LEFT_WIDTH, KEPT_LEFT_SCALE, MAX_LEFT_SHARE)

    def fit(self) -> None:
        """Gives the panels their widths, and the canvas the rest, with the width of a hidden right panel."""
        left = self.left_width()
        right = 0 if self._right.isHidden() else self.right_width()
        self.setSizes([left, max(1, self.width() - left - right - 2 * self.handleWidth()), right])

    def createHandle(self) -> QSplitterHandle:
        """The edge of a panel."""
        return PanelHandle(self.orientation(), self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the widths of the panels."""
        super().resizeEvent(event)
        self.fit()
        self.resized.emit()

    def _width(self, chosen: int, usual: float, kept_scale: float, share: float) -> int:
        """A width in pixels, limited to a share of the window; the usual one in large type only."""
        limit = share * self.width()
        if not chosen:
            return round(usual * min(self._scale, max(kept_scale, limit / usual)))
        return round(min(max(chosen, MIN_SHARE * usual) * self._scale, max(limit, MIN_SHARE * usual)))

    def _take_dragged(self, side: int) -> None:
        self._choose_one(side, round(self.sizes()[2 * side] / self._scale))

    def _choose_one(self, side: int, width: int) -> None:
        widths = list(self.chosen)
        widths[side] = width
        self.choose(*widths)
