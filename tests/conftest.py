"""Fixtures of all tests: a private home, no display, the same random examples in CI, no leaked threads."""

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from hypothesis import settings

PRIVATE = Path(tempfile.mkdtemp(prefix="clusterlab-tests-"))
PLACES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "config",
    "LOCALAPPDATA": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}
PERSONAL = ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_FONT_DPI")
QT_OPTIONS = ("qt_api", "qt_log_level_fail", "qt_log_ignore")
SECONDS_TO_END = 60.0  # of threads that were told to, on a machine with much other work
LASTING = ("clusterlab-kernels", "Dask-Offload")  # threads that live as long as the process
FAILED = pytest.StashKey[bool]()


def live_privately() -> None:
    """Sets all folders of user files to a folder of this run alone."""
    for name, folder in PLACES.items():
        (PRIVATE / folder).mkdir(exist_ok=True)
        os.environ[name] = str(PRIVATE / folder)
    for name in PERSONAL:
        os.environ.pop(name, None)


# All of this stands before any test module, and so before the first import of Qt.
live_privately()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("steady" if os.environ.get("CI") else "search")


def pytest_addoption(parser, pluginmanager):
    """Keeps the options of pytest-qt known where it is switched off because there is no Qt."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in QT_OPTIONS:
            parser.addini(name, "Read by pytest-qt, which is switched off.")


def pytest_ignore_collect(collection_path, config):
    """Skips the tests of the window where pytest-qt is switched off (`-p no:pytest-qt`)."""
    without_qt = not config.pluginmanager.hasplugin("pytest-qt")
    return True if without_qt and collection_path == Path(__file__).parent / "ui" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Looks for no garbage while tests are collected, which stay: that took a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish():
    """Keeps modules and tests, which stay until the end, out of garbage collections, which then are quick."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    """Removes the private home."""
    shutil.rmtree(PRIVATE, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Records a failure, because the traceback of a failed test may keep objects alive."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def blame(request):
    """Fails the test for what it leaked, unless it failed by itself."""

    def blame(left):
        if left and not request.node.stash.get(FAILED, False):
            pytest.fail("The test left behind: " + "; ".join(left), pytrace=False)

    return blame


@pytest.fixture(autouse=True)
def no_thread_is_left(blame):
    """Fails a test that leaves a thread running, such as a `SingleTaskWorker` that was not closed."""
    before = set(threading.enumerate())
    yield
    blame(threads_left(before))


def threads_left(before: set[threading.Thread]) -> list[str]:
    """The threads that were started since and do not end by themselves, with the line that each is at."""
    until = time.monotonic() + SECONDS_TO_END
    left = []
    come = set(threading.enumerate()) - before
    for thread in (thread for thread in come if not thread.name.startswith(LASTING)):
        thread.join(max(0.0, until - time.monotonic()))
        if thread.is_alive():
            left.append(f"thread {thread.name!r} {whereabouts(thread)}")
    return sorted(left)


def whereabouts(thread: threading.Thread) -> str:
    """The line of this project, or else the innermost one, that a thread is at."""
    frame = innermost = sys._current_frames().get(thread.ident)
    while frame and "clusterlab" not in Path(frame.f_code.co_filename).parts:
        frame = frame.f_back
    shown = frame or innermost
    return f"in {shown.f_code.co_qualname} ({shown.f_code.co_filename}:{shown.f_lineno})" if shown else ""


@pytest.fixture
def gate(monkeypatch):
    """Runs start only once this event is set."""
    from clusterlab.session.playback import run_task

    opened, steps = threading.Event(), run_task.steps

    def held(*args):
        opened.wait(120)
        yield from steps(*args)

    monkeypatch.setattr(run_task, "steps", held)
    yield opened
    opened.set()


@pytest.fixture
def quick_counts(monkeypatch):
    """Clusters are counted with fewer runs and up to a smaller K: each window and each sweep counts them."""
    from clusterlab.metrics.cluster_count import statistics

    for name, value in (("MAX_COUNTED_K", 4), ("K_MEANS_STARTS", 1), ("GAP_REFERENCES", 3)):
        monkeypatch.setattr(statistics, name, value)


@pytest.fixture
def begun_counts(monkeypatch):
    """One item for each count of the clusters of data that was begun."""
    from clusterlab.metrics.cluster_count import how_many  # after the home is a private one

    found, real = [], how_many.count_clusters

    def count_clusters(*args, **more):
        found.append(1)
        return real(*args, **more)

    monkeypatch.setattr(how_many, "count_clusters", count_clusters)
    return found
