"""Measures the size of the frozen program, and its startup time compared with the installed package.

    python packaging/measured.py dist/clusterlab/clusterlab ARCHIVES... [--readme]
    python packaging/measured.py dist/clusterlab-portable [--readme]

Runs in the environment in which the program was frozen. Both are started on an X server of their own; a start
ends when the points are on its screen. The first start of a kind does not count; before a cold start, the
files of both are dropped from the page cache.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from time import monotonic, perf_counter, sleep

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, COLD_ROUNDS = 7, 3
PATIENCE = 60.0
ENOUGH = 2000
"""More pixels in the color of the points than this mean that they are on the screen."""
SIZED_OPACITY = 0.8  # the opacity of points whose size shows D²
WIDTH, HEIGHT, WITHIN = 1920, 1080, 2
MEGABYTE = 1e6
MOST_PACKED, MOST_SLOWER = 140, 1.3
SIDES = ("frozen", "installed")


def main(words: list[str]) -> int:
    """Measures, prints the table, and writes it into the README with --readme."""
    program, *archives = [Path(word).resolve() for word in words if word != "--readme"]
    rows = [*sizes(program, archives), *(starts(program) if which("Xvfb") else ())]
    what = "the program as one file" if is_one_file(program) else "the packaged program"
    table = "\n".join([f"| {what} |  | target |", "| --- | --- | --- |", *rows])
    print(table, flush=True)
    if not which("Xvfb"):
        print("Starts were not measured: there is no Xvfb here to open the window on.", flush=True)
    elif "--readme" in words:
        write("onefile" if is_one_file(program) else "packaged", table)
    return 0


def is_one_file(program: Path) -> bool:
    """Whether the program is one file that unpacks itself at each start."""
    return not (program.parent / "_internal").is_dir()


def write(marker: str, table: str) -> None:
    """Puts the table between its markers in the README."""
    sys.path.append(str(ROOT))
    from clusterlab.kernels.native.loader import backend_description
    from tests.benchmarks.measuring import cores, processor
    from tests.benchmarks.table import put_into_readme

    python = f"Python {sys.version.split()[0]}"
    machine = f"{processor()}, {cores()} cores, {sys.platform}, {python}. {backend_description()}"
    put_into_readme(marker, f"{machine}\n\n{table}\n")


def sizes(program: Path, archives: list[Path]) -> Iterator[str]:
    """The rows about sizes."""
    if is_one_file(program):
        yield row(f"`{program.name}`", megabytes(program.stat().st_size), "")
    else:
        yield row("unpacked", megabytes(folder_size(program.parent)), "")
    for archive in archives:
        ending = next(ending for ending in ENDINGS if archive.name.endswith(ending))
        yield row(f"`{ending}`", megabytes(archive.stat().st_size), MOST)


ENDINGS = (".tar.xz", ".deb", ".AppImage", ".zip", "-setup.exe", ".dmg")
MOST = f"at most {MOST_PACKED} MB"


def megabytes(size: int) -> str:
    """A size in megabytes."""
    return f"{size / MEGABYTE:,.0f} MB"


def folder_size(folder: Path) -> int:
    """The bytes of all files in a folder, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def starts(program: Path) -> Iterator[str]:
    """The rows about starts, measured alternately."""
    files = program if is_one_file(program) else program.parent
    commands = {"frozen": [str(program)], "installed": [sys.executable, "-P", "-m", "clusterlab"]}
    with screen() as (display, picture), home(display) as environ:
        color = color_of_points()
        for name, rounds, cold in (("warm", ROUNDS, False), ("cold", COLD_ROUNDS, True)):
            taken: dict[str, list[float]] = {side: [] for side in SIDES}
            for number in range(rounds + 1):
                for side in SIDES:
                    if cold:
                        drop_from_page_cache(files, Path(sys.prefix))
                    seconds = startup_seconds(commands[side], environ, picture, color)
                    taken[side] += [seconds] if number else []
            frozen, installed = (statistics.median(taken[side]) for side in SIDES)
            words = f"{frozen * 1e3:,.0f} ms, {frozen / installed:.2f} times the installed package's"
            target = "" if cold or is_one_file(program) else SLOWER
            yield row(f"{name} start to the first painted window", words, target)


SLOWER = f"at most {MOST_SLOWER} times"


def row(what: str, found: str, target: str) -> str:
    """A line of the table."""
    return f"| {what} | {found} | {target} |"


@contextlib.contextmanager
def screen() -> Iterator[tuple[str, Path]]:
    """Runs an X server; its display name, and the file with its screen."""
    with tempfile.TemporaryDirectory() as folder:
        read_end, write_end = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(write_end),
            "-screen",
            "0",
            f"{WIDTH}x{HEIGHT}x24",
            "-fbdir",
            folder,
        ]
        server = subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL)
        os.close(write_end)
        try:
            with os.fdopen(read_end) as output:
                number = output.readline().strip()
            yield f":{number}", Path(folder, "Xvfb_screen0")
        finally:
            server.terminate()
            server.wait()


@contextlib.contextmanager
def home(display: str) -> Iterator[dict[str, str]]:
    """The environment of a start: that display, and an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        hidden = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
        environ = {name: value for name, value in os.environ.items() if name not in hidden}
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"), folder)
        yield environ | places | {"DISPLAY": display}


def color_of_points() -> np.ndarray:
    """The color (3,) of points before a run, in the order blue, green, red of the screen."""
    from clusterlab.export.theme import LIGHT, composited, parse_color

    return parse_color(composited(LIGHT.muted, LIGHT.canvas, SIZED_OPACITY))[::-1].astype(int)


def startup_seconds(command: list[str], environ: dict[str, str], picture: Path, color: np.ndarray) -> float:
    """Starts a process; the seconds until its points are on the screen."""
    began = perf_counter()
    with subprocess.Popen(command, env=environ, cwd="/", stderr=subprocess.DEVNULL) as going:
        try:
            until = monotonic() + PATIENCE
            while not shows_points(picture, color):
                if going.poll() is not None or monotonic() > until:
                    raise SystemExit(f"{command[0]} showed no points.")
                sleep(0.005)
            seconds = perf_counter() - began
        finally:
            going.terminate()
            going.wait()
    until = monotonic() + PATIENCE
    while shows_points(picture, color) and monotonic() < until:
        sleep(0.02)
    return seconds


def shows_points(picture: Path, color: np.ndarray) -> bool:
    """Whether the upper part of the screen, where the window stands, shows many points."""
    held = np.fromfile(picture, np.uint8)
    pixels = held[held.size - 4 * WIDTH * HEIGHT :].reshape(HEIGHT, WIDTH, 4)[150:650, :1300, :3]
    return int((abs(pixels - color) <= WITHIN).all(axis=-1).sum()) > ENOUGH


def drop_from_page_cache(*places: Path) -> None:
    """Drops files, and those of folders, from the page cache."""
    os.sync()
    for path in (path for place in places for path in (place, *place.rglob("*"))):
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
