"""Detects how a table is written in a text file, from its first lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv import notation
from clusterlab.datasets.readers.csv.header import HeaderVerdict
from clusterlab.datasets.readers.csv.layout import Layout, layout
from clusterlab.datasets.readers.csv.lines import unwrapped
from clusterlab.datasets.readers.csv.sample import SampleCells
from clusterlab.datasets.readers.read_options import DETECTED, ReadOptions
from clusterlab.datasets.table import LoadError, empty_error

DELIMITERS = (",", ";", "\t", "|", " ", "")  # " " means runs of blanks, "" a single column
_SIGNS = (",", ";", "|", "\t")
_WITHIN_NUMBERS = (",", " ")
SAMPLE_LINES = 1000
MAX_COLUMNS = 65_536
SKIPPED_SCORE = 0.97
CUT_SCORE = 0.9
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+|[+-]?\d+")
_SEPARATOR_LINE = re.compile(r'"?sep=([^"])"?\s*', re.IGNORECASE)
_LINE_BREAKS = re.compile(r"\s*[\x00-\x1f\x7f-\x9f\u2028\u2029]+\s*")


@dataclass(frozen=True)
class Dialect:
    """How a table is written in a text file, from the line `body_line` on.

    `kinds` says whether each column is plain, unclear, text, or words, which are text whatever they look
    like; `wrapped` whether every line is one quoted cell; `missing` are the words that stand for missing
    values in columns of numbers; `question` says where what separates cells may stand within numbers.
    """

    delimiter: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    options: ReadOptions
    header: bool = True
    body_line: int = 0
    quote: str = '"'
    wrapped: bool = False
    missing: frozenset[str] = frozenset()
    notes: tuple[Message, ...] = ()
    question: Message = Message()


def detect_dialect(lines: Sequence[str], name: str, options: ReadOptions = DETECTED) -> Dialect:
    """The dialect of the first lines of a file called `name`, as far as not given; raises LoadError."""
    separator = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    if separator:
        options = replace(options, delimiter=options.delimiter or separator[1])
        lines = lines[1:]
    if not lines:
        raise _no_lines_error(name, options.skip)
    wrapped = _unwrapped_layout(lines, name, options)
    found = wrapped or _best_layout(lines, name, options)
    if found is None:
        raise empty_error(name)
    if found.has_header:
        _check_header_width(found, name)
    question = _separator_question(found, lines, options)
    return replace(_dialect(found, options, wrapped is not None, 1 if separator else 0), question=question)


def _dialect(found: Layout, options: ReadOptions, wrapped: bool, lines_above: int) -> Dialect:
    body = found.body
    names = unique_names(_full_titles(found) if found.has_header else [], found.width)
    return Dialect(
        found.delimiter,
        names,
        _kinds(found),
        options,
        found.has_header,
        found.body_line + lines_above,
        found.quote,
        wrapped,
        _missing_words(body),
        (*_skipped_note(found), *_header_notes(found), *_padded_notes(names, body)),
    )


def _check_width(line: str, delimiter: str, name: str) -> None:
    """Raises LoadError where a line has too many cells to be split at all."""
    width = len(line.split()) if delimiter == " " else line.count(delimiter) + 1 if delimiter else 1
    if width > MAX_COLUMNS:
        template = "{name} has {width} columns; at most {high} can be read."
        raise LoadError(Message(template, name=name, width=width, high=MAX_COLUMNS))


def _best_layout(lines: Sequence[str], name: str, options: ReadOptions) -> Layout | None:
    """The layout that looks most like a table of numbers; raises LoadError for too many columns."""
    sample = lines[:SAMPLE_LINES]
    text = "".join(sample)
    delimiters = DELIMITERS if options.delimiter is None else (options.delimiter,)
    offered = [d for d in delimiters if d in text or (d == " " and "\t" in text) or options.delimiter]
    layouts: list[Layout] = []
    for delimiter in offered:
        _check_width(sample[0], delimiter, name)
        if _may_separate(delimiter, layouts):
            found = layout(sample, delimiter, options)
            layouts += [] if found is None else [found]
    regular = _regular(layouts)
    offered_layouts = [f for f in layouts if _may_be(f, regular)]
    return max(offered_layouts, key=lambda f: _score(f) * _whole_cells(f, regular), default=None)


def _regular(layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts whose delimiter is one sign and separates every line into cells with numbers."""
    separated = [f for f in layouts if f.delimiter in _SIGNS and _separates_every_line(f)]
    return [f for f in separated if f.body.numbers.any()]


def _may_separate(delimiter: str, layouts: Sequence[Layout]) -> bool:
    """Whether a delimiter is worth a layout of its own, in view of those before: blanks are the last ones."""
    if delimiter not in ("", " "):
        return True
    if not delimiter and any(_separates_every_line(f) and f.width > 2 for f in layouts):
        return False
    return all(_number_share(other) < 1 for other in _regular(layouts))


def _whole_cells(found: Layout, regular: Sequence[Layout]) -> float:
    """Less than 1 where most cells that are no numbers hold another delimiter of every line."""
    body = found.body
    words = [body.cells[i] for i in np.flatnonzero(body.present & ~body.numbers)[:1000].tolist()]
    others = [other.delimiter for other in regular if other is not found]
    cut = any(2 * sum(other in word for word in words) > len(words) for other in others if words)
    return CUT_SCORE if cut else 1.0


def _separates_every_line(found: Layout) -> bool:
    """Whether the delimiter separates every line, the first included, into as many cells."""
    complete = len(found.titles) == found.width > 1 and not found.skipped
    return complete and found.regularity > 0.95


def _may_be(found: Layout, regular: Sequence[Layout]) -> bool:
    """Whether blanks, or nothing, may separate the cells of lines that another delimiter separates, too.

    Only where all cells are numbers then, and not without: a decimal comma is cut in two.
    """
    if found.delimiter == " " and _cuts_units_off(found):
        return False
    if found.delimiter not in ("", " ") or not regular:
        return True
    return _number_share(found) == 1 and all(_number_share(other) < 1 for other in regular)


def _cuts_units_off(found: Layout) -> bool:
    """Whether one title stands above a number and the same word in every row, such as 12 kg."""
    cut = found.width == 2 and len(found.titles if found.has_header else found.skipped) == 1
    words = set(found.body.column(1))
    return cut and len(words) == 1 and not found.body.numbers[:, 1].any()


def _number_share(found: Layout) -> float:
    """The share of numbers among the cells; a leading zero, as in 1,05 split at its comma, shows a cut."""
    body = found.body
    return int(body.numbers.sum() - (body.numbers & body.padded).sum()) / max(int(body.present.sum()), 1)


def _score(found: Layout) -> float:
    """A score of how much a layout looks like a table of numbers; the best is 1.2."""
    complete = {found.width: 1.0, found.width - 1: 0.9}.get(len(found.titles), 0.5)
    if not found.delimiter and "," in found.titles[0] and found.has_header:
        complete = 0.5  # a,b above 1,2 names two columns, even if some rows are ragged
    skipped = SKIPPED_SCORE if found.skipped else 1.0
    return skipped * found.regularity * complete * (0.2 + _number_share(found))


def _unwrapped_layout(lines: Sequence[str], name: str, options: ReadOptions) -> Layout | None:
    """The layout of lines that are one quoted cell each, where their texts make a table."""
    sample = [line.rstrip() for line in lines[:SAMPLE_LINES]]
    if not all(len(line) > 1 and line[0] == line[-1] == '"' for line in sample[1:] or sample):
        return None
    texts = unwrapped("\n".join(sample).encode()).decode().split("\n")
    if sum('"' in line.replace('""', "")[1:-1] for line in sample) or notation.are_numbers(texts):
        return None
    found = _best_layout(texts, name, options)
    several = found is not None and _separates_every_line(found)
    return found if several and found is not None and (found.width > 2 or found.has_header) else None


def _full_titles(found: Layout) -> list[str]:
    """The titles on one line each, moved right by one where they name every column but the first."""
    titles = [_LINE_BREAKS.sub(" ", title) for title in found.titles]
    return ["", *titles] if found.named_but_first else titles


def _kinds(found: Layout) -> tuple[str, ...]:
    """The kind of each column: plain numbers only, mostly text, or unclear until all rows are read."""
    body = found.body
    all_plain = (body.plain == body.present).all(axis=0)
    return tuple(
        ("unclear" if found.delimiter == ";" and _may_group(body.column(j)) else "plain")
        if plain
        else ("unclear" if share > 0.5 else "text")
        for j, (plain, share) in enumerate(zip(all_plain.tolist(), body.number_share.tolist(), strict=True))
    )


def _may_group(cells: Sequence[str]) -> bool:
    """Whether points may group thousands: in files with semicolons 1.234 may be 1234."""
    return any("." in cell for cell in cells) and all(_GROUPS.fullmatch(cell) for cell in cells if cell)


def _missing_words(body: SampleCells) -> frozenset[str]:
    """The cells that stand for missing values in columns of numbers."""
    numeric = body.number_share > 0.5
    places = np.flatnonzero((~body.present & numeric).ravel())
    return frozenset(body.cells[i] for i in places.tolist())


def unique_names(titles: Sequence[str], width: int) -> tuple[str, ...]:
    """A unique name for each column: its title, numbered where titles repeat or are missing."""
    names: dict[str, None] = {}
    counts: dict[str, int] = {}
    for j in range(width):
        title = name = (titles[j] if j < len(titles) else "") or f"column {j + 1}"
        while name in names:
            counts[title] = counts.get(title, 1) + 1
            name = f"{title} ({counts[title]})"
        names[name] = None
    return tuple(names)


def _check_header_width(found: Layout, name: str) -> None:
    """Raises LoadError where the header has far fewer cells than the rows: the delimiter was misread."""
    cells, width = len(found.titles), found.width
    if cells >= width - 1 or width < 2:
        return
    template = (
        "The first line of {name} has {cells:# cell|# cells} but most lines have {width}; "
        "delete the lines above the header or start them with #."
    )
    if found.delimiter == ",":
        template = (
            "The first line of {name} has {cells:# cell|# cells} but most lines have {width}; "
            "if commas are decimal marks too, separate the cells with semicolons."
        )
    raise LoadError(Message(template, name=name, cells=cells, width=width))


def _no_lines_error(name: str, skip: int | None) -> LoadError:
    if not skip:
        return empty_error(name)
    template = "{name} has no table after the {n:# line|# lines} to skip; skip fewer."
    return LoadError(Message(template, name=name, n=skip))


def _skipped_note(found: Layout) -> tuple[Message, ...]:
    if not found.skipped:
        return ()
    template = "{n:# line|# lines} above the table {n:was|were} left out, the first {line!r}."
    return (Message(template, n=len(found.skipped), line=shortened(found.skipped[0])),)


def _header_notes(found: Layout) -> tuple[Message, ...]:
    """Notes on a header that lacks a name, and on a first line that may be the header."""
    if found.named_but_first:
        if found.delimiter == ",":
            template = (
                "The header names all columns but the first, which is called column 1; "
                "if commas are decimal marks too, separate the cells with semicolons."
            )
            return (Message(template),)
        return (Message("The header names all columns but the first, which is called column 1."),)
    if found.header is HeaderVerdict.OPEN:
        return (Message("The first line was read as data; it may be the names of the columns."),)
    return ()


def _padded_notes(names: Sequence[str], body: SampleCells) -> tuple[Message, ...]:
    """A note on each column of numbers of which some begin with zeros, as codes do."""
    template = "Column {column}: {cell} was read as {number:exact} (zeros at its beginning were left out)."
    found = []
    for j in np.flatnonzero((body.padded & body.numbers).any(axis=0) & (body.number_share > 0.5)).tolist():
        row = int((body.padded & body.numbers)[:, j].argmax())
        cell = body.column(j)[row]
        if cell.isdigit():
            number = float(body.values[row, j])
            found.append(Message(template, column=names[j], cell=shortened(cell), number=number))
    return tuple(found)


def _separator_question(found: Layout, lines: Sequence[str], options: ReadOptions) -> Message:
    """Which line is a number as a whole, too, where all are and no header says how many columns there are."""
    if options.delimiter is not None or found.has_header or found.delimiter not in _WITHIN_NUMBERS:
        return Message()
    rows = [line.strip() for line in lines[found.body_line : SAMPLE_LINES] if line.strip()]
    rows = [row for row in rows if not row.startswith("#")]
    if not rows or not notation.are_numbers(rows):
        return Message()
    template = "{line} can be read as one number or as {n} columns."
    return Message(template, line=shortened(rows[0]), n=found.width)
