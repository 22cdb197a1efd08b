"""Answers questions in a window by the mouse and by the keyboard."""

import numpy as np
from PySide6.QtCore import QPoint, Qt

FIRST_ASSIGN, FIRST_UPDATE = 4, 5
"""The steps of k-means with four clusters that are asked about first: after four picks."""


def click_canvas(qtbot, program, place):
    """Clicks the canvas at a normalized position (d,)."""
    canvas = program.window.canvas
    pixel = canvas.viewport.to_pixels(program.presenter.shown.run.view.project(place))
    qtbot.mouseClick(
        canvas.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(*np.round(pixel).astype(int).tolist())
    )


def answer_all(key, question):
    """Presses the number of the right option for each point."""
    for truth in question.truths:
        key(getattr(Qt.Key, f"Key_{truth + 1}"))
