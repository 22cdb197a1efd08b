"""The check for leaked Qt objects finds seeded leaks and names them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent

SEEDED = """
import pyqtgraph
import pytest
from PySide6.QtCore import QThread, QTimer, QVariantAnimation
from PySide6.QtWidgets import QLabel

@pytest.fixture(scope="module")
def leaked_objects():
    things = []
    yield things
    for leaked in things:
        if isinstance(leaked, QThread):
            leaked.quit()
            leaked.wait()

def test_forgets_a_timer(leaked_objects):
    timer = QTimer()
    timer.start(16)
    leaked_objects.append(timer)

def test_forgets_a_window(leaked_objects):
    label = QLabel("words")
    label.setObjectName("forgotten")
    leaked_objects.append(label)

def test_forgets_an_animation(leaked_objects):
    animation = QVariantAnimation(duration=100000, startValue=0, endValue=1)
    animation.start()
    leaked_objects.append(animation)

def test_forgets_a_qthread(leaked_objects):
    thread = QThread()
    thread.start()
    leaked_objects.append(thread)

def test_gives_its_window_to_qtbot(qtbot):
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    plot.show()
    timer = QTimer(plot)
    timer.start(16)

def test_leaves_a_reference_cycle(qtbot):
    plot = pyqtgraph.PlotWidget()
    plot.myself = plot
    plot.show()
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> list[str]:
    """The lines that pytest prints for the seeded tests under the conftest files of this project."""
    folder = tmp_path_factory.mktemp("seeded")
    (folder / "ui").mkdir()
    shutil.copy(FOLDER.parent / "conftest.py", folder)
    shutil.copy(FOLDER / "conftest.py", folder / "ui")
    (folder / "ui" / "test_seeded.py").write_text(SEEDED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", folder]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def outcomes(output: list[str], name: str) -> list[str]:
    """The outcomes PASSED, FAILED, ERROR in pytest's summary of one seeded test, sorted."""
    return sorted(line.split()[0] for line in output if f"::{name}" in line and line.split()[0].isupper())


@pytest.mark.parametrize(
    ("name", "leaked"),
    [
        ("test_forgets_a_timer", "PySide6.QtCore.QTimer every 16 ms"),
        ("test_forgets_a_window", "PySide6.QtWidgets.QLabel 'forgotten'"),
        ("test_forgets_an_animation", "PySide6.QtCore.QVariantAnimation"),
        ("test_forgets_a_qthread", "PySide6.QtCore.QThread"),
    ],
)
def test_a_leaked_object_fails_the_test_and_is_named(output, name, leaked):
    assert outcomes(output, name) == ["ERROR", "PASSED"]
    assert "The test left behind: " + leaked in output


@pytest.mark.parametrize("name", ["test_gives_its_window_to_qtbot", "test_leaves_a_reference_cycle"])
def test_closed_or_collected_objects_are_not_leaks(output, name):
    assert outcomes(output, name) == ["PASSED"]
