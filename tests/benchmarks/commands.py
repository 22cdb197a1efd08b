"""Short commands, compared with loading the libraries that they need in Python."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks.measuring import Race, Seconds, Target, timed
from tests.benchmarks.opening import ROOT, environment

ROWS: tuple[tuple[str, str, Target], ...] = (
    ("clusterlab list", "import numpy", Target(1.6, "times as long", ceiling=True)),
    (
        "clusterlab run kmeans, a CSV of 300 x 2",
        "import numpy, polars",
        Target(1.6, "times as long", ceiling=True),
    ),
)


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each row, and how it is made."""
    for work, loading, target in ROWS:
        yield work, partial(race, work, loading, target)


def race(work: str, loading: str, target: Target) -> Race:
    """Each side in a process of its own; what comes first leaves bytecode behind for what follows."""
    folder = tempfile.TemporaryDirectory()  # is removed with the race
    environ, table = environment(Path(folder.name)), Path(folder.name) / "table.csv"
    np.savetxt(
        table, np.random.default_rng(0).normal(size=(300, 2)), delimiter=",", header="x,y", comments=""
    )
    words = ["list"] if "list" in work else ["run", "kmeans", "--data", str(table)]
    ours, theirs = [sys.executable, "-m", "clusterlab", *words], [sys.executable, "-c", loading]
    return Race(
        work,
        target,
        {"ours": partial(ended, ours, environ, folder), loading: partial(ended, theirs, environ, folder)},
    )


def ended(words: list[str], environ: dict[str, str], folder: object) -> Seconds:
    """The time until a process has ended, whose `folder` is kept until then; its CPU time is not ours."""
    return Seconds(
        timed(lambda: subprocess.run(words, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, check=True))
    )
