"""The checks of the self-test that need Qt: a picture, reference counts of signals, and the window."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.self_check import SelfCheck, check
from clusterlab.core.worker import join_stopped_workers
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.picture import picture as run_picture
from clusterlab.export.theme import LIGHT, POINT_OPACITY, composited, parse_color
from clusterlab.session.state.prepared import prepare, read_source
from clusterlab.session.state.session import Session
from clusterlab.ui.app import Program, create_application
from clusterlab.ui.canvas.page import HEADER_HEIGHT, picture_page

MIN_COLORED_PIXELS = 200
"""The least number of pixels of a color that counts as drawn in it."""
COLOR_TOLERANCE = 12
"""The largest difference per channel of two colors that count as equal."""
STOP_TIMEOUT = 2.0
"""Seconds in which the workers of the window may end."""
EMITS, EMITS_PER_BATCH, TOLERATED = 1000, 50, 20
"""Emits in all and per batch, and lost references that other code may cause. A PySide6 that loses one at
each emit crashes after some hundreds, so references are counted after each batch."""
WINDOW_TIMEOUT, MAX_PAUSE = 60.0, 0.5
"""Seconds after which a window that is still busy counts as stuck; one turn of the event loop counts for at
most `MAX_PAUSE` seconds, because the machine may sleep meanwhile."""


def check_picture() -> str:
    """Checks that a picture has points in the color of every cluster, and text above them."""
    offscreen()
    source, algorithm = Blobs(), KMeans(k=3)
    prepared = prepare(read_source(source), None, "none", generated=True)
    *_, last = algorithm.steps(prepared.points)
    drawn = run_picture(prepared.points, prepared.view(), last, title="Three groups", caption="At the end")
    pixels = pixels_of(picture_page(drawn, (900, 600), LIGHT).image())
    _check_clusters(pixels, "The picture")
    text_pixels = pixels[:HEADER_HEIGHT].size // 3 - count_pixels_near(pixels[:HEADER_HEIGHT], LIGHT.window)
    check(text_pixels > MIN_COLORED_PIXELS, f"The words above the picture are {text_pixels} pixels.")
    has_font = letter_image("i") != letter_image("W")
    check(has_font, "Every letter is the same box: there is no font; install DejaVu Sans.")
    return f"A picture of {pixels.shape[1]} x {pixels.shape[0]} pixels shows three clusters and its words."


def check_signals() -> str:
    """Checks that emits lose no references to True, False and None."""
    offscreen()

    class Sender(QObject):
        plain, truth, anything = Signal(), Signal(bool), Signal(object)

    sender = Sender()
    for signal in (sender.plain, sender.truth, sender.anything):
        signal.connect(lambda *_values: None)
    before = _references()
    for _ in range(EMITS // EMITS_PER_BATCH):
        for _ in range(EMITS_PER_BATCH):
            sender.plain.emit()
            sender.truth.emit(True)
            sender.truth.emit(False)
            sender.anything.emit(None)
        lost = [name for name, count in _references().items() if count < before[name] - TOLERATED]
        check(not lost, f"This PySide6 loses references to {', '.join(lost)}; install another version.")
    return f"{4 * EMITS:,} signals lose no reference."


def check_window() -> str:
    """Checks that the window opens, computes its charts and shows the points in their colors."""
    app = offscreen()
    with TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        settings.setValue("theme", "light")
        program = Program(app, settings, Session.of(Blobs(), KMeans()))
        failures, previous_hook = list[BaseException](), sys.excepthook
        sys.excepthook = lambda _kind, failure, _trace: failures.append(failure)
        try:
            return _run_window(program, failures)
        finally:
            sys.excepthook = previous_hook
            program.window.close()
            join_stopped_workers(STOP_TIMEOUT)
            program.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def offscreen() -> QApplication:
    """The running application, or a new one on the offscreen platform."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else create_application()


def letter_image(character: str) -> QImage:
    """An image of one letter."""
    drawn = QImage(32, 32, QImage.Format.Format_Grayscale8)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawText(drawn.rect(), Qt.AlignmentFlag.AlignLeft, character)
    painter.end()
    return drawn


def pixels_of(drawn: QImage) -> np.ndarray:
    """The RGB values (h, w, 3) of an image."""
    plain = drawn.convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return bits[:, : plain.width(), 2::-1].astype(int)


def count_pixels_near(pixels: np.ndarray, color: str) -> int:
    """The number of pixels within `COLOR_TOLERANCE` of a color."""
    return int((abs(pixels - parse_color(color).astype(int)).max(axis=-1) <= COLOR_TOLERANCE).sum())


def _run_window(program: Program, failures: list[BaseException]) -> str:
    presenter, shown = program.presenter, program.window
    shown.resize(1440, 900)
    shown.show()
    remaining, last = WINDOW_TIMEOUT, monotonic()
    wake_timer = QTimer()
    wake_timer.start(50)  # wakes the event loop where nothing else does
    while not (failures or _is_idle(program)) and remaining > 0:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        now = monotonic()
        remaining, last = remaining - min(now - last, MAX_PAUSE), now
        if presenter.player.scene.run.finished and not presenter.player.at_end:
            presenter.go_to_end()
    if failures:
        raise failures[0]
    message_text = shown.message.words.text() if shown.message.isVisible() else ""
    check(_is_idle(program), f"The run and the charts did not come to their end. {message_text}")
    _check_clusters(pixels_of(shown.canvas.grab().toImage()), "The window")
    return "The window opens, runs, fills its charts and shows three clusters."


def _is_idle(program: Program) -> bool:
    """Whether the last step and the charts are computed and shown."""
    presenter = program.presenter
    drawn = program.window.canvas.picture is not None and not presenter.frame_renderer.busy
    return presenter.player.at_end and drawn and program.k_chart_presenter.k_sweep.complete


def _check_clusters(pixels: np.ndarray, what: str) -> None:
    """Checks that three clusters are drawn, each in its color."""
    colors = [composited(LIGHT.cluster(number), LIGHT.canvas, POINT_OPACITY) for number in range(3)]
    counts = [count_pixels_near(pixels, color) for color in colors]
    check(min(counts) > MIN_COLORED_PIXELS, f"{what} shows {counts} pixels in the colors of its clusters.")


def _references() -> dict[str, int]:
    """The reference count of each constant; constant since Python 3.12 (PEP 683)."""
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


QT_CHECKS: dict[str, SelfCheck] = {"picture": check_picture, "signals": check_signals, "window": check_window}
