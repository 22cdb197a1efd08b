"""Many starts side by side: where they end, and what is said of them."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.analysis.multi_start import (
    FinalObjective,
    MultiStart,
    init_method_summary,
    init_methods_of,
    multi_start_runs,
)
from clusterlab.session.state.session import Session

SHAPE = Blobs(points=120, groups=6)
HARD = KMeans(k=6)


@pytest.fixture(scope="module")
def points():
    return Points(SHAPE.make().values)


@pytest.mark.parametrize("algorithm", [HARD, GaussianMixture(k=3)])
def test_each_dot_is_the_end_of_the_run_that_it_names(algorithm, points):
    found = [one for one in multi_start_runs(algorithm, points, many=3) if one is not None]
    assert [(one.seed, one.init) for one in found] == [
        (seed, init) for seed in range(3) for init in ("random-points", "k-means++")
    ]
    for one in found:
        *_, last = replace(algorithm, init=one.init, seed=one.seed).steps(points)
        assert one.value == last.figures(points)[algorithm.objective.key]


def test_random_points_get_stuck_more_often_than_far_ones(points):
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
    assert init_method_summary(found, "a", True) == "best 100.0 · 67 % within 1 % of the best of all"
    assert init_method_summary(found, "b", True) == "best 101.1 · 0 % within 1 % of the best of all"
    assert init_method_summary(found, "c", True) == ""
    assert init_method_summary(found, "b", False).startswith("best 101.1 · 0 %")
    higher = [FinalObjective("a", 0, -100.0), FinalObjective("a", 1, -100.5), FinalObjective("a", 2, -130.0)]
    assert init_method_summary(higher, "a", False) == "best -100.0 · 67 % within 1 % of the best of all"


def test_starts_that_collapsed_lose_to_sound_ones_and_are_counted():
    flat = [
        FinalObjective("a", 0, 900.0, collapsed=True),
        FinalObjective("a", 1, -100.0),
        FinalObjective("a", 2, -100.5),
    ]
    assert (
        init_method_summary(flat, "a", False)
        == "best -100.0 · 67 % within 1 % of the best of all · 1 of 3 collapsed"
    )
    beside = [*flat[:1], FinalObjective("b", 0, -100.0)]
    assert (
        init_method_summary(beside, "a", False)
        == "best 900.0 · 0 % within 1 % of the best of all · 1 of 1 collapsed"
    )
    assert init_method_summary(flat[:1], "a", False).startswith("best 900.0 · 100 %")


def test_which_starts_collapsed_is_known():
    places = Points([[0.0, 0], [1, 0], [0, 3]] * 20)
    assert {one.collapsed for one in multi_start_runs(GaussianMixture(k=3), places, many=2) if one} == {True}
    assert {one.collapsed for one in multi_start_runs(KMeans(k=3), places, many=2) if one} == {False}


def test_ends_beyond_all_numbers_are_called_so():
    assert (
        init_method_summary([FinalObjective("a", 0, float("inf"))], "a", True)
        == "beyond what a number can hold"
    )


def test_what_has_no_random_start_has_nothing_to_compare():
    assert init_methods_of(DBSCAN()) == {}
    assert list(init_methods_of(KMeans()).values()) == ["random points", "k-means++ (greedy)"]


class Kept:
    """A lane that only remembers what it was given."""

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


def test_starts_stay_while_seed_and_start_change_and_go_with_other_k(points):
    restarter, session = MultiStart(Kept()), Session(SHAPE, HARD)
    assert restarter.follow(session, points)
    restarter.start()
    restarter.tick()
    assert len(restarter.final_objectives) == 200
    assert not restarter.follow(
        replace(session, algorithm=replace(HARD, seed=9, init="random-points")), points
    )
    assert len(restarter.final_objectives) == 200
    assert restarter.follow(replace(session, algorithm=replace(HARD, k=5)), points)
    assert restarter.final_objectives == []
