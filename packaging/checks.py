"""Runs every check of the project, the tests last: all, the `quick` ones, or those that arguments choose."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(sys.prefix, "cache")  # next to the packages, so that the project itself may be read-only
QUICK = (
    "tests/core",
    "tests/datasets",
    "tests/export",
    "tests/session/state",
    "tests/test_house.py",
    "tests/test_structure.py",
)
"""The tests of `quick`: with the other checks they take less than a minute on two cores."""

TIMED = "mark.alone"
"""What marks tests that measure time."""


def main(arguments: list[str]) -> int:
    """Runs the checks one after another; 1 if any failed."""
    failed = [name for name, command in checks(arguments) if not passes(name, command)]
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    return int(bool(failed))


def checks(arguments: list[str]) -> list[tuple[str, list[str]]]:
    """The commands of the checks by name, in their order."""
    layers = str(Path(sys.executable).with_name("lint-imports"))
    python = [sys.executable, "-m"]
    tests = [*python, "pytest", "-q", "-o", f"cache_dir={CACHE / 'pytest'}"]
    alone = [] if arguments else [("pytest, one at a time", [*tests, "-m", "alone", *timed_files()])]
    not_alone = [] if arguments and not quick(arguments) else ["-m", "not alone"]
    chosen = [*QUICK, *arguments[1:]] if quick(arguments) else arguments
    return [
        ("ruff check", [*python, "ruff", "check", "."]),
        ("ruff format", [*python, "ruff", "format", "--check", "."]),
        ("mypy", [*python, "mypy"]),
        ("lint-imports", [layers, "--no-logo", "--cache-dir", str(CACHE / "imports")]),
        *alone,
        ("pytest", [*tests, "-n", "2", *not_alone, *chosen]),
    ]


def timed_files() -> list[str]:
    """The files of the tests that run alone: to collect all tests takes longer than most of these."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    timed = [path for path in files if TIMED in path.read_text(encoding="utf-8")]
    return [path.relative_to(ROOT).as_posix() for path in timed]


def quick(arguments: list[str]) -> bool:
    """Whether the quick tests are asked for."""
    return arguments[:1] == ["quick"]


def passes(name: str, command: list[str]) -> bool:
    """Runs a check in the project's folder; whether it passes."""
    print(f"== {name}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=settings(os.environ)).returncode == 0


def settings(environ) -> dict[str, str]:
    """The environment of the checks: no display, the same random examples, caches outside of the project.

    Modules are compiled once, also where bytecode is not to be written: tests start hundreds of processes.
    """
    places = {
        "RUFF_CACHE_DIR": "ruff",
        "MYPY_CACHE_DIR": "mypy",
        "HYPOTHESIS_STORAGE_DIRECTORY": "hypothesis",
    }
    caches = {name: str(CACHE / folder) for name, folder in places.items()}
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE / "bytecode")}
    bytecode = kept if environ.get("PYTHONDONTWRITEBYTECODE") else {}
    return {"QT_QPA_PLATFORM": "offscreen", "CI": "1", **caches, **environ, **bytecode}


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nThe checks were stopped.")
