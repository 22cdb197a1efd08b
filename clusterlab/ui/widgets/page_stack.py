"""Pages of which one is shown."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Pages that scroll, of which one is shown; the hidden ones are not measured, as they have no say."""

    def sizeHint(self) -> QSize:
        """The size that the shown page would like."""
        return self._page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least size of the shown page."""
        return self._page.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """The height does not depend on the width, as the pages scroll."""
        return False

    @property
    def _page(self) -> QWidget:
        page = self.currentWidget()
        assert page is not None  # there are pages before the stack is measured
        return page
