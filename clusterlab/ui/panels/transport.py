"""The playback controls: buttons, timeline and speed."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from clusterlab.core.slider_scale import SliderScale
from clusterlab.export.theme import Theme
from clusterlab.ui.panels.branch_button import BranchButton
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.panels.timeline import Timeline
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL, follow_theme
from clusterlab.ui.widgets.controls import IconButton, Slider, ThemedIcon
from clusterlab.ui.widgets.elements import fill_layout, text_label
from clusterlab.ui.widgets.tooltip import set_tip

SPEEDS = SliderScale(0.5, 60, log=True)  # half-steps per second
RUN_BUTTON_HEIGHT = 36
BUTTON_LINES = 1.8  # in large type, in which the canvas needs the height
MIN_TIMELINE_LINES = 12  # line heights: in a shorter rest of the line the timeline stands below the buttons
MIN_SPEED_WIDTH_LINES = 36  # the width, in line heights, from which the speed is shown


class RunButton(QPushButton):
    """The button Run or Pause, of the same size for both texts."""

    def __init__(self) -> None:
        super().__init__()
        self._playing = False
        self.setProperty("class", "primary")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_playing(False)
        follow_theme(self)

    def show_playing(self, playing: bool) -> None:
        """Shows Pause while steps are being played, and Run otherwise."""
        words = "Pause" if playing else "Run"
        if words != self.text():
            self._playing = playing
            self.setText(words)
            self.setAccessibleName(words)
            set_tip(self, f"{words} (Space)")
            self.set_theme(THEME_SIGNAL.theme)

    def set_theme(self, theme: Theme) -> None:
        """Tints the icon."""
        self.setIcon(icon("pause" if self._playing else "run", theme, theme.on_accent))

    def sizeHint(self) -> QSize:
        """The width of the longer text in bold, with the icon and padding."""
        bold = QFont(self.font())
        bold.setBold(True)
        advance, hint = QFontMetrics(bold).horizontalAdvance, super().sizeHint()
        longer = max(map(advance, ("Run", "Pause"))) - advance(self.text())
        return QSize(hint.width() + longer, max(RUN_BUTTON_HEIGHT, hint.height()))


class Transport(QFrame):
    """The buttons first, back, Run or Pause, step and end; the timeline; the branches; the speed."""

    speed_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self.first = _step_button("first", "To the first step", "Home")
        self.back = _step_button("back", "One step back", "Left")
        self.run = RunButton()
        self.step = _step_button("step", "One step forward", "Right")
        self.end = _step_button("end", "To the end", "End")
        self.predict = _step_button("predict", "Predict first", "P")
        for button in (self.back, self.step):
            button.setAutoRepeat(True)
        self.timeline, self.branches = Timeline(self), BranchButton(self)
        self.speed = Slider(SPEEDS.places, self)
        self.speed.setAccessibleName("Speed")
        self.speed.setFixedWidth(72)
        self.speed.moved.connect(self._emit_speed)
        self._lay_out()
        self.show_speed(4)

    def set_predict_action(self, action: QAction) -> None:
        """Assigns the action that switches questions on and off."""
        ThemedIcon(action, "predict")
        self.predict.setDefaultAction(action)
        self.predict.setAccessibleName(action.iconText())

    def show_navigation(self, back: bool, forward: bool) -> None:
        """Enables the buttons that move back or forward."""
        for button in (self.first, self.back):
            button.setEnabled(back)
        for button in (self.step, self.end):
            button.setEnabled(forward)

    def show_speed(self, speed: float) -> None:
        """Shows the speed in half-steps per second."""
        self.speed.show_position(SPEEDS.place(speed))
        set_tip(self.speed, f"{CONTROL_HELP['Speed']} Now {speed:g}.")

    def minimumSizeHint(self) -> QSize:
        """The minimum size with the timeline below the buttons."""
        margins = self._rows.contentsMargins()
        width = self._buttons.sizeHint().width() + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the timeline below the buttons where it would be short beside them."""
        super().resizeEvent(event)
        self._fit_to_width()

    def event(self, event: QEvent) -> bool:
        """Does the same for another size of the type."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_to_width()
        return super().event(event)

    def _fit_to_width(self) -> None:
        line = self.fontMetrics().height()
        is_narrow = self.width() - self._buttons.sizeHint().width() < MIN_TIMELINE_LINES * line
        self.branches.set_short(is_narrow)
        directions = QBoxLayout.Direction
        self._rows.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        for part in (self.speed, self.speed_label):
            part.setVisible(is_narrow or self.width() >= MIN_SPEED_WIDTH_LINES * line)

    def _emit_speed(self, place: int, finished: bool) -> None:
        self.show_speed(SPEEDS.value(place))
        self.speed_chosen.emit(SPEEDS.value(place))

    def _lay_out(self) -> None:
        self.speed_label = text_label("Speed", "muted")
        self.speed_label.setBuddy(self.speed)
        speed = fill_layout(QVBoxLayout(), None, self.speed_label, self.speed, None, spacing=0)
        self._buttons = fill_layout(
            QHBoxLayout(), self.first, self.back, self.run, self.step, self.end, self.predict
        )
        track = fill_layout(QHBoxLayout(), (self.timeline, 1), self.branches, speed, spacing=12)
        self._rows = fill_layout(
            QBoxLayout(QBoxLayout.Direction.LeftToRight, self), spacing=12, margins=(14, 10, 14, 10)
        )
        self._rows.addLayout(self._buttons)
        self._rows.addLayout(track, 1)


def _step_button(icon_name: str, name: str, key: str) -> IconButton:
    return IconButton(icon_name, name, f"{name} ({key})", BUTTON_LINES, RUN_BUTTON_HEIGHT)
