"""The bar at the top: algorithm, init method, number of clusters, and actions."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.controls import ChoiceBox, ValueEdit
from clusterlab.ui.widgets.elements import CONTROL_HEIGHT, fill_layout, push_button, text_label
from clusterlab.ui.widgets.flow_layout import FlowLayout
from clusterlab.ui.widgets.segmented_control import SegmentedControl
from clusterlab.ui.widgets.tooltip import set_tip

GIVEN_CENTERS = "given"
MIN_SEGMENTS_WIDTH = 1280  # in narrower bars a combo box replaces the buttons of the algorithms


class KField(QFrame):
    """An entry for the number of clusters between the buttons minus and plus."""

    chosen = Signal(object)  # of any size, for which an int of Qt has no room
    input_rejected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._k = 1
        self._high: int | None = None
        self.minus = self._button("−", "One cluster fewer", "first", -1)
        self.plus = self._button("+", "One cluster more", "last", 1)
        self.number = ValueEdit(self._read, str, self, "0000")
        self.number.setProperty("class", "segment-number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setMinimumHeight(CONTROL_HEIGHT)
        self.number.setAccessibleName("K, the number of clusters")
        self.number.entered.connect(self.chosen.emit)
        self.number.input_rejected.connect(self.input_rejected)
        fill_layout(QHBoxLayout(self), self.minus, self.number, self.plus, spacing=0)

    def show_k(self, k: int, high: int | None) -> None:
        """Shows K and its upper bound."""
        self._k, self._high = k, high
        self.number.show_value(k)
        self.minus.setEnabled(k > 1)
        self.plus.setEnabled(high is None or k < high)
        upper = "or more" if high is None else f"to {high:,}"
        set_tip(self.number, f"{CONTROL_HELP['K']} 1 {upper}.")

    def _button(self, sign: str, name: str, place: str, by: int) -> QPushButton:
        button = push_button(sign, name)
        button.clicked.connect(lambda: self.chosen.emit(self._k + by))
        button.setProperty("class", "segment")
        button.setProperty("place", place)
        button.setAccessibleName(name)
        button.setAutoRepeat(True)
        return button

    def _read(self, text: str) -> int:
        try:
            k = int(text)
        except ValueError:
            raise ValueError(f"K must be a whole number; it was {text!r}.") from None
        if k < 1:
            raise ValueError(f"K must be at least 1; it was {k:,}.")
        if self._high is not None and k > self._high:
            raise ValueError(f"K must be at most {self._high:,}; it was {k:,}.")
        return k


class TopBar(QFrame):
    """The algorithm and its init method, and at the right, always in the same place, K and the actions.

    What does not fit in one line stands in a second one.
    """

    algorithm_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "bar")
        self.segments, self.k = SegmentedControl(), KField()
        self.algorithms = self._box("Algorithm")
        self.init_choice = self._box("Start from")
        self.start_label, self.k_label = text_label("Start from", "muted"), text_label("K", "muted")
        self.start_label.setBuddy(self.init_choice)
        self.k_label.setBuddy(self.k.number)
        k_group = QWidget()
        fill_layout(QHBoxLayout(k_group), self.k_label, self.k, spacing=12)
        for part in (self.k_label, self.k):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the algorithms without K leave its place
            part.setSizePolicy(policy)
        parts = (self.segments, self.algorithms, self.start_label, self.init_choice, None, k_group)
        self._row = FlowLayout(self, *parts, spacing=12, margins=(14, 8, 14, 8))
        self.segments.chosen.connect(self.algorithm_chosen)
        self.algorithms.chosen.connect(self.algorithm_chosen.emit)
        self._fit_to_width()

    def set_algorithms(self, titles: Mapping[str, str]) -> None:
        """Offers the algorithms, by name, under their titles."""
        self.segments.set_choices(titles)
        self.algorithms.set_choices(titles)
        self._fit_to_width()

    def show_algorithm(self, name: str) -> None:
        """Shows the current algorithm."""
        self.segments.show_choice(name)
        self.algorithms.show_choice(name)
        self._fit_to_width()

    def show_init_methods(self, choices: Mapping[str, str], current: str, given: bool = False) -> None:
        """Shows the init methods, the current one, and given centers if there are some."""
        self.init_choice.set_choices({**choices, GIVEN_CENTERS: "given centers"} if given else choices)
        self.init_choice.show_choice(current)
        self.init_choice.setVisible(bool(self.init_choice.words()))
        self._fit_to_width()

    def show_k(self, k: int | None, high: int | None = None) -> None:
        """Shows K and its upper bound; None hides it for an algorithm without K."""
        for part in (self.k, self.k_label):
            part.setVisible(k is not None)
        if k is not None:
            self.k.show_k(k, high)

    def add_action(self, action: QAction | None = None) -> QToolButton:
        """Adds a button at the right, whose action can be set later."""
        button = QToolButton(self)
        if action is not None:
            button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setMinimumHeight(CONTROL_HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        button.show()
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Adds a widget at the right."""
        self._row.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """The minimum size with the combo box in place of the buttons."""
        hint, margins = super().minimumSizeHint(), self._row.contentsMargins()
        widths = [part.sizeHint().width() for part in (self.algorithms, self.init_choice, self.k)]
        return QSize(max(widths) + margins.left() + margins.right(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows buttons or the combo box, as the width allows."""
        super().resizeEvent(event)
        self._fit_to_width()

    def _fit_to_width(self) -> None:
        """Shows a combo box in place of the buttons in a narrow bar, and hides a label in a narrower one.

        What is shown or hidden resizes the bar at once where its number of lines changes, so this is called
        again while both or neither of the two are shown.
        """
        spacing = self._row.spacing()
        choices = [part for part in (self.segments, self.algorithms) if not part.isHidden()]
        label = 0 if self.start_label.isHidden() else self.start_label.sizeHint().width() + spacing
        chosen_width = sum(part.sizeHint().width() for part in choices) + spacing * (len(choices) - 1)
        other_width = self._row.sizeHint().width() - chosen_width - label
        wide_enough = self.width() >= max(MIN_SEGMENTS_WIDTH, other_width + self.segments.sizeHint().width())
        self.segments.setVisible(wide_enough)
        self.algorithms.setVisible(not wide_enough)
        label = self.start_label.sizeHint().width() + spacing
        wanted = self._row.sizeHint().width() + (label if self.start_label.isHidden() else 0)
        self.start_label.setVisible(bool(self.init_choice.words()) and wanted <= self.width())

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.setProperty("help", CONTROL_HELP[name])
        set_tip(box, CONTROL_HELP[name])
        box.setMinimumHeight(CONTROL_HEIGHT)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        return box
