"""A program on groups that overlap, and the question before one of its steps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.state.session import Session


@pytest.fixture
def groups(program, rest):
    """Shows an algorithm on four groups that overlap, at the first step."""

    def groups(algorithm, points=300):
        shown = Session.of(Blobs(points=points, groups=4, spread=1.6), algorithm)
        program.presenter.document.change(shown)
        rest()
        program.presenter.go(0)
        rest()

    return groups


@pytest.fixture
def predict(program):
    """What asks the questions of the program."""
    return program.predict_presenter


@pytest.fixture
def key(qtbot, program, rest):
    """Presses a key where the focus is, and waits until the window is idle."""

    def key(pressed, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(QApplication.focusWidget() or program.window.canvas, pressed, modifier)
        rest()

    return key


@pytest.fixture
def asked(program, predict, groups, key):
    """The question before the step at an index of k-means, reached by keys alone."""

    def asked(index, points=300):
        groups(KMeans(k=4), points)
        key(Qt.Key.Key_P)
        program.presenter.go(index - 1)
        key(Qt.Key.Key_Right)
        assert predict.answers.is_open
        return predict.answers.answer.question

    return asked
