"""Native implementation of density.py: clusters grow wave by wave over a k-d tree; see density.h."""

from math import floor

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import address, as_column_major
from clusterlab.kernels.native.kd_tree import MAX_LEAF, WORK_PER_CALL, KdTree
from clusterlab.kernels.neighbors import sample_points
from clusterlab.kernels.parallel import MAX_SERIAL_ROWS, run_pieces, split_rows
from clusterlab.kernels.typing import LANES, CancelCheck, Flags, Floats, Rows, chunks

SAMPLES_PER_CALL = 20
"""Points whose neighbors are counted between two calls of `check_canceled`."""


def find_clusters(
    points: Floats,
    eps: float,
    min_samples: int,
    rows: Rows,
    max_mean: float,
    check_canceled: CancelCheck,
    given_core: Flags | None = None,
) -> tuple[Flags, Rows, Rows | None] | None:
    """Core points, unless they are given, labels and waves."""
    table = as_column_major(points)
    if table is None or rows.shape != points.shape[:1]:
        return None
    tree = KdTree.of(table, check_canceled, eps)
    by_wave = _exceeds_mean(tree, table, eps, max_mean, check_canceled)
    places = tree.places
    if given_core is None:
        core = _find_core(tree, eps, min_samples, check_canceled)
    else:
        core = np.empty(len(given_core), bool)
        core[places] = given_core
    by_row = _sort_by_row(places, rows)
    labels, waves = _grow_clusters(tree, eps, core, by_row[core[by_row]], check_canceled)
    return core[places], labels[places], waves[places] if by_wave else None


def _sort_by_row(places: Rows, rows: Rows) -> Rows:
    """The places (n,) in the order of the caller's rows, which usually are 0 .. n - 1."""
    found = np.full(len(rows), -1)
    if rows.min() == 0 and rows.max() == len(rows) - 1:
        found[rows] = places  # ten times as fast as sorting
    return places[np.argsort(rows)] if (found < 0).any() else found


def _exceeds_mean(
    tree: KdTree, points: Floats, eps: float, max_mean: float, check_canceled: CancelCheck
) -> bool:
    """Whether a sample of the points has more than `max_mean` neighbors on average."""
    sample = np.ascontiguousarray(sample_points(points))
    pairs, enough = 0, floor(max_mean * len(sample))
    spare, arguments = np.empty(points.shape[1] * (LANES + 2)), tree.arguments(eps)
    for part in chunks(len(sample), SAMPLES_PER_CALL):
        if pairs > enough:
            break
        check_canceled()
        few = sample[part]
        pairs += loader.functions["kern_count_pairs"](
            *arguments, address(few), len(few), enough - pairs, address(spare)
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
