"""Pictures side by side on one sheet, and nothing of how they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from clusterlab.core.formatting import count
from clusterlab.core.marks import Rings
from clusterlab.export.comparison_summary import Comparison
from clusterlab.export.picture import Picture, picture
from clusterlab.session.analysis.comparison import Rival, ari_words, figures_of, names_of
from clusterlab.session.state.layers import DEFAULT_LAYERS
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.view_choice import ViewChoice

LAYERS = DEFAULT_LAYERS - {"legend", "paths", "arrows"}


@dataclass(frozen=True, eq=False)
class Cell:
    """A picture under its title and its figures; a `failure` says why there are no clusters in it.

    There is no picture while its points are still to come.
    """

    title: str = ""
    figures: str = ""
    picture: Picture | None = None
    failure: str = ""


PENDING = Cell()
"""A cell whose points are still to come."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Cells row by row in so many columns, under a title; `heads` and `sides` name columns and rows."""

    title: str
    columns: int
    cells: tuple[Cell, ...]
    heads: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the cells fill."""
        return ceil(len(self.cells) / self.columns)


def columns_for(panes: int) -> int:
    """In how many columns so many panes stand: one beside the other, and from three on in two rows."""
    return panes if panes < 3 else ceil(panes / 2)


def side_by_side(comparison: Comparison, choice: ViewChoice | None = None) -> Sheet:
    """Some algorithms on the same points."""
    prepared, rivals = comparison.prepared, comparison.rivals
    title = f"{prepared.chip} · {count(prepared.points.n, 'row')} · {count(len(rivals), 'algorithm')}"
    names = names_of([rival.algorithm for rival in rivals])
    cells = [_cell(rival, prepared, name, choice) for name, rival in zip(names, rivals, strict=True)]
    return Sheet(title, columns_for(len(rivals)), tuple(cells))


def grid(rows: Sequence[Comparison]) -> Sheet:
    """A row for each data set and a column for each algorithm."""
    kinds = [rival.algorithm.title for rival in rows[0].rivals]
    title = f"{count(len(rows), 'data set')} · {count(len(kinds), 'algorithm')}"
    cells = [_cell(rival, row.prepared, "", None) for row in rows for rival in row.rivals]
    sides = [getattr(row.source, "title", row.prepared.table.name) for row in rows]
    return Sheet(title, len(kinds), tuple(cells), tuple(kinds), tuple(sides))


def _cell(rival: Rival, prepared: Prepared, title: str, choice: ViewChoice | None) -> Cell:
    """What a rival found, without numbers along the axes; the bare points where it failed."""
    view = prepared.view(choice).bare
    drawn, agreed = picture(prepared.points, view, rival.last, rival.colors, LAYERS), rival.standing.known
    if rival.last is None:
        return Cell(title, "", drawn, rival.failure)
    if title:
        return Cell(title, figures_of(rival.algorithm, rival.last, prepared, agreed), drawn)
    return Cell("", "" if agreed is None else ari_words(agreed), without_rings(drawn))


def without_rings(drawn: Picture) -> Picture:
    """A picture so small that rings would hide its points."""
    return replace(drawn, marks=tuple(mark for mark in drawn.marks if not isinstance(mark, Rings)))
