"""The rows of a confusion table: how many points of each known class each cluster has."""

from clusterlab.export.profile_rows import cluster_cells
from clusterlab.export.table_cell import Cell
from clusterlab.metrics.external import Confusion
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing

MAX_TABLE_SIZE = 12
"""Tables with more rows or columns than this are not readable, and not shown."""
MAX_TINT = 0.55


def is_readable(found: Confusion) -> bool:
    """Whether a table is small enough to be shown."""
    return bool(max(found.table.shape) <= MAX_TABLE_SIZE)


def confusion_rows(
    found: Confusion, classes: tuple[str, ...], listing: ClusterListing = PLAIN_LISTING
) -> tuple[list[Cell], list[list[Cell]]]:
    """The header and the rows, with the clusters in the order of their matched classes."""
    order = sorted(range(len(found.matched)), key=lambda j: (found.matched[j] < 0, found.matched[j], j))
    header = [Cell("cluster"), *cluster_cells(order, listing)]
    if found.noise.any():
        header.append(Cell(listing.unlabeled))
    names = [*classes, *[""] * len(found.table)]
    return header, [_row(found, row, names[row], order) for row in range(len(found.table))]


def _row(found: Confusion, row: int, name: str, order: list[int]) -> list[Cell]:
    total = int(found.table[row].sum() + found.noise[row])
    cells = [_cell(int(found.table[row, j]), total, found.matched[j] == row) for j in order]
    if found.noise.any():
        cells.append(_cell(int(found.noise[row]), total, False))
    return [Cell(name, tip=name), *cells]


def _cell(points: int, of: int, matched: bool) -> Cell:
    share = points / of if of else 0.0
    return Cell(f"{points:,}" if points else "·", points, tint=MAX_TINT * share, bold=bool(matched))
