"""Exclusive buttons side by side, with a menu for the choices beyond the first few."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from clusterlab.ui.widgets.controls import set_style_property
from clusterlab.ui.widgets.elements import CONTROL_HEIGHT, fill_layout
from clusterlab.ui.widgets.tooltip import set_tip

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
        widest = QFontMetrics(bold).horizontalAdvance(self.text())
        usual = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(hint.width() + max(0, widest - usual), hint.height())


class SegmentedControl(QFrame):
    """A button for each of the first choices, and one with a menu for the others."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, Segment] = {}
        self._actions: dict[str, QAction] = {}
        self._current = ""
        self._group = QButtonGroup(self)
        self.more, self.menu = Segment(MORE_TEXT + MENU_ARROW), QMenu(self)
        self.more.clicked.connect(self._open_menu)
        self._group.addButton(self.more)
        self._row = fill_layout(QHBoxLayout(self), self.more, spacing=0)

    def set_choices(self, choices: Mapping[str, str]) -> None:
        """Sets the choices; a menu for a single choice is avoided by one more button."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        names = list(choices)
        front = names if len(names) <= MAX_BUTTONS + 1 else names[:MAX_BUTTONS]
        self._buttons = {name: self._button(name, choices[name]) for name in front}
        self.menu.clear()
        self._actions = {name: self._action(name, choices[name]) for name in names[len(front) :]}
        rest = ", ".join(action.text() for action in self._actions.values())
        self.more.setAccessibleName(f"More: {rest}")
        set_tip(self.more, rest)
        self.more.setVisible(bool(rest))
        self._mark_ends()

    def show_choice(self, name: str) -> None:
        """Checks a choice without a signal; the button of the menu has its text if it is there."""
        self._current = name
        for other, action in self._actions.items():
            action.setChecked(other == name)
        shown = self._actions[name].text() if name in self._actions else MORE_TEXT
        self.more.setText(shown + MENU_ARROW)
        self.more.updateGeometry()
        self.button(name).setChecked(True)

    def button(self, name: str) -> Segment:
        """The button of a choice; for one in the menu, the button that opens it."""
        return self._buttons.get(name, self.more)

    def _open_menu(self) -> None:
        """Opens the menu; the click has checked its button, but chooses nothing."""
        self.show_choice(self._current)
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _action(self, name: str, title: str) -> QAction:
        action = self.menu.addAction(title)
        action.setCheckable(True)
        action.triggered.connect(lambda: self._pick(name))
        return action

    def _mark_ends(self) -> None:
        buttons = [*self._buttons.values(), *([] if self.more.isHidden() else [self.more])]
        for i, button in enumerate(buttons):
            places = {(True, False): "first", (False, True): "last", (True, True): "only"}
            place = places.get((i == 0, i == len(buttons) - 1), "middle")
            set_style_property(button, "place", place)

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
