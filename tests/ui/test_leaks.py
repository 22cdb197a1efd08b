"""The watch over windows and timers is itself watched: seeded faults must be named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

SEEDED = """
import pyqtgraph
import pytest
from PySide6.QtCore import QThread, QTimer, QVariantAnimation
from PySide6.QtWidgets import QLabel

@pytest.fixture(scope="module")
def kept():
    things = []
    yield things
    for thing in things:
        if isinstance(thing, QThread):
            thing.quit()
            thing.wait()

def test_forgets_a_timer(kept):
    timer = QTimer()
    timer.start(16)
    kept.append(timer)

def test_forgets_a_window(kept):
    label = QLabel("words")
    label.setObjectName("forgotten")
    kept.append(label)

def test_forgets_an_animation(kept):
    animation = QVariantAnimation(duration=100000, startValue=0, endValue=1)
    animation.start()
    kept.append(animation)

def test_forgets_a_qthread(kept):
    thread = QThread()
    thread.start()
    kept.append(thread)

def test_gives_its_window_to_qtbot(qtbot):
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    plot.show()
    timer = QTimer(plot)
    timer.start(16)

def test_lets_a_cycle_go(qtbot):
    plot = pyqtgraph.PlotWidget()
    plot.myself = plot
    plot.show()
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> list[str]:
    """What pytest says of the seeded tests under the conftests of this project, line by line."""
    folder = tmp_path_factory.mktemp("seeded")
    (folder / "ui").mkdir()
    shutil.copy(HERE.parent / "conftest.py", folder)
    shutil.copy(HERE / "conftest.py", folder / "ui")
    (folder / "ui" / "test_seeded.py").write_text(SEEDED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", folder]
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()


def verdicts(said: list[str], name: str) -> list[str]:
    """The words PASSED, FAILED, ERROR that pytest's summary gives one seeded test, sorted."""
    return sorted(line.split()[0] for line in said if f"::{name}" in line and line.split()[0].isupper())


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("test_forgets_a_timer", "PySide6.QtCore.QTimer every 16 ms"),
        ("test_forgets_a_window", "PySide6.QtWidgets.QLabel 'forgotten'"),
        ("test_forgets_an_animation", "PySide6.QtCore.QVariantAnimation"),
        ("test_forgets_a_qthread", "PySide6.QtCore.QThread"),
    ],
)
def test_what_is_left_fails_the_test_and_is_named(said, name, thing):
    assert verdicts(said, name) == ["ERROR", "PASSED"]
    assert "The test left behind: " + thing in said


@pytest.mark.parametrize("name", ["test_gives_its_window_to_qtbot", "test_lets_a_cycle_go"])
def test_what_is_closed_or_collected_is_no_fault(said, name):
    assert verdicts(said, name) == ["PASSED"]
