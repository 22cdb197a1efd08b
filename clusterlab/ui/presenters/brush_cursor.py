"""The brush on the canvas: it follows the mouse, or the arrow keys."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from clusterlab.ui.canvas.brush_circle import BrushCircle
from clusterlab.ui.panels.draw_box import DrawBox
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.stroke_presenter import StrokePresenter
from clusterlab.ui.widgets.control_keys import ARROW_DIRECTIONS, ENTER_KEYS

KEY_STEP, SMALL_KEY_STEP = 8, 1
"""Logical pixels that an arrow key moves by, and with Shift."""
RADIUS_STEP = 1.25
"""The factor between two radii of the brush by keys."""
USUAL_OF_AXIS, LEAST_OF_AXIS, MOST_OF_AXIS = 0.04, 0.002, 0.5
"""The radius where another one would be too small or too large, as shares of the horizontal axis."""


class BrushCursor(QObject):
    """The circle of the brush; an event filter of the canvas while the tool is chosen."""

    def __init__(self, presenter: Presenter, box: DrawBox, strokes: StrokePresenter) -> None:
        super().__init__(presenter.window.canvas)
        self._presenter, self._box, self._strokes = presenter, box, strokes
        self._canvas = presenter.window.canvas
        self._middle: QPointF | None = None
        self._is_moved_by_keys = self._is_connected = False
        presenter.window.predict.filled.connect(self.show)

    def begin(self) -> None:
        """Follows the mouse and the keys of the canvas."""
        box = self._canvas.view.plot.box
        if not self._is_connected:
            self._is_connected = True
            box.takes_stroke = self._strokes.takes_stroke
            box.stroked.connect(self._stroke)
            box.brush_moved.connect(self._follow_mouse)
        self._canvas.setProperty("moves", True)
        self._canvas.installEventFilter(self)

    def end(self) -> None:
        """Leaves the mouse and the keys to the other tools."""
        self._canvas.setProperty("moves", False)
        self._canvas.removeEventFilter(self)
        self._canvas.view.plot.box.brush = self._middle = None
        self._canvas.update_pointer()

    def follow_options(self) -> None:
        """Shows the brush with other options; a radius that does not fit the axes becomes another one."""
        self.fit_radius()
        self.show()

    def show(self) -> None:
        """Shows the circle, which a drag that moves points does not need, nor an open question."""
        if self._canvas.picture is None:
            return
        circle, is_asked = None, self._presenter.window.predict.is_open
        is_needed = self._is_moved_by_keys or self._box.options.kind != "move"
        if self._middle is not None and is_needed and not is_asked:
            across = self._strokes.units.of_pixel()[0]
            circle = BrushCircle(self._middle, self._box.options.radius / float(across))
        self._canvas.view.plot.box.brush = circle
        self._canvas.update_pointer()

    def fit_radius(self) -> None:
        """Chooses another radius where the present one is far too small or too large for the axes."""
        from clusterlab.datasets.strokes import MAX_BRUSH_RADIUS, MIN_BRUSH_RADIUS

        if self._canvas.picture is None:
            return
        span = float(self._strokes.units.of_pixel()[0]) * self._canvas.width()
        radius = float(f"{min(max(USUAL_OF_AXIS * span, MIN_BRUSH_RADIUS), MAX_BRUSH_RADIUS):.2g}")
        fits = LEAST_OF_AXIS * span <= self._box.options.radius <= MOST_OF_AXIS * span
        if not fits and radius != self._box.options.radius:
            self._box.choose(radius=radius)

    def scale_radius(self, steps: int) -> None:
        """Makes the brush larger or smaller."""
        self._box.choose(radius=float(f"{self._box.options.radius * RADIUS_STEP**steps:.3g}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the arrows and Enter, and the other keys that a control with arrows keeps from the window.

        Those of a center that is held are not for the brush, and those of an open question go to its bar.
        """
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._canvas.edits.holds:
            return False
        key, question = Qt.Key(event.key()), self._presenter.window.predict
        if question.is_open and key in (*ARROW_DIRECTIONS, *ENTER_KEYS):
            question.take_focus()
        elif key in ARROW_DIRECTIONS:
            is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = SMALL_KEY_STEP if is_fine else KEY_STEP * self._canvas.state.scale
            self._move(QPointF(*ARROW_DIRECTIONS[key]) * step)
        elif key in ENTER_KEYS:
            self._press_enter()
        elif key == Qt.Key.Key_Home:
            self._presenter.go(0)
        elif key == Qt.Key.Key_End:
            self._presenter.go_to_end()
        else:
            return False
        return True

    def _move(self, by: QPointF) -> None:
        """Moves the selected points, else the brush."""
        if self._box.options.kind == "move" and len(self._strokes.selected):
            self._strokes.nudge(by)
            return
        moved, inside = self._present_middle() + by, self._canvas.rect()
        x, y = min(max(moved.x(), 0.0), inside.width()), min(max(moved.y(), 0.0), inside.height())
        self._middle, self._is_moved_by_keys = QPointF(x, y), True
        self.show()

    def _press_enter(self) -> None:
        """Dabs at the cross; to move points, selects those under the brush, or ends their selection."""
        if obstacle := self._presenter.shown.drawing_obstacle:
            self._presenter.show_error(obstacle)
            return
        self._middle, self._is_moved_by_keys = self._present_middle(), True
        if self._box.options.kind != "move":
            for part in ("start", "end"):
                self._strokes.stroke(self._middle, part)
        elif len(self._strokes.selected):
            self._presenter.document.end_gesture()
            self._presenter.highlight.select(())
        else:
            self._strokes.select_near(self._middle)
        self.show()

    def _present_middle(self) -> QPointF:
        return self._middle or QPointF(self._canvas.rect().center())

    def _stroke(self, position: QPointF, part: str) -> None:
        self._follow_mouse(position)
        self._strokes.stroke(position, part)

    def _follow_mouse(self, position: QPointF | None) -> None:
        self._middle, self._is_moved_by_keys = position, False
        self.show()
