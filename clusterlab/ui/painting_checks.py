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
from clusterlab.core.self_check import hold
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.picture import picture as picture_of
from clusterlab.session.state.prepared import prepare, read
from clusterlab.session.state.session import Session
from clusterlab.ui.app import Program, application
from clusterlab.ui.canvas.render import HEADER, image
from clusterlab.ui.theme.theme import DOT_OPACITY, LIGHT, rgb, seen

ENOUGH = 200
"""So many pixels of one color are not chance."""
WITHIN = 12
"""How far apart the parts of two colors may be that are about the same."""
EMITS, BATCH, TOLERATED = 1000, 50, 20
"""A version of PySide6 that loses a reference at each emit ends the process after some hundreds."""
PATIENCE, PAUSED = 60.0, 0.5
"""Seconds after which a window that is not at rest never will be; a turn of the loop counts for no more than
half of one, because a machine may sleep meanwhile."""


def picture() -> str:
    """A picture has points in the color of every cluster, and words above them."""
    offscreen()
    source, algorithm = Blobs(), KMeans(k=3)
    prepared = prepare(read(source), None, "none", generated=True)
    *_, last = algorithm.steps(prepared.points)
    drawn = picture_of(prepared.points, prepared.view(), last, title="Three groups", caption="At the end")
    pixels = pixels_of(image(drawn, (900, 600), LIGHT))
    _hold_clusters(pixels, "The picture")
    ink = pixels[:HEADER].size // 3 - near(pixels[:HEADER], LIGHT.window)
    hold(ink > ENOUGH, f"The words above the picture are {ink} pixels.")
    hold(letter("i") != letter("W"), "Every letter is the same box: there is no font; install DejaVu Sans.")
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
    for _ in range(EMITS // BATCH):
        for _ in range(BATCH):
            sender.plain.emit()
            sender.truth.emit(True)
            sender.truth.emit(False)
            sender.anything.emit(None)
        lost = [name for name, count in _references().items() if count < before[name] - TOLERATED]
        hold(not lost, f"This PySide6 loses references to {', '.join(lost)}; install another version.")
    return f"{4 * EMITS:,} signals lose no reference."


def window() -> str:
    """The window opens, computes its charts and shows the points in their colors."""
    app = offscreen()
    with TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        settings.setValue("theme", "light")
        program = Program(app, settings, Session(Blobs(), KMeans()))
        failures, usual = list[BaseException](), sys.excepthook
        sys.excepthook = lambda _kind, failure, _trace: failures.append(failure)
        try:
            return _opened(program, failures)
        finally:
            sys.excepthook = usual
            program.window.close()
            program.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def offscreen() -> QApplication:
    """The application, on no screen unless it is there already."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    there = QApplication.instance()
    return there if isinstance(there, QApplication) else application()


def letter(character: str) -> QImage:
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


def near(pixels: np.ndarray, color: str) -> int:
    """How many pixels have about one color."""
    return int((abs(pixels - rgb(color).astype(int)).max(axis=-1) <= WITHIN).sum())


def _opened(program: Program, failures: list[BaseException]) -> str:
    live, shown = program.live, program.window
    shown.resize(1440, 900)
    shown.show()
    left, last = PATIENCE, monotonic()
    clock = QTimer()
    clock.start(50)  # wakes the loop where nothing else does
    while not (failures or _at_rest(program)) and left > 0:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        now = monotonic()
        left, last = left - min(now - last, PAUSED), now
        if live.player.scene.run.finished and not live.player.at_end:
            live.go_to_end()
    if failures:
        raise failures[0]
    told = shown.message.words.text() if shown.message.isVisible() else ""
    hold(_at_rest(program), f"The run and the charts did not come to their end. {told}")
    _hold_clusters(pixels_of(shown.canvas.grab().toImage()), "The window")
    return "The window opens, runs, fills its charts and shows three clusters."


def _at_rest(program: Program) -> bool:
    """Whether the last step and the charts are there and shown."""
    live = program.live
    shown = live.player.at_end and program.window.canvas.picture is not None and not live.portraits.busy
    return shown and program.kcharts.sweeper.complete


def _hold_clusters(pixels: np.ndarray, what: str) -> None:
    """Three clusters are there, each in its color."""
    colors = [seen(LIGHT.cluster(number), LIGHT.canvas, DOT_OPACITY) for number in range(3)]
    counts = [near(pixels, color) for color in colors]
    hold(min(counts) > ENOUGH, f"{what} shows {counts} pixels in the colors of its clusters.")


def _references() -> dict[str, int]:
    """How many hold on to each constant; from Python 3.12 on these never change."""
    return {str(value): sys.getrefcount(value) for value in (True, False, None)}


def _nothing(*_values: object) -> None:
    """Takes a signal."""
