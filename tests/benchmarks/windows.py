"""The program's real window for benchmarks, without a display, with its canvas at a given size."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QSettings,
    QTimer,
)
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from clusterlab.session.state.session import Session
from clusterlab.ui import app

CANVAS = (1000, 800)
PATIENCE = 120
"""Seconds after which waiting is given up."""
BETWEEN_LOOKS = 4
"""Milliseconds between two looks at what is waited for while nothing happens."""


def create_application() -> QApplication:
    """The one application of this process."""
    return QApplication.instance() or app.create_application()


@contextmanager
def window(session: Session) -> Iterator[app.Program]:
    """The program on a session whose run is computed and on screen; the charts over K are left out."""
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        program = app.Program(create_application(), settings, session)
        try:
            program.window.resize(1440, 900)
            program.window.show()
            until(lambda: len(program.presenter.player.scene.run) > 0)
            fit_canvas(program)
            until(
                lambda: (
                    program.presenter.player.scene.run.finished and not program.presenter.frame_renderer.busy
                )
            )
            program.presenter.cancel()  # the charts over K are another row
            program.window.message.hide()
            until(lambda: not program.presenter._timer.isActive())
            yield program
        finally:
            program.session_files.close_at_once()
            program.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fit_canvas(program: app.Program) -> None:
    """Makes the window so large that its canvas has the size that all rows have."""
    for _ in range(20):  # the panels grow with the window
        window, canvas = program.window, program.window.canvas
        window.resize(
            window.width() + CANVAS[0] - canvas.width(), window.height() + CANVAS[1] - canvas.height()
        )
        QCoreApplication.processEvents()
    assert (canvas.width(), canvas.height()) == CANVAS, canvas.size()


def until(there: Callable[[], bool]) -> None:
    """Runs the event loop until a condition holds, as a person gets the window: nothing is asked meanwhile.

    The condition is looked at whenever the loop has nothing more to do, and by a timer where nothing happens.
    """
    late, loop, timer = perf_counter() + PATIENCE, QEventLoop(), QTimer()

    def look() -> None:
        if there() or perf_counter() > late:
            loop.quit()

    if there():
        return
    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.aboutToBlock.connect(look)
    timer.timeout.connect(look)
    timer.start(BETWEEN_LOOKS)
    try:
        loop.exec()
    finally:
        timer.stop()
        dispatcher.aboutToBlock.disconnect(look)
    assert there(), "What was waited for did not come."


class Paints(QObject):
    """Calls a function at each paint event of a widget."""

    def __init__(self, widget: QObject, on_paint: Callable[[], object]) -> None:
        super().__init__(widget)
        self._on_paint = on_paint
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reports paint events; the widget gets every event."""
        if event.type() == QEvent.Type.Paint:
            self._on_paint()
        return False


def colors_in(image: QImage) -> set[str]:
    """The colors of an image."""
    seen = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(seen.constBits(), np.uint32) & 0xFFFFFF
    return {f"#{pixel:06x}" for pixel in np.unique(pixels).tolist()}
