"""Runs tests in forks of one warm process: libraries are imported once, the program in each fork."""

import gc
import importlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import NoReturn

import pytest

WARM = ("numpy", "scipy.spatial", "scipy.optimize", "scipy.linalg", "scipy.stats", "scipy.sparse.csgraph")
WARM_TESTS = ("hypothesis.strategies", "hypothesis.extra.numpy", "sklearn.cluster", "sklearn.datasets")
WITHOUT = ("cacheprovider", "pytest-qt", "xdist")
OPTIONS = [
    "-q",
    "--assert=plain",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    *(f"-pno:{name}" for name in WITHOUT),
]
FAILED, FAULT, NOTHING_RAN = 1, 3, 5
"""Exit codes of pytest: a test failed, an internal error, no test was run."""
BYTES = 8 * 2**30
SECONDS_TO_START = 3.0
SECONDS_FOR_OTHERS = 40
"""So many times the processor time may the clock of a fork run, for what else the machine does."""


def import_libraries() -> None:
    """Imports what the tests import, so that a fork need not."""
    os.environ["CI"] = "1"  # the same random examples in each fork
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    for name in (*WARM, *WARM_TESTS, "sklearn.mixture", "sklearn.metrics"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collections of a fork pass over its own objects alone


def run_forked(root: Path, work: Callable[[], int], seconds: float) -> int:
    """The exit code of a function in a fork in the folder `root`; negative for the signal that ended it.

    It is killed after that much processor time, or long after it.
    """
    child = os.fork()
    if not child:
        run_and_exit(root, work, seconds)
    until = time.monotonic() + SECONDS_FOR_OTHERS * seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.03)
    os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_and_exit(root: Path, work: Callable[[], int], seconds: float) -> NoReturn:
    """Runs a function in a fork, which never returns into the code of its parent."""
    code = FAULT
    try:
        enter(root, seconds)
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def enter(root: Path, seconds: float) -> None:
    """Puts a fork into its folder and its limits; what it prints goes into a file beside."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has background jobs ignore it
    os.chdir(root)
    sys.path[:] = [str(root), *(path for path in sys.path if path != "")]
    sys.dont_write_bytecode = True
    output = os.open(printed(root), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


def printed(root: Path) -> Path:
    """The file of what the last fork printed."""
    return root.with_name("output.txt")


class Quick:
    """A plugin: a test that fails ends the run, and hypothesis looks for no smaller example of it."""

    def pytest_configure(self) -> None:
        """Loads the profile after conftest.py has loaded that of CI."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutation", settings.get_profile("steady"), phases=phases)
        settings.load_profile("mutation")


class Chosen(Quick):
    """A plugin that keeps the chosen tests, in their order, and those that were not there before.

    Each may take ten times the seconds that it took, and some more.
    """

    def __init__(self, chosen: dict[str, float], known: set[str]) -> None:
        self.order = {name: place for place, name in enumerate(chosen)}
        self.seconds, self.known = chosen, known
        self.functions = {name.partition("[")[0] for name in chosen}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """A test whose id was changed by the mutant still runs, if another of its function was chosen."""
        items[:] = [item for item in items if item.nodeid in self.order or self.is_new(item.nodeid)]
        items.sort(key=lambda item: self.order.get(item.nodeid, len(self.order)))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Limits the time of a test, which a mutant may make loop or wait for ever."""
        used, own = resource.getrusage(resource.RUSAGE_SELF), self.seconds.get(item.nodeid, 1.0)
        signal.alarm(int(SECONDS_FOR_OTHERS * (1 + own)))
        most = SECONDS_TO_START + 10 * own
        limits = int(used.ru_utime + used.ru_stime + most) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (min(limits), limits[1]))

    def is_new(self, name: str) -> bool:
        """Whether a test of a chosen function was unknown."""
        return name not in self.known and name.partition("[")[0] in self.functions


class Recorder(Quick):
    """A plugin that records how long each passed test took and which functions of the program it called."""

    def __init__(self, package: Path) -> None:
        self.package = f"{package}{os.sep}"
        self.tests: dict[str, tuple[float, list[str]]] = {}
        self.called: set[CodeType] = set()

    def note(self, frame, event: str, argument: object) -> None:
        """Notes a call."""
        if event == "call":
            self.called.add(frame.f_code)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watches a test with its fixtures."""
        import threading

        self.called.clear()
        threading.setprofile(self.note)
        sys.setprofile(self.note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps what a passed test called."""
        if report.when == "call" and report.passed:
            self.tests[report.nodeid] = round(report.duration, 4), sorted(self.functions())

    def functions(self) -> set[str]:
        """The called functions of the program, as `path::Class.method`."""
        inside = (code for code in tuple(self.called) if code.co_filename.startswith(self.package))
        return {
            f"{code.co_filename[len(self.package) :]}::{code.co_qualname.partition('.<locals>')[0]}"
            for code in inside
        }
