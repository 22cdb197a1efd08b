"""From what a person chose to points that algorithms take."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.points import Points, Units
from clusterlab.core.views import View, column_view, component_view, line_view
from clusterlab.core.words import count
from clusterlab.datasets.files import read_table
from clusterlab.datasets.scale import Scaling, scaling
from clusterlab.datasets.shape import Shape
from clusterlab.datasets.table import Selection, Table, select
from clusterlab.kernels.arrays import Rows

COMPONENTS = ("PC 1", "PC 2")


@dataclass(frozen=True)
class Opened:
    """A file that a person opened, as it was `written` last: other contents are other data."""

    path: Path
    written: tuple[int, int] | None = None

    @classmethod
    def now(cls, path: Path) -> "Opened":
        """The file as it is at this moment, if it is there."""
        try:
            found = path.stat()
        except (OSError, ValueError):
            return cls(path)
        return cls(path, (found.st_mtime_ns, found.st_size))


Source = Shape | Opened


@dataclass(frozen=True, eq=False)
class Prepared:
    """A table, the columns and scaling chosen from it, and the points that came of them."""

    table: Table
    selection: Selection
    scale: Scaling
    points: Points
    generated: bool

    @property
    def units(self) -> Units:
        """The way from inside coordinates to the units of the file."""
        return self.points.units.then(self.scale.factor, self.scale.shift)

    @property
    def chip(self) -> str:
        """What was done to the data, in few words."""
        parts = [self.table.name, count(len(self.selection.columns), "column")]
        parts += ["z-scored"] if self.scale.kind == "z-score" else []
        parts += [f"{count(self.selection.dropped, 'row')} dropped"] if self.selection.dropped else []
        return " · ".join(parts)

    def view(self, choice: tuple[str, str] | None = None) -> View:
        """The chosen view, or the one that suits: the columns themselves up to two, else the components."""
        names, equal = self.selection.columns, self.generated or self.scale.kind != "none"
        if self.points.d == 1:
            return line_view(self.points, names[0])
        if choice and choice != COMPONENTS and set(choice) <= set(names):
            pair = (names.index(choice[0]), names.index(choice[1]))
        elif self.points.d == 2:
            pair = (0, 1)
        else:
            return component_view(self.points, equal)
        return column_view(self.points, names, pair, equal)

    def row(self, place: int) -> int:
        """The 0-based row of the table that a point in spatial order came from."""
        return int(self.selection.kept[self.points.order[place]])

    def places(self, rows: Iterable[int]) -> Rows:
        """Where some 0-based rows of the table stand in spatial order, those that take part, ascending."""
        found = self.points.memo("places of rows", self._places)[np.fromiter(rows, np.intp)]
        return np.sort(found[found >= 0])

    def _places(self) -> Rows:
        places = np.full(self.table.rows, -1)
        places[self.selection.kept[self.points.order]] = np.arange(self.points.n)
        return places

    def rows(self, labels: NDArray[np.int64]) -> list[int | None]:
        """One label for every row of the table, None where the row was dropped."""
        found: list[int | None] = [None] * len(self.table.values)
        for row, label in zip(self.selection.kept.tolist(), labels.tolist(), strict=True):
            found[row] = label
        return found


def read(source: Source) -> Table:
    """The table behind a source."""
    return read_table(source.path) if isinstance(source, Opened) else source.make()


def prepare(table: Table, columns: tuple[str, ...] | None, kind: str, generated: bool) -> Prepared:
    """The points of a table on the chosen columns, scaled as chosen."""
    selection = select(table, columns)
    scale = scaling(selection.matrix, kind)
    return Prepared(table, selection, scale, Points(scale.apply(selection.matrix)), generated)
