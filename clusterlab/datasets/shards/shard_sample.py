"""A random sample of the rows of shards, which are the rows that a sample of their source has."""

from tempfile import gettempdir

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.scratch_array import scratch_array
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.table import SAMPLE_SEED, LoadError
from clusterlab.kernels.typing import Flags, Rows, chunks

FLAGS_AT_ONCE = 2**24


def sampled_numbers(points: ShardedPoints, source_rows: int, rows: int) -> Rows:
    """The 0-based rows of the source (rows,), ascending, of a random sample of points in shards.

    The source has so many rows, which may be more than there are points. Raises LoadError where there is no
    room for a temporary file.
    """
    drawn = np.sort(np.random.default_rng(SAMPLE_SEED).choice(points.n, rows, replace=False))
    return drawn if points.n == source_rows else _ranked(_kept(points, source_rows), drawn)


def places_of_numbers(points: ShardedPoints, source_rows: int, numbers: Rows) -> Rows:
    """The indices (m,) of the points of ascending 0-based rows of the source (m,); raises LoadError."""
    wanted = _flags(source_rows)
    wanted[numbers] = True
    places = np.empty(len(numbers), np.intp)
    for number in range(points.n_shards):
        own = points.shards.rows(number)
        found = np.flatnonzero(wanted[own])
        places[np.searchsorted(numbers, own[found])] = points.span(number).start + found
    return places


def _kept(points: ShardedPoints, source_rows: int) -> Flags:
    """Which rows of the source are points: (source_rows,)."""
    kept = _flags(source_rows)
    for number in range(points.n_shards):
        kept[points.shards.rows(number)] = True
    return kept


def _flags(n: int) -> Flags:
    """Flags (n,) that are not set, in a temporary file where they are many."""
    try:
        flags: Flags = scratch_array(n, np.bool_)
    except OSError as error:
        template = "A temporary file could not be written in {folder}: {reason}."
        values = {"folder": gettempdir(), "reason": error.strerror or str(error)}
        raise LoadError(Message(template, **values)) from None
    for part in chunks(n, FLAGS_AT_ONCE):
        flags[part] = False
    return flags


def _ranked(flags: Flags, ranks: Rows) -> Rows:
    """The places of those set flags that have these ascending `ranks` (m,) among all that are set."""
    found, before = [], 0
    for part in chunks(len(flags), FLAGS_AT_ONCE):
        own = np.flatnonzero(flags[part])
        low, high = np.searchsorted(ranks, (before, before + len(own)))
        found.append(part.start + own[ranks[low:high] - before])
        before += len(own)
    return np.concatenate(found)
