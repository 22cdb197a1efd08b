"""The data of a command: a file or a generated shape, its columns, and how they are scaled and reduced."""

import argparse
import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clusterlab.cli.console import STANDARD_INPUT, read_standard_input
from clusterlab.cli.defaults import default_columns, reading_notes, with_notes, with_reasons
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import (
    SHAPE_ERRORS,
    OwnArguments,
    add_flags,
    class_named,
    parsed_params,
    written_flags,
)
from clusterlab.cli.read_flags import add_read_flags, given_read_flags, read_options
from clusterlab.core.algorithm import Algorithm, check_weights
from clusterlab.core.memory_budget import check_memory
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param
from clusterlab.datasets.column_transforms import with_logarithms
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.ground_truth import GENERATED
from clusterlab.datasets.missing_values import MISSING
from clusterlab.datasets.scale import SCALINGS
from clusterlab.datasets.shards.points_folder import is_points_folder
from clusterlab.datasets.table import LoadError, Table
from clusterlab.export.repeat.flag_names import shape_flags
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.prepared import Prepared, Source, prepare, read_source
from clusterlab.session.state.session import Session

SCALE_PARAM = DeclaredParam(
    "scale", str, "none", Param("Scaling", "How columns are scaled.", choices=SCALINGS)
)
MISSING_PARAM = DeclaredParam(
    "missing", str, "drop", Param("Missing values", "What becomes of missing values.", choices=MISSING)
)
REDUCE_PARAM = DeclaredParam("reduce", int, 0, Param("Components", "On how many components to cluster.", 1))
SAMPLE_PARAM = DeclaredParam("sample", int, 0, Param("Sample", "How many rows are drawn.", 2))
MEMORY_PARAM = DeclaredParam(
    "memory", float, 1.0, Param("Memory", "The memory limit beyond the data, in GiB.", 1)
)


COLUMNS_HELP = (
    "The columns to cluster on; else all that vary, without those that look like row numbers, identifiers or "
    "years where others remain."
)
LOG_HELP = "Columns of which the natural logarithm is taken, before scaling; all values must be positive."
COLUMN_WEIGHTS_HELP = (
    "Weights of columns from 0 to 10, after scaling: one of weight 2 counts as two equal columns."
)


@dataclass(frozen=True)
class DataRequest:
    """The data source, its columns (None: all that vary), scaling, the column of known classes (`truth`), the
    number of components (`reduce`, 0: all features), of sampled rows (0: all), and the memory budget in GiB.

    The column of known classes is not clustered on, nor is that of the `weights` of the rows.
    """

    source: Source
    columns: tuple[str, ...] | None
    scaling: str
    truth: str | None = None
    reduce: int = 0
    sample: int = 0
    memory: float = MEMORY_PARAM.default
    missing: str = MISSING_PARAM.default
    weights: str = ""
    log: tuple[str, ...] = ()
    column_weights: tuple[tuple[str, float], ...] = ()

    @property
    def memory_budget(self) -> int:
        """The memory budget beyond the data, in bytes."""
        return int(self.memory * 2**30)

    def load(self, algorithm: Algorithm | None = None) -> Prepared:
        """Reads or generates the data and prepares it; raises LoadError or TooManyPointsError.

        For an algorithm that streams rows, only the first are loaded.
        """
        if algorithm is not None and algorithm.initial_rows:
            return self._streamed(algorithm)
        table, scaling, column_weights = self._table_and_transforms()
        generated = not isinstance(self.source, OpenedFile)
        chosen = (
            None
            if generated or self.columns is not None
            else default_columns(with_logarithms(table, self.log), self.truth, self.missing, self.weights)
        )
        columns = self.columns if chosen is None else chosen.columns
        rows = self.reduce, self.sample, self.missing, self.weights
        transforms: Any = {"log": self.log, "column_weights": column_weights}
        prepared = prepare(table, columns, scaling, generated, *rows, **transforms)
        prepared = prepared if chosen is None else with_reasons(prepared, chosen)
        if isinstance(self.source, OpenedFile):
            prepared = with_notes(prepared, reading_notes(table, self.source.options))
        if prepared.points.n < 2:
            template = "{table} has only {n:# complete row|# complete rows}; clustering needs two or more."
            raise LoadError(Message(template, table=table.name, n=prepared.points.n))
        if algorithm is not None:
            check_weights(algorithm, prepared.points)
            check_memory(algorithm, prepared.points.n, prepared.points.d, self.memory_budget)
        return prepared

    def session(self, algorithm: Algorithm) -> Session:
        """The session of a window with the same data and this algorithm."""
        return Session(
            self.source,
            (Pane(algorithm),),
            columns=self.columns,
            scaling=self.scaling,
            missing=self.missing,
            weights=self.weights,
            log=self.log,
            column_weights=self.column_weights,
            reduce=self.reduce,
            sample=self.sample,
            memory_budget=self.memory_budget,
        )

    def _table_and_transforms(self) -> tuple[Table, str, Mapping[str, float]]:
        """The table with its scaling and weights of columns; of prepared points, a sample with theirs."""
        own = dict(self.column_weights)
        if self.sample and isinstance(self.source, OpenedFile) and is_points_folder(self.source.path):
            from clusterlab.datasets.shards.shard_folder import open_folder

            folder = open_folder(self.source.path)
            scale = folder.header.scale if self.scaling == SCALE_PARAM.default else self.scaling
            weights = {**folder.header.column_weights, **own}
            return folder.sample(min(self.sample, folder.header.rows)), scale, weights
        return read_source(self.source), self.scaling, own

    def _streamed(self, algorithm: Algorithm) -> Prepared:
        if self.truth is not None:
            raise UsageError(Message("--truth cannot be used with a stream, whose rows are not kept."))
        if algorithm.endless and not isinstance(self.source, OpenedFile):
            raise UsageError(Message("A generator never ends: use --batches stream with --max-iter N."))
        from clusterlab.session.playback.run_task import prepare_session_stream

        session = self.session(algorithm)
        prepared = prepare_session_stream(session)
        if not isinstance(self.source, OpenedFile):
            return prepared
        notes = reading_notes(prepared.table, self.source.options)
        if self.columns is not None:
            return with_notes(prepared, notes)
        chosen = default_columns(prepared.table, None)
        prepared = with_reasons(prepare_session_stream(replace(session, columns=chosen.columns)), chosen)
        return with_notes(prepared, notes)


def add_data_flags(parser: argparse.ArgumentParser, with_shapes: bool = True) -> None:
    """Adds the flags of the data, or those of files alone, which need no shapes."""
    group = parser.add_argument_group("data, either of these two")
    group.add_argument(
        "--data", metavar="FILE", help="A table: CSV, XLSX, Parquet and others; - reads standard input."
    )
    shapes = ", ".join(SHAPES.all()) if with_shapes else ""
    group.add_argument("--make", metavar="SHAPE", help=f"Generated data: {shapes}.")
    group = parser.add_argument_group("columns and rows")
    group.add_argument("--columns", metavar="A,B", help=COLUMNS_HELP)
    group.add_argument(
        "--log",
        metavar="A,B",
        help=LOG_HELP,
    )
    group.add_argument(
        "--column-weights",
        metavar="A=2,B=0.5",
        help=COLUMN_WEIGHTS_HELP,
    )
    group.add_argument("--scale", metavar="WORD", help="none (default), z-score, min-max or robust.")
    group.add_argument(
        "--missing",
        metavar="WORD",
        help="Missing values: drop (default) the rows, mean, median or nearest.",
    )
    group.add_argument(
        "--weights",
        metavar="COLUMN",
        help="A column of weights, kept out of the fit: a row of weight 3 counts as three rows.",
    )
    group.add_argument("--reduce", metavar="M", help="Cluster on the first M principal components.")
    group.add_argument("--sample", metavar="N", help="Cluster a random sample of N rows.")
    group.add_argument(
        "--memory",
        metavar="GIB",
        help="The memory limit in GiB for algorithms that compare all pairs. Default 1.",
    )
    add_read_flags(parser)
    if with_shapes:
        add_flags(parser.add_argument_group("generated data (clusterlab list explains them)"), shape_flags())


def add_truth_flag(group: argparse._ArgumentGroup) -> None:
    """Adds the flag of the column of known classes."""
    group.add_argument(
        "--truth",
        metavar="COLUMN",
        help="A column of known classes: kept out of the fit and compared with what was found, as ARI and "
        f"AMI. {GENERATED} names the groups of generated data.",
    )


def data_request(options: argparse.Namespace, truth: str | None = None) -> DataRequest:
    """The data that were asked for, with the column of known classes; raises UsageError or ParamError."""
    scaling = SCALE_PARAM.default if options.scale is None else SCALE_PARAM.parse(options.scale)
    columns = _columns(options.columns)
    if columns is not None and truth in columns:
        template = "--truth {column} names one of the --columns; known classes stay out of the fit."
        raise UsageError(Message(template, column=truth))
    if columns is not None and options.weights in columns:
        template = "--weights {column} names one of the --columns; weights stay out of the fit."
        raise UsageError(Message(template, column=options.weights))
    reduce = 0 if options.reduce is None else REDUCE_PARAM.parse(options.reduce)
    sample = 0 if options.sample is None else SAMPLE_PARAM.parse(options.sample)
    memory = MEMORY_PARAM.default if options.memory is None else MEMORY_PARAM.parse(options.memory)
    missing = MISSING_PARAM.default if options.missing is None else MISSING_PARAM.parse(options.missing)
    rows = reduce, sample, memory, missing, options.weights or ""
    log = () if options.log is None else names_in("--log", options.log)
    for flag, name in (("--truth", truth), ("--weights", options.weights)):
        if name in log:
            template = "{flag} {column} names one of the columns of --log; its values are used as they are."
            raise UsageError(Message(template, flag=flag, column=name))
    transforms = log, column_weights_in(options.column_weights)
    return DataRequest(_source(options), columns, scaling, truth, *rows, *transforms)


def _source(options: argparse.Namespace) -> Source:
    flags = {} if isinstance(options, OwnArguments) else shape_flags()
    written = written_flags(options, flags)
    if options.data is not None and options.make is not None:
        raise UsageError(Message("Choose one of --data FILE and --make SHAPE."))
    if options.make is not None:
        _check_no_file_flags(given_read_flags(options))
        shape: Any = class_named(options.make, SHAPES.all(), SHAPE_ERRORS)
        made: Source = shape(**parsed_params(options.make, written, flags))
        return made
    if options.data is None:
        template = "Say which data: --data FILE, or --make with {shapes}."
        raise UsageError(Message(template, shapes=list(SHAPES.all())))
    if written:
        template = "{flag} belongs to generated data; use it with --make SHAPE."
        raise UsageError(Message(template, flag=next(iter(written))))
    if options.data == "-":
        given = read_options(options)
        return OpenedFile(STANDARD_INPUT, options=given, content=read_standard_input())
    return OpenedFile(Path(options.data), options=read_options(options))


def _check_no_file_flags(given: Mapping[str, str]) -> None:
    if given:
        template = "{flag} says how a file is written; use it with --data FILE."
        raise UsageError(Message(template, flag=next(iter(given))))


def _columns(text: str | None) -> tuple[str, ...] | None:
    """The names in a comma-separated list; a name with a comma is in double quotes."""
    return None if text is None else names_in("--columns", text)


def column_weights_in(text: str | None) -> tuple[tuple[str, float], ...]:
    """The columns and weights in a comma-separated list such as a=2,b=0.5; raises UsageError."""
    found = []
    for item in () if text is None else names_in("--column-weights", text):
        name, sign, weight = item.rpartition("=")
        try:
            found.append((name.strip(), float(weight)))
        except ValueError:
            sign = ""
        if not sign:
            template = "--column-weights must be names with weights, such as a=2,b=0.5; it was {text!r}."
            raise UsageError(Message(template, text=text))
    return tuple(found)


def names_in(flag: str, text: str) -> tuple[str, ...]:
    """The names in the comma-separated list of a flag; raises UsageError."""
    try:
        names = tuple(name.strip() for name in next(csv.reader([text], skipinitialspace=True), []))
    except csv.Error:  # a line break within a name
        names = ()
    if not names or not all(names):
        template = "{flag} must be names with commas between them; it was {text!r}."
        raise UsageError(Message(template, flag=flag, text=text))
    return names
