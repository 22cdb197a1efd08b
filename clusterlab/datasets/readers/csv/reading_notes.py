"""Notes on cells of a column that a person might expect to be read in another way."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.notation import OTHER_MARK, affixes
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    import polars as pl

MAX_EXACT_INTEGER = 2.0**53  # from here on not every integer is a float64
MAX_SIMILAR_NOTES = 3
MAX_NOTED_COLUMNS = 100
"""In so many columns cells are looked for that deserve a note."""
NEARLY_NUMBERS = "Column {column} is text: its cells are numbers but for {where} them."
_MARK_NAMES = {".": "point", ",": "comma"}
_GROUPS_THOUSANDS = "Column {column}: {cell} was read as {number:exact} (the {mark} groups thousands)."
_IS_DECIMAL_MARK = "Column {column}: {cell} was read as {number:exact} (the {mark} is the decimal mark)."


def infinite_as_missing(name: str, values: Floats) -> tuple[Floats, tuple[Message, ...]]:
    """The values with NaN in place of infinite ones, and a note that counts these."""
    infinite = np.isinf(values)
    count = int(infinite.sum())
    if not count:
        return values, ()
    template = (
        "Column {column}: {n:# cell is|# cells are} infinite and counted as missing, "
        "the first in row {row!s}."
    )
    note = Message(template, column=name, n=count, row=int(infinite.argmax()) + 1)
    return np.where(infinite, np.nan, values), (note,)


def finite_or_missing(names: Sequence[str], values: Floats) -> tuple[Floats, tuple[Message, ...]]:
    """The values (n, d) with NaN in place of infinite ones, and notes that count these in each column."""
    notes: tuple[Message, ...] = ()
    values = values.copy()
    for j in np.flatnonzero(np.isinf(values).any(axis=0)).tolist():
        values[:, j], noted = infinite_as_missing(names[j], values[:, j])
        notes += noted
    return values, notes


def first_true_row(mask: "pl.Series") -> int | None:
    """The first row where the mask is true, if any."""
    row = mask.fill_null(False).arg_max()
    return row if row is not None and mask[row] else None


def unreadable_note(cells: "pl.Series", numbers: "pl.Series") -> tuple[Message, ...]:
    """A note on the cells that are no numbers, with the first and its row."""
    wrong = cells.is_not_null() & numbers.is_null()
    row = first_true_row(wrong)
    if row is None:
        return ()
    template = (
        "Column {column}: {n:# cell is|# cells are} no number and counted as missing, "
        "the first {cell!r} in row {row!s}."
    )
    cell = shortened(cells[row])
    return (Message(template, column=cells.name, n=int(wrong.sum()), cell=cell, row=row + 1),)


def mark_note(cells: "pl.Series", numbers: "pl.Series", mark: str, ambiguous: str) -> tuple[Message, ...]:
    """A note on how one cell was read, where another reading was possible, such as of an `ambiguous` one."""
    other = OTHER_MARK[mark]
    row = first_true_row(cells.str.contains(other, literal=True) & numbers.is_not_null())
    template, noted = _GROUPS_THOUSANDS, other
    if row is None and ambiguous:
        row = first_true_row(cells == ambiguous)
        template, noted = _IS_DECIMAL_MARK, mark
    if row is None:
        return ()
    cell, name = shortened(cells[row]), Message(_MARK_NAMES[noted])
    return (Message(template, column=cells.name, cell=cell, number=numbers[row], mark=name),)


def rounding_note(standard: "pl.Series", numbers: "pl.Series") -> tuple[Message, ...]:
    """A note where integers are too long for a float64."""
    row = first_true_row((numbers.abs() >= MAX_EXACT_INTEGER) & standard.str.contains(r"^[+-]?\d+$"))
    if row is None:
        return ()
    template = "Column {column}: whole numbers beyond 2^53 were rounded, the first {cell} in row {row!s}."
    return (Message(template, column=standard.name, cell=shortened(standard[row]), row=row + 1),)


def large_note(name: str, values: Floats) -> tuple[Message, ...]:
    """A note where whole numbers that were stored as float64 may not be those that were typed."""
    large = np.isfinite(values) & (np.abs(values) >= MAX_EXACT_INTEGER)
    if not large.any() or (np.isfinite(values) & (values != np.rint(values))).any():
        return ()
    row = int(large.argmax())
    template = "Column {column}: numbers beyond 2^53 may be rounded, the first {number} in row {row!s}."
    return (Message(template, column=name, number=f"{values[row]:.17g}", row=row + 1),)


def affix_note(cells: "pl.Series") -> tuple[Message, ...]:
    """A note on a column of text whose cells are numbers but for the same letters before or after them."""
    found = affixes(cells)
    if found is None:
        return ()
    words = [
        Message(template, text=text)
        for template, text in zip(("{text!r} before", "{text!r} after"), found, strict=True)
        if text
    ]
    if not words:
        return ()
    return (Message(NEARLY_NUMBERS, column=cells.name, where=words),)


def without_repetition(notes: Iterable[Message]) -> tuple[Message, ...]:
    """The notes in their order; of similar ones the first three, and how many more."""
    similar: dict[str, list[Message]] = {}
    for note in notes:
        similar.setdefault(note.template + str(note.values.get("why", "")), []).append(note)
    kept = [note for group in similar.values() for note in group[:MAX_SIMILAR_NOTES]]
    more = sum(len(group) - MAX_SIMILAR_NOTES for group in similar.values() if len(group) > MAX_SIMILAR_NOTES)
    if more:
        kept.append(Message("{n:# more note|# more notes} of the same kinds {n:is|are} not listed.", n=more))
    return tuple(kept)
