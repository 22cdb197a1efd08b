"""What the tests of the canvas share: plots drawn as arrays, zoomed viewports, and the mouse over a plot."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsScene

from clusterlab.core.marks import Centers
from clusterlab.export.theme import LIGHT
from clusterlab.ui.canvas.cluster_plot import ClusterPlot
from clusterlab.ui.widgets.painting import image_painter, render_scene

MAGENTA = "#ff00ff"  # stays where nothing is painted
LEFT = Qt.MouseButton.LeftButton
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CORNERS = np.array([[-1.0, -1.0], [-0.9, -1.0], [1.0, 1.0], [0.9, 1.0], [1.0, -0.2]])
"""The points of the canvas fixture."""


def drawn(picture, viewport, theme=LIGHT):
    """A picture in a viewport as colors (h, w, 3) of device pixels; raises what its items raise."""
    scene = QGraphicsScene(0, 0, *viewport.size)
    plot = ClusterPlot(viewport.dpr, viewport.scale)
    scene.addItem(plot)
    plot.setGeometry(scene.sceneRect())
    plot.set_theme(theme)
    plot.show_viewport(viewport)
    plot.show_picture(picture)
    plot.legend.place = viewport.legend
    assert plot.viewport == viewport
    image = QImage(*(round(side * viewport.dpr) for side in viewport.size), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(viewport.dpr)
    image.fill(QColor(MAGENTA))
    with image_painter(image) as painter:
        render_scene(painter, scene, scene.sceneRect())
    return as_array(image)


def as_array(image):
    """The colors (h, w, 3) of an image."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return bits[:, : plain.width(), 2::-1].astype(int)


def zoomed(viewport, pixel, factor):
    """A viewport magnified by `factor` around a pixel."""
    at = viewport.to_plane(np.array(pixel, float))
    low, high = (
        tuple((at + (np.array(edge) - at) / factor).tolist()) for edge in (viewport.low, viewport.high)
    )
    return replace(viewport, low=low, high=high)


def surface(canvas):
    """The widget over a canvas that gets the mouse."""
    return canvas.view.viewport()


def turn_wheel(canvas, at, notches):
    """Turns the wheel over a pixel of a canvas."""
    place = QPointF(at)
    event = QWheelEvent(
        place,
        surface(canvas).mapToGlobal(place),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        NO_MODIFIER,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface(canvas), event)


def drag(qtbot, canvas, start, *stops, modifier=NO_MODIFIER, button=LEFT):
    """Presses a button at a pixel, moves to some others, and releases the button at the last one."""
    qtbot.mousePress(surface(canvas), button, modifier, start)
    for stop in stops:
        move(canvas, stop, modifier, button)
    qtbot.mouseRelease(surface(canvas), button, modifier, stops[-1])


def move(canvas, to, modifier=NO_MODIFIER, button=LEFT):
    """Moves the mouse, with a button held, to a pixel."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(surface(canvas).mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        button,
        modifier,
    )
    QApplication.sendEvent(surface(canvas), event)


def spots_of(picture, viewport, cluster):
    """The pixels of the points of a cluster of a picture."""
    places = picture.places[picture.point_marks.labels == cluster]
    return [QPoint(*np.rint(spot).astype(int).tolist()) for spot in viewport.to_pixels(places)]


def color_in(image, picture, viewport, cluster):
    """The most frequent color of the points of a cluster in an image."""
    colors = [image.pixelColor(spot).name() for spot in spots_of(picture, viewport, cluster)]
    return max(set(colors), key=colors.count)


def pixel_of(canvas, place):
    """The pixel of a position of the plane on the canvas."""
    return QPointF(*canvas.viewport.to_pixels(np.array([place], float))[0].tolist()).toPoint()


def center(canvas, cluster=0):
    """The pixel of a center."""
    return pixel_of(canvas, canvas.picture.mark(Centers).positions[cluster])


def press_and_move(qtbot, canvas, start, *stops):
    """Presses the left button at a pixel and moves to some others, without releasing it."""
    qtbot.mousePress(surface(canvas), LEFT, pos=start)
    for stop in stops:
        move(canvas, stop)


def pixel(canvas, at):
    """The color (3,) of a pixel of a canvas."""
    return np.array(canvas.grab().toImage().pixelColor(at).getRgb()[:3])
