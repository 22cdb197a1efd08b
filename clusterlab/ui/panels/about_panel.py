"""The About card of an algorithm: idea, formula, properties, examples, and highlighted pseudocode."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.core.algorithm import Algorithm
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.ui.widgets.columns_layout import ColumnsLayout
from clusterlab.ui.widgets.controls import set_style_property
from clusterlab.ui.widgets.elements import fill_layout, link_button, push_button, text_label
from clusterlab.ui.widgets.late_part import LatePart
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.core.about import Example
    from clusterlab.session.analysis.step_formulas import StepFormulas

NUMBERS_HELP = (
    "The formulas of this step with its numbers: of the selected point and center, or else of a point that "
    "changed and the center that moved most."
)


class AboutPanel(LatePart):
    """The About card of one algorithm, with buttons that request its examples.

    `outdated` when its numbers may not be those of the step on screen: it becomes visible, or it is another
    algorithm's; `compare_asked` that all algorithms are to be shown.
    """

    example_requested = Signal(object)
    compare_asked = Signal()
    outdated = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._algorithm: type[Algorithm] | None = None
        self._phase = ""

    def show_algorithm(self, kind: type[Algorithm]) -> None:
        """Shows the card of an algorithm, or that it has none."""
        if kind is self._algorithm:
            return
        self._algorithm = kind
        if self.is_made:
            self._show_card()

    def show_phase(self, phase: str) -> None:
        """Highlights the lines of a phase."""
        self._phase = phase
        if self.is_made:
            self.code.show_phase(phase)

    def show_formulas(self, found: "StepFormulas") -> None:
        """Shows the formulas of a step with its numbers."""
        about = None if self._algorithm is None else self._algorithm.about
        self.numbers.show_formulas(found.formulas, found.pages)
        self.symbols.setText(" ".join(filter(None, (about.symbols if about else "", found.note))))

    def showEvent(self, event: QShowEvent) -> None:
        """Tells that it is visible."""
        super().showEvent(event)
        self.outdated.emit()

    def _make_widgets(self) -> None:
        from clusterlab.core.about import ASPECTS
        from clusterlab.ui.widgets.formula_view import FormulaView

        self._examples: dict[QPushButton, Example] = {}
        self.title = text_label("", "title", wraps=True)
        self.idea, self.formula = text_label(wraps=True), FormulaView("Objective")
        self.answers = {name: text_label(wraps=True) for name in ASPECTS}
        self.code, self._body = Pseudocode(), QWidget()
        self.numbers_title = text_label("This step in numbers", "heading")
        set_tip(self.numbers_title, NUMBERS_HELP)
        self.numbers, self.symbols = FormulaView("This step in numbers"), text_label("", "muted", wraps=True)
        self.good_example = self._button("Where it works")
        self.bad_example = self._button("Where it fails")
        self.compare = link_button("All algorithms side by side")
        self.reason = text_label("", "muted", wraps=True)
        examples = QWidget()
        ColumnsLayout(examples, (self.good_example, self.bad_example), 2, 8)
        numbers = (self.numbers_title, self.numbers, self.symbols)
        body = (self.formula, self.code, *numbers, examples, self.reason, self._answers())
        fill_layout(QVBoxLayout(self._body), *body, spacing=12)
        column = fill_layout(QVBoxLayout(self), self.title, self.idea, self._body, self.compare, spacing=12)
        column.setAlignment(self.compare, Qt.AlignmentFlag.AlignLeft)
        self.compare.clicked.connect(self.compare_asked)
        self._show_card()

    def _show_card(self) -> None:
        from clusterlab.core.about import ASPECTS
        from clusterlab.session.analysis.step_formulas import NO_FORMULAS

        kind = self._algorithm
        if kind is None:
            return
        self.title.setText(kind.title)
        about = kind.about
        self._body.setVisible(about is not None)
        if about is None:
            self.idea.setText(f"{kind.title} has no description.")
            return
        self.idea.setText(_without_slash_breaks(about.idea))
        self.formula.show_formulas((about.formula,))
        self.show_formulas(NO_FORMULAS)
        for name, label in self.answers.items():
            label.setText(ASPECTS[name].answer(about))
        self._examples = {self.good_example: about.good_example, self.bad_example: about.bad_example}
        for button, example in self._examples.items():
            title = SHAPES.all()[example.shape].title.lower()
            set_tip(button, f"Runs {title} on such data; Undo returns to yours")
        self.reason.setText(f"Where it fails: {about.bad_example.reason}")
        self.reason.setVisible(bool(about.bad_example.reason))
        self.code.show_lines(about.pseudocode)
        self.code.show_phase(self._phase)
        self.outdated.emit()

    def _button(self, words: str) -> QPushButton:
        button = push_button(words)
        button.clicked.connect(lambda: self.example_requested.emit(self._examples[button]))
        return button

    def _answers(self) -> QFormLayout:
        from clusterlab.core.about import ASPECTS

        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for name, aspect in ASPECTS.items():
            label = text_label(aspect.label, "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            form.addRow(label, self.answers[name])
        return form


class Pseudocode(QFrame):
    """Lines of pseudocode; those of the current phase are highlighted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "code")
        self.lines: list[tuple[Sequence[str], QLabel]] = []
        self._phase = ""
        self._column = fill_layout(QVBoxLayout(self), spacing=0, margins=(6, 6, 6, 6))

    def show_lines(self, lines: Sequence[tuple[Sequence[str], str]]) -> None:
        """Shows lines, each with the phases in which it is highlighted."""
        for _, label in self.lines:
            label.hide()
            label.deleteLater()
        self.lines = [(phases, self._line(words)) for phases, words in lines]
        self.show_phase(self._phase)

    def show_phase(self, phase: str) -> None:
        """Highlights the lines of a phase."""
        self._phase = phase
        for phases, label in self.lines:
            set_style_property(label, "lit", phase in phases)

    def _line(self, words: str) -> QLabel:
        indent = len(words) - len(words.lstrip())
        label = text_label(_without_slash_breaks(words.strip()), "code-line", wraps=True)
        label.setContentsMargins(4 * indent, 0, 0, 0)
        self._column.addWidget(label)
        return label


def _without_slash_breaks(words: str) -> str:
    """The text with a word joiner after each slash, so that no line breaks inside a fraction."""
    return words.replace("/", "/\u2060")
