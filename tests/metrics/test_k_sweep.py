"""A sweep finds for every K what separate fits find, can be canceled, and ends at the last feasible K."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import load_iris

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.core.algorithm import Objective, best_restart
from clusterlab.core.params import ParamError
from clusterlab.core.progress import Progress, drain, map_progress
from clusterlab.kernels.native import lloyd as native_lloyd
from clusterlab.metrics import k_sweep as module
from clusterlab.metrics.k_sweep import (
    SweepEntry,
    best_k,
    best_sweep_name,
    entries,
    sweep,
    sweep_knee,
    with_silhouettes,
)
from clusterlab.metrics.silhouette import mean_silhouette

PROVEN = [681.3706, 152.347951760358, 78.851441426146, 57.2284732142857, 46.4461820512821]


@pytest.fixture(scope="module")
def iris():
    """Iris, prepared once."""
    return Points(load_iris().data)


@pytest.fixture(scope="module")
def swept(iris):
    """The entries of iris for K = 1..5."""
    return entries(with_silhouettes(sweep(KMeans(), iris, range(1, 6), restarts=10), iris))


def test_iris_reaches_the_proven_minima(swept):
    assert [entry.figures["inertia"] for entry in swept] == pytest.approx(PROVEN, abs=1e-4)
    assert [entry.k for entry in swept] == [entry.made for entry in swept] == [1, 2, 3, 4, 5]


def test_the_winner_is_that_of_best_restart(swept, iris):
    for entry in swept:
        winner, step = best_restart(KMeans(k=entry.k), iris, 10)
        assert (entry.seed, entry.step.objective) == (winner.seed, step.objective)
        assert np.array_equal(entry.step.labels, step.labels)


def test_the_silhouette_is_the_winners_and_not_defined_for_one_cluster(swept, iris):
    assert (swept[0].silhouette, swept[0].silhouette_of) == (None, 0)
    for entry in swept[1:]:
        expected = mean_silhouette(iris, entry.step.labels)
        assert entry.silhouette == pytest.approx(expected, rel=1e-13)
        assert entry.silhouette_of == 150


def test_the_seed_of_the_winner_alone_gives_the_same_result(swept, iris):
    entry = swept[-1]
    again = KMeans(k=entry.k, seed=entry.seed).fit(iris)
    assert again.inertia == entry.figures["inertia"]


def test_restarts_begin_at_the_seed_of_the_algorithm(iris):
    (entry,) = entries(sweep(KMeans(seed=40), iris, [3], restarts=4))
    assert 40 <= entry.seed < 44


def test_the_knee_of_iris_is_three_and_its_silhouette_is_best_at_two(iris):
    found = entries(with_silhouettes(sweep(KMeans(), iris, range(1, 11), restarts=10), iris))
    assert sweep_knee(KMeans(), found) == 3
    assert best_k(found, "silhouette", lowest=False) == 2


def test_the_knee_does_not_need_an_inertia_that_a_number_can_hold():
    points = Points(load_iris().data * 1e160)
    found = entries(sweep(KMeans(), points, range(1, 11), restarts=10))
    assert found[0].figures["inertia"] == np.inf
    assert sweep_knee(KMeans(), found) == 3


def test_a_criterion_that_counts_parameters_has_a_best_k_and_no_knee(swept, monkeypatch):
    monkeypatch.setattr(KMeans, "criterion", Objective("BIC", "bic", lower_is_better=True))
    scored = [replace(entry, figures={"bic": abs(entry.k - 4.0)}) for entry in swept]
    assert sweep_knee(KMeans(), scored) is None
    assert best_k(scored, "bic", lowest=True) == 4
    assert best_k(scored, "aic", lowest=True) is None


def test_k_ends_at_the_number_of_distinct_points_with_a_note():
    points = Points([[0.0], [1.0], [1.0], [5.0], [5.0]])
    found = entries(sweep(KMeans(), points, range(1, 11), restarts=2))
    assert [entry.k for entry in found] == [1, 2, 3]
    assert found[-1].notes == ("K ends at 3: there are only 3 distinct points.",)
    assert found[0].notes == ()


def test_k_ends_at_the_number_of_rows_with_a_note():
    points = Points([[0.0], [4.0]])
    found = entries(with_silhouettes(sweep(KMeans(), points, range(1, 4)), points))
    assert found[-1].notes == ("K ends at 2: there are only 2 distinct points.",)
    assert found[-1].silhouette is None


def test_a_range_beyond_the_points_is_an_error_that_names_the_bound(iris):
    with pytest.raises(ParamError, match=r"k must be at most 149 .*; it was 200\."):
        next(sweep(KMeans(), iris, range(200, 300)))


def test_no_k_and_no_restart_are_errors(iris):
    with pytest.raises(ParamError, match="at least one number of clusters"):
        next(sweep(KMeans(), iris, []))
    with pytest.raises(ParamError, match="restarts must be at least 1; it was 0"):
        next(sweep(KMeans(), iris, [2], restarts=0))


def test_it_pauses_in_every_restart_however_small_and_in_every_iteration_of_large_ones(iris, monkeypatch):
    assert {Progress(restart, 3) for restart in range(4)} <= set(sweep(KMeans(), iris, [3], restarts=3))
    monkeypatch.setattr(native_lloyd, "MAX_POINTS_UNPAUSED", 1)
    items = list(sweep(KMeans(), iris, [3], restarts=3))
    for restart in range(3):
        *_, last = KMeans(k=3, seed=restart).steps(iris)
        assert items.count(Progress(restart, 3)) >= last.iteration > 1
    assert items.count(Progress(3, 3)) == 1
    assert isinstance(items[-1], SweepEntry)


def test_progress_only_grows_and_counts_restarts_over_all_k(iris):
    paces = [item for item in sweep(KMeans(), iris, [2, 3], restarts=3) if isinstance(item, Progress)]
    assert [pace.done for pace in paces] == sorted(pace.done for pace in paces)
    assert {pace.of for pace in paces} == {6}
    assert paces[-1].done == 6


def test_all_inertias_are_yielded_before_the_first_silhouette(iris):
    items = list(with_silhouettes(sweep(KMeans(), iris, [1, 2, 3]), iris))
    found = [item for item in items if isinstance(item, SweepEntry)]
    assert [entry.k for entry in found] == [1, 2, 3, 1, 2, 3]
    assert [entry.silhouette is None for entry in found] == [True] * 4 + [False] * 2
    between = items[items.index(found[2]) + 1 : items.index(found[3])]
    assert {pace.of for pace in between} == {150}


def test_a_sweep_computes_no_silhouettes(iris, monkeypatch):
    monkeypatch.setattr(module, "silhouettes_with_progress", lambda *_: pytest.fail("not requested"))
    assert [entry.silhouette for entry in entries(sweep(KMeans(), iris, [2, 3]))] == [None, None]


def test_a_later_entry_replaces_an_earlier_one_of_the_same_k(iris):
    first, second = entries(sweep(KMeans(), iris, [2, 3]))
    known = replace(first, silhouette=0.5, silhouette_of=150)
    assert entries([first, Progress(1, 2), second, known]) == [known, second]


def test_a_sweep_that_is_closed_stops_computing(iris, monkeypatch):
    done = []
    after = KMeans.after
    monkeypatch.setattr(KMeans, "after", lambda *given: done.append(1) or after(*given))
    going = sweep(KMeans(), iris, range(1, 11), restarts=10)
    for _ in range(5):
        next(going)
    going.close()
    assert len(done) <= 5


def test_map_progress_maps_each_pause_and_returns_the_result():
    def work():
        yield 1
        yield 2
        return "result"

    assert drain(work()) == "result"
    mapped = map_progress(lambda done: Progress(done, 2), work())
    assert [next(mapped), next(mapped)] == [Progress(1, 2), Progress(2, 2)]
    with pytest.raises(StopIteration) as end:
        next(mapped)
    assert end.value.value == "result"


def test_of_a_single_k_none_is_best(swept):
    assert best_k(swept[2:3], "silhouette", lowest=False) is None
    assert best_k(swept[:2], "silhouette", lowest=False) is None  # K = 1 has none


def test_the_sweep_with_the_best_criterion_wins_and_collapsed_fits_lose(iris):
    kinds = {name: GaussianMixture(covariance=name) for name in ("full", "spherical")}
    lines = {name: entries(sweep(one, iris, [1, 2])) for name, one in kinds.items()}
    assert best_sweep_name(lines, GaussianMixture()) == "full"
    for entry in lines["full"]:
        object.__setattr__(entry.step, "collapsed", (0,))
    assert best_sweep_name(lines, GaussianMixture()) == "spherical"
