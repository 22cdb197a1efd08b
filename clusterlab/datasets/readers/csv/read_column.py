"""What was read of a column, and what is said of several columns together."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.datasets.readers.csv.reading_notes import MAX_SIMILAR_NOTES
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True, eq=False)
class ReadColumn:
    """The `numbers` of a column, NaN where missing; or None, its `texts`, and the `reason` why it is text.

    `thousands` are the marks that group digits in it, `unreadable` counts the cells that are neither numbers
    nor empty, and `question` says which cell can be read as another number.
    """

    numbers: Floats | None
    notes: tuple[Message, ...] = ()
    reason: Message = Message()
    texts: tuple[str, ...] = ()
    thousands: str = ""
    unreadable: int = 0
    question: Message = Message()


def thousands_mark(columns: Sequence[ReadColumn], decimal: str) -> str | None:
    """The mark that groups thousands in some columns, "" for none; None for several, or the `decimal` one."""
    marks = {mark for column in columns for mark in column.thousands}
    return None if len(marks) > 1 or decimal in marks else "".join(marks)


def column_notes(columns: Sequence[ReadColumn]) -> tuple[Message, ...]:
    """The notes on some columns; with many unreadable cells first a note that counts them all."""
    unreadable = [column.unreadable for column in columns if column.unreadable]
    notes = tuple(note for column in columns for note in column.notes)
    if len(unreadable) <= MAX_SIMILAR_NOTES:
        return notes
    template = "{n} cells in {columns} columns are no numbers and counted as missing."
    return (Message(template, n=sum(unreadable), columns=len(unreadable)), *notes)


def cell_findings(columns: Sequence[ReadColumn]) -> tuple[int, Message]:
    """How many cells of some columns are unreadable, and the first question."""
    question = next((column.question for column in columns if column.question), Message())
    return sum(column.unreadable for column in columns), question
