"""Why a point is core, border or noise, and what would change that."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clusterlab.algorithms.dbscan.clustering import DensityClustering
from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.kernels.neighbors import broadcast_squared_distances
from clusterlab.kernels.typing import Floats, Rows

WEIGHT_0 = Message("Its own weight is 0, and such a row is never a core point.")


def reason_of_density(clustering: DensityClustering, points: Points, row: int) -> Reason:
    """How many neighbors a point has, which role that gives it, and with which parameters it had another."""
    squares = broadcast_squared_distances(clustering.places, clustering.places[row])
    around = _Surroundings(clustering, points, row, squares)
    if clustering.core[row]:
        return around.of_core()
    return around.of_border() if around.touches_core else around.of_noise()


@dataclass(frozen=True, eq=False)
class _Surroundings:
    """A point (its row) of a clustering, with the squared distances (n,) of all points to it."""

    clustering: DensityClustering
    points: Points
    row: int
    squares: Floats

    @cached_property
    def near(self) -> float:
        """The number of points within eps, or the sum of their weights."""
        return whole_number(float(self._weights[self._inside].sum()))

    @property
    def touches_core(self) -> bool:
        """Whether a core point is within eps."""
        return bool((self.clustering.core & self._inside).any())

    def of_core(self) -> Reason:
        """The reason of a core point."""
        text = self._said("{counted} within eps, and {required!s} are needed: it is a core point.")
        change = Message("With min samples above {near} it would be none.", near=self.near)
        brief = Message("{counted} within eps: a core point", counted=self._counted)
        return Reason(sentences(text, change), (), brief)

    def of_border(self) -> Reason:
        """The reason of a border point, with a line to the nearest core point."""
        core, distance, line = self._nearest_core()
        template = (
            "{counted} within eps, and a core point needs {required!s}; but row {core!s}, a core point, is "
            "{distance} away: it is a border point."
        )
        text = self._said(template, core=self.points.row_number(core), distance=distance)
        return Reason(
            sentences(text, self._needed_for_core()), (line,), self._brief("near a core point: border")
        )

    def of_noise(self) -> Reason:
        """The reason of noise, with a line to the nearest core point, if there is one."""
        text = self._said("{counted} within eps, a core point needs {required!s}; none is near: it is noise.")
        brief = self._brief("no core point near: noise")
        if not self.clustering.core.any():
            return Reason(sentences(text, self._needed_for_core()), (), brief)
        core, distance, line = self._nearest_core()
        template = "Row {core!s}, the nearest core point, is {distance} away."
        reached = Message(template, core=self.points.row_number(core), distance=distance)
        return Reason(sentences(text, reached, self._needed_for_core()), (line,), brief)

    @property
    def _inside(self) -> np.ndarray:
        return np.asarray(self.squares <= self.clustering.eps * self.clustering.eps)

    @property
    def _weights(self) -> Floats:
        return np.ones(len(self.squares)) if self.points.weights is None else self.points.weights

    @property
    def _weighs_nothing(self) -> bool:
        return not self._weights[self.row]

    @property
    def _counted(self) -> Message:
        template = "{near:# point|# points}" if self.points.weights is None else "a weight of {near}"
        return Message(template, near=self.near)

    def _said(self, template: str, **values: object) -> Message:
        counted = "{near:# point is|# points are}" if self.points.weights is None else "A weight of {near} is"
        known = {"near": self.near, "required": self.clustering.min_samples}
        return Message(template.replace("{counted}", counted), **known, **values)

    def _brief(self, role: str) -> Message:
        template = f"{{counted}} within eps, a core point needs {{required!s}}; {role}"
        return Message(template, counted=self._counted, required=self.clustering.min_samples)

    def _needed_for_core(self) -> Message:
        """With which eps or min samples the point would be a core point."""
        if self._weighs_nothing:
            return WEIGHT_0
        order: Rows = np.argsort(self.squares, kind="stable")
        enough = np.flatnonzero(np.cumsum(self._weights[order]) >= self.clustering.min_samples)
        if not len(enough):
            return Message("With min samples up to {near} it would be a core point.", near=self.near)
        eps = self.points.units.distance(float(np.sqrt(self.squares[order[enough[0]]])))
        template = "With eps from {eps} on, or min samples up to {near}, it would be a core point."
        return Message(template, eps=eps, near=self.near)

    def _nearest_core(self) -> tuple[int, float, ReasonLine]:
        """The nearest core point, its distance, and the line to it."""
        rows, places = np.flatnonzero(self.clustering.core), self.clustering.places
        core = int(rows[self.squares[rows].argmin()])
        distance = self.points.units.distance(float(np.sqrt(self.squares[core])))
        text = Message("{length}", length=distance)
        return core, distance, ReasonLine(places[self.row], places[core], -1, text)
