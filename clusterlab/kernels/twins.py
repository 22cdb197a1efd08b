"""Calls of the compiled kernels; what they could not take is left to the numpy reference.

C checks nothing, so every array is looked at before its address is handed over. Each function here
has the name and the arguments of its reference, and returns the same bits, or None.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from clusterlab.kernels import compiled
from clusterlab.kernels.arrays import CHUNK, Floats, Labels, label_type
from clusterlab.kernels.threads import in_pieces

P = ParamSpec("P")
R = TypeVar("R")
DOUBLE = np.dtype(np.float64)
BYTES = DOUBLE.itemsize
MOST = 2**31 - 1  # clusters


def twin(compiled_one: Callable[P, R | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A reference with its compiled twin before it; the reference alone is its `__wrapped__`."""

    def paired(reference: Callable[P, R]) -> Callable[P, R]:
        @wraps(reference)
        def either(*args: P.args, **kwargs: P.kwargs) -> R:
            found = compiled_one(*args, **kwargs) if compiled.calls else None
            return reference(*args, **kwargs) if found is None else found

        return either

    return paired


def nearest(points: Floats, centers: Floats) -> tuple[Labels, Floats] | None:
    """Labels and squared distances of the nearest centers."""
    table, places = _columns(points), _places(centers, points)
    if table is None or places is None:
        return None
    labels, distances = np.empty(len(table), label_type(len(places))), np.empty(len(table))
    _race(table, places, labels, distances, None)
    return labels, distances


def assigned(points: Floats, centers: Floats) -> tuple[Labels, float] | None:
    """Labels of the nearest centers, and the total of the squared distances."""
    table, places = _columns(points), _places(centers, points)
    if table is None or places is None:
        return None
    labels, totals = np.empty(len(table), label_type(len(places))), _chunks(len(table), 1)
    _race(table, places, labels, None, totals)
    return labels, float(_folded(totals)[0])


def own_distances(points: Floats, centers: Floats, labels: Labels) -> Floats | None:
    """Squared distances to the centers that the labels name."""
    distances = np.empty(len(points))
    return distances if _own(points, centers, labels, distances, None) else None


def own_total(points: Floats, centers: Floats, labels: Labels) -> float | None:
    """The total of the squared distances to the centers that the labels name."""
    totals = _chunks(len(points), 1)
    return float(_folded(totals)[0]) if _own(points, centers, labels, None, totals) else None


def cluster_sums(points: Floats, labels: Labels, k: int) -> tuple[Floats, Floats] | None:
    """Sums and counts of the clusters."""
    table = _columns(points)
    if table is None or not _are_labels(labels, table) or not 1 <= k <= MOST:
        return None
    call, (n, d), width = compiled.calls["kern_sums"], table.shape, labels.itemsize
    parts = _chunks(n, k * (d + 1))
    source, stride, names, sums = _address(table), _stride(table), _address(labels), _address(parts)
    failures: list[int] = []

    def piece(start: int, stop: int) -> None:
        rows = source + start * BYTES, stride, stop - start, d
        into = sums + start // CHUNK * k * (d + 1) * BYTES
        if call(*rows, k, names + start * width, width, into):
            failures.append(start)

    in_pieces(n, piece)
    both = _folded(parts)
    return None if failures else (both[: k * d].reshape(k, d), both[k * d :])


def nearer(points: Floats, center: Floats, before: Floats | None = None) -> Floats | None:
    """Squared distances to a center, or those `before` where they are less."""
    table, place = _columns(points), _places(center[None], points)
    if table is None or place is None or (before is not None and not _are_distances(before, table)):
        return None
    call, (n, d), distances = compiled.calls["kern_nearer"], table.shape, np.empty(len(table))
    source, stride, to = _address(table), _stride(table), _address(place)
    earlier, into = None if before is None else _address(before), _address(distances)

    def piece(start: int, stop: int) -> None:
        rows = source + start * BYTES, stride, stop - start, d
        call(*rows, to, _moved(earlier, start * BYTES), into + start * BYTES)

    in_pieces(n, piece)
    return distances


def _race(
    table: Floats, places: Floats, labels: Labels, distances: Floats | None, totals: Floats | None
) -> None:
    """Writes the labels, and the squared distances or their totals per chunk."""
    call, (n, d), k, width = compiled.calls["kern_nearest"], table.shape, len(places), labels.itemsize
    source, stride, to, names = _address(table), _stride(table), _address(places), _address(labels)
    each, chunks = _address(distances), _address(totals)

    def piece(start: int, stop: int) -> None:
        rows = source + start * BYTES, stride, stop - start, d
        outputs = _moved(each, start * BYTES), _moved(chunks, start // CHUNK * BYTES)
        call(*rows, to, k, names + start * width, width, *outputs)

    in_pieces(n, piece)


def _own(
    points: Floats, centers: Floats, labels: Labels, distances: Floats | None, totals: Floats | None
) -> bool:
    """Writes the squared distances or their totals per chunk; False where that could not be done."""
    table, places = _columns(points), _places(centers, points)
    if table is None or places is None or not _are_labels(labels, table):
        return False
    call, (n, d), k, width = compiled.calls["kern_own"], table.shape, len(places), labels.itemsize
    source, stride, to, names = _address(table), _stride(table), _address(places), _address(labels)
    each, chunks = _address(distances), _address(totals)
    failures: list[int] = []

    def piece(start: int, stop: int) -> None:
        rows = source + start * BYTES, stride, stop - start, d
        outputs = _moved(each, start * BYTES), _moved(chunks, start // CHUNK * BYTES)
        if call(*rows, to, k, names + start * width, width, *outputs):
            failures.append(start)

    in_pieces(n, piece)
    return not failures


def _columns(points: Floats) -> Floats | None:
    """The points with each column in one piece of memory; a copy where they do not lie so already."""
    if points.dtype != DOUBLE or points.ndim != 2 or 0 in points.shape:
        return None
    (n, d), (down, along) = points.shape, points.strides
    in_columns = (down == BYTES or n == 1) and (d == 1 or (along >= n * BYTES and along % BYTES == 0))
    return points if in_columns and points.flags.aligned else np.array(points, order="F", copy=True)


def _places(centers: Floats, points: Floats) -> Floats | None:
    """The centers (k, d) row by row in memory, where they are such centers of the points."""
    if centers.dtype != DOUBLE or centers.ndim != 2 or centers.shape[1:] != points.shape[1:]:
        return None
    if not 1 <= len(centers) <= MOST:
        return None
    return centers if _lies_whole(centers) else np.array(centers, order="C", copy=True)


def _are_labels(labels: Labels, table: Floats) -> bool:
    """Whether these are signed integers, one for each row, side by side in memory."""
    whole = labels.dtype.kind == "i" and labels.dtype.isnative
    return whole and labels.shape == table.shape[:1] and _lies_whole(labels)


def _are_distances(distances: Floats, table: Floats) -> bool:
    """Whether these are numbers, one for each row, side by side in memory."""
    return distances.dtype == DOUBLE and distances.shape == table.shape[:1] and _lies_whole(distances)


def _lies_whole(array: Any) -> bool:
    return bool(array.flags.c_contiguous and array.flags.aligned)


def _chunks(n: int, width: int) -> Floats:
    """Zeros (chunks, width) for what is added up per chunk of `n` rows."""
    return np.zeros((-(-n // CHUNK), width))


def _folded(parts: Floats) -> Floats:
    """The sum (width,) of the rows of `parts` (chunks, width), in their order."""
    if len(parts) == 1:
        return np.asarray(parts[0])
    total = np.empty(parts.shape[1])
    compiled.calls["kern_fold"](_address(parts), *parts.shape, _address(total))
    return total


def _stride(table: Floats) -> int:
    """How many numbers lie from one column to the next."""
    return len(table) if table.shape[1] == 1 else table.strides[1] // BYTES


def _address(array: Any) -> Any:
    """Where an array begins; the caller holds on to it. None stays None."""
    return None if array is None else array.ctypes.data


def _moved(address: int | None, by: int) -> int | None:
    """An address further on. None stays None."""
    return None if address is None else address + by
