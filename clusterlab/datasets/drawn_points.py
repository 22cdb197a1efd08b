"""Points that a person draws: places in two columns, most with what they had before, some in known groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.datasets.ground_truth import GENERATED, ground_truth
from clusterlab.datasets.table import Integers, Table
from clusterlab.kernels.typing import Flags, Floats, Rows

GROUP_COLUMN = "group"
EMPTY_CORNERS = ((-10.0, -10.0), (10.0, 10.0))
"""The low and the high corner of a new drawing without points."""


@dataclass(frozen=True, eq=False)
class DrawnPoints(FrozenArrays):
    """Points at `places` (n, 2) in the columns `axes`, in the units of these; every edit makes another one.

    `ids` (n,) rise, and stay with their points: those below the number of rows of `base` are of its rows,
    and have their values in all other columns; the others have none. `next_id` is that of the next new point.
    `codes` (n,) are places in the names of `groups`, or -1, which stand in the column `group_column`.
    `strokes` counts what was drawn, from which the random numbers of the next stroke follow; `edit` names
    what was done last. An empty drawing shows the plane between `corners`; units of the axes are drawn
    equally long if these are `equal`.
    """

    base: Table
    axes: tuple[str, str]
    places: Floats
    ids: Integers
    codes: Integers
    groups: tuple[str, ...] = ()
    group_column: str = GROUP_COLUMN
    next_id: int = 0
    strokes: int = 0
    edit: str = ""
    corners: tuple[tuple[float, float], tuple[float, float]] = EMPTY_CORNERS
    equal: bool = True

    @classmethod
    def empty(cls, corners: tuple[tuple[float, float], tuple[float, float]] = EMPTY_CORNERS) -> "DrawnPoints":
        """A drawing without points, which shows the plane between two corners."""
        base = Table("Drawing", ("x", "y"), np.zeros((0, 2)))
        no_rows = np.zeros(0, np.int64)
        equal = corners[1][0] - corners[0][0] == corners[1][1] - corners[0][1]
        return cls(base, ("x", "y"), np.zeros((0, 2)), no_rows, no_rows, corners=corners, equal=equal)

    @classmethod
    def of(
        cls, table: Table, axes: tuple[str, str], places: Floats, rows: Rows, equal: bool
    ) -> "DrawnPoints":
        """The `rows` (n,) of a table, at `places` (n, 2), with what they have in its other columns."""
        texts = {name: _taken(cells, rows) for name, cells in table.texts.items()}
        column = _group_column(table)
        if table.truth is not None:
            texts[column] = _group_texts(table, rows)
        base = Table(f"Drawing on {table.name}", table.columns, table.values[rows], texts)
        groups = known_groups(table)
        code_of = {name: code for code, name in enumerate(groups)} | {"": -1}
        codes = np.array([code_of[name] for name in texts.get(column, [""] * len(rows))], np.int64)
        ids, corners = np.arange(len(rows)), _corners(places)
        return cls(
            base, axes, places.copy(), ids, codes, groups, column, len(rows), corners=corners, equal=equal
        )

    @property
    def name(self) -> str:
        """What files that are made of it are called."""
        return "drawing"

    @property
    def title(self) -> str:
        """What it is called."""
        return self.base.name

    @property
    def n(self) -> int:
        """How many points there are."""
        return len(self.places)

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays, without those of the base, which all edits share."""
        return self.places.nbytes + self.ids.nbytes + self.codes.nbytes

    def make(self) -> Table:
        """The table of the points: the axes, the other columns, and the groups where there are some."""
        known = self.ids < self.base.rows
        values = np.full((self.n, len(self.base.columns)), np.nan)
        values[known] = self.base.values[self.ids[known]]
        values[:, [self.base.columns.index(name) for name in self.axes]] = self.places
        texts = {name: self._texts(cells, known) for name, cells in self.base.texts.items()}
        if self.group_column in texts or (self.codes >= 0).any():
            texts[self.group_column] = tuple(np.array([*self.groups, ""], object)[self.codes].tolist())
        return Table(self.base.name, self.base.columns, values, texts, equal_axes=self.equal)

    def with_points(self, places: Floats, group: str) -> "DrawnPoints":
        """With more points at `places` (m, 2), in a group, or in none where that is empty."""
        groups, code = self._with_group(group)
        ids, codes = self.next_id + np.arange(len(places)), np.full(len(places), code)
        return replace(
            self,
            places=np.concatenate([self.places, places]),
            ids=np.concatenate([self.ids, ids]),
            codes=np.concatenate([self.codes, codes]),
            groups=groups,
            next_id=self.next_id + len(places),
        )

    def only(self, kept: Rows | Flags) -> "DrawnPoints":
        """With only these of the points."""
        return replace(self, places=self.places[kept], ids=self.ids[kept], codes=self.codes[kept])

    def without(self, points: Rows) -> "DrawnPoints":
        """Without the points of these numbers."""
        kept = np.ones(self.n, bool)
        kept[points] = False
        return self.only(kept)

    def moved(self, points: Rows, by: Floats) -> "DrawnPoints":
        """With these points moved by one vector (2,), or each by its own (m, 2)."""
        places = self.places.copy()
        places[points] += by
        return replace(self, places=places)

    def labeled(self, points: Rows, group: str) -> "DrawnPoints":
        """With these points in a group, or in none where that is empty."""
        groups, code = self._with_group(group)
        codes = self.codes.copy()
        codes[points] = code
        return replace(self, codes=codes, groups=groups)

    def finished(self, edit: str) -> "DrawnPoints":
        """The same after an edit of that name, which was one stroke."""
        return replace(self, strokes=self.strokes + 1, edit=edit)

    def continues(self, other: object) -> bool:
        """Whether the first points are those of another drawing, in their order, wherever they lie."""
        if not isinstance(other, DrawnPoints) or other.base is not self.base:
            return False
        return self.ids is other.ids or np.array_equal(self.ids[: other.n], other.ids)

    def _with_group(self, group: str) -> tuple[tuple[str, ...], int]:
        """The names of the groups with that one, and its code."""
        if not group:
            return self.groups, -1
        groups = self.groups if group in self.groups else (*self.groups, group)
        return groups, groups.index(group)

    def _texts(self, cells: tuple[str, ...], known: Flags) -> tuple[str, ...]:
        found = np.full(self.n, "", object)
        found[known] = np.array([*cells, ""], object)[self.ids[known]]
        return tuple(found.tolist())


def known_groups(table: Table) -> tuple[str, ...]:
    """The names of the groups of a table, as a drawing on it has them."""
    if table.truth is not None:
        return tuple(sorted(set(map(str, ground_truth(table, GENERATED).classes))))
    return tuple(sorted(set(table.texts.get(_group_column(table), ())) - {""}))


def next_group(groups: Sequence[str]) -> str:
    """A name for another group."""
    number = 1
    while f"Group {number}" in groups:
        number += 1
    return f"Group {number}"


def _corners(places: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """The corners of the plane around some places (n, 2)."""
    low, high = places.min(axis=0), places.max(axis=0)
    high = np.where(high > low, high, low + np.maximum(1.0, 1e-6 * np.abs(low)))  # 1 may be rounded away
    return (float(low[0]), float(low[1])), (float(high[0]), float(high[1]))


def _taken(cells: tuple[str, ...], rows: Rows) -> tuple[str, ...]:
    return tuple(cells[row] for row in rows.tolist())


def _group_column(table: Table) -> str:
    """The column of groups: that of texts which has the usual name, else a free name."""
    name, number = GROUP_COLUMN, 1
    while name in table.columns:
        number += 1
        name = f"{GROUP_COLUMN} {number}"
    return name


def _group_texts(table: Table, rows: Rows) -> tuple[str, ...]:
    """The generated group of each row as a text."""
    truth = ground_truth(table, GENERATED)
    names = [*map(str, truth.classes), ""]
    return tuple(names[code] for code in truth.codes[rows].tolist())


EDITS = {
    "brush": Message("brush"),
    "eraser": Message("eraser"),
    "jitter": Message("jitter"),
    "move": Message("points moved"),
    "delete": Message("points deleted"),
    "label": Message("group of points"),
}
"""The edits of a drawing, as undo names them."""
