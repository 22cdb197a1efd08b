"""From the start of the process to the first painted window, compared with an empty plot of pyqtgraph.

Files are warm: what comes first is not counted, and leaves bytecode and caches behind for what follows.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

from tests.benchmarks.measuring import Race, Seconds, Target

ROOT = Path(__file__).parents[2]
SCREEN = {"x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
PLACES = {"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
PERSONAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "CLUSTERLAB_KERNELS")

ROWS: tuple[tuple[str, Target], ...] = (
    ("start to first painted window", Target(1.5, "times as long", ceiling=True)),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of the row, and how it is made."""
    for work, target in ROWS:
        yield work, partial(race, work, target)


def race(work: str, target: Target) -> Race:
    """Each side in a process of its own; both share an empty home folder."""
    folder = tempfile.TemporaryDirectory()  # is removed with the race
    around = environment(Path(folder.name))
    sides = {name: Side(does, around, folder) for name, does in (("ours", "program"), ("empty plot", "plot"))}
    return Race(work, target, sides)


class Side:
    """A window that is opened in a fresh process, and closed as soon as it was seen."""

    def __init__(self, does: str, environ: dict[str, str], folder: object) -> None:
        self._words = [sys.executable, "-c", f"from tests.benchmarks.firstpaint import {does}; {does}()"]
        self._environ, self._folder = environ, folder

    def __call__(self) -> Seconds:
        """The time until what was to be seen had been painted."""
        began = painted = perf_counter()
        child = subprocess.Popen(
            self._words, env=self._environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert child.stdout is not None
        with child:
            for word in child.stdout:
                if word == "seen\n":
                    return Seconds(painted - began)
                painted = perf_counter()
        raise AssertionError("The window ended before it was seen.")


def environment(folder: Path) -> dict[str, str]:
    """A home, a place for bytecode and a screen on which the whole window fits."""
    screen = folder / "screen.json"
    screen.write_text(json.dumps({"screens": [{"name": "screen", **SCREEN}]}), encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if name not in PERSONAL}
    environ |= {name: str(folder / place) for name, place in PLACES.items()}
    for place in PLACES.values():
        (folder / place).mkdir()
    environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    return environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}"}
