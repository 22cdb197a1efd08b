"""Buttons side by side of which one is taken; those for which there is no room stand in a menu."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QWidget

from clusterlab.ui.widgets.controls import mark

HEIGHT = 32
FRONT = 4
"""So many choices have a button of their own."""
MORE = "More"
ARROW = " ▾"


class Segment(QPushButton):
    """A button with room for its words in bold, so that nothing moves when it is taken."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("class", "segment")
        self.setCheckable(True)
        self.setMinimumHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As wide as in bold."""
        hint, bold = super().sizeHint(), QFont(self.font())
        bold.setBold(True)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return QSize(hint.width() + max(0, more), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class MoreSegment(Segment):
    """The button with the menu of all others: it wears the words of the one of them that is taken."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MORE + ARROW, parent)
        self._actions: dict[str, QAction] = {}
        self._taken = ""
        self.menu_of_more = QMenu(self)
        self.clicked.connect(self._open)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Puts these choices into the menu, in their words."""
        self.menu_of_more.clear()
        self._actions = {name: self._action(name, title) for name, title in choices.items()}
        self.setAccessibleName(f"More: {', '.join(choices.values())}")
        self.setToolTip(", ".join(choices.values()))
        self.setVisible(bool(choices))

    def show_choice(self, name: str) -> None:
        """Shows one of its choices as taken; none when it is not among them."""
        self._taken = name if name in self._actions else ""
        for own, action in self._actions.items():
            action.setChecked(own == name)
        self.setText((self._actions[name].text() if self._taken else MORE) + ARROW)
        self.updateGeometry()

    def action(self, name: str) -> QAction:
        """The line of the menu for a choice."""
        return self._actions[name]

    def _action(self, name: str, title: str) -> QAction:
        action = self.menu_of_more.addAction(title)
        action.setCheckable(True)
        action.triggered.connect(lambda: self.picked.emit(name))
        return action

    def _open(self) -> None:
        """A click opens the menu, and takes nothing yet."""
        self.menu_of_more.popup(self.mapToGlobal(self.rect().bottomLeft()))


class Segments(QFrame):
    """A button for each of the first choices, and one for the others."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, Segment] = {}
        self._taken = ""
        self._group = QButtonGroup(self)
        self.more = MoreSegment(self)
        self.more.picked.connect(self._pick)
        self._group.addButton(self.more)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.more)
        # A click that only opens the menu has checked the button: what was taken is shown again.
        self.more.clicked.connect(lambda: self.show_choice(self._taken))

    def offer(self, choices: Mapping[str, str]) -> None:
        """Shows a button for each of the first choices; a single one too many gets its own as well."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        names = list(choices)
        front = names if len(names) <= FRONT + 1 else names[:FRONT]
        self._buttons = {name: self._button(name, choices[name]) for name in front}
        self.more.offer({name: choices[name] for name in names[len(front) :]})
        self._mark_ends()

    def show_choice(self, name: str) -> None:
        """Shows one choice as taken."""
        self._taken = name
        self.more.show_choice(name)
        self.button(name).setChecked(True)

    def button(self, name: str) -> Segment:
        """The button of a choice; of those in the menu it is the one that opens it."""
        return self._buttons.get(name, self.more)

    def _mark_ends(self) -> None:
        buttons = [*self._buttons.values(), *([] if self.more.isHidden() else [self.more])]
        for i, button in enumerate(buttons):
            ends = (i == 0, i == len(buttons) - 1)
            mark(button, "place", {(1, 0): "first", (0, 1): "last", (1, 1): "only"}.get(ends, "middle"))

    def _pick(self, name: str) -> None:
        self.show_choice(name)
        self.chosen.emit(name)

    def _button(self, name: str, title: str) -> Segment:
        button = Segment(title, self)
        button.clicked.connect(lambda: self._pick(name))
        self._group.addButton(button)
        self._row.insertWidget(self._row.count() - 1, button)
        button.show()  # one that is still hidden takes no room
        return button
