"""The data as a file of their own: every column as it was read, generated or drawn."""

from pathlib import Path
from typing import TYPE_CHECKING

from clusterlab.core.message import Message
from clusterlab.datasets.drawn_points import GROUP_COLUMN
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import Table
from clusterlab.export.atomic_write import SaveError, resolved_path
from clusterlab.export.labeled_rows import free_names, table_frame
from clusterlab.export.table_file import Writing, write_tables

if TYPE_CHECKING:
    import polars as pl


def save_data(path: Path, table: Table, data: Path | None = None) -> Writing:
    """Writes a table to a file, whole or not at all; raises SaveError, also for the file of the `data`."""
    if data is not None and resolved_path(path) == resolved_path(data):
        raise SaveError(Message("{name} is the open table. Choose another name.", name=path.name))
    yield from write_tables({path: data_frame(table)})


def data_frame(table: Table) -> "pl.DataFrame":
    """All columns of a table, and the groups of generated data as texts."""
    import polars as pl

    frame = table_frame(table)
    if table.truth is None:
        return frame
    truth = ground_truth(table, GENERATED)
    names = [*map(str, truth.classes), None]
    column = free_names([GROUP_COLUMN], frame.columns)[GROUP_COLUMN]
    return frame.with_columns(pl.Series(column, [names[code] for code in truth.codes.tolist()], pl.String))
