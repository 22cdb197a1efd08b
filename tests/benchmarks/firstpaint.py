"""Run in a process of its own: opens a window and prints when it is painted and when its picture is there."""

import gc
import os
from collections.abc import Callable, Iterable

ENOUGH = 100
"""So many pixels of a color are not chance."""
MOST = 0.9
PATIENCE = 30_000
"""Milliseconds after which the process gives up."""


def program() -> None:
    """The program, as its command starts it, until its points are on the canvas.

    At the start of a run the points are in no cluster yet and have one color; those of clusters are then
    in the charts next to the canvas. Both must be there.
    """
    from clusterlab.cli.main import main

    gc.disable()  # as the command does before it imports the window
    from clusterlab.ui import app

    class Watched(app.Program):
        def __init__(self, *what: object) -> None:
            super().__init__(*what)
            colors = [self.look_settings.theme.cluster(number) for number in range(4)]
            look_at(
                self.window.canvas,
                lambda: (
                    shows_points(self.window.canvas, self.look_settings.theme.canvas)
                    and seen(self.window, colors) > ENOUGH
                ),
            )

    app.Program = Watched
    main([])


def shows_points(canvas, background: str) -> bool:
    """Whether something is painted where nearly all of the points are."""
    if canvas.picture is None:
        return False
    x, y = canvas.viewport.to_pixels(canvas.picture.places).astype(int).T
    return bool((pixels_of(canvas)[y, x] != int(background[1:], 16)).mean() > MOST)


def plot() -> None:
    """What a bare script shows: an empty plot of pyqtgraph."""
    import numpy  # noqa: F401  what a script for a plot imports
    import pyqtgraph
    import PySide6.QtWidgets  # noqa: F401

    app = pyqtgraph.mkQApp()
    shown = pyqtgraph.PlotWidget()
    shown.show()
    look_at(shown.viewport(), lambda: seen(shown, ("#969696",)) > ENOUGH)  # the color of its axes
    app.exec()


def look_at(widget, wanted: Callable[[], bool]) -> None:
    """Prints a line after each paint event of a widget, and ends once `wanted` returns True.

    A plot that is put over the widget later is watched too, because the widget is then painted no more.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QGraphicsView

    def look() -> None:
        print("painted", flush=True)
        if wanted():
            print("seen", flush=True)
            os._exit(0)

    class Paints(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, look)
            if event.type() == QEvent.Type.ChildPolished and isinstance(event.child(), QGraphicsView):
                event.child().viewport().installEventFilter(self)
            return False

    widget.installEventFilter(Paints(widget))
    QTimer.singleShot(PATIENCE, lambda: os._exit(1))


def seen(widget, colors: Iterable[str]) -> int:
    """How many pixels on the screen where a widget stands have one of some colors."""
    import numpy as np

    return int(np.isin(pixels_of(widget), [int(color[1:], 16) for color in colors]).sum())


def pixels_of(widget):
    """What is on the screen where a widget stands: (height, width) colors as 0xRRGGBB."""
    import numpy as np
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QImage

    window = widget.window()
    place = widget.mapTo(window, QPoint())
    size = (widget.width(), widget.height())
    grabbed = widget.screen().grabWindow(window.winId(), place.x(), place.y(), *size)
    image = grabbed.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(size[1], size[0]) & 0xFFFFFF
