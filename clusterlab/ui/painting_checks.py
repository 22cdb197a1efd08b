"""The proofs of a self-test that need Qt: a picture, signals that lose nothing, and the window itself."""

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
from clusterlab.core.self_check import check
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.picture import picture as run_picture
from clusterlab.session.state.prepared import prepare, read_source
from clusterlab.session.state.session import Session
from clusterlab.ui.app import Program, create_application
from clusterlab.ui.canvas.render import HEADER_HEIGHT, image
from clusterlab.ui.theme.theme import LIGHT, POINT_OPACITY, composited, parse_color

MIN_COLORED_PIXELS = 200
"""So many pixels of one color are not chance."""
COLOR_TOLERANCE = 12
"""How far apart the parts of two colors may be that are about the same."""
EMITS, EMITS_PER_BATCH, TOLERATED = 1000, 50, 20
"""A version of PySide6 that loses a reference at each emit ends the process after some hundreds."""
WINDOW_TIMEOUT, MAX_PAUSE = 60.0, 0.5
"""Seconds after which a window that is not at rest never will be; a turn of the loop counts for no more than
half of one, because a machine may sleep meanwhile."""


def picture() -> str:
    """A picture has points in the color of every cluster, and words above them."""
    offscreen()
    source, algorithm = Blobs(), KMeans(k=3)
    prepared = prepare(read_source(source), None, "none", generated=True)
    *_, last = algorithm.steps(prepared.points)
    drawn = run_picture(prepared.points, prepared.view(), last, title="Three groups", caption="At the end")
    pixels = pixels_of(image(drawn, (900, 600), LIGHT))
    _check_clusters(pixels, "The picture")
    text_pixels = pixels[:HEADER_HEIGHT].size // 3 - count_pixels_near(pixels[:HEADER_HEIGHT], LIGHT.window)
    check(text_pixels > MIN_COLORED_PIXELS, f"The words above the picture are {text_pixels} pixels.")
    check(
        letter_image("i") != letter_image("W"),
        "Every letter is the same box: there is no font; install DejaVu Sans.",
    )
    return f"A picture of {pixels.shape[1]} x {pixels.shape[0]} pixels shows three clusters and its words."


def signals() -> str:
    """Signals take no reference from True, False and None."""
    offscreen()

    class Sender(QObject):
        plain, truth, anything = Signal(), Signal(bool), Signal(object)

    sender = Sender()
    for signal in (sender.plain, sender.truth, sender.anything):
        signal.connect(_nothing)
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


def window() -> str:
    """The window opens, computes its charts and shows the points in their colors."""
    app = offscreen()
    with TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        settings.setValue("theme", "light")
        program = Program(app, settings, Session(Blobs(), KMeans()))
        failures, previous_hook = list[BaseException](), sys.excepthook
        sys.excepthook = lambda _kind, failure, _trace: failures.append(failure)
        try:
            return _run_window(program, failures)
        finally:
            sys.excepthook = previous_hook
            program.window.close()
            program.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def offscreen() -> QApplication:
    """The application, on no screen unless it is there already."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else create_application()


def letter_image(character: str) -> QImage:
    """How one letter looks."""
    drawn = QImage(32, 32, QImage.Format.Format_Grayscale8)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawText(drawn.rect(), Qt.AlignmentFlag.AlignLeft, character)
    painter.end()
    return drawn


def pixels_of(drawn: QImage) -> np.ndarray:
    """The colors (h, w, 3) of a picture's pixels."""
    plain = drawn.convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)
    return bits[:, : plain.width(), 2::-1].astype(int)


def count_pixels_near(pixels: np.ndarray, color: str) -> int:
    """How many pixels have about one color."""
    return int((abs(pixels - parse_color(color).astype(int)).max(axis=-1) <= COLOR_TOLERANCE).sum())


def _run_window(program: Program, failures: list[BaseException]) -> str:
    presenter, shown = program.presenter, program.window
    shown.resize(1440, 900)
    shown.show()
    left, last = WINDOW_TIMEOUT, monotonic()
    clock = QTimer()
    clock.start(50)  # wakes the loop where nothing else does
    while not (failures or _at_rest(program)) and left > 0:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        now = monotonic()
        left, last = left - min(now - last, MAX_PAUSE), now
        if presenter.player.scene.run.finished and not presenter.player.at_end:
            presenter.go_to_end()
    if failures:
        raise failures[0]
    message_text = shown.message.words.text() if shown.message.isVisible() else ""
    check(_at_rest(program), f"The run and the charts did not come to their end. {message_text}")
    _check_clusters(pixels_of(shown.canvas.grab().toImage()), "The window")
    return "The window opens, runs, fills its charts and shows three clusters."


def _at_rest(program: Program) -> bool:
    """Whether the last step and the charts are there and shown."""
    presenter = program.presenter
    shown = (
        presenter.player.at_end
        and program.window.canvas.picture is not None
        and not presenter.frame_renderer.busy
    )
    return shown and program.k_chart_presenter.sweeper.complete


def _check_clusters(pixels: np.ndarray, what: str) -> None:
    """Three clusters are there, each in its color."""
    colors = [composited(LIGHT.cluster(number), LIGHT.canvas, POINT_OPACITY) for number in range(3)]
    counts = [count_pixels_near(pixels, color) for color in colors]
    check(min(counts) > MIN_COLORED_PIXELS, f"{what} shows {counts} pixels in the colors of its clusters.")


def _references() -> dict[str, int]:
    """How many hold on to each constant; from Python 3.12 on these never change."""
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


def _nothing(*_values: object) -> None:
    """Takes a signal."""
