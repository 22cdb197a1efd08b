"""Tables read from files, compared with the libraries that read them without a look at what they hold."""

import io
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from python_calamine import load_workbook
from xlsxwriter import Workbook

from clusterlab.datasets import read_table
from tests.benchmarks.measuring import Race, Target

LIKE_POLARS = Target(1.67, "times as long", ceiling=True)
ROWS: tuple[tuple[str, int, int, Target], ...] = (
    ("CSV", 1_000_000, 2, LIKE_POLARS),
    ("CSV", 1_000_000, 10, LIKE_POLARS),
    ("XLSX", 100_000, 10, Target(1.3, "times as long", ceiling=True)),
)
"""The format, rows and columns, and how many times as long as the library reading may take."""


def races() -> Iterator[tuple[str, Callable[[], Race]]]:
    """The name of each race, and how its file is made."""
    for kind, n, d, target in ROWS:
        work = f"read {kind} {n:,} x {d}"
        yield work, partial(race, work, kind, n, d, target)


def race(work: str, kind: str, n: int, d: int, target: Target) -> Race:
    """Ours against the library alone; that both give the same numbers is looked at first."""
    folder = tempfile.TemporaryDirectory()  # is removed with the race
    path = Path(folder.name, f"table.{kind.lower()}")
    values = np.random.default_rng(0).normal(size=(n, d)).round(6)
    write, read, peer = WAYS[kind]
    write(path, values)
    sides = {"ours": lambda: read_table(path).values, peer: lambda _folder=folder: read(path)}
    for side in sides.values():
        np.testing.assert_array_equal(side(), values)
    return Race(work, target, sides)


def write_csv(path: Path, values: np.ndarray) -> None:
    """Writes a table with a header."""
    pl.DataFrame(values, schema=[f"x{j}" for j in range(values.shape[1])]).write_csv(path)


def with_polars(path: Path) -> np.ndarray:
    """The numbers in a CSV file."""
    return pl.read_csv(path).to_numpy()


def write_workbook(path: Path, values: np.ndarray) -> None:
    """Writes a workbook with one sheet and a header."""
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"x{j}" for j in range(values.shape[1])])
        for i, row in enumerate(values.tolist()):
            sheet.write_row(i + 1, 0, row)


def with_calamine(path: Path) -> np.ndarray:
    """The numbers in the first sheet of a workbook."""
    with load_workbook(io.BytesIO(path.read_bytes())) as book:
        return np.array(book.get_sheet_by_index(0).to_python()[1:])


WAYS = {"CSV": (write_csv, with_polars, "polars"), "XLSX": (write_workbook, with_calamine, "calamine")}
