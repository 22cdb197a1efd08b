"""How a table was read and what its columns are, as plain values by name."""

from collections.abc import Iterable
from dataclasses import asdict

from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.dropped_rows import drop_reason, dropped_rows
from clusterlab.datasets.source_rows import MAX_LISTED_ROWS, DroppedRow
from clusterlab.datasets.table import Selection, Table
from clusterlab.export.json_text import Summary


def dropped_summary(table: Table, selection: Selection) -> list[Summary]:
    """The first dropped rows, by their 1-based numbers, each with the reason."""
    rows = dropped_rows(table, selection)[:MAX_LISTED_ROWS].tolist()
    return [{"row": row + 1, "reason": drop_reason(table, selection, row)} for row in rows]


def dropped_row_list(rows: Iterable[DroppedRow]) -> list[Summary]:
    """Dropped rows, by their 1-based numbers, each with the reason."""
    return [{"row": one.row + 1, "reason": one.reason} for one in rows]


def reading_summary(table: Table) -> Summary:
    """How a file was read, with what was detected, and what a person should check."""
    return {
        "read_as": None if table.read_as is None else asdict(table.read_as),
        "sheets": list(table.sheets),
        "unreadable_cells": table.unreadable,
        "question": table.question or None,
        "column_types": {
            name: {"type": found.kind, "reason": found.reason} for name, found in column_types(table).items()
        },
    }
