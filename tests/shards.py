"""Points in shards for tests: those of a folder, or in memory as parts of points."""

from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from clusterlab.core.sharded_points import ShardedPoints, Shards
from clusterlab.datasets.shards.folder_preparation import FolderRequest, prepare_folder
from clusterlab.datasets.shards.row_sources import files_of, row_source
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.shards.shard_header import SourceFile
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import BLOCK, CHUNK


class PartsOfPoints(Shards):
    """The parts of points as shards of one chunk each."""

    def __init__(self, points):
        self.points = points
        self._found = {}

    def span(self, number, unit=1):
        """The rows or blocks of a shard."""
        return slice(number * CHUNK // unit, min((number + 1) * CHUNK, self.points.n + unit - 1) // unit)

    def blocks(self, number):
        """The blocks of a shard, which are the same object each time."""
        if number not in self._found:
            records = self.points.blocks.records[self.span(number, BLOCK)]
            self._found[number] = Blocks(self.points.values[self.span(number)], records)
        return self._found[number]

    def rows(self, number):
        """The rows of the caller."""
        return self.points.order[self.span(number)]


def in_shards(points, threads=0):
    """The same points in the same order, in shards of 8,192."""
    return ShardedPoints(PartsOfPoints(points), points.units, (points.n, points.d), CHUNK, threads)


def blobs(n=20_000, k=5, d=2, seed=0):
    """Overlapping groups (n, d) around `k` centers."""
    rng = np.random.default_rng(seed)
    centers = rng.uniform(-6, 6, (k, d))
    return centers[rng.integers(k, size=n)] + rng.normal(size=(n, d))


def frame(table, names="abcdefghijklmnopqrstuvwxyz"):
    """A table as a frame whose columns are a, b and so on."""
    return pl.DataFrame({names[j]: table[:, j] for j in range(table.shape[1])})


def request_for(*words, columns=("a", "b"), scale="none", shard_rows=CHUNK):
    """The request for some files."""
    files = files_of([str(word) for word in words])
    sources, known = tuple(map(row_source, files)), tuple(map(SourceFile.of, files))
    return FolderRequest(sources, known, tuple(columns), scale, shard_rows)


def made_folder(request, target):
    """The folder of a request."""
    for _ in prepare_folder(request, Path(target)):
        pass
    return open_folder(Path(target))


def all_values(points):
    """All points of shards (n, d) as one array."""
    return np.vstack([points.shards.blocks(i).points for i in range(points.n_shards)])


def all_rows(points):
    """The rows of the source of all points of shards (n,)."""
    return np.concatenate([points.shards.rows(i) for i in range(points.n_shards)])


def all_labels(step, points):
    """The labels of all points of shards (n,) at a step."""
    return np.concatenate([*points.map(partial(_labels, step))])


def _labels(step, number, blocks):
    return step.classify(blocks.points)
