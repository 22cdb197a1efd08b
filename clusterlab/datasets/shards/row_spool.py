"""Rows of a source as binary records in one file, with what is to be known of all of them.

A record holds the cells of a row in double precision and, in the bits of one more number, its number.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.written import Written
from clusterlab.datasets.column_transforms import check_positive, logarithms
from clusterlab.datasets.shards.chunked_rows import ChunkedRows
from clusterlab.datasets.shards.shard_header import MAX_SOURCE_ROWS
from clusterlab.datasets.source_rows import MAX_LISTED_ROWS, DroppedRow
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.reductions import column_range
from clusterlab.kernels.typing import Flags, Floats, Rows, chunks

NUMBER = 8
"""The bytes of a number."""
BYTES_AT_ONCE = 2**25
"""Rows of about so many bytes are processed at once."""
MAX_NOTES = 20


@dataclass(frozen=True)
class DroppedRows:
    """Rows without a number in these columns, by their places: how many, and the first of them, from 0."""

    columns: tuple[int, ...]
    rows: int
    first: int

    @classmethod
    def of(cls, written: Written, d: int) -> "DroppedRows":
        """The rows in written values, of `d` columns; raises WrittenError."""
        columns = written.integers("columns", len(written.items("columns")), 0, d - 1)
        rows, first = (written.whole(name, 0, MAX_SOURCE_ROWS) for name in ("rows", "first"))
        return cls(tuple(columns.tolist()), rows, first)


@dataclass(frozen=True)
class ReadSoFar:
    """How far sources were read, and what was found.

    The next row is `row` of the source `source`; of `seen` rows in all, `kept` have a number in every column.
    `low`, `high` and `mean` (d,) are those of the kept rows; where these may have missing values, `counts`
    (d,) are the numbers of their values. `first_dropped` are the first of the others, one
    by one.
    """

    source: int = 0
    row: int = 0
    seen: int = 0
    kept: int = 0
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    mean: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    dropped: tuple[DroppedRows, ...] = ()
    first_dropped: tuple[DroppedRows, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: Written, d: int) -> "ReadSoFar":
        """What was read, of `d` columns, from written values; raises WrittenError."""
        seen = written.whole("seen", 0, MAX_SOURCE_ROWS)
        kept = written.whole("kept", 0, seen)
        low, high, mean = (
            tuple(written.vector(name, d if kept else 0).tolist()) for name in ("low", "high", "mean")
        )
        counts = written.integers("counts", d * bool(written.items("counts")), 0, MAX_SOURCE_ROWS)
        dropped, first = (
            tuple(DroppedRows.of(part, d) for part in written.parts(name))
            for name in ("dropped", "first_dropped")
        )
        return cls(
            written.whole("source", 0, MAX_SOURCE_ROWS),
            written.whole("row", 0, MAX_SOURCE_ROWS),
            seen,
            kept,
            low,
            high,
            mean,
            tuple(counts.tolist()),
            dropped,
            first,
            written.texts("notes"),
        )

    @property
    def filled(self) -> int:
        """How many missing values the kept rows have."""
        return self.kept * len(self.counts) - sum(self.counts)

    def after(self, cells: Floats, bad: Flags, notes: Sequence[str], gaps: bool = False) -> "ReadSoFar":
        """The same after more rows with these cells (m, d), of which the `bad` ones (m, d) are no numbers.

        Rows with bad cells are dropped; other cells may be missing where there are `gaps`.
        """
        keep, n = ~bad.any(axis=1), len(cells)
        kept = cells if keep.all() else cells[keep]
        found = ReadSoFar(0, n, n, len(kept), dropped=_dropped(bad), first_dropped=_first_dropped(bad))
        found = replace(found, notes=tuple(notes))
        if len(kept):
            found = replace(found, **(_statistics_with_gaps if gaps else _bounds_and_mean)(kept))
        return self.followed_by(found)

    def followed_by(self, other: "ReadSoFar") -> "ReadSoFar":
        """The same after what was found in the next rows of the same source."""
        found = replace(
            self,
            row=self.row + other.row,
            seen=self.seen + other.seen,
            kept=self.kept + other.kept,
            dropped=_with_dropped(self.dropped, other.dropped, self.seen),
            first_dropped=_with_first_dropped(self.first_dropped, other.first_dropped, self.seen),
            notes=tuple(dict.fromkeys((*self.notes, *other.notes)))[:MAX_NOTES],
        )
        if not other.kept:
            return found
        return replace(found, **(_joined_with_gaps if other.counts else _joined_bounds)(self, other))

    def drop_notes(self, columns: Sequence[str]) -> list[Message]:
        """A sentence for each reason why rows were dropped, with their number and the first of them."""
        return [_drop_note(item, columns) for item in sorted(self.dropped, key=lambda item: item.first)]

    def dropped_rows(self, columns: Sequence[str]) -> tuple[DroppedRow, ...]:
        """The first rows that were dropped, each with the reason."""
        return tuple(DroppedRow(one.first, str(_drop_reason(one, columns))) for one in self.first_dropped)


def record_width(d: int) -> int:
    """The numbers in a record of `d` cells."""
    return d + 1


def rows_at_once(d: int) -> int:
    """How many records of `d` cells are processed at once: a power of two."""
    return int(2 ** np.floor(np.log2(BYTES_AT_ONCE / (NUMBER * record_width(d)))))


def read_rows(
    sources: Sequence[ChunkedRows],
    columns: Sequence[str],
    path: Path,
    so_far: ReadSoFar,
    logged: Collection[str] = (),
    gaps: bool = False,
) -> Iterator[ReadSoFar]:
    """Appends the records of all rows to a file; yields how far it is after each chunk.

    Of the `logged` columns the logarithms are taken. Where there are `gaps`, rows with any value are kept,
    with NaN in place of missing ones. Goes on where `so_far` ends. Raises LoadError and OSError.
    """
    d = len(columns)
    with path.open("r+b" if so_far.kept else "wb") as file:
        file.truncate(so_far.kept * record_width(d) * NUMBER)
        file.seek(0, 2)
        for place in range(so_far.source, len(sources)):
            for chunk in sources[place].chunks(columns, rows_at_once(d), so_far.row):
                cells, bad = checked_rows(chunk.cells, columns, so_far.seen, logged, gaps)
                file.write(row_records(cells, np.flatnonzero(~bad.any(axis=1)), so_far.seen).data)
                file.flush()
                so_far = so_far.after(cells, bad, chunk.notes, gaps)
                yield so_far
            so_far = replace(so_far, source=place + 1, row=0)
            yield so_far
    check_kept(so_far, columns, gaps)


def checked_rows(
    cells: Floats, columns: Sequence[str], seen: int, logged: Collection[str], gaps: bool
) -> tuple[Floats, Flags]:
    """The cells (m, d) of rows after the first `seen` as `read_rows` keeps them, and the bad ones (m, d).

    Raises LoadError.
    """
    cells = _with_logarithms(cells, columns, logged, seen)
    bad = ~np.isfinite(cells)
    if gaps:
        return np.where(bad, np.nan, cells), bad & bad.all(axis=1, keepdims=True)
    return cells, bad


def check_kept(read: ReadSoFar, columns: Sequence[str], gaps: bool) -> None:
    """Raises LoadError where no row was kept."""
    if not read.kept:
        template = "No row has a number in each of the columns {names}."
        template = "No row has a number in any of the columns {names}." if gaps else template
        raise LoadError(Message(template, names=list(columns)))


def record_parts(path: Path, n: int, d: int) -> "list[slice]":
    """The slices in which `n` records are processed."""
    return list(chunks(n, rows_at_once(d)))


def read_records(path: Path, part: slice, d: int) -> Floats:
    """The records (m, d + 1) of a part of a file; raises OSError."""
    width = record_width(d)
    start, count = part.start * width * NUMBER, (part.stop - part.start) * width
    found = np.fromfile(path, np.float64, count, offset=start)
    return found.reshape(-1, width)


def _with_logarithms(cells: Floats, columns: Sequence[str], logged: Collection[str], seen: int) -> Floats:
    """The cells (m, d) of the rows after the first `seen`, with the logarithms of some columns.

    Raises LoadError where a value of these is not positive.
    """
    places = [place for place, name in enumerate(columns) if name in logged]
    cells = np.array(cells) if places else cells  # those of a frame cannot be changed
    for place in places:
        check_positive(cells[:, place], columns[place], seen)
        cells[:, place] = logarithms(cells[:, place])
    return cells


def row_records(cells: Floats, rows: Rows, first: int) -> Floats:
    """The records of some `rows` (m,) of a chunk whose first row has a number."""
    records = np.empty((len(rows), record_width(cells.shape[1])))
    records[:, :-1] = cells if len(rows) == len(cells) else cells[rows]
    records.view(np.int64)[:, -1] = first + rows
    return records


def _dropped(bad: Flags) -> tuple[DroppedRows, ...]:
    """The dropped rows of a chunk, whose cells `bad` (m, d) are no numbers."""
    rows = np.flatnonzero(bad.any(axis=1))
    kinds, first, counts = np.unique(bad[rows], axis=0, return_index=True, return_counts=True)
    return tuple(
        DroppedRows(tuple(np.flatnonzero(kind).tolist()), count, int(rows[place]))
        for kind, place, count in zip(kinds, first.tolist(), counts.tolist(), strict=True)
    )


def _with_dropped(
    dropped: tuple[DroppedRows, ...], others: tuple[DroppedRows, ...], seen: int
) -> tuple[DroppedRows, ...]:
    """Dropped rows together with `others`, before which `seen` rows were read."""
    found = {item.columns: item for item in dropped}
    for other in others:
        before = found.get(other.columns) or DroppedRows(other.columns, 0, seen + other.first)
        found[other.columns] = replace(before, rows=before.rows + other.rows)
    return tuple(found.values())


def _first_dropped(bad: Flags) -> tuple[DroppedRows, ...]:
    """The first dropped rows of a chunk, one by one, whose cells `bad` (m, d) are no numbers."""
    rows = np.flatnonzero(bad.any(axis=1))[:MAX_LISTED_ROWS].tolist()
    return tuple(DroppedRows(tuple(np.flatnonzero(bad[row]).tolist()), 1, row) for row in rows)


def _with_first_dropped(
    first: tuple[DroppedRows, ...], others: tuple[DroppedRows, ...], seen: int
) -> tuple[DroppedRows, ...]:
    """The first dropped rows together with `others`, before which `seen` rows were read."""
    found = (replace(other, first=seen + other.first) for other in others)
    return (*first, *found)[:MAX_LISTED_ROWS]


def _bounds_and_mean(kept: Floats) -> dict[str, Any]:
    """The bounds and the mean (d,) of the rows of a chunk (m, d)."""
    low, high = column_range(np.ascontiguousarray(kept))
    exponents = np.frexp(np.maximum(np.abs(low), np.abs(high)))[1]
    mean = np.ldexp(np.ldexp(kept, -exponents).mean(axis=0), exponents)
    return _as_tuples(low, high, mean)


def _joined_bounds(before: ReadSoFar, after: ReadSoFar) -> dict[str, Any]:
    """The bounds and the mean of all rows, of which those `after` are the last."""
    low, high, mean = (np.asarray(values) for values in (after.low, after.high, after.mean))
    if before.kept:
        share = after.kept / (before.kept + after.kept)
        mean = np.asarray(before.mean) * (1 - share) + mean * share
        low, high = np.minimum(low, before.low), np.maximum(high, before.high)
    return _as_tuples(low, high, mean)


def _statistics_with_gaps(kept: Floats) -> dict[str, Any]:
    """As `_bounds_and_mean`, of the values that are not missing, with their number in each column."""
    counts = np.count_nonzero(~np.isnan(kept), axis=0)
    low, high = np.fmin.reduce(kept, axis=0), np.fmax.reduce(kept, axis=0)
    size = np.where(counts > 0, np.fmax(np.abs(low), np.abs(high)), 0.0)
    exponents = np.frexp(size)[1]
    sums = np.nansum(np.ldexp(kept, -exponents), axis=0)
    mean = np.ldexp(sums / np.maximum(counts, 1), exponents)
    return {**_as_tuples(low, high, mean), "counts": tuple(counts.tolist())}


def _joined_with_gaps(before: ReadSoFar, after: ReadSoFar) -> dict[str, Any]:
    """As `_joined_bounds`, of the values that are not missing, with their number in each column."""
    low, high, mean = (np.asarray(values) for values in (after.low, after.high, after.mean))
    counts = np.array(after.counts)
    if before.counts:
        low, high = np.fmin(low, before.low), np.fmax(high, before.high)
        all_counts = counts + before.counts
        share = counts / np.maximum(all_counts, 1)
        counts, mean = all_counts, np.asarray(before.mean) * (1 - share) + mean * share
    return {**_as_tuples(low, high, mean), "counts": tuple(counts.tolist())}


def _as_tuples(low: Floats, high: Floats, mean: Floats) -> dict[str, Any]:
    return {"low": tuple(low.tolist()), "high": tuple(high.tolist()), "mean": tuple(mean.tolist())}


def _drop_reason(item: DroppedRows, columns: Sequence[str]) -> Message:
    """Why some rows were dropped, as of a table in memory."""
    if len(item.columns) == len(columns) > 1:
        return Message("no value in any column that is used")
    return Message("no value in {columns}", columns=[columns[place] for place in item.columns])


def _drop_note(item: DroppedRows, columns: Sequence[str]) -> Message:
    template = "{n:# row was|# rows were} dropped, the first is row {row!s}: no value in {columns}."
    names = [columns[place] for place in item.columns]
    if len(names) == len(columns) > 1:
        template = "{n:# row was|# rows were} dropped, the first is row {row!s}: no value in any column."
    return Message(template, n=item.rows, row=item.first + 1, columns=names)
