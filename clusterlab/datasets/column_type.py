"""The type of each column of a table, with the reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.cache import cached
from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.datasets.feature_doubts import CALENDAR_YEAR
from clusterlab.datasets.table import (
    CATEGORIES,
    DATES,
    NESTED,
    TEXT_COLUMN,
    TRUTH_VALUES,
    VALUES_MISSING,
    Table,
    unlikely_features,
)

COLUMN_KINDS = ("number", "category", "date", "text", "identifier", "constant")
TYPED_ROWS = 10_000
"""The type of a column of text is that of so many rows."""
MAX_DIFFERENT_VALUES = 100
MIN_ROWS_OF_IDENTIFIERS = 5
MAX_IDENTIFIER_WORDS = 3
MIN_DATE_SHARE = 0.9
_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_TIME = r"[0-2]?[0-9]:[0-5][0-9](?::[0-9.]+)?"
_DATE = re.compile(
    rf"(?:[0-9]{{4}}([-/.]){_MONTH}\1{_DAY}|{_DAY}([-/.]){_MONTH}\2[0-9]{{2,4}}|{_MONTH}/{_DAY}/[0-9]{{2,4}})"
    rf"(?:[T ]{_TIME}(?:Z|[+-][0-9:]+)?)?|{_TIME}|-?PT(?:[0-9.]+[HMS])+"
)


@dataclass(frozen=True)
class ColumnType:
    """What kind of values a column holds, one of `COLUMN_KINDS`, and the `reason`."""

    kind: str
    reason: Message

    @property
    def words(self) -> Message:
        """The kind and the reason, such as "category: 3 different values"."""
        if self.reason.startswith(self.kind):
            return self.reason
        return Message("{kind}: {reason}", kind=self.kind, reason=self.reason)


def column_types(table: Table) -> dict[str, ColumnType]:
    """The type of each column by name, in the order of the file."""
    return cached(table, "column types", lambda: _column_types(table))


def _column_types(table: Table) -> dict[str, ColumnType]:
    doubts = unlikely_features(table)
    found = {name: _number_type(table, j, doubts.get(name)) for j, name in enumerate(table.columns)}
    for name, texts in table.texts.items():
        found[name] = _text_type(table.reasons.get(name, TEXT_COLUMN), texts[:TYPED_ROWS], table.rows)
    return {name: found[name] for name in table.order}


def _number_type(table: Table, j: int, doubt: Message | None) -> ColumnType:
    """The type of a column of numbers; a `doubt` says why it is probably no feature."""
    low, high = float(table.ranges.low[j]), float(table.ranges.high[j])
    if np.isnan(low):
        return ColumnType("constant", Message("no values"))
    if low == high:
        return ColumnType("constant", Message("every value is {value:short}", value=low))
    if doubt is not None:
        return ColumnType("date" if doubt == CALENDAR_YEAR else "identifier", doubt)
    missing = 0 if table.ranges.complete[j] else int(np.isnan(table.values[:, j]).sum())
    if not missing:
        return ColumnType("number", Message("every cell is a number"))
    return ColumnType("number", Message(VALUES_MISSING, missing=missing, rows=table.rows))


def _text_type(reason: Message, texts: Sequence[str], rows: int) -> ColumnType:
    """The type of a column of text, which was read as text for a `reason`."""
    present = [text for text in texts if text]
    different = len(set(present))
    if reason == DATES:
        return ColumnType("date", reason)
    if reason == NESTED:
        return ColumnType("text", reason)
    if not present:
        return ColumnType("constant", Message("no values"))
    if different == 1:
        return ColumnType("constant", Message("every value is {value!r}", value=present[0]))
    if reason in (TRUTH_VALUES, CATEGORIES):
        return ColumnType("category", reason)
    if reason != TEXT_COLUMN:
        return ColumnType("text", reason)
    dates = sum(_DATE.fullmatch(text) is not None for text in present)
    if dates >= MIN_DATE_SHARE * len(present):
        return ColumnType("date", Message("dates or times such as {date}", date=shortened(present[0])))
    if different == len(present) >= MIN_ROWS_OF_IDENTIFIERS and _are_names(present):
        return ColumnType("identifier", Message("every value occurs once"))
    if different <= min(MAX_DIFFERENT_VALUES, len(present) / 2):
        return ColumnType("category", _different_values(different, len(texts), rows))
    return ColumnType("text", _different_values(different, len(texts), rows))


def _are_names(texts: Sequence[str]) -> bool:
    """Whether most texts have at most a few words."""
    return sum(len(text.split()) <= MAX_IDENTIFIER_WORDS for text in texts) >= 0.9 * len(texts)


def _different_values(different: int, looked_at: int, rows: int) -> Message:
    if looked_at == rows:
        return Message("{n:# different value|# different values}", n=different)
    template = "{n:# different value|# different values} in the first {rows} rows"
    return Message(template, n=different, rows=looked_at)
