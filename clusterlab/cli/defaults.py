"""What a command chooses where nothing is said: the columns, and K for data with few rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.row_weights import select_weighted
from clusterlab.datasets.table import Table, doubtful_features, unlikely_features
from clusterlab.export.repeat.flag_names import DELIMITER_WORDS
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import exceeds_rows

_ANSWERS = {
    "decimal": "{question} To choose, say --decimal point or --decimal comma.",
    "delimiter": "{question} To choose, say --delimiter {word} or --delimiter none.",
}


class DefaultColumns(NamedTuple):
    """The columns to cluster on, why others were left out, and what to say about it."""

    columns: tuple[str, ...]
    reasons: Mapping[str, Message]
    notes: tuple[Message, ...]


def default_columns(
    table: Table, truth: str | None, missing: str = "drop", weights: str = ""
) -> DefaultColumns:
    """All columns that vary, without known classes, weights and, where others remain, those no features."""
    usual = select_weighted(table, None, missing, weights)
    columns = tuple(name for name in usual.columns if name != truth)
    doubts = doubtful_features(table, columns)
    kept = tuple(name for name in columns if name not in doubts)
    unlikely = unlikely_features(table)
    doubts |= {name: why for name, why in usual.left_out.items() if unlikely.get(name) == why}
    return DefaultColumns(kept, usual.left_out | doubts, (*_left_out(doubts), *_kept(table, kept)))


def with_reasons(prepared: Prepared, chosen: DefaultColumns) -> Prepared:
    """The data with the reasons of the columns that were left out, and the notes on them."""
    left_out = prepared.selection.left_out
    reasons = {name: chosen.reasons.get(name, reason) for name, reason in left_out.items()}
    selection = replace(prepared.selection, left_out=reasons)
    return with_notes(replace(prepared, selection=selection), chosen.notes)


def with_notes(prepared: Prepared, notes: Iterable[Message]) -> Prepared:
    """The data with more notes, which come after those of the reader."""
    return replace(prepared, table=replace(prepared.table, notes=(*prepared.table.notes, *notes)))


def reading_notes(table: Table, given: ReadOptions) -> Iterable[Message]:
    """What the flags of reading decide where nothing is said: the sheet, and a cell with two readings."""
    if table.sheets and given.sheet is None:
        yield Message("--sheet NAME reads another one of {sheets:commas}.", sheets=list(table.sheets))
    if table.question:
        template, read_as = _ANSWERS[table.asked], table.read_as or DETECTED
        found = next((word for word, sign in DELIMITER_WORDS.items() if sign == read_as.delimiter), "comma")
        yield Message(template, question=table.question, word=found)


def lowered_k(algorithm: Algorithm, rows: int) -> tuple[Algorithm, tuple[Message, ...]]:
    """The algorithm with its default K lowered to the number of rows where it is larger, and a note on it."""
    if not exceeds_rows(algorithm, rows):
        return algorithm, ()
    template = "K is {rows!s} for {algorithm}: there {rows:is # row|are # rows}, and the default K is {k!s}."
    note = Message(template, rows=rows, algorithm=algorithm.title, k=algorithm.k)
    return algorithm.with_k(rows), (note,)


def _left_out(doubts: Mapping[str, Message]) -> Iterable[Message]:
    template = "{column} was left out: {reason}. To include it, name it in --columns."
    return (Message(template, column=name, reason=reason) for name, reason in doubts.items())


def _kept(table: Table, columns: Iterable[str]) -> Iterable[Message]:
    """Notes on columns that are probably no features, but without which none would remain."""
    template, doubts = '"{column}" looks like a {reason}, not a measurement.', unlikely_features(table)
    return (Message(template, column=name, reason=doubts[name]) for name in columns if name in doubts)
