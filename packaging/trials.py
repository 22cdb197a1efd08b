"""Tests the frozen program as people will run it, and compares it with the installed package.

    python packaging/trials.py dist/clusterlab/clusterlab

Runs in the environment in which it was frozen, where the same clusterlab is installed as a package.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import requires
from pathlib import Path
from typing import Any

from trial_tables import TABLES

LONGEST = 20.0  # seconds that a self-test may take
NOBODY = 65534
PLACES = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
SHOWN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "CLUSTERLAB_KERNELS", "PYTHONPATH")
SOURCE = [sys.executable, "-P", "-m", "clusterlab"]
NAME = re.compile(r"[\w-]+")
NO_FONTS = '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig/>'
PAINTED = (
    "run gmm --make stretched --data-seed 1",
    "run spectral --k 2 --make moons",
    "sweep kmeans --make blobs",
    "compare --algorithms kmeans,kernelkmeans,ward --make circles",
)
CHECKS: list[Callable[[Path], None]] = []


class TrialError(Exception):
    """A trial that failed, with the reason."""


def trial(run_trial: Callable[[Path], None]) -> Callable[[Path], None]:
    """Registers a trial."""
    CHECKS.append(run_trial)
    return run_trial


def main(program: Path) -> int:
    """Runs every trial and prints its name and its result; 1 if any failed."""
    failed = 0
    for run_trial in CHECKS:
        began = time.perf_counter()
        try:
            run_trial(program)
        except (TrialError, OSError, subprocess.SubprocessError) as failure:
            failed += 1
            print(f"FAIL  {trial_name(run_trial)}: {failure}", flush=True)
        else:
            print(f"ok    {trial_name(run_trial)} ({time.perf_counter() - began:.1f} s)", flush=True)
    return int(failed > 0)


def trial_name(run_trial: Callable[[Path], None]) -> str:
    """The name of a trial as words."""
    return run_trial.__name__.replace("_", " ")


@trial
def it_passes_its_self_test_with_compiled_kernels(program: Path) -> None:
    with folder() as cwd:
        said = self_test(program, cwd)
        check("compiled code" in said, said)


@trial
def it_lists_what_the_source_lists(program: Path) -> None:
    ours, theirs = (listed(command) for command in ([str(program)], SOURCE))
    check(ours == theirs, f"it lists {ours}, the source {theirs}")


@trial
def it_has_the_version_of_the_source(program: Path) -> None:
    ours, theirs = (output_of([*command, "--version"]) for command in ([str(program)], SOURCE))
    check(ours == theirs, f"it says {ours!r}, the source {theirs!r}")


@trial
def it_opens_every_kind_of_file_that_the_source_opens(program: Path) -> None:
    with folder() as cwd:
        for name, data in TABLES.items():
            path = cwd / name
            path.write_bytes(data)
            ours, theirs = (summary(command, path) for command in ([str(program)], SOURCE))
            check(ours == theirs, f"of {name} it finds {ours}, the source {theirs}")


@trial
def it_paints_the_pictures_that_the_source_paints(program: Path) -> None:
    with folder() as cwd:
        pictures = [cwd / "ours.png", cwd / "theirs.png"]
        for words in PAINTED:
            for command, picture in zip(([str(program)], SOURCE), pictures, strict=True):
                output_of([*command, *words.split(), "--picture", str(picture)], cwd)
            ours, theirs = (picture.read_bytes() for picture in pictures)
            check(ours == theirs, f"the two pictures of {words} differ")


@trial
def without_a_display_it_says_so_in_a_sentence(program: Path) -> None:
    if not sys.platform.startswith("linux"):
        return
    done = run_program([str(program)])
    check(
        done.returncode == 1 and "no display" in done.stderr,
        f"it ended with {done.returncode}: {done.stderr}",
    )


@trial
def it_runs_from_a_path_with_spaces_and_other_letters(program: Path) -> None:
    with folder() as parent, copied_program(program, parent / "Größe 数据 и графики") as there:
        self_test(there, there.parent.parent)


@trial
def it_runs_from_a_folder_that_cannot_be_written_and_leaves_nothing_in_it(program: Path) -> None:
    with folder() as parent, copied_program(program, parent / "fixed") as there:
        before = modification_times(there.parent)
        for path in [there.parent, *there.parent.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        self_test(there, there.parent, **nobody_credentials())
        check(modification_times(there.parent) == before, "files came, went or changed")


@trial
def it_runs_without_a_home(program: Path) -> None:
    self_test(program, Path(tempfile.gettempdir()), homeless=True)


@trial
def it_leaves_nothing_among_the_temporary_files(program: Path) -> None:
    with folder() as cwd:
        self_test(program, cwd, settings=dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(cwd)))
        left = [path.name for path in cwd.iterdir()]
        check(not left, f"it left {left}")


@trial
def the_licenses_of_all_that_it_needs_are_included(program: Path) -> None:
    titles = program.with_name("LICENSES.txt").read_text(encoding="utf-8").partition("=" * 20)[0]
    had = {plain(line.split()[0]) for line in titles.splitlines() if line.startswith("    ")}
    needed = {plain(NAME.match(words)[0]) for words in requires("clusterlab") if "extra ==" not in words}
    check(needed <= had, f"those of {sorted(needed - had)} are missing")


@trial
def where_there_is_no_font_it_has_its_own(program: Path) -> None:
    with folder() as cwd:
        (cwd / "none.conf").write_text(NO_FONTS)
        self_test(program, cwd, settings={"FONTCONFIG_FILE": str(cwd / "none.conf")})


@trial
def files_with_the_names_of_its_parts_in_the_current_folder_do_not_mislead_it(program: Path) -> None:
    with folder() as cwd:
        for name in ("numpy.py", "clusterlab.py", "encodings.py", "scipy.py", "sitecustomize.py"):
            (cwd / name).write_text("raise SystemExit('misled')\n")
        for name in ("libQt6Core.so.6", "libpython3.11.so.1.0", "libz.so.1", "python311.dll", "Qt6Core.dll"):
            (cwd / name).write_bytes(b"no library")
        (cwd / "qt.conf").write_text("[Paths]\nPrefix = /nowhere\n")
        (cwd / "resources").mkdir()
        self_test(program, cwd)


def plain(name: str) -> str:
    """The normalized name of a package."""
    return name.lower().replace("-", "_")


def self_test(program: Path, cwd: Path, homeless: bool = False, **how: Any) -> str:
    """The output of the program's self-test, which must pass within `LONGEST` seconds."""
    began = time.perf_counter()
    done = run_program([str(program), "--self-test"], cwd, homeless, **how)
    took = time.perf_counter() - began
    check(done.returncode == 0, f"the self-test failed:\n{done.stdout}{done.stderr}")
    check(not done.stderr, f"the self-test complained:\n{done.stderr}")
    check(took < LONGEST, f"the self-test took {took:.0f} seconds")
    return done.stdout


def listed(command: list[str]) -> list[str]:
    """The lines of `clusterlab list`; of the examples, their file names."""
    lines = output_of([*command, "list"]).splitlines()
    return [Path(line.strip()).name if line.strip().endswith(".csv") else line for line in lines]


def summary(command: list[str], path: Path) -> object:
    """The summary of a k-means run on a file, without times."""
    found = json.loads(output_of([*command, "run", "kmeans", "--k", "2", "--data", str(path), "--json", "-"]))
    return without_times(found)


def without_times(found: object) -> object:
    """A summary without its times."""
    if isinstance(found, dict):
        return {name: without_times(value) for name, value in found.items() if "seconds" not in name}
    return found


def output_of(command: list[str], cwd: Path | None = None) -> str:
    """The output of a program; raises TrialError where it fails."""
    done = run_program(command, cwd)
    check(done.returncode == 0, f"{' '.join(command[-4:])} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def run_program(
    command: list[str],
    cwd: Path | None = None,
    homeless: bool = False,
    settings: dict[str, str] | None = None,
    **how: int,
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end without a display."""
    hidden = {*SHOWN, *(PLACES if homeless else ())}
    environ = {name: value for name, value in os.environ.items() if name not in hidden}
    environ |= {"PYTHONUTF8": "1", **(settings or {})}
    return subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=120, **how
    )


def nobody_credentials() -> dict[str, int]:
    """The user and group without rights, for `run_program` where this runs as root."""
    return {"user": NOBODY, "group": NOBODY} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that other users may enter."""
    made = Path(tempfile.mkdtemp(prefix="clusterlab-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        for path in [made, *made.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(made)


@contextmanager
def copied_program(program: Path, target: Path) -> Iterator[Path]:
    """A copy of the program in another folder."""
    if (program.parent / "_internal").is_dir():
        shutil.copytree(program.parent, target, symlinks=True)
    else:
        target.mkdir()
        shutil.copy(program, target)
    yield target / program.name


def modification_times(place: Path) -> dict[str, float]:
    """The files in a folder with their modification times."""
    return {str(path): path.lstat().st_mtime for path in place.rglob("*")}


def check(holds: bool, otherwise: str) -> None:
    """Raises TrialError unless a condition holds."""
    if not holds:
        raise TrialError(otherwise)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
