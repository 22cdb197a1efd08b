"""The answer to how many clusters there are, with a line for each piece of evidence."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from clusterlab.core.terms import EVIDENCE_TITLES
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.widgets.controls import set_style_property
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

if TYPE_CHECKING:
    from clusterlab.metrics.cluster_count.evidence import Evidence
    from clusterlab.metrics.cluster_count.how_many import ClusterCount

AGREES, DISSENTS, UNKNOWN = "✓", "≠", "·"
MARK_NAMES = {AGREES: "Agrees. ", DISSENTS: "Differs. ", UNKNOWN: ""}


class VerdictView(QFrame):
    """The answer about the data on screen, the K that can be used, and the evidence."""

    k_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "verdict")
        self.setAccessibleName("How many clusters there are")
        set_tip(self, CONTROL_HELP["Verdict"], ", ".join(EVIDENCE_TITLES))
        self.answer = text_label("", "title", wraps=True)
        self.notes, self.dissent = text_label("", "muted", wraps=True), text_label("", wraps=True)
        self.again = link_button("Look for clusters", "Count the clusters of these data")
        self.scale = link_button("Use z-scores", "Scale the columns equally")
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answer.setContentsMargins(0, 2, 0, 0)  # its first line is beside that of the first button
        for button in (self.again, self.scale):
            button.setProperty("class", "link suggestion")
        self.uses: list[QPushButton] = []
        self.lines = [(text_label(UNKNOWN, "muted"), text_label("", wraps=True)) for _ in EVIDENCE_TITLES]
        self._count: ClusterCount | None = None
        self._lay_out()
        self.hide()

    def show_waiting(self, words: str, stopped: bool = False) -> None:
        """Shows that there is no answer yet, and why; it can be asked for again if it was `stopped`."""
        self._count = None
        self._show_answer(words, settled=False)
        self._show_lines([(UNKNOWN, title) for title in EVIDENCE_TITLES])
        self._show_notes("")
        self._make_uses(())
        self.again.setVisible(stopped)
        self.scale.hide()
        self.show()

    def show_count(self, count: "ClusterCount", current_k: int | None, can_scale: bool) -> None:
        """Shows an answer; `current_k` is the chosen K, None where the algorithm has none."""
        if count is not self._count:
            self._count = count
            self._show_answer(count.words.removesuffix("."), settled=True)
            self._show_lines([(_mark(line), line.words) for line in count.evidence])
            self._show_notes(" ".join(count.notes))
            self._make_uses(count.suggested_ks)
            self.again.hide()
        self.show_current(current_k)
        self.scale.setVisible(can_scale and count.scaled is not None)
        self.show()

    def show_current(self, current_k: int | None) -> None:
        """Offers the numbers of clusters of the answer that are not in use."""
        for use, k in zip(self.uses, self._count.suggested_ks if self._count else (), strict=True):
            use.setVisible(current_k is not None and k != current_k)

    def show_dissent(self, words: str) -> None:
        """Shows that the charts over K of the algorithm say otherwise; nothing if `words` are empty."""
        self.dissent.setText(words)
        set_tip(self.dissent, "", words)
        self.dissent.setVisible(bool(words))

    def _show_answer(self, words: str, settled: bool) -> None:
        self.answer.setText(words)
        self.answer.setAccessibleName(words)
        for part in (self, self.answer, *(label for _, label in self.lines)):
            set_style_property(part, "settled", settled)

    def _show_lines(self, lines: list[tuple[str, str]]) -> None:
        for (mark, label), (sign, words) in zip(self.lines, lines, strict=True):
            mark.setText(sign)
            label.setText(words)
            set_tip(label, "", words)
            label.setAccessibleName(MARK_NAMES[sign] + words)

    def _show_notes(self, words: str) -> None:
        self.notes.setText(words)
        self.notes.setVisible(bool(words))

    def _make_uses(self, ks: tuple[int, ...]) -> None:
        """A button for each number of clusters that the answer names."""
        for use in self.uses:
            use.hide()
            use.deleteLater()
        self.uses = [link_button(f"Use K = {k}", f"Make {k} clusters") for k in ks]
        for use, k in zip(self.uses, ks, strict=True):
            use.setProperty("class", "link suggestion")
            use.clicked.connect(lambda _=False, k=k: self.k_chosen.emit(k))
            self._use_column.addWidget(use)

    def _lay_out(self) -> None:
        self._use_column = fill_layout(QVBoxLayout(), self.again, self.scale, spacing=0)
        head = fill_layout(QHBoxLayout(), (self.answer, 1), self._use_column)
        head.setAlignment(self._use_column, Qt.AlignmentFlag.AlignTop)
        evidence = QGridLayout()
        evidence.setContentsMargins(0, 0, 0, 0)
        evidence.setVerticalSpacing(2)
        evidence.setHorizontalSpacing(6)
        evidence.setColumnStretch(1, 1)
        for row, (mark, label) in enumerate(self.lines):
            evidence.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            evidence.addWidget(label, row, 1)
        parts = (head, self.notes, evidence, self.dissent)
        fill_layout(QVBoxLayout(self), *parts, spacing=6, margins=(10, 8, 10, 8))
        self.dissent.hide()


def _mark(line: "Evidence") -> str:
    """Whether a piece of evidence agrees with the answer, says otherwise, or cannot tell."""
    if line.agrees:
        return AGREES
    return UNKNOWN if line.k is None else DISSENTS
