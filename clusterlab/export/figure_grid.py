"""Pictures in a grid, and the charts of a step on a page, without how they are rendered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from clusterlab.core.marks import Highlights
from clusterlab.core.message import Message, join
from clusterlab.export.picture import Picture, picture
from clusterlab.session.analysis.comparison import (
    ComparisonEntry,
    ari_text,
    distinguishing_names,
    figures_text,
)
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.layers import DEFAULT_LAYERS
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.panes import pane_sessions
from clusterlab.session.state.prepared import Prepared, Source
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
    from clusterlab.export.comparison_summary import ComparisonOutcome

GRID_LAYERS = DEFAULT_LAYERS - {"legend", "paths", "arrows"}


@dataclass(frozen=True, eq=False)
class StepChartPage:
    """The charts of a step under a title and the step's caption; `listing` names the clusters."""

    title: str
    words: str
    charts: "tuple[Chart, ...]"
    listing: ClusterListing


@dataclass(frozen=True, eq=False)
class FigureCell:
    """A picture under its title and its figures; a `failure` says why there are no clusters in it.

    There is no picture before its points are computed.
    """

    title: str = ""
    figures: str = ""
    picture: Picture | None = None
    failure: str = ""


PENDING_CELL = FigureCell()
"""A cell whose points are not computed yet."""


@dataclass(frozen=True, eq=False)
class FigureGrid:
    """Cells, row by row, in a number of `columns` under a title, with titles of columns and rows."""

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
    """The number of columns for a number of panes: up to two in one row, more in two rows."""
    return panes if panes < 3 else ceil(panes / 2)


def comparison_title(prepared: Prepared, algorithms: int) -> Message:
    """The title of a figure of several algorithms on the same points."""
    template = "{n:# row|# rows} · {m:# algorithm|# algorithms}"
    return join([prepared.summary, Message(template, n=prepared.points.n, m=algorithms)], " · ")


def zoo_layout(session: Session, cells: Sequence[FigureCell] = ()) -> FigureGrid:
    """The figure of a zoo, whose rows and columns are the data sets and algorithms of its runs."""
    sessions = pane_sessions(session).sessions[1:]
    row_titles = tuple(dict.fromkeys(source_title(one.source) for one in sessions))
    column_titles = tuple(dict.fromkeys(one.algorithm.title for one in sessions))
    template = "{rows:# data set|# data sets} · {columns:# algorithm|# algorithms}"
    title = Message(template, rows=len(row_titles), columns=len(column_titles))
    return FigureGrid(title, len(column_titles), tuple(cells), column_titles, row_titles)


def source_title(source: Source) -> str:
    """The name of a file, or the title of a generated shape."""
    return source.path.name if isinstance(source, OpenedFile) else source.title


def comparison_grid(comparison: "ComparisonOutcome", choice: ViewChoice | None = None) -> FigureGrid:
    """A cell for each algorithm on the same points."""
    prepared, entries = comparison.prepared, comparison.entries
    title = comparison_title(prepared, len(entries))
    names = distinguishing_names([entry.algorithm for entry in entries])
    cells = [
        _cell(entry, prepared, name, choice, comparison.color_by, has_legend=not i)
        for i, (name, entry) in enumerate(zip(names, entries, strict=True))
    ]
    return FigureGrid(title, grid_columns(len(entries)), tuple(cells))


def zoo_grid(rows: "Sequence[ComparisonOutcome]") -> FigureGrid:
    """A row for each data set and a column for each algorithm."""
    kinds = [entry.algorithm.title for entry in rows[0].entries]
    title = Message("{n:# data set|# data sets} · {m:# algorithm|# algorithms}", n=len(rows), m=len(kinds))
    cells = [_cell(entry, row.prepared, "", None) for row in rows for entry in row.entries]
    row_titles = [
        row.prepared.table.name if isinstance(row.source, OpenedFile) else row.source.title for row in rows
    ]
    return FigureGrid(title, len(kinds), tuple(cells), tuple(kinds), tuple(row_titles))


def _cell(
    entry: ComparisonEntry,
    prepared: Prepared,
    title: str,
    choice: ViewChoice | None,
    color_by: str = "",
    has_legend: bool = False,
) -> FigureCell:
    """The last step of one algorithm, without axis labels; the points alone where it failed.

    Only a column by which points are colored has a legend.
    """
    view = prepared.view(choice).without_axis_labels
    codes = point_codes(prepared.at_step(entry.last), color_by, prepared)
    layers = GRID_LAYERS | {"legend"} if has_legend and codes is not None else GRID_LAYERS
    drawn = picture(prepared.points, view, entry.last, entry.colors, layers, column_codes=codes)
    ground_truth_ari = entry.metrics.ground_truth_ari
    if entry.last is None:
        return FigureCell(title, "", drawn, entry.failure)
    if title:
        return FigureCell(title, figures_text(entry.algorithm, entry.last, prepared, ground_truth_ari), drawn)
    return FigureCell(
        "", "" if ground_truth_ari is None else ari_text(ground_truth_ari), without_highlights(drawn)
    )


def without_highlights(drawn: Picture) -> Picture:
    """The picture without highlights, which would hide the points of a small one."""
    return replace(drawn, marks=tuple(mark for mark in drawn.marks if not isinstance(mark, Highlights)))
