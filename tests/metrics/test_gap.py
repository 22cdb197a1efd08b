"""The gap follows its definition, and the rule chooses the first K that the next one does not exceed."""

import tracemalloc

import numpy as np
import pytest
from sklearn.cluster import KMeans as Theirs
from sklearn.datasets import load_iris

from clusterlab import KMeans, Points
from clusterlab.core.progress import drain
from clusterlab.metrics import gap_references as module
from clusterlab.metrics.gap import Gap, gap_at, gap_choice, gap_peak, why_no_gap_choice
from clusterlab.metrics.gap_references import UniformReferences, principal_spans
from clusterlab.metrics.k_sweep import SweepEntry, entries, full_sweep, sweep, with_gaps


@pytest.fixture(scope="module")
def iris():
    return Points(load_iris().data)


def gap(value, error=0.1, exhausted=False):
    return Gap(value, error, 1.0, 2.0, exhausted, 20, 150)


def test_the_box_lies_along_the_principal_axes():
    angle = np.array([[0.8, 0.6], [-0.6, 0.8]])
    table = np.random.default_rng(0).uniform(size=(4000, 2)) * [10, 1] @ angle
    points = Points(table)
    spans = sorted(points.units.distance(span) for span in principal_spans(points))
    assert spans == pytest.approx([1, 10], rel=0.05)


def test_a_line_in_the_plane_has_a_flat_box():
    spans = principal_spans(Points(np.outer(np.arange(50.0), [1, 2, 3])))
    assert np.count_nonzero(spans) == 1


def test_the_box_of_fewer_points_than_features_has_no_more_axes_than_points():
    table = np.random.default_rng(0).normal(size=(30, 3000)) * np.linspace(0, 1, 3000)
    points = Points(table)
    tracemalloc.start()
    try:
        references = UniformReferences.for_points(points, 3)
        assert tracemalloc.get_traced_memory()[1] < 8 * 3000**2 / 4
    finally:
        tracemalloc.stop()
    assert [(own.n, own.d) for own in references.tables] == [(30, 30)] * 3
    deviations = points.values - points.values.mean(axis=0)
    axes = np.linalg.eigh(deviations @ deviations.T)[1]
    expected = np.ptp(axes * np.sqrt(np.maximum(np.linalg.eigvalsh(deviations @ deviations.T), 0)), axis=0)
    assert np.sort(principal_spans(points))[1:] == pytest.approx(np.sort(expected)[1:])


def test_the_inertias_of_references_equal_those_of_scikit_learn(iris):
    references = UniformReferences.for_points(iris, 5)
    assert (len(references.tables), references.size) == (5, 150)
    for k in (1, 2, 4, 7):
        found = drain(references.inertias(k))
        theirs = [
            Theirs(k, n_init=20, tol=0, random_state=0).fit(t.values).inertia_ for t in references.tables
        ]
        scales = [t.units.squared(1.0) for t in references.tables]
        expected = np.array(theirs) * scales
        assert found == pytest.approx(expected, rel=0.03)
        assert np.log(found).mean() == pytest.approx(np.log(expected).mean(), abs=0.01)


def test_the_gap_is_the_mean_logarithm_minus_that_of_the_data(iris):
    references = UniformReferences.for_points(iris, 20)
    logs = np.log(drain(references.inertias(3)))
    found = drain(gap_at(3, 7.5, references))
    assert found.value == pytest.approx(logs.mean() - np.log(7.5), rel=1e-12)
    assert found.error == pytest.approx(logs.std(ddof=0) * np.sqrt(1 + 1 / 20), rel=1e-12)
    assert (found.low, found.high) == pytest.approx((np.exp(logs.min()), np.exp(logs.max())))


def test_the_gap_of_a_k_does_not_depend_on_the_others_nor_on_the_unit(iris):
    every = {e.k: e.gap for e in entries(with_gaps(sweep(KMeans(), iris, [1, 2, 3], 3), iris, 4))}
    (alone,) = entries(with_gaps(sweep(KMeans(), iris, [3], 3), iris, 4))
    assert alone.gap == every[3]
    far = Points(load_iris().data * 2.0**60)
    scaled = entries(with_gaps(sweep(KMeans(), far, [3], 3), far, 4))
    assert scaled[0].gap.value == pytest.approx(alone.gap.value, rel=1e-9)


def test_references_of_many_points_are_smaller_and_scaled_to_all_points(monkeypatch):
    points = Points(np.random.default_rng(1).uniform(size=(2000, 2)))
    whole = drain(UniformReferences.for_points(points, 8).inertias(3))
    monkeypatch.setattr(module, "MAX_REFERENCE_POINTS", 500)
    sampled = UniformReferences.for_points(points, 8)
    assert sampled.size == 500
    assert drain(sampled.inertias(3)).mean() == pytest.approx(whole.mean(), rel=0.05)


@pytest.mark.parametrize(
    ("values", "chosen"),
    [
        ([0.5, 0.4, 0.3], 1),
        ([0.5, 0.79, 0.3], 1),
        ([0.5, 0.9, 0.8], 2),
        ([0.5, 0.3, 0.4, 1.4, 1.3], 4),
        ([0.1, 0.5, 0.9], None),
        ([0.1, 0.5, None], None),
        ([0.1], None),
    ],
)
def test_the_chosen_k_is_the_peak_unless_the_gap_may_grow_on(values, chosen):
    assert gap_choice(range(1, len(values) + 1), [gap(value) for value in values]) == chosen


def test_the_choice_needs_the_curve_from_k_1_and_is_a_k_with_an_inertia_of_0():
    assert gap_choice([2, 3], [gap(0.5), gap(0.4)]) is None
    assert gap_choice([1, 2, 3], [gap(0.1), gap(0.9), gap(None, exhausted=True)]) == 3
    assert gap_choice([1, 2], [gap(None, exhausted=True), gap(0.1)]) is None


@pytest.mark.parametrize(
    ("values", "peak"),
    [
        ([0.5, 0.4, 0.3], 1),
        ([0.5, 0.7, 0.6], 1),
        ([0.5, 0.81, 0.6], 2),
        ([0.5, 0.3, 0.4, 1.4, 1.3], 4),
        ([0.1, 0.9, 1.7], 3),
        ([0.5], 1),
    ],
)
def test_the_peak_is_the_least_k_that_no_later_gap_exceeds_by_three_errors(values, peak):
    assert gap_peak(range(1, len(values) + 1), [gap(value) for value in values]) == peak


def test_the_peak_needs_k_from_1_and_is_where_the_inertia_is_0():
    assert gap_peak([2, 3], [gap(0.5), gap(0.4)]) is None
    assert gap_peak([1, 2, 3], [gap(0.9), gap(0.1), gap(None, exhausted=True)]) == 3
    assert gap_peak([1, 2], [gap(0.5), gap(None)]) == 1
    assert gap_peak([1], [gap(None)]) is None


@pytest.mark.parametrize(
    ("ks", "values", "reason"),
    [
        ([2, 3], [0.5, 0.4], "needs every K from 1"),
        ([1, 2, 4], [0.1, 0.4, 0.9], "needs every K from 1"),
        ([1, 2, 3], [0.1, 0.5, None], "is not defined at K = 3"),
        ([1, 2, 3], [0.1, 0.5, 0.9], "grows to the end"),
    ],
)
def test_the_reason_why_the_gap_chooses_no_k_is_the_one_that_holds(ks, values, reason):
    gaps = [gap(value) for value in values]
    assert gap_choice(ks, gaps) is None
    assert why_no_gap_choice(ks, gaps) == reason


def test_references_are_clustered_as_often_as_the_points(iris, monkeypatch):
    starts = []
    real = module.search_best_restart
    monkeypatch.setattr(
        module,
        "search_best_restart",
        lambda algorithm, table, runs: starts.append((algorithm.k, runs)) or real(algorithm, table, runs),
    )
    list(full_sweep(KMeans(), iris, [1, 2, 7], 4, 2))
    assert starts == [(1, 1)] * 2 + [(2, 4)] * 2 + [(7, 4)] * 2


def test_a_k_equal_to_the_number_of_points_is_not_exhausted_because_references_have_inertia_0_too():
    last = entries(full_sweep(KMeans(), Points([[0.0], [1.0], [5.0]]), [1, 2, 3], 1, 4))[-1].gap
    assert (last.value, last.high, last.exhausted) == (None, 0.0, False)
    places = Points([[0.0], [0.0], [5.0], [5.0]])
    two = entries(full_sweep(KMeans(), places, [1, 2], 1, 4))[-1].gap
    assert (two.value, two.exhausted) == (None, True)


def test_a_full_sweep_reuses_known_entries_and_computes_the_others(iris):
    first = {e.k: e for e in entries(full_sweep(KMeans(), iris, [1, 2], 2, 3))}
    items = list(full_sweep(KMeans(), iris, [1, 2, 3], 2, 3, known=first))
    swept = [item for item in items if isinstance(item, SweepEntry)]
    assert [e.k for e in swept] == [1, 2, 3, 3, 3]
    assert swept[0].step is first[1].step
    whole = entries(full_sweep(KMeans(), iris, [1, 2, 3], 2, 3))
    for one, other in zip(entries(iter(items)), whole, strict=True):
        assert (one.figures, one.silhouette, one.gap) == (other.figures, other.silhouette, other.gap)


def test_a_range_that_is_cut_has_a_note_also_where_all_entries_are_known():
    points = Points([[0.0], [1.0], [5.0]])
    first = {e.k: e for e in entries(full_sweep(KMeans(), points, [1, 2, 3], 1))}
    assert first[3].notes == ()
    again = entries(full_sweep(KMeans(), points, range(1, 11), 1, known=first))
    assert again[-1].notes == ("K ends at 3: there are only 3 distinct points.",)


def test_the_gap_can_be_canceled_between_two_starts(iris):
    going = with_gaps(sweep(KMeans(), iris, [1, 2], 1), iris, 20)
    pauses = sum(1 for _ in going)
    assert pauses > 20 + 10 * 20
