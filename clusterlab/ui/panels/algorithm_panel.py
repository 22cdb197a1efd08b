"""The parameters of the algorithm, and the button that refines its result."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.ui.panels.form import Form
from clusterlab.ui.theme.theme import Theme

TOP_BAR_PARAMS = ("k", "init")
"""Parameters that are shown in the top bar instead of the form."""
REFINE_TIP = "Hands these centers, sizes and spreads to a Gaussian mixture (M)"


class AlgorithmPanel(QWidget):
    """The title, the links About and Reset, the form, and the button Refine."""

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)
    reset_requested = Signal()
    about_requested = Signal()
    refine_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.reset, self.form = QLabel(), QPushButton("Reset"), Form(TOP_BAR_PARAMS)
        self.about = QPushButton("About")
        self.refine = QPushButton()
        self.title.setProperty("class", "heading")
        self.title.setWordWrap(True)  # a long title must not widen the panel
        for link in (self.about, self.reset):
            link.setProperty("class", "link")
        self.about.setToolTip("What this algorithm does, when to use it and when not")
        self.reset.setToolTip("Every parameter as the program proposes it; K and the seed stay")
        self._lay_out()
        self.form.changed.connect(self.changed)
        self.form.input_rejected.connect(self.input_rejected)
        self.about.clicked.connect(lambda: self.about_requested.emit())
        self.reset.clicked.connect(lambda: self.reset_requested.emit())
        self.refine.clicked.connect(lambda: self.refine_requested.emit())

    def show_algorithm(self, algorithm: Algorithm, pane: str = "") -> None:
        """Shows an algorithm and its parameters, with the prefix of its pane in a comparison."""
        self.title.setText(pane + algorithm.title)
        self.about.setVisible(algorithm.about is not None)
        self.form.show_params(algorithm)

    def show_refine(self, words: str, possible: bool) -> None:
        """Shows the button Refine unless its words are empty; until the run has ended it is disabled."""
        self.refine.setText(words or self.refine.text())
        self.refine.setVisible(bool(words))
        self.refine.setEnabled(possible)
        self.refine.setToolTip(REFINE_TIP if possible else f"{REFINE_TIP}; this run has not ended")

    def set_theme(self, theme: Theme) -> None:
        """Tints the icons of the form."""
        self.form.set_theme(theme)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.about)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.form)
        column.addWidget(self.refine)
        for button in (self.about, self.reset, self.refine):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.refine.setMinimumHeight(32)


def refine_words(algorithm: Algorithm) -> str:
    """The words of refining a result with the algorithm that can continue from it; empty where none can."""
    return f"Refine with {ALGORITHMS.all()[algorithm.refines_to].title}" if algorithm.refines_to else ""
