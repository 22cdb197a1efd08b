"""Small tables as CSV, and the numbers of clusters in files."""

import csv
import io
from collections.abc import Iterable, Sequence

CsvValue = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""The first characters by which a spreadsheet recognizes a formula (OWASP, CSV injection)."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[CsvValue]]) -> str:
    """A table as CSV; texts that look like formulas are escaped, numbers have all their digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet evaluates as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
