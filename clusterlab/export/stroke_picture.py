"""The picture of points that are being drawn: the last one that was computed, with the points of now."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.marks import AssignmentLines, Highlights, Mark, PointMarks
from clusterlab.core.points import Points
from clusterlab.core.projection import View
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.table import Integers, Number
from clusterlab.export.picture import Picture
from clusterlab.kernels.typing import Flags, Floats, Rows


@dataclass(frozen=True, eq=False)
class DrawnOn:
    """A picture of some points, by which others are shown that were drawn since.

    `ids` (n,) are those of its points in the caller's order, ascending; `axes` the columns that are drawn in.
    Without `points` it is the picture of an empty drawing.
    """

    picture: Picture
    points: Points | None
    ids: Integers
    axes: tuple[str, str]

    def with_points(self, drawn: DrawnPoints) -> Picture:
        """The picture with the points of a drawing, in its order; those that are new have no cluster yet."""
        places = to_plane(self.picture.view, drawn.places, self.axes)
        if self.points is None:
            return replace(self.picture, places=places)
        before, known = self._places_before(self.points, drawn.ids)
        marks = (_marked(mark, before, known) for mark in self.picture.marks)
        kept = tuple(mark for mark in marks if not isinstance(mark, Highlights | AssignmentLines))
        codes = self.picture.column_codes
        if codes is not None:
            codes = replace(codes, codes=_taken(codes.codes, before, known, -1))
        return replace(self.picture, places=places, marks=kept, shown_places=None, column_codes=codes)

    def _places_before(self, points: Points, ids: Integers) -> tuple[Rows, Flags]:
        """Where the points of these ids (m,) are among those of the picture, and which are there at all."""
        if ids is self.ids:
            return points.inverse_order, np.ones(len(ids), bool)
        found = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return points.inverse_order[found], np.asarray(self.ids[found] == ids)


def to_units(view: View, places: Floats, axes: tuple[str, str]) -> Floats:
    """Positions on the plane (..., 2) in the units of two columns, which are the axes of the view."""
    order = [view.axes.index(name) for name in axes]
    return np.asarray((view.origin + view.step * places)[..., order])


def way_in_units(view: View, way: Floats, axes: tuple[str, str]) -> Floats:
    """A way on the plane (..., 2) in the units of two columns, which are the axes of the view."""
    order = [view.axes.index(name) for name in axes]
    return np.asarray((view.step * way)[..., order])


def to_plane(view: View, positions: Floats, axes: tuple[str, str]) -> Floats:
    """Positions (..., 2) in the units of two columns on the plane of a view, whose axes these are."""
    order = [axes.index(name) for name in view.axes]
    return np.asarray((positions[..., order] - view.origin) / view.step)


def _marked(mark: Mark, before: Rows, known: Flags) -> Mark:
    """The marks of points for those that were at some places before, if they are known."""
    if not isinstance(mark, PointMarks):
        return mark
    return replace(
        mark,
        labels=None if mark.labels is None else _taken(mark.labels, before, known, -1),
        roles=None if mark.roles is None else _taken(mark.roles, before, known, 0),
        responsibilities=_taken_shares(mark.responsibilities, before, known),
        weights=None,
    )


def _taken(values: NDArray[Number], before: Rows, known: Flags, missing: int) -> NDArray[Number]:
    return np.where(known, values[before], np.array(missing, values.dtype))


def _taken_shares(shares: Floats | None, before: Rows, known: Flags) -> Floats | None:
    """Shares (m, k), equal ones for new points."""
    if shares is None:
        return None
    return np.where(known[:, None], shares[before], 1 / shares.shape[1])
