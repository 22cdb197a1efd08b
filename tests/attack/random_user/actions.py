"""What a random user does: each action is chosen by a random generator, named, and done afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QSlider,
    QTabBar,
    QWidget,
)

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.example_files import examples
from clusterlab.session.models.model_file import MODEL_SUFFIX
from clusterlab.session.saved.file_kind import SUFFIX
from clusterlab.ui.app import Program
from tests.attack.random_user.features import FeatureUser
from tests.attack.random_user.input import (
    LEFT,
    NO_MODIFIER,
    Plan,
    choose,
    click,
    drag,
    drop_file,
    place_in,
    press_key,
    turn_wheel,
    type_text,
)

CLICKED = (QAbstractButton, QTabBar, QComboBox, QSlider)
BUTTONS = (LEFT, LEFT, LEFT, LEFT, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
MODIFIERS = (
    NO_MODIFIER,
    NO_MODIFIER,
    NO_MODIFIER,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS = (
    *(getattr(Qt.Key, f"Key_{name}") for name in "ABCDEFGHJKLMNOPRSTUVWX0123"),
    *(Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Insert, Qt.Key.Key_F2, Qt.Key.Key_F10, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight),
)
TEXTS = ("", "3", "7", "0", "-1", "1e9", "0.5", "2,5", "25", "abc", "1e-300", "nan", "١٢", "9" * 40)
DIALOG_ACTIONS = (
    "open_file",
    "save_picture",
    "save_labels",
    "save_selected_rows",
    "preferences",
    "show_manual",
    "show_keys",
    "show_about",
    "show_algorithms",
    "try_all",
)
SAVED = ("out.png", "out.svg", "out.pdf", "out.csv", "out.jpg", "missing/out.png", "x" * 300 + ".csv", "out")


@dataclass
class User:
    """Chooses actions on the window of a program by a random generator."""

    program: Program
    rng: Random
    files: list[Path]
    folder: Path

    def __post_init__(self) -> None:
        self._features = FeatureUser(self.program, self.rng, self.files)

    def next_action(self) -> Plan:
        """An action on the open menu or dialog, else mostly on the window."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            return self._in_popup(popup)
        if isinstance(modal, QFileDialog):
            return self._in_file_dialog(modal)
        if modal is not None:
            return self._in_dialog(modal)
        dialogs = self._dialogs()
        if dialogs and self.rng.random() < 0.5:
            return self._in_dialog(self.rng.choice(dialogs))
        actions, weights = zip(*self._weights(), strict=True)
        return self.rng.choices(actions, weights)[0]()

    def _weights(self) -> list[tuple[Callable[[], Plan], int]]:
        return [
            (self._press, 20),
            (self._click_control, 30),
            (self._drag_in_view, 15),
            (self._turn_wheel, 5),
            (self._trigger, 15),
            (self._type, 6),
            (self._choose_algorithm, 6),
            (self._open, 5),
            (self._undo, 5),
            (self._resize, 3),
            (self._compare, 2),
            (self._ask_for_dialog, 3),
            *self._features.weights(),
        ]

    # ---- the window ----

    def _press(self) -> Plan:
        key, modifier = self.rng.choice(KEYS), self.rng.choice(MODIFIERS)
        if self.rng.random() < 0.3:
            self.program.window.canvas.setFocus()
        return f"press {modifier.name} {key.name}", lambda: press_key(key, modifier)

    def _click_control(self) -> Plan:
        return self._click_one(self.program.window, self.rng.choice(BUTTONS[2:]))

    def _drag_in_view(self) -> Plan:
        views = [area for area in _shown(self.program.window, QAbstractScrollArea) if area.viewport()]
        canvases = [one for one in views if one.width() > 300] or views
        view = self.rng.choice(canvases if self.rng.random() < 0.6 else views).viewport()
        path = [place_in(view, self.rng) for _ in range(self.rng.choice((1, 1, 2, 3, 6)))]
        button, modifier = self.rng.choice(BUTTONS), self.rng.choice(MODIFIERS)
        words = f"drag {button.name} {modifier.name} in {_name(view.parent())} {[p.toTuple() for p in path]}"
        if len(path) == 1 and self.rng.random() < 0.4:
            return f"double {words}", lambda: click(view, path[0], button, modifier, double=True)
        return words, lambda: drag(view, path, button, modifier)

    def _turn_wheel(self) -> Plan:
        widget = self.rng.choice(_shown(self.program.window, QWidget))
        at, notches, modifier = (
            place_in(widget, self.rng),
            self.rng.randint(-4, 4),
            self.rng.choice(MODIFIERS),
        )
        return f"wheel {notches} over {_name(widget)}", lambda: turn_wheel(widget, at, notches, modifier)

    def _trigger(self) -> Plan:
        enabled = [one for one in self.program.actions.values() if one.isEnabled()]
        names = [one.objectName() for one in enabled if one.objectName() not in (*DIALOG_ACTIONS, "quit")]
        return self._triggered(self.rng.choice(names))

    def _ask_for_dialog(self) -> Plan:
        return self._triggered(self.rng.choice(DIALOG_ACTIONS))

    def _type(self) -> Plan:
        return self._type_into(self.program.window)

    def _type_into(self, parent: QWidget) -> Plan:
        entries = _shown(parent, QLineEdit) + _shown(parent, QAbstractSpinBox)
        if not entries:
            return self._press()
        entry, text = self.rng.choice(entries), self.rng.choice(TEXTS)
        return f"type {text!r} into {_name(entry)}", lambda: type_text(entry, text)

    def _choose_algorithm(self) -> Plan:
        name = self.rng.choice(sorted(ALGORITHMS.all()))
        return f"algorithm {name}", lambda: self.program.presenter.commands.choose_algorithm(name)

    def _open(self) -> Plan:
        path = self.rng.choice([*self.files, *examples().values()])
        return f"drop {path.name}", lambda: drop_file(self.program.window, path)

    def _undo(self) -> Plan:
        words = [self.rng.choice(("undo", "undo", "redo")) for _ in range(self.rng.randint(1, 4))]
        return " ".join(words), lambda: [self.program.actions[word].trigger() for word in words]

    def _resize(self) -> Plan:
        width, height = self.rng.randint(200, 2200), self.rng.randint(200, 1400)

        def resize() -> None:
            self.program.window.leave_full_screen()  # it has no other size
            self.program.window.resize(width, height)

        return f"resize {width} x {height}", resize

    def _compare(self) -> Plan:
        boxes = _shown(self.program.window.pane_bar, QComboBox) if self.program.window.pane_bar else []
        if not boxes:
            return self._triggered("compare")
        box = self.rng.choice(boxes)
        index = self.rng.randrange(max(1, box.count()))
        return f"choose {box.itemText(index)!r} in {_name(box)}", lambda: choose(box, index)

    def _triggered(self, name: str) -> Plan:
        return f"trigger {name}", self.program.actions[name].trigger

    # ---- menus and dialogs ----

    def _in_popup(self, popup: QWidget) -> Plan:
        if isinstance(popup, QMenu) and self.rng.random() < 0.6:
            enabled = [one for one in popup.actions() if one.isEnabled() and one.objectName() != "quit"]
            if enabled:
                chosen = self.rng.choice(enabled)
                return f"menu {chosen.text()!r}", lambda: _choose_from(popup, chosen)
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
        key = self.rng.choice(keys)
        if key == Qt.Key.Key_Return and isinstance(popup, QMenu):
            key = Qt.Key.Key_Escape  # it could be the action that quits
        return f"press {key.name} in {_name(popup)}", lambda: press_key(key)

    def _in_file_dialog(self, dialog: QFileDialog) -> Plan:
        if self.rng.random() < 0.3:
            return "cancel the file dialog", dialog.reject
        saves = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        names = (*SAVED, *[f"out.{dialog.defaultSuffix()}"] * len(SAVED))
        path = self.folder / self.rng.choice(names) if saves else self.rng.choice(self._openable())

        def accept() -> None:
            dialog.selectFile(str(path))
            dialog.accept()

        return f"{'save' if saves else 'open'} {path.name[:40]} in the file dialog", accept

    def _openable(self) -> list[Path]:
        """The files of the user, and the sessions and models that were saved, as often."""
        saved = [path for suffix in (SUFFIX, f".{MODEL_SUFFIX}") for path in self.folder.glob(f"*{suffix}")]
        return [*self.files, *saved * (1 + len(self.files) // 3)]

    def _in_dialog(self, dialog: QWidget) -> Plan:
        roll = self.rng.random()
        if roll < 0.3:
            return f"close {_name(dialog)}", dialog.close
        if roll < 0.45:
            return self._type_into(dialog)
        primary = [one for one in _shown(dialog, QPushButton) if one.property("class") == "primary"]
        if roll < 0.75 and primary and primary[0].isEnabled():
            return f"click {_name(primary[0])} of {_name(dialog)}", primary[0].click
        return self._click_one(dialog, LEFT)

    def _dialogs(self) -> list[QWidget]:
        window = self.program.window
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
        return [one for one in shown if one.isWindow() and one.windowType() == Qt.WindowType.Dialog]

    def _click_one(self, parent: QWidget, button: Qt.MouseButton) -> Plan:
        widgets = [widget for kind in CLICKED for widget in _shown(parent, kind) if widget.isEnabled()]
        if not widgets:
            return f"close {_name(parent)}", lambda: press_key(Qt.Key.Key_Escape)
        widget = self.rng.choice(widgets)
        at = place_in(widget, self.rng)
        return f"click {button.name} {_name(widget)} {at.toTuple()}", lambda: click(widget, at, button)


def _shown(parent: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """The visible children of a kind."""
    return [child for child in parent.findChildren(kind) if child.isVisible() and not child.isWindow()]


def _name(widget: QWidget) -> str:
    """How a widget is named in the log."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {text or widget.accessibleName() or widget.objectName()!s}"[:60].strip()


def _choose_from(menu: QMenu, action: object) -> None:
    """Chooses an action of an open menu by the keyboard."""
    menu.setActiveAction(action)
    if action.menu() is None:
        press_key(Qt.Key.Key_Return)
