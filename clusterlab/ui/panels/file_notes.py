"""The notes on an opened file: how many there are, and on demand their list."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.ui.widgets.controls import set_style_property
from clusterlab.ui.widgets.elements import add_copy_action, fill_layout, push_button

VISIBLE_LINES = 9
"""The number of lines of text that are shown of the list; more scroll."""
TEXT_MARGIN, NOTE_SPACING = 8, 6  # pixels: beside the text of a note, and between two notes
CLOSED_ARROW, OPEN_ARROW = " ▸", " ▾"


class NoteList(QListWidget):
    """Sentences that wrap; Ctrl+C copies those that are selected, or all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notes on the file")
        self.setWordWrap(True)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        add_copy_action(self, self.copy)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Shows sentences, one an item."""
        self.clear()
        self.addItems(notes)
        self._fit_height()

    def notes(self) -> list[str]:
        """The sentences."""
        return [self.item(i).text() for i in range(self.count())]

    def copy(self) -> None:
        """Copies the selected sentences, or all where none is selected, one a line."""
        selected = [self.item(i).text() for i in range(self.count()) if self.item(i).isSelected()]
        QGuiApplication.clipboard().setText("\n".join(selected or self.notes()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wraps the sentences anew."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Makes the list as high as its wrapped sentences, up to `VISIBLE_LINES` lines of text."""
        metrics, width = self.fontMetrics(), max(1, self.viewport().width() - TEXT_MARGIN)
        for i in range(self.count()):
            item = self.item(i)
            wrapped = metrics.boundingRect(0, 0, width, 1_000_000, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, wrapped.height() + NOTE_SPACING))
        rows = sum(self.item(i).sizeHint().height() for i in range(self.count()))
        limit = VISIBLE_LINES * metrics.lineSpacing()
        self.setFixedHeight(min(rows, limit) + 2 * self.frameWidth() + 2)


class FileNotes(QWidget):
    """A button that counts the dropped rows and the notes of the reader, and opens their list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button, self.list = (
            push_button("", "Shows or hides notes on how the file was read"),
            NoteList(),
        )
        set_style_property(self.button, "class", "chip")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._show_list)
        self._words = ""
        fill_layout(QVBoxLayout(self), self.button, self.list, spacing=4)
        self.list.hide()
        self.hide()

    def show_notes(self, dropped: int, notes: Sequence[str]) -> None:
        """Shows how many rows were dropped and how many notes there are; hidden if there is neither.

        The sentence about the dropped rows is one of the notes, but not counted.
        """
        counted = len(notes) - bool(dropped)
        parts = [f"{format_count(dropped, 'row')} dropped"] * bool(dropped)
        parts += [format_count(counted, "note")] * bool(counted)
        self._words = " · ".join(parts)
        if list(notes) != self.list.notes():
            self.list.show_notes(notes)
            self.button.setChecked(False)
        self._show_list(self.button.isChecked())
        self.setVisible(bool(parts))

    def _show_list(self, shown: bool) -> None:
        self.list.setVisible(shown)
        self.button.setText(self._words + (OPEN_ARROW if shown else CLOSED_ARROW))
        self.button.setAccessibleName(f"{self._words}: {'hide' if shown else 'show'} them")
