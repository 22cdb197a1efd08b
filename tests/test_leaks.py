"""The detection of leaked threads: seeded faults must be reported."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SECONDS_TO_END

CONFTEST = Path(__file__).with_name("conftest.py")

SEEDED = """
import os
import threading
from pathlib import Path

from clusterlab.core.worker import SingleTaskWorker

def forget():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()

def test_forgets_a_thread():
    forget()

def begun():
    worker = SingleTaskWorker("worker")
    worker.start(lambda: iter(()))
    return worker

def test_forgets_a_worker():
    begun()

def test_closes_a_worker():
    assert begun().close()

def test_closes_an_idle_worker():
    assert SingleTaskWorker("worker").close()

def test_ends_in_time():
    threading.Thread(target=threading.Event().wait, args=(0.05,)).start()

def test_fails_and_forgets():
    forget()
    raise ValueError("first things first")

def test_writes():
    Path.home().joinpath("note").write_text("x")
    print("HOME IS", Path.home())
    assert os.environ["QT_QPA_PLATFORM"]
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> list[str]:
    """The lines of pytest's output for the seeded tests under the conftest of this project."""
    folder = tmp_path_factory.mktemp("seeded")
    text = CONFTEST.read_text(encoding="utf-8")
    impatient = text.replace(f"SECONDS_TO_END = {SECONDS_TO_END}", "SECONDS_TO_END = 2.0")
    assert impatient != text
    (folder / "conftest.py").write_text(impatient, encoding="utf-8")
    (folder / "test_seeded.py").write_text(SEEDED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt", "-rA"]
    root = CONFTEST.parent.parent
    done = subprocess.run([*command, folder], cwd=root, capture_output=True, text=True)
    return done.stdout.splitlines()


def verdicts(output: list[str], name: str) -> list[str]:
    """The outcomes PASSED, FAILED, ERROR of one seeded test in pytest's summary, sorted."""
    return sorted(line.split()[0] for line in output if f"::{name}" in line and line.split()[0].isupper())


@pytest.mark.parametrize(
    ("name", "thread"),
    [
        ("test_forgets_a_thread", "thread 'forgotten' in "),
        ("test_forgets_a_worker", "thread 'worker' in Worker."),
    ],
)
def test_a_leaked_thread_fails_the_test_and_is_named(output, name, thread):
    assert verdicts(output, name) == ["ERROR", "PASSED"]
    assert any(line.startswith("The test left behind: " + thread) for line in output)


@pytest.mark.parametrize("name", ["test_closes_a_worker", "test_closes_an_idle_worker", "test_ends_in_time"])
def test_a_thread_that_ends_is_no_leak(output, name):
    assert verdicts(output, name) == ["PASSED"]


def test_a_failed_test_reports_no_leaks(output):
    assert verdicts(output, "test_fails_and_forgets") == ["FAILED"]


def test_the_home_of_the_tests_is_private_and_removed(output):
    home = next(line for line in output if line.startswith("HOME IS")).split()[-1]
    assert verdicts(output, "test_writes") == ["PASSED"]
    assert home != str(Path.home())
    assert not Path(home).exists()
