"""The rows of a text file under one delimiter: its comments and title lines, its header, and its cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from clusterlab.datasets.readers.csv.header import HeaderVerdict, header_verdict
from clusterlab.datasets.readers.csv.lines import Record, cells_of, is_comment, is_hashed_word, records_of
from clusterlab.datasets.readers.csv.sample import SampleCells, most_frequent_length
from clusterlab.datasets.readers.read_options import ReadOptions

MAX_TITLE_LINES = 50
MAX_SAMPLE_CELLS = 400_000


@dataclass(frozen=True, eq=False)
class Layout:
    """How lines make a table under one delimiter and quote.

    `titles` are the cells of the header, or else of the first row; `skipped` are the lines of titles above
    them, and `body_line` is the number of lines above the first row.
    """

    delimiter: str
    titles: list[str]
    header: HeaderVerdict
    body: SampleCells
    body_line: int
    quote: str = '"'
    skipped: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return self.body.width

    @property
    def has_header(self) -> bool:
        """Whether the first row names the columns."""
        return self.header is HeaderVerdict.YES

    @cached_property
    def regularity(self) -> float:
        """The share of rows that have a cell for every column."""
        rows = self.body.rows
        return [*map(len, rows)].count(self.width) / max(len(rows), 1)

    @property
    def named_but_first(self) -> bool:
        """Whether the header names every column but the first."""
        return self.has_header and _short_by_one(self.titles, self.body)


def layout(lines: Sequence[str], delimiter: str, options: ReadOptions) -> Layout | None:
    """The layout of some lines under a delimiter; None where they are no table with it."""
    quote, records = '"', records_of(lines, delimiter)
    if _single_quoted(records):
        quote, records = "'", records_of(lines, delimiter, "'")
    width = _width(records)
    if not width or (width < 2 and delimiter and options.delimiter is None):
        return None
    records = records[: max(MAX_SAMPLE_CELLS // width, 10)]
    rows, titles = _without_comments(records, width, delimiter, options)
    if not rows:
        return None
    if titles:
        body = _cells(rows, width, options)
        return Layout(delimiter, titles, HeaderVerdict.YES, body, _lines_above(records, rows[0]), quote)
    skip = 0 if options.skip is not None else _title_lines(rows, width, options)
    skipped = tuple(row.line for row in rows[:skip])
    found = _with_first_row(rows[skip:], delimiter, width, options)
    above = found.body_line if found.has_header else _lines_above(records, rows[skip]) if skip else 0
    return replace(found, quote=quote, skipped=skipped, body_line=above)


def _width(records: Sequence[Record]) -> int:
    """How many cells most records have that are no comments, the first not counted."""
    plain = [record.cells for record in records if not record.hashed] or [r.cells for r in records]
    return most_frequent_length(plain[1:] or plain)


def _cells(records: Sequence[Record], width: int, options: ReadOptions) -> SampleCells:
    return SampleCells([record.cells for record in records], width, options.decimal, options.thousands)


def _lines_above(records: Sequence[Record], record: Record) -> int:
    """The number of lines above a record."""
    return next((above.next_line for above, r in pairwise(records) if r is record), 0)


def _single_quoted(records: Sequence[Record]) -> bool:
    """Whether most cells stand in single quotes."""
    cells = [cell.strip() for record in records[:100] for cell in record.cells[:100] if cell.strip()]
    quoted = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    return quoted * 2 > len(cells)


def _without_comments(
    records: Sequence[Record], width: int, delimiter: str, options: ReadOptions
) -> tuple[list[Record], list[str]]:
    """The records that are no comments, and the titles in the last comment above them, if they are there."""
    first = next((i for i, record in enumerate(records) if not record.hashed), 0)
    kept = [i for i, r in enumerate(records) if not (r.hashed and is_comment(r.line, delimiter, width))]
    rows, below = [records[i] for i in kept], [records[i] for i in kept if i >= first]
    if not first or options.header is False or _verdict(below, width, options) is HeaderVerdict.YES:
        return below if first else rows, []
    last = records[first - 1]
    titles = [cell.strip() for cell in cells_of(last.line.lstrip("# "), delimiter)]
    fits = len(titles) == width > 1 and not is_hashed_word(last.cells[0].strip())
    if fits and header_verdict(titles, _cells(below, width, options)) is HeaderVerdict.YES:
        return below, titles
    return rows, []


def _verdict(rows: Sequence[Record], width: int, options: ReadOptions) -> HeaderVerdict:
    """What the first of some rows is."""
    return _with_first_row(rows, "", width, options).header


def _with_first_row(rows: Sequence[Record], delimiter: str, width: int, options: ReadOptions) -> Layout:
    """The layout of rows of which the first may be the header."""
    titles = [cell.strip() for cell in rows[0].cells]
    below = _cells(rows[1:], max(width, len(titles)), options)
    verdict = _judged(titles, below, options)
    body = below if verdict is HeaderVerdict.YES else replace(below, rows=[titles, *below.rows])
    return Layout(delimiter, titles, verdict, body, rows[0].next_line)


def _judged(titles: Sequence[str], below: SampleCells, options: ReadOptions) -> HeaderVerdict:
    """What the cells of a first row are, above those of the others."""
    if options.header is not None:
        return HeaderVerdict.YES if options.header else HeaderVerdict.NO
    if not below.rows:
        only = replace(below, rows=[titles])
        return HeaderVerdict.NO if only.numbers.any() else HeaderVerdict.YES
    return header_verdict(["", *titles] if _short_by_one(titles, below) else titles, below)


def _short_by_one(titles: Sequence[str], body: SampleCells) -> bool:
    """Whether there is one title less than columns, of which the last is not empty."""
    width = body.width
    return width > 1 and len(titles) == width - 1 and bool(body.present[:, -1].any())


def _title_lines(rows: Sequence[Record], width: int, options: ReadOptions) -> int:
    """How many lines above the header or the first row are titles of the whole table."""
    for k in range(min(len(rows) - 1, MAX_TITLE_LINES)):
        if not _is_title_line(rows[k], rows[k + 1 :], width, options):
            return k
    return 0


def _is_title_line(row: Record, below: Sequence[Record], width: int, options: ReadOptions) -> bool:
    filled = sum(bool(cell.strip()) for cell in row.cells)
    if width < 2 or (len(row.cells) >= width and filled > 1):
        return False
    k = next((i for i, r in enumerate(below[:MAX_TITLE_LINES]) if len(r.cells) == width), None)
    rest = [] if k is None else below[k:]
    named = len(rest) > 1 and all(cell.strip() for cell in rest[0].cells[1:])
    if named and _verdict(rest, width, replace(options, header=None)) is HeaderVerdict.YES:
        return True
    if filled > 1 or len(row.cells) == width:
        return False
    body = _cells(below, width, options)
    return width > 2 or not _are_row_labels(body)


def _are_row_labels(body: SampleCells) -> bool:
    """Whether the first column holds words or counts the rows, as R writes them."""
    cells = body.column(0)
    counted = cells == [str(i + 1) for i in range(len(cells))]
    return counted or bool(body.number_share[0] < 0.5)
