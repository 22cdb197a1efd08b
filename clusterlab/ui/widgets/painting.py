"""Painters that end in every case, so that an exception while painting never ends the process."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPaintDevice, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsObject, QGraphicsScene, QWidget

PAINT_ERROR_TEXT = "This part could not be drawn."
NEXT_TURN = 1
"""Milliseconds until the next turn of the event loop: a timer of 0 would fire in the same one."""
Item = TypeVar("Item", bound=QObject)
P = ParamSpec("P")
_errors: WeakKeyDictionary[object, Exception] = WeakKeyDictionary()
_holds: WeakKeyDictionary[QWidget, int] = WeakKeyDictionary()


def paint_later(window: QWidget) -> None:
    """Paints a window in the next turn of the event loop, when its layouts have settled."""
    if window.isVisible():
        hold_painting(window)
        QTimer.singleShot(NEXT_TURN, window, partial(paint_again, window))


def hold_painting(window: QWidget) -> None:
    """Paints nothing of a window until `paint_again` was called as often as this."""
    _holds[window] = _holds.get(window, 0) + 1
    window.setUpdatesEnabled(False)


def paint_again(window: QWidget) -> None:
    """Enables the updates of a window, and requests one: Qt drops one that was requested before."""
    _holds[window] = _holds.get(window, 0) - 1
    if _holds[window] <= 0:
        del _holds[window]
        window.setUpdatesEnabled(True)
        QCoreApplication.postEvent(window, QEvent(QEvent.Type.UpdateRequest))


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
        _errors.pop(widget, None)


@contextmanager
def item_painter(
    item: QGraphicsObject, painter: QPainter, widget: QWidget | None = None
) -> Iterator[QPainter]:
    """The painter of an item in a scene, within its paint method; after an exception the scene says so.

    On a widget it is reported like that of a widget. Without one the item is part of an image or a file, and
    the exception is raised by `render_scene`.
    """
    try:
        with saved_state(painter):
            yield painter
    except Exception as error:
        scene = item.scene()
        shown = scene.views()[0].sceneRect() if scene.views() else scene.sceneRect()
        _paint_error(painter, item.mapRectFromScene(shown), QGuiApplication.palette())
        if widget is not None:
            _report_once(item, error)
        _errors[item] = error
    else:
        _errors.pop(item, None)


def reports_errors(handle: Callable[Concatenate[Item, P], None]) -> Callable[Concatenate[Item, P], None]:
    """Decorates a method in which an item handles a mouse event; pyqtgraph would only print an exception.

    It is reported once, until an event is handled without one.
    """
    reported: WeakKeyDictionary[object, Exception] = WeakKeyDictionary()

    @wraps(handle)
    def handled(self: Item, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            handle(self, *args, **kwargs)
        except Exception as error:
            _report_once(self, error, reported)
        else:
            reported.pop(self, None)

    return handled


def render_scene(painter: QPainter, scene: QGraphicsScene, place: QRectF) -> None:
    """Paints all of a scene in a place of an image or a file; raises the exception of an item."""
    scene.render(painter, place, scene.sceneRect())
    for error in filter(None, map(paint_error, scene.items())):
        raise error


def paint_error(painted: object) -> Exception | None:
    """The exception of a widget or item that could not be drawn when it was last painted, or None."""
    return _errors.get(painted)


def empty_image(size: tuple[int, int], dpr: float) -> QImage:
    """An image of a size in pixels of a widget, to be painted, at a device pixel ratio."""
    image = QImage(round(size[0] * dpr), round(size[1] * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    return image


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


def _report_once(
    painted: QObject, error: Exception, reported: WeakKeyDictionary[object, Exception] = _errors
) -> None:
    """Reports an exception as an uncaught one, after painting: a message changes the layout."""
    if painted not in reported:
        reported[painted] = error
        QTimer.singleShot(0, painted, lambda: sys.excepthook(type(error), error, error.__traceback__))
