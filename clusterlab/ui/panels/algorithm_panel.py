"""The algorithm's own parameters, and what can be done with its result."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from clusterlab.core.algorithm import Algorithm
from clusterlab.ui.panels.form import Form
from clusterlab.ui.theme.theme import Theme

TOP_BAR_PARAMS = ("k", "init")
"""Parameters that stand in the top bar, and only there."""
REFINE_TIP = "Hands these centers, sizes and spreads to a Gaussian mixture (M)"


class AlgorithmPanel(QWidget):
    """The form of the algorithm under its title, Reset, and the button that hands its result on."""

    changed = Signal(str, object, bool)
    input_rejected = Signal(str)
    reset_requested = Signal()
    about_requested = Signal()
    refine_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.reset, self.form = QLabel(), QPushButton("Reset"), Form(TOP_BAR_PARAMS)
        self.about = QPushButton("About")
        self.refine = QPushButton("Refine with GMM")
        self.title.setProperty("class", "heading")
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
        """Shows an algorithm and its parameters, and in which pane it runs, where there are several."""
        self.title.setText(pane + algorithm.title)
        self.about.setVisible(algorithm.about is not None)
        self.form.show_params(algorithm)

    def show_refine(self, offered: bool, possible: bool) -> None:
        """Offers to hand the result on; it can be done once there is one, and nothing moves then."""
        self.refine.setVisible(offered)
        self.refine.setEnabled(possible)
        self.refine.setToolTip(REFINE_TIP if possible else f"{REFINE_TIP}; this run has not ended")

    def set_theme(self, theme: Theme) -> None:
        """Tints the icons of the form."""
        self.form.set_theme(theme)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
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
