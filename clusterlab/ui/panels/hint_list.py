"""The questions about opened data, each of which stays until it is answered."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.session.analysis.hints import Hint
from clusterlab.ui.widgets.elements import fill_layout, link_button, text_label


class HintCard(QFrame):
    """A sentence about the data, and below it what could be changed and the choice to keep them."""

    def __init__(self, hint: Hint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("class", "message")
        self.hint, self.words = hint, text_label(hint.sentence, wraps=True)
        self.accept = link_button(hint.action)
        self.keep = link_button("Keep", "Change nothing, and ask no more about these data")
        for button in (self.accept, self.keep):
            button.setProperty("class", "link suggestion")
        self.setAccessibleName(f"Hint: {hint.sentence}")
        answers = fill_layout(QHBoxLayout(), self.accept, self.keep, None, spacing=4)
        fill_layout(QVBoxLayout(self), self.words, answers, spacing=2, margins=(10, 6, 6, 4))


class HintList(QWidget):
    """A card for each hint; the signals carry the hint that was answered."""

    accepted = Signal(object)
    kept = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[HintCard] = []
        self._column = fill_layout(QVBoxLayout(self), spacing=6)
        self.hide()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Shows hints in their order; cards of hints that were there stay."""
        if [card.hint for card in self.cards] == list(hints):
            return
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [self._card(hint) for hint in hints]
        self.setVisible(bool(hints))

    def _card(self, hint: Hint) -> HintCard:
        card = HintCard(hint, self)
        card.accept.clicked.connect(lambda: self.accepted.emit(hint))
        card.keep.clicked.connect(lambda: self.kept.emit(hint))
        self._column.addWidget(card)
        return card
