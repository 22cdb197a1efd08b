"""The model of a run over points in shards, whose distances need not fit into memory."""

from functools import partial

import numpy as np

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.points import Units
from clusterlab.core.scratch_array import scratch_array
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.datasets.missing_values import Filling
from clusterlab.datasets.preparation import Preparation
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import Floats, Labels, Rows
from clusterlab.session.models.model import Model, model_of_points
from clusterlab.session.models.spread import DistanceSpread
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing


def shard_model(
    algorithm: Algorithm, folder: PreparedShards, step: Step, listing: ClusterListing = PLAIN_LISTING
) -> Model:
    """The model of a step of a run over a folder of prepared points, with clusters named by a `listing`.

    Raises ModelError where the algorithm has none, and OSError where there is no room for a temporary file.
    """
    header = folder.header
    names = tuple(header.logged.get(name, name) for name in header.columns)
    filling = Filling(header.missing, np.array(header.fill)) if header.fill else None
    logged = frozenset(header.log)
    preparation = Preparation(names, header.scaling, logged, header.column_weights, filling)
    return model_of_points(algorithm, step, folder.points, preparation, header.name, shard_spread, listing)


def shard_spread(classifier: Step, points: ShardedPoints) -> DistanceSpread:
    """How far all points lie from the clusters of a step: exact medians; raises OSError."""
    sizes = points.reduce(partial(_sizes, classifier), np.add)
    distances = _distances_by_cluster(classifier, points, sizes)
    ends = np.cumsum(sizes)
    medians = [_median(distances[end - size : end]) for size, end in zip(sizes, ends, strict=True)]
    return DistanceSpread(sizes, np.array(medians), _median(distances))


def _distances_by_cluster(classifier: Step, points: ShardedPoints, sizes: Rows) -> Floats:
    """The distances (n,) of all points to their clusters, those of each of the `sizes` (k,) together."""
    found, places = scratch_array(points.n), np.cumsum(sizes) - sizes
    for labels, distances in points.map(partial(_assigned, classifier, points.units)):
        counts = np.bincount(labels, minlength=len(sizes))
        parts = np.split(np.argsort(labels, kind="stable"), np.cumsum(counts)[:-1])
        for cluster, own in enumerate(parts):
            found[places[cluster] : places[cluster] + len(own)] = distances[own]
        places += counts
    return np.asarray(np.minimum(found, np.finfo(float).max, out=found))


def _sizes(classifier: Step, blocks: Blocks) -> Rows:
    return np.bincount(classifier.classify(blocks.points), minlength=classifier.k)


def _assigned(classifier: Step, units: Units, number: int, blocks: Blocks) -> tuple[Labels, Floats]:
    labels = classifier.classify(blocks.points)
    return labels, classifier.own_distances(blocks.points, labels, units)


def _median(distances: Floats) -> float:
    """The median of distances (n,), which are put into another order; 0 where there is none."""
    if not len(distances):
        return 0.0
    middle = [(len(distances) - 1) // 2, len(distances) // 2]
    distances.partition(middle)
    return float(np.mean(distances[middle]))
