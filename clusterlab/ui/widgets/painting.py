"""Painters that end in every case, so that an exception while painting never ends the process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintDevice, QPainter
from PySide6.QtWidgets import QWidget

PAINT_ERROR_TEXT = "This part could not be drawn."
_failed: WeakSet[QWidget] = WeakSet()


@contextmanager
def widget_painter(widget: QWidget) -> Iterator[QPainter]:
    """A painter of a widget, within its paint event.

    After an exception the widget says that it could not be drawn, and the exception is reported once, until
    it is painted without one. An active painter of a widget that is deleted would end the process.
    """
    try:
        with _ended(QPainter(widget)) as painter:
            yield painter
    except Exception as error:
        _paint_error(widget)
        _report_once(widget, error)
    else:
        _failed.discard(widget)


@contextmanager
def image_painter(image: QPaintDevice) -> Iterator[QPainter]:
    """A painter of an image or a file; an exception is the caller's, but the painter has ended."""
    with _ended(QPainter(image)) as painter:
        yield painter


@contextmanager
def saved_state(painter: QPainter) -> Iterator[QPainter]:
    """A painter whose state is restored in every case."""
    painter.save()
    try:
        yield painter
    finally:
        painter.restore()


@contextmanager
def _ended(painter: QPainter) -> Iterator[QPainter]:
    try:
        yield painter
    finally:
        painter.end()


def _paint_error(widget: QWidget) -> None:
    painter, palette = QPainter(widget), widget.palette()
    painter.fillRect(widget.rect(), palette.base())
    painter.setPen(palette.text().color())
    painter.drawText(
        widget.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), PAINT_ERROR_TEXT
    )
    painter.end()


def _report_once(widget: QWidget, error: Exception) -> None:
    """Reports an exception as an uncaught one, after the paint event: a message changes the layout."""
    if widget not in _failed:
        _failed.add(widget)
        QTimer.singleShot(0, widget, lambda: sys.excepthook(type(error), error, error.__traceback__))
