"""The rows of a table that a model assigned to clusters: as a file, and as plain values by name."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.formatting import format_number
from clusterlab.core.message import Message
from clusterlab.core.progress import Progress
from clusterlab.datasets.source_rows import MAX_LISTED_ROWS
from clusterlab.datasets.table import Table
from clusterlab.export.json_text import Summary, finite_summary
from clusterlab.export.labeled_rows import NO_CLUSTER, NOISE_NUMBER, beside, name_series, scattered
from clusterlab.export.table_cell import Cell
from clusterlab.export.table_file import write_tables
from clusterlab.export.table_summary import reading_summary
from clusterlab.session.models.model import Assigned, Model
from clusterlab.session.models.spread import DistanceSpread, spread_of

if TYPE_CHECKING:
    import polars as pl

ASSIGNED_HEADER = (
    Cell("Cluster"),
    Cell("Rows", tip="How many rows of the file joined it."),
    Cell("Distance", tip="Their median distance from it, in the units of the clustered columns."),
    Cell("Fitted rows", tip="How many rows it had when the model was made."),
    Cell("Fitted distance", tip="Their median distance from it."),
)


def save_assigned(
    path: Path, table: Table, model: Model, found: Assigned
) -> Generator[Progress, None, list[Message]]:
    """Writes the rows of a table with their clusters to a CSV, XLSX or Parquet file, and returns notes on it.

    Raises SaveError.
    """
    frame, notes = assigned_frame(table, model, found)
    yield from write_tables({path: frame})
    return notes


def assigned_frame(table: Table, model: Model, found: Assigned) -> "tuple[pl.DataFrame, list[Message]]":
    """All columns of a table with cluster, name, distance and shares, empty in rows that were dropped.

    A new column of a name that the table has gets another one; notes say which.
    """
    kept, n = found.rows.kept, table.rows
    numbers = np.full(n, NO_CLUSTER, np.int64)
    numbers[kept] = np.array([*model.numbers, NOISE_NUMBER], np.int64)[found.labels]
    names = dict(zip(model.numbers, model.names, strict=True))
    columns = {"name": name_series(numbers, names), "distance": scattered(found.distances, kept, n)}
    if found.shares is not None:
        for label in model.listed:
            columns[f"share {model.numbers[label]}"] = scattered(found.shares[:, label], kept, n)
    return beside(table, numbers, columns, data=True)


def assigned_cells(model: Model, found: Assigned) -> list[list[Cell]]:
    """A row of cells under `ASSIGNED_HEADER` for each cluster, and for noise where there is any."""
    now, before = spread_of(found.labels, found.distances, model.k), model.spread
    rows = [
        [
            _name_cell(model.names[label]),
            *_spread_cells(now, label),
            *_spread_cells(before, label),
        ]
        for label in model.listed
    ]
    if now.noise or before.noise:
        counts = [Cell(f"{spread.noise:,}", spread.noise) for spread in (now, before)]
        rows.append([Cell("Noise"), counts[0], Cell(""), counts[1], Cell("")])
    return rows


def assigned_notes(found: Assigned) -> list[Message]:
    """What a person should know of the rows: cells that were not read, and rows that were dropped."""
    return [*found.rows.notes, *found.rows.reasons]


def assigned_summary(table: Table, model: Model, found: Assigned, source: str) -> Summary:
    """What a model is of, and which clusters it assigned the rows of a table to, by name."""
    rows, now, before = found.rows, spread_of(found.labels, found.distances, model.k), model.spread
    return finite_summary(
        {
            "algorithm": model.algorithm.name,
            "k": model.k,
            "fitted_on": {"source": model.source, "n": before.n},
            "rule": model.algorithm.new_row_rule,
            "source": {"file": source},
            **reading_summary(table),
            "n": len(rows.kept),
            "dropped_rows": len(rows.dropped),
            "first_dropped": [
                {"row": row + 1, "reason": rows.reason(place)}
                for place, row in enumerate(rows.dropped[:MAX_LISTED_ROWS].tolist())
            ],
            "noise": now.noise,
            "median_distance": now.median,
            "fitted_median_distance": before.median,
            "clusters": [
                {
                    "number": model.numbers[label],
                    "name": model.names[label],
                    "rows": int(now.sizes[label]),
                    "median_distance": float(now.medians[label]),
                    "fitted_median_distance": float(before.medians[label]),
                }
                for label in model.listed
            ],
            "drift": found.drift,
            "notes": assigned_notes(found),
        }
    )


def _name_cell(name: str) -> Cell:
    """The name of a cluster on one line."""
    return Cell(" ".join(name.split()))


def _spread_cells(spread: DistanceSpread, cluster: int) -> list[Cell]:
    """The number of rows of a cluster and their median distance."""
    size, median = int(spread.sizes[cluster]), float(spread.medians[cluster])
    return [Cell(f"{size:,}", size), Cell(format_number(median), median) if size else Cell("")]
