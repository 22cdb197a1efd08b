"""What every registered algorithm promises of its parameters and of odd, scaled and permuted data."""

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_count, format_plain
from clusterlab.core.params import ParamError, declared_params, param_values, written_params
from clusterlab.core.points import Points, PointsError
from tests.algorithms.contracts import arrays, in_units
from tests.algorithms.registered import EVERY, EVERY_KIND, start_for, with_k
from tests.algorithms.tables import EVERY_TABLE


def partition(labels):
    """Which rows are together, whatever the clusters are called."""
    return np.equal.outer(labels, labels)


@EVERY
def test_parameters_survive_a_round_trip(algorithm):
    assert type(algorithm)(**param_values(algorithm)) == algorithm
    written, declared = written_params(algorithm), declared_params(type(algorithm))
    assert {item.name: item.parse(str(written[item.name])) for item in declared} == param_values(algorithm)


DEFAULTS = {
    "kmeans": {"k": 3, "init": "k-means++", "max_iter": 300, "tol": 0.0, "finish": "nothing", "seed": 0},
    "gmm": {
        "k": 3,
        "covariance": "full",
        "init": "k-means",
        "max_iter": 100,
        "tol": 0.001,
        "floor": 1e-06,
        "seed": 0,
    },
    "minibatch": {
        "k": 3,
        "init": "k-means++",
        "batch_size": 100,
        "batches": "random",
        "max_iter": 100,
        "seed": 0,
    },
    "dbscan": {"eps": None, "min_samples": 5},
    "spectral": {
        "k": 3,
        "init": "k-means++",
        "affinity": "neighbors",
        "neighbors": 10,
        "gamma": 0.0,
        "max_iter": 300,
        "seed": 0,
    },
    "kernelkmeans": {
        "k": 3,
        "init": "k-means++",
        "kernel": "rbf",
        "gamma": 0.0,
        "degree": 2,
        "max_iter": 300,
        "seed": 0,
    },
    "transfers": {"k": 3, "init": "k-means++", "rule": "hartigan-wong", "max_iter": 100, "seed": 0},
    "ward": {"k": 3},
    "fuzzy": {"k": 3, "m": 2.0, "init": "k-means++", "max_iter": 300, "tol": 0.0001, "seed": 0},
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_defaults_stay_as_they_are_because_results_follow_from_them(name):
    assert param_values(ALGORITHMS.all()[name]()) == DEFAULTS[name]


@EVERY_KIND
def test_bounds_are_enforced_with_field_bound_and_value(kind):
    for item in declared_params(kind):
        for bound, beyond, words in ((item.param.low, -1, "at least"), (item.param.high, 1, "at most")):
            if bound is not None:
                wrong = item.kind(bound + beyond * max(1, abs(bound)))
                with pytest.raises(ParamError) as caught:
                    kind(**{item.name: wrong})
                assert str(caught.value) == (
                    f"{item.name} must be {words} {format_plain(bound)}; it was {format_plain(wrong)}."
                )
        if item.param.choices:
            with pytest.raises(ParamError, match=rf"{item.name} must be one of .*; it was 'no choice'\."):
                kind(**{item.name: "no choice"})


@EVERY_KIND
@pytest.mark.parametrize("wrong", [None, "3", 2.5, True, float("nan")])
def test_a_value_of_the_wrong_kind_is_rejected_with_the_field(kind, wrong):
    for item in declared_params(kind):
        if item.kind is int:
            with pytest.raises(ParamError, match=f"{item.name} must be a whole number; it was"):
                kind(**{item.name: wrong})


@EVERY
@EVERY_TABLE
def test_odd_tables_come_to_an_end_with_finite_results(algorithm, table):
    points = Points(table)
    *_, last = algorithm.steps(points)
    assert last.stopped
    assert np.isfinite(last.objective)
    assert last.centers is None or np.isfinite(last.centers).all()
    assert all(np.isfinite(array).all() for mark in last.marks(points) for array in arrays(mark))


@EVERY
def test_labels_fit_at_300_clusters(algorithm):
    table = np.random.default_rng(0).normal(size=(320, 2))
    points = Points(table)
    *_, last = with_k(algorithm, 300).steps(points)
    assert last.k == 300
    assert set(last.labels) <= set(range(300))
    assert np.array_equal(last.labels, last.classify(points.values))  # an integer type too small would differ


@EVERY
def test_one_cluster_holds_every_point(algorithm, blobs):
    assert set(with_k(algorithm, 1).fit(blobs).labels) == {0}


@EVERY
def test_as_many_clusters_as_points_can_be_asked_for(algorithm, blobs):
    *_, last = with_k(algorithm, 12).steps(Points(blobs[:12]))
    assert last.k == 12
    assert last.stopped


@EVERY
def test_one_point_is_one_cluster(algorithm):
    assert with_k(algorithm, 1).fit([[3.0, 4.0]]).labels.tolist() == [0]


@EVERY
def test_more_clusters_than_rows_is_an_error_that_says_both(algorithm):
    with pytest.raises(ParamError, match=r"This table has 2 rows, so K can be 2 at most; it was 3\."):
        with_k(algorithm, 3).fit([[0.0, 1], [1, 0]])


@EVERY
@pytest.mark.parametrize("distinct", [1, 2, 3])
@pytest.mark.parametrize("given", [False, True], ids=["drawn start", "given start"])
def test_fewer_distinct_points_than_clusters_makes_that_many_and_says_so(algorithm, distinct, given):
    table = np.repeat(np.arange(2.0 * distinct).reshape(distinct, 2), 6, axis=0)
    algorithm = with_k(algorithm, 5)
    points = Points(table)
    steps = list(algorithm.steps(points, start_for(algorithm, table) if given else None))
    assert steps[-1].k == distinct
    assert f"only {format_count(distinct, 'distinct point')}" in steps[0].caption(points, None)


@EVERY
def test_permuted_rows_give_the_same_partition(algorithm, blobs):
    order = np.random.default_rng(1).permutation(len(blobs))
    start = start_for(algorithm, blobs)
    straight = algorithm.fit(blobs, start=start).labels
    permuted = algorithm.fit(blobs[order], start=start).labels
    assert np.array_equal(partition(straight[order]), partition(permuted))


@EVERY
@pytest.mark.parametrize(("offset", "factor"), [(1e8, 1), (0, 0.01), (0, 1e160), (0, 1e-160)])
def test_offset_and_units_do_not_change_the_result(algorithm, offset, factor, blobs, iris):
    algorithm = in_units(algorithm, 0.95)  # no distance between rows of iris is just so long
    for table in (blobs, iris):
        plain, changed = algorithm.fit(table), in_units(algorithm, factor).fit(table * factor + offset)
        assert np.array_equal(plain.labels, changed.labels)
        assert plain.n_steps == changed.n_steps


@EVERY
@pytest.mark.parametrize("hole", [float("nan"), float("inf")])
def test_a_missing_value_raises_a_sentence_with_its_row(algorithm, hole):
    with pytest.raises(
        PointsError, match=r"1 of 3 rows hold a missing or infinite value, the first is row 2"
    ):
        algorithm.fit([[0.0, 1], [hole, 2], [3, 4]])


@EVERY
def test_restarts_with_a_given_start_and_no_restarts_are_errors(algorithm, blobs):
    with pytest.raises(ParamError, match="restarts must be at least 1; it was 0"):
        algorithm.fit(blobs, restarts=0)
    with pytest.raises(ParamError, match="restarts must be 1"):
        algorithm.fit(blobs, restarts=2, start=blobs[:1])
