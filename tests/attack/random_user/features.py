"""What a random user does with single features of the window: an action of the same user for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.marks import Centers
from clusterlab.kernels.typing import Floats
from clusterlab.ui.app import Program
from clusterlab.ui.canvas.canvas import Canvas
from tests.attack.random_user.input import (
    LEFT,
    NO_BUTTON,
    NO_MODIFIER,
    Plan,
    choose,
    click,
    drag,
    place_in,
    press_in,
    send_mouse,
)

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
DIGITS = tuple(getattr(Qt.Key, f"Key_{number}") for number in range(1, 10))
DRAW_KEYS = (
    *ARROWS,
    Qt.Key.Key_Return,
    Qt.Key.Key_Return,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
BRUSH_KEYS = (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
ANSWER_KEYS = (*DIGITS[:4], Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape, *ARROWS)
CENTER_KEYS = (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, *ARROWS)
ENDING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
BY_EYE_KEYS = (*DIGITS[:4], Qt.Key.Key_0, Qt.Key.Key_J, Qt.Key.Key_X)
BY_EYE_ACTIONS = (
    "make_cluster",
    "take_out",
    "delete_cluster",
    "assign_rest",
    "copy_clusters",
    "start_by_eye",
)
CENTER_ACTIONS = ("remove_center", "move_center", "start_from_here", "explain_center")
BRANCH_ACTIONS = ("show_branches", "compare_branches", "drop_branch")
SAVE_ACTIONS = ("save_labels", "save_model", "save_report", "save_film", "save_data", "apply_to_file")
SESSION_ACTIONS = ("save_session", "save_session_as", "open_file")
FORMULA_ACTIONS = ("about_algorithm", "explain_point", "step", "back")
ROW_ACTIONS = ("cluster_only", "leave_out", "use_all_rows", "show_only", "show_all_rows")


@dataclass
class FeatureUser:
    """Chooses an action of one feature, by the state that the window is in."""

    program: Program
    rng: Random
    files: list[Path]

    def weights(self) -> list[tuple[Callable[[], Plan], int]]:
        """Each feature with its weight: one that is being used goes on."""
        return [
            (self.draw, 12 if self._is_drawing else 5),
            (self.predict, 15 if self.program.window.predict.is_filled else 5),
            (self.centers, 10),
            (self.branches, 4),
            (self.by_eye, 8),
            (self.save, 4),
            (self.session, 4),
            (self.change_file, 3),
            (self.formulas, 3),
            (self.rows, 3),
        ]

    def draw(self) -> Plan:
        """Chooses the tool or draws."""
        box, roll = self.program.window.data.draw_box, self.rng.random()
        if not self._is_drawing or roll < 0.05:
            return self._trigger("draw", self.rng.choice(("tool_draw", "tool_draw", "new_drawing")))
        if roll < 0.2:
            kind = self.rng.choice(list(box.kinds))
            return f"draw: {kind}", box.kinds[kind].click
        if roll < 0.3:
            index = self.rng.randrange(len(box.group.words()))
            return f"draw: group {index}", lambda: choose(box.group, index)
        if roll < 0.6:
            return self._press("draw", self.rng.choice(DRAW_KEYS))
        if roll < 0.65:
            return self._trigger("draw", "label_selected")
        return self._stroke()

    def predict(self) -> Plan:
        """Switches questions on, asks or answers."""
        bar, roll = self.program.window.predict, self.rng.random()
        if not self.program.predict_presenter.is_on or roll < 0.04:
            return self._trigger("predict", "predict_first")
        if not bar.is_open:
            return self._trigger("predict", self.rng.choice(("step", "step", "toggle_run", "predictions")))
        buttons = [one for one in bar.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        if roll < 0.4 and buttons:
            button = self.rng.choice(buttons)
            return f"predict: click {button.text()}", lambda: click(button, button.rect().center())
        if roll < 0.7:
            key = self.rng.choice(ANSWER_KEYS)
            return f"predict: press {key.name}", lambda: press_in(None, key)
        view = self._view()
        at = place_in(view, self.rng)
        return f"predict: click the canvas at {at.toTuple()}", lambda: click(view, at)

    def centers(self) -> Plan:
        """Selects, moves, adds or removes a center, or an axis of an ellipse."""
        roll, view = self.rng.random(), self._view()
        if not self.program.presenter.document.session.algorithm.has_centers and roll < 0.5:
            names = [name for name, kind in ALGORITHMS.all().items() if kind.has_centers]
            name = self.rng.choice(sorted(names))
            return f"centers: {name}", lambda: self.program.presenter.commands.choose_algorithm(name)
        if roll < 0.1:
            at = place_in(view, self.rng)
            return f"centers: double click at {at.toTuple()}", lambda: click(view, at, double=True)
        if roll < 0.25:
            return self._trigger("centers", self.rng.choice(CENTER_ACTIONS))
        if roll < 0.65:
            return self._press("centers", self.rng.choice((*CENTER_KEYS, *ENDING_KEYS)))
        grips = self._grips()
        if not len(grips):
            return self._press("centers", Qt.Key.Key_Insert)
        at = QPoint(*map(round, self.rng.choice(grips.tolist())))
        if roll < 0.8:
            return f"centers: click at {at.toTuple()}", lambda: click(view, at)
        return self._drag("centers", [at, *(place_in(view, self.rng) for _ in range(self.rng.randint(1, 3)))])

    def branches(self) -> Plan:
        """Lists, compares or drops branches."""
        enabled = [name for name in BRANCH_ACTIONS if self.program.actions[name].isEnabled()]
        return self._trigger("branches", self.rng.choice(enabled or ("add_center",)))

    def by_eye(self) -> Plan:
        """Selects points, or puts them into clusters by eye."""
        roll = self.rng.random()
        if roll < 0.35:
            path = [place_in(self._view(), self.rng) for _ in range(2)]
            return self._drag("by eye", path, Qt.KeyboardModifier.ShiftModifier)
        if roll < 0.7:
            return self._press("by eye", self.rng.choice(BY_EYE_KEYS))
        return self._trigger("by eye", self.rng.choice(BY_EYE_ACTIONS))

    def save(self) -> Plan:
        """Opens a dialog that saves results."""
        return self._trigger("save", self.rng.choice(SAVE_ACTIONS))

    def session(self) -> Plan:
        """Saves or opens a session, or a recent file."""
        recent = [action for action in self.program.recent_files.menu.actions() if action.isEnabled()]
        if recent and self.rng.random() < 0.4:
            action = self.rng.choice(recent)
            return f"session: recent {action.text()[:60]}", action.trigger
        return self._trigger("session", self.rng.choice(SESSION_ACTIONS))

    def change_file(self) -> Plan:
        """Deletes a file, writes other bytes to it, or changes how the open one is read."""
        if self.rng.random() < 0.4:
            return self._trigger("file", "change_reading")
        path, content = self.rng.choice(self.files), self.rng.choice(self.files)
        if self.rng.random() < 0.4:
            return f"file: delete {path.name}", lambda: path.is_file() and path.unlink()
        return f"file: {content.name} becomes {path.name}", lambda: _copy(content, path)

    def formulas(self) -> Plan:
        """Shows the formulas, or what they are about."""
        return self._trigger("formulas", self.rng.choice(FORMULA_ACTIONS))

    def rows(self) -> Plan:
        """Chooses among rows by what is selected, some of which may be gone."""
        highlight = self.program.highlight
        if self.rng.random() < 0.4:
            rows = [self.rng.randrange(200) for _ in range(self.rng.choice((0, 1, 2, 30)))]
            return f"rows: select {len(rows)}", lambda: highlight.select(rows)
        return self._trigger("rows", self.rng.choice(ROW_ACTIONS))

    @property
    def _is_drawing(self) -> bool:
        return self.program.window.canvas.tool == "draw"

    def _canvas(self) -> Canvas:
        """The canvas, or one of the compared panes."""
        shown = [pane for pane in self.program.window.panes.shown if pane.isVisible()]
        return self.rng.choice(shown) if shown else self.program.window.canvas

    def _view(self) -> QWidget:
        """The widget over a canvas that gets the mouse."""
        return self._canvas().view.viewport()

    def _grips(self) -> Floats:
        """The pixels of the centers on the canvas, and of the ends of axes."""
        canvas = self.program.window.canvas
        mark = None if canvas.picture is None else canvas.picture.mark(Centers)
        if mark is None or canvas.viewport is None:
            return canvas.pointer.axis_ends
        ends = canvas.pointer.axis_ends
        return canvas.viewport.to_pixels(ends if len(ends) and self.rng.random() < 0.5 else mark.positions)

    def _stroke(self) -> Plan:
        view = self._view()
        path, far = [place_in(view, self.rng)], self.rng.choice((4, 40, 400))
        for _ in range(self.rng.choice((0, 1, 4))):
            path.append(path[-1] + QPoint(self.rng.randint(-far, far), self.rng.randint(-far, far)))
        return self._drag("draw", path)

    def _drag(self, feature: str, path: list[QPoint], modifier: Qt.KeyboardModifier = NO_MODIFIER) -> Plan:
        """A drag along a path, some of them ended by Escape before the button is released."""
        view, places = self._view(), [place.toTuple() for place in path]
        if self.rng.random() > 0.15:
            return f"{feature}: drag {places}", lambda: drag(view, path, LEFT, modifier)
        key = self.rng.choice(
            (Qt.Key.Key_Escape, Qt.Key.Key_Escape, *ARROWS, Qt.Key.Key_Delete, Qt.Key.Key_R)
        )
        return f"{feature}: drag {places} with {key.name}", lambda: _drag_with_key(view, path, key)

    def _press(self, feature: str, key: Qt.Key) -> Plan:
        """Presses a key on the canvas, now and then together with Shift."""
        shift, canvas = self.rng.random() < 0.2, self._canvas()
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else NO_MODIFIER
        return f"{feature}: press {modifier.name} {key.name}", lambda: press_in(canvas, key, modifier)

    def _trigger(self, feature: str, name: str) -> Plan:
        return f"{feature}: {name}", self.program.actions[name].trigger


def _drag_with_key(view: QWidget, path: list[QPoint], key: Qt.Key) -> None:
    """A drag, before whose end a key is pressed."""
    send_mouse(view, QEvent.Type.MouseButtonPress, path[0], LEFT, LEFT)
    for place in path[1:]:
        send_mouse(view, QEvent.Type.MouseMove, place, NO_BUTTON, LEFT)
    press_in(None, key)
    send_mouse(view, QEvent.Type.MouseMove, path[-1] + QPoint(9, 9), NO_BUTTON, LEFT)
    send_mouse(view, QEvent.Type.MouseButtonRelease, path[-1], LEFT, NO_BUTTON)


def _copy(content: Path, path: Path) -> None:
    """Gives a file the bytes of another one; nothing where one of them is none."""
    if content.is_file() and not path.is_dir():
        path.write_bytes(content.read_bytes())
