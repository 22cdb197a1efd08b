"""The playback controls: buttons, timeline and speed."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from clusterlab.ui.panels.timeline import Timeline
from clusterlab.ui.theme.icons import icon
from clusterlab.ui.theme.theme import LIGHT, Theme
from clusterlab.ui.widgets.controls import IconButton, Slider
from clusterlab.ui.widgets.slider_scale import SliderScale

SPEEDS = SliderScale(0.5, 60, log=True)  # half-steps per second
RUN_BUTTON_HEIGHT = 36
BUTTON_LINES = 2.4
MIN_SPEED_WIDTH_LINES = 36  # the width, in line heights, from which the speed is shown


class RunButton(QPushButton):
    """The button Run or Pause, of the same size for both texts."""

    def sizeHint(self) -> QSize:
        """The width of the longer text in bold, with the icon and padding."""
        bold = QFont(self.font())
        bold.setBold(True)
        words = max(QFontMetrics(bold).horizontalAdvance(word) for word in ("Run", "Pause"))
        return QSize(
            words + self.iconSize().width() + 32, max(RUN_BUTTON_HEIGHT, super().sizeHint().height())
        )

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()


class Transport(QFrame):
    """The buttons first, back, Run or Pause, step and end; the timeline; the speed."""

    first_requested = Signal()
    back_requested = Signal()
    run_toggled = Signal()
    step_requested = Signal()
    end_requested = Signal()
    scrubbed = Signal(int)
    speed_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "card")
        self._theme, self._playing = LIGHT, False
        self._shown: tuple[bool, Theme] | None = None
        self.first = self._button("To the first step (Home)")
        self.back = self._button("One step back (Left)")
        self.run = RunButton("Run", self)
        self.step = self._button("One step on (Right)")
        self.end = self._button("To the end (End)")
        self.timeline, self.speed = Timeline(self), Slider(SPEEDS.places, self)
        self._style_run()
        self._connect()
        self._lay_out()
        self.show_speed(4)

    def show_playing(self, playing: bool) -> None:
        """Shows Pause while steps are being played, and Run otherwise."""
        if (playing, self._theme) == self._shown:
            return
        self._playing, self._shown = playing, (playing, self._theme)
        self.run.setText("Pause" if playing else "Run")
        self.run.setAccessibleName(self.run.text())
        self.run.setToolTip(f"{self.run.text()} (Space)")
        self.run.setIcon(icon("pause" if playing else "run", self._theme, self._theme.on_accent))

    def show_navigation(self, back: bool, forward: bool) -> None:
        """Enables the buttons that move back or forward."""
        for button in (self.first, self.back):
            button.setEnabled(back)
        for button in (self.step, self.end):
            button.setEnabled(forward)

    def show_speed(self, speed: float) -> None:
        """Shows the speed in half-steps per second."""
        self.speed.show_position(SPEEDS.place(speed))
        self.speed.setToolTip(f"{speed:g} half-steps a second")

    def set_theme(self, theme: Theme) -> None:
        """Tints the icons, and paints the timeline in the colors of a theme."""
        self._theme = theme
        names = {"first": self.first, "back": self.back, "step": self.step, "end": self.end}
        for name, button in names.items():
            button.setIcon(icon(name, theme))
        self.show_playing(self._playing)
        self.timeline.set_theme(theme)

    def minimumSizeHint(self) -> QSize:
        """The minimum size without the speed, which is hidden in a narrow window."""
        hint = super().minimumSizeHint()
        speed_width = 0 if self.speed.isHidden() else self.speed.width() + 8
        return QSize(hint.width() - speed_width, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows the speed if the width allows it."""
        super().resizeEvent(event)
        wide_enough = self.width() >= MIN_SPEED_WIDTH_LINES * self.fontMetrics().height()
        for part in (self.speed, self.speed_label):
            part.setVisible(wide_enough)

    def _button(self, name: str) -> IconButton:
        return IconButton(name.split(" (")[0], name, BUTTON_LINES, self)

    def _style_run(self) -> None:
        self.run.setProperty("class", "primary")
        self.run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.run.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for button in (self.back, self.step):
            button.setAutoRepeat(True)

    def _connect(self) -> None:
        self.first.clicked.connect(self.first_requested)
        self.back.clicked.connect(self.back_requested)
        self.run.clicked.connect(lambda: self.run_toggled.emit())
        self.step.clicked.connect(self.step_requested)
        self.end.clicked.connect(self.end_requested)
        self.timeline.scrubbed.connect(self.scrubbed)
        self.speed.moved.connect(self._emit_speed)

    def _emit_speed(self, place: int, finished: bool) -> None:
        self.show_speed(SPEEDS.value(place))
        self.speed_chosen.emit(SPEEDS.value(place))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(8)
        for button in (self.first, self.back, self.run, self.step, self.end):
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self.timeline, 1)
        row.addSpacing(4)
        row.addLayout(self._speed_column())

    def _speed_column(self) -> QVBoxLayout:
        self.speed_label = QLabel("Speed", self)
        self.speed_label.setProperty("class", "muted")
        self.speed_label.setBuddy(self.speed)
        self.speed.setAccessibleName("Speed")
        self.speed.setFixedWidth(72)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self.speed_label)
        column.addWidget(self.speed)
        column.addStretch(1)
        return column
