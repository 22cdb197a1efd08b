"""The bounds of DBSCAN on both sides: a point exactly at eps is a neighbor, and counts itself."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.core.points import Points
from clusterlab.kernels import density, neighbors
from clusterlab.kernels.native import loader
from tests.kernels.levels import running

TRIANGLE = [[0.0, 0], [3, 4], [6, 8], [100, 100]]  # 5 from one to the next
BELOW, ABOVE = np.nextafter(5.0, 0), np.nextafter(5.0, 10)
LEVELS = pytest.mark.parametrize("level", ["numpy", *loader.levels()])
LIMITS = pytest.mark.parametrize("limits", [(3_000, 60), (0, 60), (0, -1)])


@pytest.fixture(autouse=True)
def chosen(request, monkeypatch):
    """Runs a test with the kernels and the way of counting that its parameters name."""
    params = getattr(request.node, "callspec", None)
    level, limits = (params.params.get(name) for name in ("level", "limits")) if params else (None, None)
    if limits is not None:
        monkeypatch.setattr(density, "MAX_STEPWISE_POINTS", limits[0])
        monkeypatch.setattr(density, "MAX_MEAN_NEIGHBORS", limits[1])
    with running(level or loader.backend):
        yield


@LEVELS
@LIMITS
@pytest.mark.parametrize("scale", [1.0, 1024.0, 2.0**-40])
@pytest.mark.parametrize("copies", [1, 200])
@pytest.mark.parametrize(("eps", "near"), [(BELOW, False), (5.0, True), (ABOVE, True)])
def test_a_point_exactly_at_eps_is_a_neighbor(level, limits, scale, copies, eps, near):
    table = np.repeat(TRIANGLE, copies, axis=0) * scale
    labels = DBSCAN(eps * scale, 2 * copies).fit(table).labels
    expected = [0, 0, 0, -1] if near else [-1] * 4
    assert np.array_equal(labels, np.repeat(expected, copies))


@LEVELS
@LIMITS
@pytest.mark.parametrize(("min_samples", "label"), [(2, 0), (3, 0), (4, -1)])
def test_the_point_itself_counts_and_exactly_min_samples_suffice(level, limits, min_samples, label):
    labels = DBSCAN(5.0, min_samples).fit(TRIANGLE).labels
    assert labels.tolist() == [label, label, label, -1]


@pytest.mark.parametrize(("eps", "near"), [(BELOW, False), (5.0, True), (ABOVE, True)])
def test_a_place_exactly_at_eps_of_a_core_point_is_in_its_region(eps, near):
    points = Points([[0.0, 0], [0, 0], [0, 0], [128, 128]])
    *_, last = DBSCAN(eps, 3).steps(points)
    places = points.units.normalized([[3.0, 4.0], [-4.0, 3.0], [0.0, 5.0], [5.0, 0.0]])
    assert last.classify(places).tolist() == [0 if near else -1] * 4


@pytest.mark.parametrize("all_pairs", [0, 10**9])
@pytest.mark.parametrize(("eps", "near"), [(BELOW, False), (5.0, True), (ABOVE, True)])
def test_sources_exactly_at_eps_are_near_by_tree_and_by_all_pairs(monkeypatch, all_pairs, eps, near):
    monkeypatch.setattr(neighbors, "MAX_BRUTE_FORCE_PAIRS", all_pairs)
    sources = np.array([[0.0, 0], [-3, -4], [9, 0]])
    found = neighbors.within_eps_of_any(sources, np.array([[3.0, 4], [0, 5], [-6, -8], [9, 1]]), eps)
    assert found.tolist() == [near, near, near, True]


@pytest.mark.parametrize(("eps", "count"), [(BELOW, 1), (5.0, 3), (ABOVE, 3)])
def test_the_neighbors_that_are_named_are_those_that_count(eps, count):
    points = Points(TRIANGLE)
    *_, last = DBSCAN(eps, 2).steps(points)
    middle = int(np.flatnonzero(points.order == 1)[0])
    words = last.explain_point(points, middle).brief
    assert f"{count} point" in words


@LEVELS
@LIMITS
@pytest.mark.parametrize("eps", [1e100, 1e200, 1e308])
def test_an_eps_whose_square_overflows_reaches_every_point(level, limits, eps):
    assert DBSCAN(eps, 4).fit(TRIANGLE).labels.tolist() == [0] * 4
