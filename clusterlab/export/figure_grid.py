"""Pictures side by side on one sheet, and nothing of how they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from clusterlab.core.formatting import format_count
from clusterlab.core.marks import Highlights
from clusterlab.export.comparison_summary import ComparisonOutcome
from clusterlab.export.picture import Picture, picture
from clusterlab.session.analysis.comparison import (
    ComparisonEntry,
    ari_text,
    distinguishing_names,
    figures_text,
)
from clusterlab.session.state.layers import DEFAULT_LAYERS
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.view_choice import ViewChoice

GRID_LAYERS = DEFAULT_LAYERS - {"legend", "paths", "arrows"}


@dataclass(frozen=True, eq=False)
class FigureCell:
    """A picture under its title and its figures; a `failure` says why there are no clusters in it.

    There is no picture while its points are still to come.
    """

    title: str = ""
    figures: str = ""
    picture: Picture | None = None
    failure: str = ""


PENDING_CELL = FigureCell()
"""A cell whose points are still to come."""


@dataclass(frozen=True, eq=False)
class FigureGrid:
    """Cells row by row in so many columns, under a title; `column_titles` and `row_titles` name columns and rows."""

    title: str
    columns: int
    cells: tuple[FigureCell, ...]
    column_titles: tuple[str, ...] = ()
    row_titles: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the cells fill."""
        return ceil(len(self.cells) / self.columns)


def grid_columns(panes: int) -> int:
    """In how many columns so many panes stand: one beside the other, and from three on in two rows."""
    return panes if panes < 3 else ceil(panes / 2)


def comparison_grid(comparison: ComparisonOutcome, choice: ViewChoice | None = None) -> FigureGrid:
    """Some algorithms on the same points."""
    prepared, entries = comparison.prepared, comparison.entries
    title = f"{prepared.summary} · {format_count(prepared.points.n, 'row')} · {format_count(len(entries), 'algorithm')}"
    names = distinguishing_names([entry.algorithm for entry in entries])
    cells = [_cell(entry, prepared, name, choice) for name, entry in zip(names, entries, strict=True)]
    return FigureGrid(title, grid_columns(len(entries)), tuple(cells))


def zoo_grid(rows: Sequence[ComparisonOutcome]) -> FigureGrid:
    """A row for each data set and a column for each algorithm."""
    kinds = [entry.algorithm.title for entry in rows[0].entries]
    title = f"{format_count(len(rows), 'data set')} · {format_count(len(kinds), 'algorithm')}"
    cells = [_cell(entry, row.prepared, "", None) for row in rows for entry in row.entries]
    row_titles = [getattr(row.source, "title", row.prepared.table.name) for row in rows]
    return FigureGrid(title, len(kinds), tuple(cells), tuple(kinds), tuple(row_titles))


def _cell(entry: ComparisonEntry, prepared: Prepared, title: str, choice: ViewChoice | None) -> FigureCell:
    """What a rival found, without numbers along the axes; the bare points where it failed."""
    view = prepared.view(choice).without_axis_labels
    drawn, ground_truth_ari = (
        picture(prepared.points, view, entry.last, entry.colors, GRID_LAYERS),
        entry.metrics.ground_truth_ari,
    )
    if entry.last is None:
        return FigureCell(title, "", drawn, entry.failure)
    if title:
        return FigureCell(title, figures_text(entry.algorithm, entry.last, prepared, ground_truth_ari), drawn)
    return FigureCell(
        "", "" if ground_truth_ari is None else ari_text(ground_truth_ari), without_highlights(drawn)
    )


def without_highlights(drawn: Picture) -> Picture:
    """A picture so small that rings would hide its points."""
    return replace(drawn, marks=tuple(mark for mark in drawn.marks if not isinstance(mark, Highlights)))
