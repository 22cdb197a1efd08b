"""Sweeps over K and counts of clusters, which hundreds of windows need of the same points, computed once."""

from collections import OrderedDict

from clusterlab.core.points import Points
from clusterlab.core.progress import Progress

MAX_VALUES = 5_000
"""The most values of points whose results are kept."""
MAX_RESULTS = 64
UNITS = ("center", "factor", "shift")
_results = OrderedDict()


def known_sweep(full_sweep):
    """`full_sweep`, whose entries come at once for points that were swept before in this process."""

    def swept(algorithm, points, ks, restarts, references, known):
        items = full_sweep(algorithm, points, ks, restarts, references, known)
        key = ("sweep", type(algorithm), algorithm, tuple(ks), restarts, references, *_content(points))
        return items if known or not _is_kept(points) else _known(items, key)

    return swept


def known_count(count_clusters):
    """`count_clusters`, whose answer comes at once for points that were counted before in this process."""

    def counted(points, names=()):
        items = count_clusters(points, names=names)
        return _known(items, ("count", *names, *_content(points))) if _is_kept(points) else items

    return counted


def _is_kept(points):
    return type(points) is Points and points.values.size <= MAX_VALUES


def _content(points):
    """All that results depend on, as bytes."""
    if not _is_kept(points):
        return ()
    weights = () if points.weights is None else (points.weights,)
    arrays = (points.values, points.order, *weights, *(vars(points.units)[name] for name in UNITS))
    return (points.units.exponent, *((array.shape, array.tobytes()) for array in arrays))


def _known(items, key):
    """The items of a generator, and what it returns; if it has ended once for this key, without progress."""
    if key in _results:
        found, returned = _results[key]
        yield from found
        return returned
    found = []
    while True:
        try:
            item = next(items)
        except StopIteration as end:
            _results[key] = found, end.value
            while len(_results) > MAX_RESULTS:
                _results.popitem(last=False)
            return end.value
        if not isinstance(item, Progress):
            found.append(item)
        yield item
