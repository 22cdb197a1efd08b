"""The final clustering of DBSCAN, and the clusters of other positions."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.written import Written
from clusterlab.kernels.neighbors import (
    MIN_RADIUS,
    broadcast_squared_distances,
    kd_tree,
    nearest_within,
)
from clusterlab.kernels.typing import Floats, Labels, Rows, label_dtype


@dataclass(frozen=True, eq=False)
class DensityClustering(FrozenArrays):
    """The final clustering: the points `places` (n, d), the parameters, and the result of `density_clusters`.

    That is for each point (n,) whether it is a core point, its label, and the wave that reaches it.
    """

    places: Floats
    eps: float
    min_samples: int
    core: NDArray[np.bool_]
    labels: Labels
    waves: Rows
    k: int
    last_wave: int
    """The last wave, or -1 where there is no core point."""

    def cluster_of(self, places: Floats) -> Labels:
        """The cluster of the nearest core point within eps of each of `places` (m, d), or -1: (m,).

        A border point that has core points of several clusters within eps keeps that of the run, the first.
        """
        found = self._nearest_cluster(places)
        contested = self.contested
        if len(contested):
            known = self.places[contested]
            rows = kd_tree(known).query(places, distance_upper_bound=MIN_RADIUS)[1]
            near = np.flatnonzero(rows < len(known))
            equal = near[(known[rows[near]] == places[near]).all(axis=1)]
            found[equal] = self.labels[contested[rows[equal]]]
        return found

    def core_distances(self, places: Floats) -> Floats:
        """The distances (m,) of `places` (m, d) to the nearest core point; infinite where there is none."""
        if not len(self._core_places):
            return np.full(len(places), np.inf)
        rows = self._tree.query(places)[1]
        return np.sqrt(broadcast_squared_distances(self._core_places[rows], places))

    def written(self) -> dict[str, Any]:
        """The core points, the border points that several clusters contest, their labels, and parameters."""
        kept = np.concatenate([np.flatnonzero(self.core), self.contested])
        points = {name: getattr(self, name)[kept] for name in ("places", "core", "labels")}
        return {"eps": self.eps, "min_samples": self.min_samples, "k": self.k, **points}

    @cached_property
    def contested(self) -> Rows:
        """The rows of border points whose nearest core point is in another cluster than they are."""
        border = np.flatnonzero(~self.core & (self.labels >= 0))
        differs = self._nearest_cluster(self.places[border]) != self.labels[border]
        return np.asarray(border[differs])

    @cached_property
    def _core_places(self) -> Floats:
        return np.ascontiguousarray(self.places[self.core])

    @cached_property
    def _tree(self) -> Any:
        return kd_tree(self._core_places)

    def _nearest_cluster(self, places: Floats) -> Labels:
        """The cluster of the nearest core point within eps, or -1: (m,)."""
        found, core = np.full(len(places), -1, label_dtype(self.k)), self._core_places
        if len(core) and len(places):
            rows = nearest_within(self._tree, core, places, self.eps)
            found[rows >= 0] = self.labels[self.core][rows[rows >= 0]]
        return found


def written_clustering(written: Written, d: int) -> DensityClustering:
    """The clustering of written core points, for which `cluster_of` is the same; raises WrittenError."""
    places = written.table("places", d)
    k, n = written.whole("k", 0, len(places)), len(places)
    return DensityClustering(
        places,
        eps=written.number("eps", low=0),
        min_samples=written.whole("min_samples", 1, 2**62),
        core=written.flags("core", n),
        labels=written.labels("labels", n, k),
        waves=np.zeros(n, np.intp),
        k=k,
        last_wave=0,
    )
