"""Native implementations of single_transfers.py; see transfers.h."""

from typing import Any

import numpy as np

from clusterlab.kernels.native import loader
from clusterlab.kernels.native.arguments import DOUBLE, address, are_labels, as_column_major, column_stride
from clusterlab.kernels.typing import CHUNK, Flags, Floats, Labels, Rows


def flag_gaining(
    points: Floats, labels: Labels, centers: Floats, counts: Floats, nearest_only: bool
) -> Flags | None:
    """Which rows gain: (n,); None where it cannot take these arrays."""
    flags = np.empty(len(points), bool)
    clusters = points, labels, centers, counts
    done = _call("kern_flag_gaining", clusters, nearest_only, address(flags))
    return None if done is None else flags


def transfer_rows(
    points: Floats, rows: Rows, labels: Labels, centers: Floats, counts: Floats, nearest_only: bool
) -> tuple[Rows, Floats] | None:
    """The rows (m,) that are transferred, and their gains (m,); None where it cannot take these arrays."""
    found, gains = np.array(rows, np.int64), np.empty(len(rows))
    outputs = address(found), len(found), address(gains)
    made = _call("kern_transfer_rows", (points, labels, centers, counts), nearest_only, *outputs)
    return None if made is None else (found[:made], gains[:made])


def transfer_singly(
    points: Floats,
    labels: Labels,
    centers: Floats,
    nearest_only: bool,
    state: tuple[int, int],
    limits: tuple[int, int],
) -> tuple[int, tuple[int, int, int, int], float] | None:
    """The number of transfers, what is known of the last, and its gain."""
    if len(points) > CHUNK:
        return None
    counts = np.bincount(labels, minlength=len(centers)).astype(float)
    last, gain = np.array([*state, 0, 0], np.int64), np.zeros(1)
    scratch = np.empty(len(points)), np.empty(len(centers), np.int64)
    outputs = map(address, (last, gain, *scratch))
    clusters = points, labels, centers, counts
    made = _call("kern_single_transfers", clusters, nearest_only, *limits, *outputs)
    return None if made is None else (made, tuple(last.tolist()), float(gain[0]))


def _call(name: str, clusters: tuple[Floats, Labels, Floats, Floats], *arguments: Any) -> int | None:
    """What a function returns, 0 for nothing; None if compiled code cannot take the clusters."""
    points, labels, centers, counts = clusters
    table, k = as_column_major(points), len(centers)
    if table is None or not are_labels(labels, len(table), k) or not _are_writable(labels, centers, counts):
        return None
    if centers.shape != (k, table.shape[1]) or counts.shape != (k,) or centers.dtype != counts.dtype:
        return None
    factors = np.empty(2 * k)
    memory = address(table), column_stride(table), *table.shape
    found = loader.functions[name](
        *(*memory, address(labels), labels.itemsize),
        *(address(centers), address(counts), k, address(factors)),
        *arguments,
    )
    return found or 0


def _are_writable(labels: Labels, centers: Floats, counts: Floats) -> bool:
    """Whether compiled code may write to all of these, and numbers are floats."""
    return counts.dtype == DOUBLE and all(array.flags.carray for array in (labels, centers, counts))
