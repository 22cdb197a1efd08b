"""Sources of rows that are read in chunks: text, Parquet and Arrow files, one after another, and shapes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.preparation import check_columns, checked_cells
from clusterlab.datasets.readers.csv.chunked import read_chunks
from clusterlab.datasets.readers.file_bytes import MAX_SIGNATURE, read_errors
from clusterlab.datasets.readers.formats.arrow import Arrow
from clusterlab.datasets.readers.formats.parquet import Parquet
from clusterlab.datasets.readers.table_format import TableFormat, recognized
from clusterlab.datasets.readers.typed_frame import frame_table
from clusterlab.datasets.shards.chunked_rows import TEXT_BYTES, ChunkedRows, RowChunk
from clusterlab.datasets.table import LoadError, NoRowsError, Table

if TYPE_CHECKING:
    import polars as pl

FIRST_TABLE_ROWS = 100_000
"""The rows by which the columns are chosen that vary."""
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".feather", ".arrow", ".ipc")
"""The files of a folder that are taken."""


@dataclass(frozen=True)
class TextFileRows:
    """A file of delimited text."""

    is_sliced: ClassVar[bool] = False
    path: Path

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def first_table(self) -> Table:
        """The rows in its first chunk."""
        return next(read_chunks(self.path))

    def check_columns(self, columns: Sequence[str]) -> None:
        """Raises LoadError where the first rows, or a header without rows, lack some columns."""
        try:
            table = self.first_table()
        except NoRowsError as error:
            table = Table(self.name, error.columns, np.empty((0, len(error.columns))))
        check_columns(table, columns)

    def rows_and_bytes(self) -> tuple[int, int]:
        """The bytes alone."""
        return 0, self.path.stat().st_size

    def chunks(self, columns: Sequence[str], size: int, start: int) -> Iterator[RowChunk]:
        """The rows after the first `start`, which are read again since lines have any length."""
        try:
            for table in read_chunks(self.path, TEXT_BYTES):
                skipped = min(start, table.rows)
                start -= skipped
                if skipped < table.rows:
                    cells, notes = checked_cells(table, columns)
                    yield RowChunk(cells[skipped:], (*table.notes, *notes))
        except NoRowsError:
            yield _no_rows(self.name, columns)


@dataclass(frozen=True)
class FrameRows:
    """A Parquet or Arrow file, of which a slice of rows can be read."""

    is_sliced: ClassVar[bool] = True
    path: Path
    kind: type[TableFormat]

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def first_table(self) -> Table:
        """The first rows."""
        with self.kind.read_errors(self.name):
            frame = self._lazy().head(FIRST_TABLE_ROWS).collect()
        return frame_table(frame, self.name)

    def check_columns(self, columns: Sequence[str]) -> None:
        """Raises LoadError where the file lacks some columns."""
        with self.kind.read_errors(self.name):
            known = self._lazy().collect_schema()
        if any(name not in known for name in columns):
            check_columns(self.first_table(), columns)

    def rows_and_bytes(self) -> tuple[int, int]:
        """The rows, as the file says, and its bytes."""
        import polars as pl

        with self.kind.read_errors(self.name):
            rows = int(self._lazy().select(pl.len()).collect().item())
        return rows, self.path.stat().st_size

    def chunks(self, columns: Sequence[str], size: int, start: int) -> Iterator[RowChunk]:
        """The rows after the first `start`."""
        self.check_columns(columns)
        rows, _ = self.rows_and_bytes()
        if not rows:
            yield _no_rows(self.name, columns)
        for at in range(start, rows, size):
            with self.kind.read_errors(self.name):
                frame = self._lazy().select(columns).slice(at, size).collect()
            yield self._cells(frame, columns)

    def _lazy(self) -> "pl.LazyFrame":
        import polars as pl

        return (pl.scan_parquet if self.kind is Parquet else pl.scan_ipc)(self.path)

    def _cells(self, frame: "pl.DataFrame", columns: Sequence[str]) -> RowChunk:
        import polars as pl

        if not all(kind.is_numeric() for kind in frame.dtypes):
            table = frame_table(frame, self.name)
            cells, notes = checked_cells(table, columns)
            return RowChunk(cells, tuple(notes))
        floats = frame.select(pl.all().cast(pl.Float64).fill_null(float("nan")))
        return RowChunk(floats.to_numpy())


@dataclass(frozen=True)
class MadeRows:
    """The first `count` rows of a shape, whose own number of points may be less."""

    is_sliced: ClassVar[bool] = False
    shape: Shape
    count: int

    @property
    def name(self) -> str:
        """The name of the shape."""
        return self.shape.name

    def first_table(self) -> Table:
        """The first rows."""
        return next(self.shape.endless(min(FIRST_TABLE_ROWS, self.count)))

    def check_columns(self, columns: Sequence[str]) -> None:
        """Raises LoadError where the shape lacks some columns."""
        check_columns(self.first_table(), columns)

    def rows_and_bytes(self) -> tuple[int, int]:
        """The rows; no bytes are read."""
        return self.count, 0

    def chunks(self, columns: Sequence[str], size: int, start: int) -> Iterator[RowChunk]:
        """The rows after the first `start`, which are generated again."""
        done = 0
        for table in self.shape.endless(size):
            rows = min(size, self.count - done)
            if done + rows > start:
                cells, _ = checked_cells(table, columns)
                yield RowChunk(cells[max(0, start - done) : rows])
            done += rows
            if done >= self.count:
                return


def _no_rows(name: str, columns: Sequence[str]) -> RowChunk:
    """What is read of a file called `name` that has only a header."""
    return RowChunk(np.empty((0, len(columns))), (Message("{name} has a header but no rows.", name=name),))


def first_rows(sources: Sequence[ChunkedRows]) -> Table:
    """The first rows of the first source that has some; raises LoadError."""
    for source in sources[:-1]:
        with suppress(NoRowsError):
            return source.first_table()
    return sources[-1].first_table()


def row_source(path: Path) -> ChunkedRows:
    """The rows of a file, by its content; raises LoadError."""
    with read_errors(path), path.open("rb") as file:
        kind = recognized(file.read(MAX_SIGNATURE))
    if kind is None:
        return TextFileRows(path)
    if kind not in (Parquet, Arrow):
        template = "{name} is {kind}, which is not read in chunks; save it as CSV or Parquet."
        raise LoadError(Message(template, name=path.name, kind=kind.kind))
    return FrameRows(path, kind)


def files_of(words: Sequence[str]) -> list[Path]:
    """The files that words name: files, folders of tables and patterns such as `data/*.csv`.

    In the order of the words, those of a folder or pattern by name. Raises LoadError where there is none.
    """
    found = [file for word in words for file in _files_of(word)]
    if not found:
        raise LoadError(Message("Say which data: one or more files, a folder, or --make with a shape."))
    return found


def _files_of(word: str) -> list[Path]:
    path = Path(word)
    if path.is_dir():
        files = [file for file in path.iterdir() if file.suffix.lower() in TABLE_SUFFIXES]
    elif path.exists() or not set("*?[") & set(word):
        files = [path]
    else:
        files = _matching(path)
    if not files:
        template = "There is no table in {word}: name CSV, Parquet or Feather files."
        raise LoadError(Message(template, word=word))
    return sorted(files)


def _matching(pattern: Path) -> list[Path]:
    """The files that match a pattern; raises LoadError for one that is none."""
    try:
        found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        return [path for path in found if path.is_file()]
    except (ValueError, NotImplementedError) as error:
        template = "{word} is no pattern of file names: {reason}."
        raise LoadError(Message(template, word=str(pattern), reason=str(error))) from None
