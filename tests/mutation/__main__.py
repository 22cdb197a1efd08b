"""`python -m tests.mutation [PATH[:LINE] ...] [--sample N] [--seed S]`: do the tests find planted faults?

Each mutant is put into a copy of the project; the tests that concern it run in a fork, first those of its
module, then others that call its function. A mutant that no test notices survives. Not run by CI.

Which tests call which functions is recorded when a file of tests is new or has changed, which takes minutes
the first time; after functions were renamed or moved, `--record` does it anew.
"""

import argparse
import compileall
import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation.coverage_map import RecordedTest, chosen_tests, recorded
from tests.mutation.forked_tests import (
    NOTHING_RAN,
    OPTIONS,
    SECONDS_TO_START,
    Chosen,
    import_libraries,
    run_forked,
)
from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
PATHS = [f"clusterlab/{folder}" for folder in ("metrics", "algorithms", "session", "datasets")]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis"
)


def main() -> int:
    """Runs the mutants that the command line asks for and prints a table; 0 if all were killed."""
    asked = arguments()
    kept = Path(tempfile.gettempdir(), f"clusterlab-mutation-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}")
    kept.mkdir(exist_ok=True)
    tree = Path(tempfile.mkdtemp(dir=kept)) / "tree"
    if asked.record:
        shutil.rmtree(kept / "map", ignore_errors=True)
    try:
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        tempfile.tempdir = str(tree.parent)
        compileall.compile_dir(tree, quiet=1)
        import_libraries()
        survivors = run_all(tree, sample(asked), recorded(tree, kept / "map"), asked.seconds)
    finally:
        shutil.rmtree(tree.parent, ignore_errors=True)
    return int(survivors > 0)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("paths", nargs="*", default=PATHS, metavar="PATH[:LINE]", help="modules or folders")
    parser.add_argument("--without", nargs="*", default=[], metavar="PATH", help="modules to leave out")
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants, spread over the modules")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the seed of the sample")
    parser.add_argument("--skip", type=int, default=0, metavar="M", help="without the first M of the sample")
    parser.add_argument(
        "--seconds", type=float, default=60, metavar="T", help="how long the tests of other modules may take"
    )
    parser.add_argument("--record", action="store_true", help="find out anew which tests call what")
    return parser.parse_args()


# ---- sample ----


def sample(asked: argparse.Namespace) -> list[Mutant]:
    """The mutants to run: all of the asked modules and lines, or a part that is as large in every module."""
    drawn = []
    for path in modules(asked):
        found = mutants(path, (ROOT / path).read_text("utf-8"))
        drawn += spread([one for one in found if is_asked(one, asked.paths)], asked.seed)
    return [one for _, one in sorted(drawn, key=lambda pair: pair[0])][asked.skip : asked.sample]


def is_asked(one: Mutant, names: list[str]) -> bool:
    """Whether a mutant stands in one of these folders, modules or lines of modules."""
    return f"{one.path}:{one.line}" in names or any(Path(one.path).is_relative_to(name) for name in names)


def spread(found: list[Mutant], seed: int) -> Iterator[tuple[float, Mutant]]:
    """The mutants of a module in random order, each with its place in that order between 0 and 1."""
    rng = random.Random(f"{seed} {found[0].path if found else ''}")
    for place, one in enumerate(rng.sample(found, len(found))):
        yield (place + rng.random()) / len(found), one


def modules(asked: argparse.Namespace) -> list[str]:
    """The paths of the asked modules, from the root of the project."""
    files = [path for name in asked.paths for path in under(name)]
    left_out = {path for name in asked.without for path in under(name)}
    return sorted({str(path.relative_to(ROOT)) for path in files if path not in left_out})


def under(name: str) -> list[Path]:
    """A module, or the modules of a folder."""
    path = ROOT / name.split(":")[0]
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


# ---- run ----


def run_all(tree: Path, chosen: list[Mutant], tests: list[RecordedTest], seconds: float) -> int:
    """Runs the mutants and prints each outcome, and a table at the end; the number of survivors."""
    outcomes: dict[str, list[str]] = defaultdict(list)
    began = time.monotonic()
    for number, one in enumerate(chosen, 1):
        outcome = run(tree, one, tests, seconds)
        outcomes[one.path].append(outcome)
        clock = f"{number}/{len(chosen)} {time.monotonic() - began:.0f} s"
        print(f"{clock:18} {outcome:9} {one}", flush=True)
    print("\n".join(table(outcomes)), flush=True)
    return sum(outcome in ("survived", "untested") for found in outcomes.values() for outcome in found)


def run(tree: Path, one: Mutant, tests: list[RecordedTest], seconds: float) -> str:
    """Whether a mutant was killed, ran out of time, survived, or is called by no test."""
    source, times = (tree / one.path).read_text("utf-8"), (tree / one.path).stat()
    (tree / one.path).write_text(one.applied(source), "utf-8")
    try:
        stages = [stage for stage in chosen_tests(one, tests, seconds) if stage]
        codes = (run_stage(tree, stage, tests) for stage in stages)
        failed = next((code for code in codes if code not in (0, NOTHING_RAN)), 0)
    finally:
        (tree / one.path).write_text(source, "utf-8")
        os.utime(tree / one.path, ns=(times.st_atime_ns, times.st_mtime_ns))  # its compiled form stays valid
    if not failed:
        return "survived" if stages else "untested"
    return "killed" if failed > 0 else "timed out"


def run_stage(tree: Path, stage: list[RecordedTest], tests: list[RecordedTest]) -> int:
    """The exit code of pytest on some tests; negative where a signal ended it, as at the time limit."""
    files = {test.file for test in stage}
    known = {test.name for test in tests if test.file in files}
    plugin = Chosen({test.name: test.seconds for test in stage}, known)
    seconds = 10 * (SECONDS_TO_START + sum(test.seconds for test in stage))
    return run_forked(tree, lambda: int(pytest.main([*files, "-x", *OPTIONS], plugins=[plugin])), seconds)


def table(outcomes: dict[str, list[str]]) -> Iterator[str]:
    """The lines of a table of the outcomes by module."""
    row = "{:55} {:>8} {:>8} {:>9} {:>9}".format
    yield row("module", "mutants", "killed", "survivors", "untested")
    whole = [outcome for found in outcomes.values() for outcome in found]
    for path, found in [*sorted(outcomes.items()), ("all", whole)]:
        left, untested = found.count("survived"), found.count("untested")
        yield row(path, len(found), len(found) - left - untested, left, untested)


if __name__ == "__main__":
    sys.exit(main())
