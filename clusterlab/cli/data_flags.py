"""The data of a command: a file or a generated shape, the columns chosen, how they are scaled and reduced."""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import add_flags, given, named, settings, shape_flags
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import count, listing
from clusterlab.core.memory_budget import check_room
from clusterlab.core.params import Declared, Param
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.ground_truth import GENERATED
from clusterlab.datasets.scale import SCALINGS
from clusterlab.datasets.table import LoadError, select
from clusterlab.session.playback.run_task import streamed
from clusterlab.session.state.prepared import Opened, Prepared, Source, prepare, read
from clusterlab.session.state.session import Session

SCALE = Declared("scale", str, "none", Param("Scaling", "How columns are scaled.", choices=SCALINGS))
REDUCE = Declared("reduce", int, 0, Param("Components", "On how many components to cluster.", 1))
SAMPLE = Declared("sample", int, 0, Param("Sample", "How many rows are drawn.", 2))
MEMORY = Declared("memory", float, 1.0, Param("Memory", "How many GiB may be taken beyond the data.", 1))


@dataclass(frozen=True)
class Wanted:
    """Which data, which columns of it (None: all that vary), how they are scaled and reduced, the known
    classes, how many rows are drawn (0: all), and how many GiB may be taken.

    A column of classes (`truth`) is kept out of the fit.
    """

    source: Source
    columns: tuple[str, ...] | None
    scaling: str
    truth: str | None = None
    reduce: int = 0
    sample: int = 0
    memory: float = MEMORY.default

    @property
    def room(self) -> int:
        """How many bytes may be taken beyond the data."""
        return int(self.memory * 2**30)

    def load(self, algorithm: Algorithm | None = None) -> Prepared:
        """Reads or makes the data and prepares it; raises LoadError or TooManyPointsError.

        Where an algorithm awaits more rows, only the first are there.
        """
        if algorithm is not None and algorithm.awaits:
            return self._streamed(algorithm)
        table = read(self.source)
        columns = self.columns
        if columns is None and self.truth in table.columns:
            columns = tuple(name for name in select(table).columns if name != self.truth)
        generated = not isinstance(self.source, Opened)
        prepared = prepare(table, columns, self.scaling, generated, self.reduce, self.sample)
        if prepared.points.n < 2:
            rows = count(prepared.points.n, "complete row")
            raise LoadError(f"{table.name} has only {rows}; clustering needs two or more.")
        if algorithm is not None:
            check_room(algorithm, prepared.points.n, prepared.points.d, self.room)
        return prepared

    def _streamed(self, algorithm: Algorithm) -> Prepared:
        if self.truth is not None:
            raise UsageError("--truth needs rows that stay; those of a stream are let go.")
        if algorithm.endless and not isinstance(self.source, Opened):
            raise UsageError("A generator never ends: use --batches stream with --max-iter N.")
        session = Session(
            self.source, algorithm, self.columns, self.scaling, reduce=self.reduce, sample=self.sample
        )
        return streamed(session)


def add_data_flags(parser: argparse.ArgumentParser) -> None:
    """Offers the flags that say which data."""
    group = parser.add_argument_group("data, either of these two")
    group.add_argument("--data", metavar="FILE", help="A CSV or TSV file.")
    group.add_argument("--make", metavar="SHAPE", help=f"Generated data: {', '.join(SHAPES.all())}.")
    group = parser.add_argument_group("what of the data")
    group.add_argument("--columns", metavar="A,B", help="The columns to cluster on; else all that vary.")
    group.add_argument("--scale", metavar="WORD", help="none (default) or z-score.")
    group.add_argument("--reduce", metavar="M", help="Cluster on the first M principal components.")
    group.add_argument("--sample", metavar="N", help="Cluster a random sample of N rows.")
    group.add_argument(
        "--memory", metavar="GIB", help="What compares all pairs may take so much memory; 1 GiB if not told."
    )
    add_flags(parser.add_argument_group("generated data (clusterlab list explains them)"), shape_flags())


def add_truth_flag(group: argparse._ArgumentGroup) -> None:
    """Offers the flag that names the known classes."""
    group.add_argument(
        "--truth",
        metavar="COLUMN",
        help="A column of known classes: kept out of the fit and compared with what was found, as ARI and "
        f"AMI. {GENERATED} names the groups of generated data.",
    )


def wanted(found: argparse.Namespace) -> Wanted:
    """The data that were asked for; raises UsageError or ParamError."""
    scaling = SCALE.default if found.scale is None else SCALE.parse(found.scale)
    columns, truth = _columns(found.columns), getattr(found, "truth", None)
    if columns is not None and truth in columns:
        raise UsageError(f"--truth {truth} names one of the --columns; known classes stay out of the fit.")
    reduce = 0 if found.reduce is None else REDUCE.parse(found.reduce)
    sample = 0 if found.sample is None else SAMPLE.parse(found.sample)
    memory = MEMORY.default if found.memory is None else MEMORY.parse(found.memory)
    return Wanted(_source(found), columns, scaling, truth, reduce, sample, memory)


def _source(found: argparse.Namespace) -> Source:
    flags = shape_flags()
    written = given(found, flags)
    if found.data is not None and found.make is not None:
        raise UsageError("Choose one of --data FILE and --make SHAPE.")
    if found.make is not None:
        shape: Any = named("shape", found.make, SHAPES.all())
        made: Source = shape(**settings(found.make, written, flags))
        return made
    if found.data is None:
        raise UsageError(f"Say which data: --data FILE, or --make with {listing(list(SHAPES.all()))}.")
    if written:
        raise UsageError(f"{next(iter(written))} belongs to generated data; use it with --make SHAPE.")
    return Opened(Path(found.data))


def _columns(text: str | None) -> tuple[str, ...] | None:
    """The names in a list with commas; a name that holds a comma stands in double quotes."""
    return None if text is None else names_in("--columns", text)


def names_in(flag: str, text: str) -> tuple[str, ...]:
    """The names that a flag lists; raises UsageError."""
    try:
        names = tuple(name.strip() for name in next(csv.reader([text], skipinitialspace=True), []))
    except csv.Error:  # a line ends within a name
        names = ()
    if not names or not all(names):
        raise UsageError(f"{flag} must be names with commas between them; it was {text!r}.")
    return names
