"""The parameters of the algorithm, and the button that refines its result."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.late_names import is_declared
from clusterlab.ui.panels.form import Form
from clusterlab.ui.widgets.elements import fill_layout, link_button, push_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

TOP_BAR_PARAMS = ("k", "init")
"""Parameters that are shown in the top bar instead of the form."""
REFINE_TIP = "Continue from these clusters (M)"


class AlgorithmPanel(QWidget):
    """The title, the links About and Reset, the form, and the button Refine."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = text_label("", "heading", wraps=True)  # a long title must not widen the panel
        self.about = link_button("About", "What this algorithm does, when to use it and when not")
        self.reset = link_button("Reset", "Resets all parameters but K and the seed")
        self.form, self.refine = Form(TOP_BAR_PARAMS), push_button("")
        head = fill_layout(QHBoxLayout(), (self.title, 1), self.about, self.reset)
        fill_layout(QVBoxLayout(self), head, self.form, self.refine)

    def show_algorithm(self, algorithm: Algorithm, pane: str = "") -> None:
        """Shows an algorithm and its parameters, with the prefix of its pane in a comparison."""
        self.title.setText(pane + algorithm.title)
        self.about.setVisible(is_declared(type(algorithm), "about"))
        self.form.show_params(algorithm)

    def show_refine(self, words: str, possible: bool) -> None:
        """Shows the button Refine unless its words are empty; until the run has ended it is disabled."""
        self.refine.setText(words or self.refine.text())
        self.refine.setVisible(bool(words))
        self.refine.setEnabled(possible)
        set_tip(self.refine, REFINE_TIP if possible else f"{REFINE_TIP}; this run has not ended")


def refine_words(algorithm: Algorithm) -> str:
    """The words of refining a result with the algorithm that can continue from it; empty where none can."""
    return f"Refine with {ALGORITHMS.all()[algorithm.refines_to].title}" if algorithm.refines_to else ""
