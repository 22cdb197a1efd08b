"""Files of large tables: CSV, XLSX and Parquet, written whole or not at all, and with progress."""

import io
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from clusterlab.core.cancellation import Canceled, check_canceled
from clusterlab.core.message import Message
from clusterlab.core.progress import Progress
from clusterlab.datasets.readers.table_format import FORMATS
from clusterlab.export.atomic_write import SaveError, atomic_replacement
from clusterlab.export.tables import FORMULA, guarded

if TYPE_CHECKING:
    import polars as pl

Writing = Generator[Progress, None, None]
BLOCK_ROWS = 20_000
"""Rows that are written between two looks whether that is still wanted."""
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS, MAX_CELL_UNITS = 2**20, 2**14, 32_767
"""What a sheet of a spreadsheet holds, and the UTF-16 units of a text in one of its cells."""


class ExactNumber(float):
    """A number that is written with all its digits, where a spreadsheet would get 16 of 17."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


def write_tables(frames: "Mapping[Path, pl.DataFrame]") -> Writing:
    """Writes each table to its file as the suffix says, all of them or none; raises SaveError."""
    for path, frame in frames.items():
        check_table_file(path, frame)
    done, of = 0, sum(frame.height for frame in frames.values())
    with ExitStack() as files:
        for path, frame in frames.items():
            file = files.enter_context(atomic_replacement(path))
            for progress in _writer(path)(frame, file):
                yield Progress(done + progress.done, of)
            done += frame.height
        check_canceled()  # before the files take the places of others


def check_table_file(path: Path, frame: "pl.DataFrame | None" = None) -> None:
    """Raises SaveError where no table can be written to a file of that name, or not this one."""
    suffix = path.suffix.lower()
    read = {suffix for kind in FORMATS.all().values() for suffix in kind.suffixes}
    if suffix in read - WRITERS.keys():
        template = "Tables are not written as {suffix}; name a .csv, .xlsx or .parquet file."
        raise SaveError(Message(template, suffix=suffix))
    if frame is not None and _writer(path) is _write_xlsx:
        _check_sheet(path, frame)


def _check_sheet(path: Path, frame: "pl.DataFrame") -> None:
    if frame.height >= MAX_SHEET_ROWS or frame.width > MAX_SHEET_COLUMNS:
        template = (
            "{name} cannot hold {rows:# row|# rows} and {columns:# column|# columns}: a spreadsheet has at "
            "most {most} and {widest}. Save as .csv or .parquet."
        )
        counts = {"rows": frame.height, "columns": frame.width, "most": MAX_SHEET_ROWS - 1}
        raise SaveError(Message(template, name=path.name, widest=MAX_SHEET_COLUMNS, **counts))
    for column in _texts(frame):
        longest = np.max(frame[column].str.len_chars().drop_nulls().to_numpy(), initial=0)
        if 2 * longest > MAX_CELL_UNITS and any(
            len(text.encode("utf-16-le")) > 2 * MAX_CELL_UNITS for text in frame[column].drop_nulls()
        ):
            template = (
                "{name} cannot hold a text of the column {column!r}: a cell of a spreadsheet has at most "
                "{most} characters. Save as .csv or .parquet."
            )
            raise SaveError(Message(template, name=path.name, column=column, most=MAX_CELL_UNITS))


def _texts(frame: "pl.DataFrame") -> list[str]:
    import polars as pl

    return [name for name, kind in frame.schema.items() if kind == pl.String]


def _write_csv(frame: "pl.DataFrame", file: BinaryIO) -> Writing:
    """As CSV; texts that look like formulas are escaped, numbers have all their digits."""
    import polars as pl

    texts = [pl.col(name) for name in _texts(frame)]
    looks = [text.str.slice(0, 1).is_in(list(FORMULA)) for text in texts]
    frame = frame.with_columns(
        pl.when(look).then(pl.lit("'") + text).otherwise(text).alias(text.meta.output_name())
        for text, look in zip(texts, looks, strict=True)
    )
    names = {name: guarded(name) for name in frame.columns}
    frame = frame.rename({name: new for name, new in names.items() if new == name or new not in names})
    for start in range(0, max(frame.height, 1), BLOCK_ROWS):
        part = frame.slice(start, BLOCK_ROWS)
        file.write(part.write_csv(include_header=not start).encode())
        yield Progress(start + part.height, frame.height)


def _write_parquet(frame: "pl.DataFrame", file: BinaryIO) -> Writing:
    yield Progress(0, frame.height)
    frame.write_parquet(file)


def _write_xlsx(frame: "pl.DataFrame", file: BinaryIO) -> Writing:
    """As a workbook of one sheet, row by row, so that it needs little memory.

    Texts are never evaluated; those that look like formulas are marked as texts, too, as the apostrophe of a
    spreadsheet does, so that they stay so when they are edited.
    """
    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="clusterlab-") as folder:
        book = Workbook(_CheckedFile(file), {"constant_memory": True, "tmpdir": folder})
        try:
            yield from _write_sheet(frame, book)
            book.close()
        finally:
            for sheet in book.worksheets():
                if not book.fileclosed:
                    sheet.row_data_fh.close()  # else the folder is not removed on Windows


def _write_sheet(frame: "pl.DataFrame", book: Any) -> Writing:
    sheet, text = book.add_worksheet("labels"), book.add_format({"quote_prefix": True})
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name, bold)
    for start in range(0, frame.height, BLOCK_ROWS):
        for row, cells in enumerate(frame.slice(start, BLOCK_ROWS).iter_rows(), start + 1):
            _write_row(sheet, row, cells, text)
        yield Progress(min(start + BLOCK_ROWS, frame.height), frame.height)


def _write_row(sheet: Any, row: int, cells: Sequence[object], text: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, text if cell.startswith(FORMULA) else None)
        elif isinstance(cell, float | int):
            sheet.write_number(row, column, ExactNumber(cell))


class _CheckedFile:
    """A file whose writing ends where it is no longer wanted: a workbook is packed in one go."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, content: bytes) -> int:
        try:
            check_canceled()
        except Canceled:
            self._file = io.BytesIO()  # what the archive writes as it is discarded
            raise
        return self._file.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


WRITERS: Mapping[str, Callable[["pl.DataFrame", BinaryIO], Writing]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
    ".pq": _write_parquet,
}
"""What writes a table, by the suffix of the file; other files are CSV."""


def _writer(path: Path) -> Callable[["pl.DataFrame", BinaryIO], Writing]:
    return WRITERS.get(path.suffix.lower(), _write_csv)
