"""The watch over what tests leave behind is itself watched: seeded faults must be named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

SEEDED = """
import os
import threading
from pathlib import Path

from clusterlab.core.worker import Job

def forget():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()

def test_forgets_a_thread():
    forget()

def test_forgets_a_job():
    Job("worker")

def test_closes_a_job():
    assert Job("worker").close()

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
def said(tmp_path_factory) -> list[str]:
    """What pytest says of the seeded tests under the conftest of this project, line by line."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_seeded.py").write_text(SEEDED, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:pytest-qt", "-rA"]
    root = CONFTEST.parent.parent
    done = subprocess.run([*command, folder], cwd=root, capture_output=True, text=True)
    return done.stdout.splitlines()


def verdicts(said: list[str], name: str) -> list[str]:
    """The words PASSED, FAILED, ERROR that pytest's summary gives one seeded test, sorted."""
    return sorted(line.split()[0] for line in said if f"::{name}" in line and line.split()[0].isupper())


@pytest.mark.parametrize(
    ("name", "thread"),
    [
        ("test_forgets_a_thread", "thread 'forgotten' in "),
        ("test_forgets_a_job", "thread 'worker' in Lanes."),
    ],
)
def test_a_thread_that_is_left_fails_the_test_and_is_named(said, name, thread):
    assert verdicts(said, name) == ["ERROR", "PASSED"]
    assert any(line.startswith("The test left behind: " + thread) for line in said)


@pytest.mark.parametrize("name", ["test_closes_a_job", "test_ends_in_time"])
def test_a_thread_that_ends_is_no_fault(said, name):
    assert verdicts(said, name) == ["PASSED"]


def test_a_failed_test_is_blamed_for_its_failure_alone(said):
    assert verdicts(said, "test_fails_and_forgets") == ["FAILED"]


def test_tests_live_in_a_home_of_their_own_that_goes_away(said):
    home = next(line for line in said if line.startswith("HOME IS")).split()[-1]
    assert verdicts(said, "test_writes") == ["PASSED"]
    assert home != str(Path.home())
    assert not Path(home).exists()
