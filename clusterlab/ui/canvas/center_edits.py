"""Changes of centers on a canvas: drags by the mouse or with the arrow keys, and places for new centers."""

from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clusterlab.core.marks import Centers
from clusterlab.export.pointer_state import PointerState
from clusterlab.kernels.typing import Floats
from clusterlab.ui.widgets.control_keys import ARROW_DIRECTIONS, ENTER_KEYS

if TYPE_CHECKING:
    from clusterlab.ui.canvas.plot_view import PlotView

STEP, SMALL_STEP = 8.0, 1.0  # logical pixels that an arrow key moves, and with Shift
REMOVING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
NEXT_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CenterEdits(QObject):
    """Drags of centers and of the axes of their ellipses on a canvas.

    Signals carry a cluster, the number of an axis or -1 for the center itself, and a position of the plane
    (2,); `keys_changed` the cluster and the axis that the arrow keys move now, -1 for none.
    """

    dragged = Signal(int, int, object)
    dropped = Signal(int, int, object)
    canceled = Signal()
    added = Signal(object)
    removed = Signal()
    keys_changed = Signal(int, int)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._view: PlotView | None = None
        self._held: tuple[int, int] | None = None
        self._moved: QPointF | None = None
        self.mouse: QPointF | None = None
        canvas.installEventFilter(self)

    def connect_plot(self, view: "PlotView") -> None:
        """Connects the mouse over the centers and the ends of axes."""
        self._view, plot = view, view.plot
        plot.box.hovered.connect(self._remember)
        plot.centers.dragged.connect(self._drag_center)
        plot.centers.dropped.connect(self._drop_center)
        plot.axis_ends.dragged.connect(self._drag_axis)
        plot.axis_ends.dropped.connect(self._drop_axis)

    def hold(self) -> bool:
        """Lets the arrow keys move the selected center; whether there is one that can be moved."""
        return self._hold(-1)

    @property
    def holds(self) -> bool:
        """Whether the arrow keys move a center or an axis."""
        return self._held is not None

    def cancel(self) -> bool:
        """Drops a drag by the mouse or the keys, whose rest does nothing; whether there is one."""
        if self._view is None:
            return False
        plot = self._view.plot
        canceled = any([self.holds, plot.centers.cancel_drag(), plot.axis_ends.cancel_drag()])
        if canceled:
            self._let_go()
            self.canceled.emit()
        return canceled

    def place_for_new(self) -> Floats | None:
        """The position of the brush or the mouse on the plane, else of the middle; None without a picture."""
        if self._view is None or self._view.plot.picture is None:
            return None
        box = self._view.plot.box
        at_brush = None if box.brush is None else box.brush.middle
        return self._plane(at_brush or self.mouse or box.rect().center())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the keys that move what is held, and Enter and Delete for the selected center.

        Only while there is one: else they are shortcuts of the window.
        """
        if event.type() == QEvent.Type.ShortcutOverride and self._takes(cast("QKeyEvent", event)):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._takes(cast("QKeyEvent", event)):
            self._press(cast("QKeyEvent", event))
            return True
        if event.type() == QEvent.Type.FocusOut and self._held is not None:
            self.cancel()
        return False

    @property
    def _pointer(self) -> PointerState:
        assert self._view is not None
        return self._view.plot.pointer

    @property
    def _is_selected(self) -> bool:
        """Whether a center on screen is selected, and neither a question nor the tool Draw takes the keys."""
        if self._view is None or self._pointer.center < 0 or self._pointer.question is not None:
            return False
        if self._view.plot.box.tool == "draw":
            return False
        return self._pixel_of(self._pointer.center, -1) is not None

    def _takes(self, event: QKeyEvent) -> bool:
        """Whether a key is for the drag by keys."""
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        key = Qt.Key(event.key())
        if self._held is None:
            return key in (*ENTER_KEYS, *REMOVING_KEYS) and self._is_selected
        return key in (*ARROW_DIRECTIONS, *NEXT_KEYS, *ENTER_KEYS, *REMOVING_KEYS)

    def _press(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in REMOVING_KEYS:
            self.cancel()
            self.removed.emit()
        elif self._held is None:
            self.hold()
        elif key in NEXT_KEYS:
            self._hold_next(-1 if key == Qt.Key.Key_Backtab else 1)
        elif key in ENTER_KEYS:
            self._put_down()
        else:
            self._move_held(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _hold(self, axis: int) -> bool:
        center = -1 if self._view is None else self._pointer.center
        if center < 0 or self._pixel_of(center, axis) is None:
            return False
        self._held, self._moved = (center, axis), None
        self.keys_changed.emit(center, axis)
        return True

    def _hold_next(self, by: int) -> None:
        """Takes hold of the next of the center and its axes; what was moved before goes back."""
        assert self._held is not None
        axes = len(self._pointer.axis_ends) // 2
        following = (self._held[1] + 1 + by) % (axes + 1) - 1
        if self._moved is not None:
            self.canceled.emit()
        self._hold(following)

    def _move_held(self, key: Qt.Key, little: bool) -> None:
        assert self._held is not None
        assert self._view is not None
        pixel = self._moved or self._pixel_of(*self._held)
        if pixel is None:
            return
        by = (SMALL_STEP if little else STEP) * self._view.plot.scale
        self._moved = pixel + QPointF(*ARROW_DIRECTIONS[key]) * by
        self._drag(*self._held, self._moved)

    def _put_down(self) -> None:
        held, moved = self._held, self._moved
        self._let_go()
        if held is not None and moved is not None:
            self._drop(*held, moved)

    def _let_go(self) -> None:
        was_held, self._held, self._moved = self._held is not None, None, None
        if was_held:
            self.keys_changed.emit(-1, -1)

    def _pixel_of(self, cluster: int, axis: int) -> QPointF | None:
        """The pixel of a center or of the end of an axis of the selected one."""
        assert self._view is not None
        picture, viewport = self._view.plot.picture, self._view.plot.viewport
        centers = None if picture is None else picture.mark(Centers)
        if picture is None or centers is None or not picture.view.is_invertible:
            return None
        places = centers.positions[cluster:] if axis < 0 else self._pointer.axis_ends[axis:]
        return QPointF(*viewport.to_pixels(places[:1])[0].tolist()) if len(places) else None

    def _drag_center(self, cluster: int, pixel: QPointF) -> None:
        self._drag(cluster, -1, pixel)

    def _drop_center(self, cluster: int, pixel: QPointF) -> None:
        self._drop(cluster, -1, pixel)

    def _drag_axis(self, axis: int, pixel: QPointF) -> None:
        self._drag(self._pointer.center, axis, pixel)

    def _drop_axis(self, axis: int, pixel: QPointF) -> None:
        self._drop(self._pointer.center, axis, pixel)

    def _drag(self, cluster: int, axis: int, pixel: QPointF) -> None:
        self.dragged.emit(cluster, axis, self._plane(pixel))

    def _drop(self, cluster: int, axis: int, pixel: QPointF) -> None:
        self.dropped.emit(cluster, axis, self._plane(pixel))

    def add_at(self, pixel: QPointF) -> None:
        """Asks for a new center at a pixel."""
        self.added.emit(self._plane(pixel))

    def _plane(self, pixel: QPointF) -> Floats:
        assert self._view is not None
        return self._view.plot.viewport.to_plane(np.array(pixel.toTuple()))

    def _remember(self, position: QPointF | None) -> None:
        self.mouse = position
