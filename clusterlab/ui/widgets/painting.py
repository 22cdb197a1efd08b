"""Painters that end in every case, so that an exception while painting never ends the process."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPaintDevice, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsObject, QWidget

PAINT_ERROR_TEXT = "This part could not be drawn."
_failed: WeakSet[QObject] = WeakSet()


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
        with _ended(QPainter(widget)) as painter:
            _paint_error(painter, QRectF(widget.rect()), widget.palette())
        _report_once(widget, error)
    else:
        _failed.discard(widget)


@contextmanager
def item_painter(item: QGraphicsObject, painter: QPainter) -> Iterator[QPainter]:
    """The painter of an item in a scene, within its paint method; after an exception the scene says so."""
    try:
        with saved_state(painter):
            yield painter
    except Exception as error:
        scene = item.scene()
        shown = scene.views()[0].sceneRect() if scene.views() else scene.sceneRect()
        _paint_error(painter, item.mapRectFromScene(shown), QGuiApplication.palette())
        _report_once(item, error)
    else:
        _failed.discard(item)


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


def _paint_error(painter: QPainter, rect: QRectF, palette: QPalette) -> None:
    painter.fillRect(rect, palette.base())
    painter.setPen(palette.text().color())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), PAINT_ERROR_TEXT)


def _report_once(part: QObject, error: Exception) -> None:
    """Reports an exception as an uncaught one, after the paint event: a message changes the layout."""
    if part not in _failed:
        _failed.add(part)
        QTimer.singleShot(0, part, lambda: sys.excepthook(type(error), error, error.__traceback__))
