"""The rows that a command line names: files of any size, or generated rows, and which columns of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clusterlab.cli.data_flags import SCALE_PARAM, column_weights_in, names_in
from clusterlab.cli.defaults import DefaultColumns, default_columns
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.flags import SHAPE_ERRORS, class_named, parsed_params, written_flags
from clusterlab.core.message import Message
from clusterlab.core.params import DeclaredParam, Param
from clusterlab.datasets.column_transforms import check_column_weight
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.missing_values import MISSING
from clusterlab.datasets.shards.chunked_rows import ChunkedRows
from clusterlab.datasets.shards.folder_preparation import FolderRequest
from clusterlab.datasets.shards.gap_filling import FILLINGS
from clusterlab.datasets.shards.row_sources import MadeRows, files_of, first_rows, row_source
from clusterlab.datasets.shards.shard_header import SourceFile
from clusterlab.datasets.table import NOT_CHOSEN, Table
from clusterlab.export.repeat.flag_names import shape_flags

NO_NEAREST = Message(
    "--missing nearest compares rows with each other, for which prepared points are too many: "
    "use mean or median, or take a sample of the file with clusterlab run --sample."
)
FILLED_OR_DROPPED = ("drop", *FILLINGS)
MISSING_HELP = "Missing values: drop (default) the rows, mean or median."
GAPS_PARAM = DeclaredParam(
    "missing",
    str,
    "drop",
    Param(
        "Missing values",
        "What becomes of missing values.",
        choices={kind: MISSING[kind] for kind in FILLED_OR_DROPPED},
    ),
)
POINTS_FLAG = "--points"
POINTS_PARAM = DeclaredParam("points", int, 0, Param("Points", "How many rows to make.", 1, 10**11))


def folder_request(words: list[str], options: Any) -> FolderRequest:
    """What is to be prepared of the files that `words` name, or of generated rows.

    With columns that all sources have. Raises UsageError and LoadError.
    """
    scale = SCALE_PARAM.default if options.scale is None else SCALE_PARAM.parse(options.scale)
    sources, files = _sources(words, options)
    if options.missing == "nearest":
        raise UsageError(NO_NEAREST)
    missing = GAPS_PARAM.default if options.missing is None else GAPS_PARAM.parse(options.missing)
    chosen = _columns(options, first_rows(sources), bool(files), missing)
    columns = tuple(dict.fromkeys(chosen.columns))
    for source in sources:
        source.check_columns(columns)
    left_out = {name: str(reason) for name, reason in chosen.reasons.items()}
    log = () if options.log is None else names_in("--log", options.log)
    weights = dict(column_weights_in(options.column_weights))
    _check_transforms(columns, log, weights)
    transforms: Any = {"log": log, "column_weights": {name: w for name, w in weights.items() if w != 1}}
    return FolderRequest(
        sources,
        files,
        columns,
        scale,
        notes=chosen.notes,
        left_out=left_out,
        missing=missing,
        **transforms,
    )


def _check_transforms(columns: Sequence[str], log: Sequence[str], weights: Mapping[str, float]) -> None:
    """Raises UsageError for a flag about a column that is not prepared, and LoadError for a weight."""
    for flag, names in (("--log", log), ("--column-weights", weights)):
        other = next((name for name in names if name not in columns), None)
        if other is not None:
            template = "{flag} names {name!r}, which is none of the columns {columns:commas}."
            raise UsageError(Message(template, flag=flag, name=other, columns=list(columns)))
    for name, weight in weights.items():
        check_column_weight(name, weight)
        if not weight:
            template = "--column-weights: the weight of {name!r} is 0; leave it out of --columns."
            raise UsageError(Message(template, name=name))


def _columns(options: Any, table: Table, is_file: bool, missing: str) -> DefaultColumns:
    """The columns that were named, else those of numbers that vary in the first rows; notes on others."""
    if options.columns is not None:
        names = names_in("--columns", options.columns)
        return DefaultColumns(names, _not_chosen(table, names), ())
    if not is_file:
        return DefaultColumns(table.columns, {}, ())
    chosen = default_columns(table, None, missing)
    return chosen._replace(notes=tuple(_left_out(table, chosen)))


def _not_chosen(table: Table, names: Sequence[str]) -> dict[str, Message]:
    """The columns that were not named, with the reasons."""
    others = (name for name in table.order if name not in names)
    return {name: table.reasons.get(name, NOT_CHOSEN) for name in others}


def _left_out(table: Table, chosen: DefaultColumns) -> Iterator[Message]:
    """Why columns are left out, as seen in the first rows."""
    template = "{column} was left out: {reason} in the first {n:# row|# rows}."
    named = (
        "{column} was left out: {reason} in the first {n:# row|# rows}. To include it, name it in --columns."
    )
    for name, reason in chosen.reasons.items():
        words = template if name in table.texts else named
        yield Message(words, column=name, reason=reason, n=table.rows)


def _sources(words: list[str], options: Any) -> tuple[tuple[ChunkedRows, ...], tuple[SourceFile, ...]]:
    flags = shape_flags()
    written = written_flags(options, flags)
    if options.make is not None:
        if words:
            raise UsageError(Message("Choose one of DATA and --make SHAPE."))
        return (made_rows(options.make, written),), ()
    if written:
        template = "{flag} belongs to generated data; use it with --make SHAPE."
        raise UsageError(Message(template, flag=next(iter(written))))
    files = [file.absolute() for file in files_of(words)]
    return tuple(map(row_source, files)), tuple(map(SourceFile.of, files))


def made_rows(name: str, written: dict[str, str]) -> MadeRows:
    """The rows of a shape, which may be more than it has points at most in memory."""
    kind: Any = class_named(name, SHAPES.all(), SHAPE_ERRORS)
    others = {flag: text for flag, text in written.items() if flag != POINTS_FLAG}
    shape = kind(**parsed_params(name, others, shape_flags()))
    return MadeRows(
        shape, POINTS_PARAM.parse(written[POINTS_FLAG]) if POINTS_FLAG in written else shape.points
    )
