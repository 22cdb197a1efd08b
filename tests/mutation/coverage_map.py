"""Which tests call which functions of the program, recorded once for each file of tests."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutation.forked_tests import FAILED, NOTHING_RAN, OPTIONS, Recorder, printed, run_forked
from tests.mutation.mutants import Mutant

FOLDERS = ("core", "metrics", "algorithms", "datasets", "session", "export", "cli")
"""The tests that may be chosen: those without a window."""
SECONDS_OF_A_FILE = 600.0


@dataclass(frozen=True)
class RecordedTest:
    """A test that passed: its id, its seconds, and the functions that it called as `path::Class.method`."""

    name: str
    seconds: float
    functions: frozenset[str]

    @property
    def file(self) -> str:
        """The file that holds it."""
        return self.name.partition("::")[0]

    def calls(self, mutant: Mutant) -> bool:
        """Whether it calls the function of a mutant, or the module of one that is outside of functions."""
        module = mutant.path.partition("/")[2]
        if mutant.scope:
            return f"{module}::{mutant.scope}" in self.functions
        return any(function.startswith(f"{module}::") for function in self.functions)


def recorded(root: Path, kept: Path) -> list[RecordedTest]:
    """All tests of a tree; what a file of tests was recorded to call is kept until that file changes."""
    kept.mkdir(exist_ok=True)
    return [test for path in test_files(root) for test in tests_of(root, path, kept)]


def test_files(root: Path) -> Iterator[Path]:
    """The files of the tests without a window."""
    for folder in FOLDERS:
        yield from sorted((root / "tests" / folder).rglob("test_*.py"))


def tests_of(root: Path, path: Path, kept: Path) -> list[RecordedTest]:
    """The tests of one file."""
    name = str(path.relative_to(root))
    digest = hashlib.sha256(name.encode() + path.read_bytes()).hexdigest()[:20]
    record = kept / f"{digest}.json"
    if not record.exists():
        print(f"recording {name}", flush=True)
        code = run_forked(root, lambda: record_file(root, name, record), SECONDS_OF_A_FILE)
        if code not in (0, FAILED, NOTHING_RAN):
            raise RuntimeError(f"{name} cannot be recorded ({code}):\n{printed(root).read_text()[-3000:]}")
    found = json.loads(record.read_text())
    return [RecordedTest(test, seconds, frozenset(called)) for test, (seconds, called) in found.items()]


def record_file(root: Path, name: str, record: Path) -> int:
    """Runs a file of tests and writes what its tests call."""
    recorder = Recorder(root / "clusterlab")
    code = pytest.main([name, *OPTIONS], plugins=[recorder])
    record.write_text(json.dumps(recorder.tests))
    return int(code)


# ---- choice ----


def chosen_tests(mutant: Mutant, tests: Iterable[RecordedTest], seconds: float) -> list[list[RecordedTest]]:
    """The tests for a mutant: those of its module, then all others that call its function.

    The others are those of its folder first, the quick ones first, as many as take `seconds` together. What
    stands outside of functions is read by tests that call none of them: for it all tests of the folder count.
    """
    near, others = [], []
    for test in tests:
        (near if is_mirror(test.file, mutant.path) else others).append(test)
    folder = f"tests/{mutant.path.split('/')[1]}/"
    others = [
        one for one in others if one.calls(mutant) or (not mutant.scope and one.file.startswith(folder))
    ]
    others.sort(key=lambda test: (not test.file.startswith(folder), test.seconds))
    near.sort(key=lambda test: (not test.calls(mutant), test.seconds))
    return [near, [*affordable(others, seconds)]]


def affordable(tests: list[RecordedTest], seconds: float) -> Iterator[RecordedTest]:
    """The first tests that take `seconds` together."""
    for test in tests:
        seconds -= test.seconds
        if seconds < 0:
            return
        yield test


def is_mirror(test_file: str, module: str) -> bool:
    """Whether a file of tests mirrors a module: by its name, or as one of the module's folder.

    `algorithms/gmm/step.py` is tested by the files of `tests/algorithms/gmm`; a folder of a whole layer has
    one file for each module.
    """
    place, tested = Path(module).relative_to("clusterlab"), Path(test_file).relative_to("tests")
    if place.parent != tested.parent:
        return False
    return tested.name == f"test_{place.name}" or (len(place.parts) > 2 and place.parts[0] == "algorithms")
