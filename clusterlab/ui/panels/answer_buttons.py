"""The buttons with which a question is answered."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from clusterlab.ui.theme.icons import swatch
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL
from clusterlab.ui.widgets.control_keys import ARROW_DIRECTIONS, is_shortcut
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import CONTROL_HEIGHT
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.core.question import Option
    from clusterlab.session.prediction.choice_answer import ChoiceAnswer

BUTTON_SIZE = QSize(MIN_TARGET_SIZE, CONTROL_HEIGHT)
FAST_STEP, FINE_STEP = 10, 1
"""Pixels by which an arrow key moves the cross, alone and with Shift held."""
VERDICTS = {True: (" ✓", ", right"), False: (" ✗", ", wrong"), None: ("", "")}
"""What stands after an answer, and how it is read aloud, by whether it was right."""


class PointButton(QToolButton):
    """The button of a marked point; it emits `chosen` when it gets the focus or is clicked."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setMinimumSize(BUTTON_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clicked.connect(self.chosen)

    def show_point(self, answer: "ChoiceAnswer", i: int) -> None:
        """Shows the answer for a point, by its index; once the step is shown, what is right."""
        from clusterlab.session.prediction.choice_answer import POINT_LETTERS

        shown = answer.question.truths[i] if answer.is_shown else answer.chosen[i]
        option = answer.question.options[shown] if shown >= 0 else None
        mark, meaning = VERDICTS[answer.predictions[i].is_right if answer.is_shown else None]
        number = f": {shown + 1}" if option is not None and option.cluster < 0 else ""
        self.setText(f"{POINT_LETTERS[i]}{number}{mark}")
        self.setIcon(_icon(answer, option))
        self.setChecked(i == answer.current)
        said = f"Point {POINT_LETTERS[i]}: {'no answer yet' if option is None else option.words}{meaning}"
        self.setAccessibleName(said)
        set_tip(self, said)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Makes its point the current one."""
        super().focusInEvent(event)
        self.chosen.emit()


class OptionButton(QToolButton):
    """The button of an option; it takes no focus, since its number is a key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumSize(BUTTON_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def show_option(self, answer: "ChoiceAnswer", i: int) -> None:
        """Shows an option by its index: its number, and its words unless the canvas has them."""
        option, number = answer.question.options[i], str(i + 1)
        words = str(option.words)
        is_known = words == f"cluster {number}" or option.line is not None
        self.setText(number if is_known else f"{number}  {words}")
        self.setIcon(_icon(answer, option))
        self.setAccessibleName(words)
        set_tip(self, f"{words[:1].upper()}{words[1:]} ({number})")


class AnswerButton(QPushButton):
    """Answers a question, or goes on; arrow keys move the cross by pixels while one is asked for."""

    moved = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("class", "primary")
        self.setMinimumSize(BUTTON_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)

    def take_arrows(self, takes: bool) -> None:
        """Says whether arrow keys move the cross, and are no keys of the window."""
        self.setProperty("moves", takes)

    def event(self, event: QEvent) -> bool:
        """Keeps arrow keys with Shift, too."""
        if is_shortcut(event) and self.property("moves") and event.key() in ARROW_DIRECTIONS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the cross."""
        if not self.property("moves") or event.key() not in ARROW_DIRECTIONS:
            super().keyPressEvent(event)
            return
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        right, down = ARROW_DIRECTIONS[event.key()]
        pixels = FINE_STEP if is_fine else FAST_STEP
        self.moved.emit(right * pixels, down * pixels)


def _icon(answer: "ChoiceAnswer", option: "Option | None") -> QIcon:
    """The color of a cluster, nothing for other options."""
    if option is None or option.cluster < 0:
        return QIcon()
    numbers = answer.asked.run.numbers
    number = numbers[option.cluster] if option.cluster < len(numbers) else option.cluster
    return swatch(THEME_SIGNAL.theme.cluster(number))
