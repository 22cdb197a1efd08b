"""Exclusive buttons side by side, with a menu for the choices beyond the first few."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from clusterlab.ui.widgets.controls import set_style_property
from clusterlab.ui.widgets.elements import fill_layout

CONTROL_HEIGHT = 32
MAX_BUTTONS = 4
"""Up to this many choices have a button; the others are in the menu."""
MORE_TEXT = "More"
MENU_ARROW = " ▾"


class Segment(QPushButton):
    """A checkable button as wide as its text in bold, so that the layout stays when it is checked."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("class", "segment")
        self.setCheckable(True)
        self.setMinimumHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As wide as the text in bold."""
        hint, bold = super().sizeHint(), QFont(self.font())
        bold.setBold(True)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return QSize(hint.width() + max(0, more), hint.height())

    def minimumSizeHint(self) -> QSize:
        """The same: the text is never cut."""
        return self.sizeHint()


class MoreSegment(Segment):
    """The button with the menu of further choices; it shows the text of the selected one of them."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MORE_TEXT + MENU_ARROW, parent)
        self._actions: dict[str, QAction] = {}
        self._current = ""
        self.more_menu = QMenu(self)
        self.clicked.connect(self._open)

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Sets the choices of the menu and their texts."""
        self.more_menu.clear()
        self._actions = {name: self._action(name, title) for name, title in choices.items()}
        self.setAccessibleName(f"More: {', '.join(choices.values())}")
        self.setToolTip(", ".join(choices.values()))
        self.setVisible(bool(choices))

    def show_choice(self, name: str) -> None:
        """Checks a choice; none if it is not in the menu."""
        self._current = name if name in self._actions else ""
        for own, action in self._actions.items():
            action.setChecked(own == name)
        self.setText((self._actions[name].text() if self._current else MORE_TEXT) + MENU_ARROW)
        self.updateGeometry()

    def action(self, name: str) -> QAction:
        """The menu's action for a choice."""
        return self._actions[name]

    def _action(self, name: str, title: str) -> QAction:
        action = self.more_menu.addAction(title)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.picked.emit(name))
        return action

    def _open(self) -> None:
        """Opens the menu; a click alone chooses nothing."""
        self.more_menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class SegmentedControl(QFrame):
    """A button for each of the first choices, and one with a menu for the others."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, Segment] = {}
        self._current = ""
        self._group = QButtonGroup(self)
        self.more = MoreSegment(self)
        self.more.picked.connect(self._pick)
        self._group.addButton(self.more)
        self._row = fill_layout(QHBoxLayout(self), self.more, spacing=0)
        # A click that only opens the menu has checked the button: the selected choice is checked again.
        self.more.clicked.connect(lambda: self.show_choice(self._current))

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Sets the choices; a menu for a single choice is avoided by one more button."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        names = list(choices)
        front = names if len(names) <= MAX_BUTTONS + 1 else names[:MAX_BUTTONS]
        self._buttons = {name: self._button(name, choices[name]) for name in front}
        self.more.set_choices({name: choices[name] for name in names[len(front) :]})
        self._mark_ends()

    def show_choice(self, name: str) -> None:
        """Checks a choice without a signal."""
        self._current = name
        self.more.show_choice(name)
        self.button(name).setChecked(True)

    def button(self, name: str) -> Segment:
        """The button of a choice; for one in the menu, the button that opens it."""
        return self._buttons.get(name, self.more)

    def _mark_ends(self) -> None:
        buttons = [*self._buttons.values(), *([] if self.more.isHidden() else [self.more])]
        for i, button in enumerate(buttons):
            ends = (i == 0, i == len(buttons) - 1)
            set_style_property(
                button, "place", {(1, 0): "first", (0, 1): "last", (1, 1): "only"}.get(ends, "middle")
            )

    def _pick(self, name: str) -> None:
        self.show_choice(name)
        self.chosen.emit(name)

    def _button(self, name: str, title: str) -> Segment:
        button = Segment(title, self)
        button.clicked.connect(lambda: self._pick(name))
        self._group.addButton(button)
        self._row.insertWidget(self._row.count() - 1, button)
        button.show()  # a child added later is hidden
        return button
