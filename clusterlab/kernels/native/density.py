"""Native implementation of density.py: clusters grow wave by wave over a k-d tree; see density.h."""

from math import floor
from typing import NamedTuple

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import DOUBLE, address
from clusterlab.kernels.neighbors import sample_points
from clusterlab.kernels.parallel import MAX_SERIAL_ROWS, run_pieces, split_rows
from clusterlab.kernels.typing import LANES, CancelCheck, Flags, Floats, Rows, chunks

MAX_LEAF = 2 * LANES
"""The most points of a leaf, unless they are equal; MAX_LEAF of kernels.c."""
WORK_PER_CALL = 2**24
"""The numbers compared between two calls of `check_canceled`: some ten milliseconds."""
SAMPLES_PER_CALL = 20
"""Points whose neighbors are counted between two calls of `check_canceled`."""


class KdTree(NamedTuple):
    """A k-d tree of n points, which splits boxes in the middle of their longest side; see density.h.

    `table` (d + 1, n + LANES) holds the columns of the points in tree order, and last their rows. `boxes`
    (nodes, 2 d), `ends` and `parents` (nodes,) and `starts` (nodes + 1,) describe the nodes.
    """

    table: Floats
    boxes: Floats
    ends: Rows
    parents: Rows
    starts: Rows

    @property
    def places(self) -> Rows:
        """The places of the points in tree order, by row: (n,)."""
        places = np.empty(self.starts[-1], np.intp)
        places[self.table[-1, : len(places)].astype(np.intp)] = np.arange(len(places))
        return places

    def arguments(self, eps: float) -> tuple[object, ...]:
        """The arguments that every search within `eps` begins with."""
        (columns, stride), nodes = self.table.shape, len(self.ends)
        arrays = self.boxes, self.ends, self.parents, self.starts
        return address(self.table), stride, columns - 1, nodes, *map(address, arrays), eps * eps


def find_clusters(
    points: Floats, eps: float, min_samples: int, rows: Rows, max_mean: float, check_canceled: CancelCheck
) -> tuple[Flags, Rows, Rows | None] | None:
    """Core points, labels and waves."""
    if points.dtype != DOUBLE or points.ndim != 2 or 0 in points.shape or rows.shape != points.shape[:1]:
        return None
    tree = _build_tree(points, check_canceled)
    by_wave = _exceeds_mean(tree, points, eps, max_mean, check_canceled)
    core, places = _find_core(tree, eps, min_samples, check_canceled), tree.places
    by_row = _sort_by_row(places, rows)
    labels, waves = _grow_clusters(tree, eps, core, by_row[core[by_row]], check_canceled)
    return core[places], labels[places], waves[places] if by_wave else None


def _sort_by_row(places: Rows, rows: Rows) -> Rows:
    """The places (n,) in the order of the caller's rows, which usually are 0 .. n - 1."""
    found = np.full(len(rows), -1)
    if rows.min() == 0 and rows.max() == len(rows) - 1:
        found[rows] = places  # ten times as fast as sorting
    return places[np.argsort(rows)] if (found < 0).any() else found


def _build_tree(points: Floats, check_canceled: CancelCheck) -> KdTree:
    """The tree of points (n, d), grown a few nodes at a time."""
    (n, d), nodes = points.shape, 0
    table, spare = np.zeros((d + 1, n + LANES)), np.empty(n + n // 8 + 1)
    table[:d, :n], table[d, :n] = points.T, np.arange(n)
    boxes, arrays = np.empty((n // 4 + 1, 2 * d)), [np.empty(n // 4 + 1, np.intp) for _ in range(4)]
    while not nodes or arrays[0][nodes - 1] < n:
        check_canceled()
        if nodes == len(boxes):
            boxes, *arrays = (np.concatenate([array, np.empty_like(array)]) for array in (boxes, *arrays))
        outputs = address(boxes), *map(address, arrays), address(spare)
        nodes = loader.functions["kern_grow_tree"](
            address(table), n + LANES, n, d, nodes, len(boxes), *outputs, WORK_PER_CALL
        )
    ends, parents, starts, _ = (array[:nodes] for array in arrays)
    loader.functions["kern_finish_tree"](nodes, address(ends), address(parents))
    return KdTree(table, boxes[:nodes], ends, parents, np.append(starts, n))


def _exceeds_mean(
    tree: KdTree, points: Floats, eps: float, max_mean: float, check_canceled: CancelCheck
) -> bool:
    """Whether a sample of the points has more than `max_mean` neighbors on average."""
    sample = np.ascontiguousarray(sample_points(points))
    pairs, enough = 0, floor(max_mean * len(sample))
    spare = np.empty(points.shape[1] * (LANES + 2))
    for part in chunks(len(sample), SAMPLES_PER_CALL):
        if pairs > enough:
            break
        check_canceled()
        few = sample[part]
        pairs += loader.functions["kern_count_pairs"](
            *tree.arguments(eps), address(few), len(few), enough - pairs, address(spare)
        )
    return pairs > enough


def _find_core(tree: KdTree, eps: float, min_samples: int, check_canceled: CancelCheck) -> Flags:
    """Which points are core, in tree order: (n,)."""
    core, arguments = np.zeros(tree.starts[-1], bool), tree.arguments(eps)
    call, output, reached = loader.functions["kern_find_core"], address(core), dict[int, int]()

    def piece(start: int, stop: int) -> None:
        reached[start] = call(*arguments, start, stop, min_samples, output, WORK_PER_CALL)

    remaining = split_rows(len(tree.ends), 1)
    while remaining:
        check_canceled()
        run_pieces(remaining, piece, serial=len(core) <= MAX_SERIAL_ROWS)
        remaining = [(reached[start], stop) for start, stop in remaining if reached[start] < stop]
    return core


def _grow_clusters(
    tree: KdTree, eps: float, core: Flags, seeds: Rows, check_canceled: CancelCheck
) -> tuple[Rows, Rows]:
    """The labels and waves (n,) in tree order, with clusters in the order of their `seeds`."""
    n, nodes = len(core), len(tree.ends)
    labels, waves, listed = np.full(n, -1), np.full(n, -1), np.full(nodes, -1)
    n_free, leaves = tree.starts[tree.ends] - tree.starts[:-1], np.empty(2 * nodes, np.intp)
    state, spare = np.array([0, -1, -1, 0, 0, 0, 0, 0]), np.empty(len(tree.table) * (MAX_LEAF + 2))
    arrays = map(address, (labels, waves, n_free, leaves, listed, state, spare))
    arguments = *tree.arguments(eps), address(core), address(seeds), len(seeds), *arrays, WORK_PER_CALL
    while loader.functions["kern_grow_clusters"](*arguments):
        check_canceled()
    return labels, waves
