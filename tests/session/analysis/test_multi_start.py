"""Many starts: their final objectives and summary."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.analysis.multi_start import (
    OWN_INIT,
    FinalObjective,
    MultiStart,
    init_method_summary,
    init_methods_of,
    multi_start_runs,
)
from clusterlab.session.state import session as choices
from clusterlab.session.state.session import Session

SHAPE = Blobs(points=120, groups=6)
HARD = KMeans(k=6)


@pytest.fixture(scope="module")
def points():
    return Points(SHAPE.make().values)


@pytest.mark.parametrize("algorithm", [HARD, GaussianMixture(k=3)])
def test_each_final_objective_is_that_of_its_run(algorithm, points):
    found = [one for one in multi_start_runs(algorithm, points, many=3) if one is not None]
    assert [(one.seed, one.init) for one in found] == [
        (seed, init) for seed in range(3) for init in ("random-points", "k-means++")
    ]
    for one in found:
        *_, last = replace(algorithm, init=one.init, seed=one.seed).steps(points)
        assert one.value == last.figures(points)[algorithm.objective.key]


def test_random_points_reach_the_best_less_often_than_kmeans_plus_plus(points):
    found = [one for one in multi_start_runs(HARD, points, many=25) if one is not None]
    best = min(one.value for one in found)
    near = {
        init: sum(one.value <= 1.01 * best for one in found if one.init == init)
        for init in init_methods_of(HARD)
    }
    assert near["random-points"] < near["k-means++"]


def test_the_words_name_the_best_and_the_share_near_the_best_of_all():
    found = [
        FinalObjective("a", 0, 100.0),
        FinalObjective("a", 1, 100.9),
        FinalObjective("a", 2, 120.0),
        FinalObjective("b", 0, 101.1),
    ]
    assert init_method_summary(found, "a", True) == "2 of 3 starts reached the best result"
    assert init_method_summary(found, "b", True) == "0 of 1 start reached the best result"
    assert init_method_summary(found, "c", True) == ""
    assert init_method_summary(found, "b", False).startswith("0 of 1 start ")
    higher = [FinalObjective("a", 0, -100.0), FinalObjective("a", 1, -100.5), FinalObjective("a", 2, -130.0)]
    assert init_method_summary(higher, "a", False) == "2 of 3 starts reached the best result"


def test_collapsed_starts_rank_below_others_and_are_counted():
    flat = [
        FinalObjective("a", 0, 900.0, collapsed=True),
        FinalObjective("a", 1, -100.0),
        FinalObjective("a", 2, -100.5),
    ]
    assert init_method_summary(flat, "a", False) == "2 of 3 starts reached the best result · 1 of 3 collapsed"
    with_other_init = [*flat[:1], FinalObjective("b", 0, -100.0)]
    assert (
        init_method_summary(with_other_init, "a", False)
        == "0 of 1 start reached the best result · 1 of 1 collapsed"
    )
    assert init_method_summary(flat[:1], "a", False).startswith("1 of 1 start ")


def test_which_starts_collapsed_is_known():
    places = Points([[0.0, 0], [1, 0], [0, 3]] * 20)
    assert {one.collapsed for one in multi_start_runs(GaussianMixture(k=3), places, many=2) if one} == {True}
    assert {one.collapsed for one in multi_start_runs(KMeans(k=3), places, many=2) if one} == {False}


def test_infinite_final_objectives_are_named():
    assert (
        init_method_summary([FinalObjective("a", 0, float("inf"))], "a", True)
        == "beyond what a number can hold"
    )


def test_an_algorithm_without_random_starts_has_no_init_methods_to_compare():
    assert init_methods_of(DBSCAN()) == {}
    assert list(init_methods_of(KMeans()).values()) == ["random points", "k-means++ (greedy)"]


@pytest.mark.parametrize(
    ("offered", "words"), [({}, "seeds"), ({"random-box": "random box", "k-means++": "far"}, "random box")]
)
def test_a_seeded_algorithm_without_the_two_init_methods_runs_its_seeds_with_its_own(
    offered, words, points, monkeypatch
):
    monkeypatch.setattr(KMeans, "init_methods", offered)
    algorithm = replace(HARD, init="random-box", seed=7)
    assert init_methods_of(algorithm) == {OWN_INIT: words}
    found = [one for one in multi_start_runs(algorithm, points, many=3) if one is not None]
    assert [(one.init, one.seed) for one in found] == [(OWN_INIT, seed) for seed in range(3)]
    for one in found:
        *_, last = replace(algorithm, seed=one.seed).steps(points)
        assert one.value == last.figures(points)["inertia"]
    multi_start, session = MultiStart(RecordingQueue()), Session.of(SHAPE, algorithm)
    assert multi_start.follow(session, points)
    assert not multi_start.follow(choices.with_param(session, "seed", 9), points)
    assert multi_start.follow(choices.with_param(session, "init", "random-points"), points)


class RecordingQueue:
    """A task queue that runs its work at once."""

    def __init__(self):
        self.items = None

    running = False

    def start(self, work):
        self.items = list(work())

    def cancel(self):
        self.items = None

    def failure(self):
        return None

    def take(self):
        taken, self.items = self.items or [], None
        return taken


def test_starts_are_kept_for_another_seed_or_init_and_discarded_for_another_k(points):
    multi_start, session = MultiStart(RecordingQueue()), Session.of(SHAPE, HARD)
    assert multi_start.follow(session, points)
    multi_start.start()
    multi_start.tick()
    assert len(multi_start.final_objectives) == 200
    assert not multi_start.follow(
        choices.with_algorithm(session, replace(HARD, seed=9, init="random-points")), points
    )
    assert len(multi_start.final_objectives) == 200
    assert multi_start.follow(choices.with_algorithm(session, replace(HARD, k=5)), points)
    assert multi_start.final_objectives == []


def test_a_final_objective_is_named_by_its_seed_and_whether_it_collapsed():
    assert FinalObjective("a", 1200, 2.5).words == "Seed 1200: 2.500"
    assert FinalObjective("a", 3, 2.5, collapsed=True).words == "Seed 3: 2.500 (collapsed)"


def test_canceled_starts_are_reported_once_and_keep_their_results(points):
    multi_start = MultiStart(RecordingQueue())
    multi_start.start()
    assert not multi_start.busy  # nothing to start from is known yet
    multi_start.follow(Session.of(SHAPE, HARD), points)
    multi_start.start()
    assert multi_start.busy
    assert (multi_start.cancel(), multi_start.busy, multi_start.cancel()) == (True, False, False)
    assert multi_start.tick() == (False, None)
