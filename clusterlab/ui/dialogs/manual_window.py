"""The manual in a modeless window: a table of contents, a search, and the text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clusterlab.export.manual import ManualSection, manual_html, matching_sections
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE
from clusterlab.ui.widgets.elements import fill_layout, link_button

MANUAL_SIZE = QSize(960, 700)
CONTENTS_WIDTH = 280  # pixels
ANCHOR_ROLE = Qt.ItemDataRole.UserRole
NOTHING_FOUND = "<p>No entry has all of these words.</p>"
TEXT_STYLE = "h2 { margin-top: 18px; } h3 { margin-top: 12px; margin-bottom: 2px; } p { margin-top: 2px; }"


class ManualWindow(QDialog):
    """The sections of the manual, of which a search shows the entries that have all its words."""

    def __init__(
        self, sections: Sequence[ManualSection], save: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("clusterlab manual")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sections = sections
        self.search, self.contents, self.text = QLineEdit(), QTreeWidget(), QTextBrowser()
        self.save = link_button("Save as HTML…", "Saves the whole manual as one page, which can be linked to")
        self.save.clicked.connect(save)
        self._set_up_parts()
        head = fill_layout(QHBoxLayout(), (self.search, 1), self.save)
        fill_layout(QVBoxLayout(self), head, (self._columns(), 1), margins=(14, 14, 14, 14))
        self._show_matches("")
        available = (parent or self).screen().availableSize() - QSize(40, 80)
        self.resize(MANUAL_SIZE.boundedTo(available))

    def go_to(self, anchor: str) -> None:
        """Shows a section or an entry by the name of its link; an empty one is the top."""
        self.search.clear()
        self.text.scrollToAnchor(anchor)

    def _show_matches(self, typed: str) -> None:
        """Shows the entries with all typed words, in the contents and in the text."""
        found = matching_sections(self._sections, typed.split())
        self.contents.clear()
        for section in found:
            item = QTreeWidgetItem(self.contents, [section.title])
            item.setData(0, ANCHOR_ROLE, section.anchor())
            for entry in section.entries:
                QTreeWidgetItem(item, [entry.name]).setData(0, ANCHOR_ROLE, section.anchor(entry))
            item.setExpanded(bool(typed.strip()))
        self.text.setHtml(manual_html(found) or NOTHING_FOUND)

    def _set_up_parts(self) -> None:
        self.search.setPlaceholderText("Search the manual")
        self.search.setAccessibleName("Search the manual")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(MIN_TARGET_SIZE + 6)
        self.search.textChanged.connect(self._show_matches)
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName("Contents")
        self.contents.currentItemChanged.connect(self._go_to_item)
        self.text.setAccessibleName("The manual")
        self.text.document().setDefaultStyleSheet(TEXT_STYLE)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def _columns(self) -> QSplitter:
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(self.contents)
        columns.addWidget(self.text)
        columns.setChildrenCollapsible(False)
        columns.setHandleWidth(8)
        columns.setSizes([CONTENTS_WIDTH, MANUAL_SIZE.width() - CONTENTS_WIDTH])
        columns.setStretchFactor(1, 1)
        return columns

    def _go_to_item(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.text.scrollToAnchor(item.data(0, ANCHOR_ROLE))


def show_manual(
    parent: QWidget, sections: Sequence[ManualSection], save: Callable[[], object], anchor: str = ""
) -> ManualWindow:
    """Opens the manual, or raises the one that is open, at a section or an entry."""
    opened = next((one for one in parent.findChildren(ManualWindow) if one.isVisible()), None)
    manual = opened or ManualWindow(sections, save, parent)
    manual.show()
    manual.raise_()
    manual.activateWindow()
    manual.go_to(anchor)
    manual.search.setFocus()
    return manual
