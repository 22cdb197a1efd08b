"""Sweeps in the background: entries are kept, and nothing is computed twice."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.analysis.k_sweep import KSweep, SweepRequest
from clusterlab.session.state import session as choices
from clusterlab.session.state.session import Session

SESSION = Session.of(Blobs(points=120), KMeans())
MIXTURE = choices.with_algorithm(SESSION, GaussianMixture())
FEW = SweepRequest(last=5, references=2)


@pytest.fixture
def points():
    return Points(SESSION.source.make().values)


class OneAtATime:
    """A task queue without a thread that computes one item at each `take`."""

    def __init__(self):
        self.items, self.trouble = None, None

    @property
    def running(self):
        return self.items is not None

    def start(self, work):
        self.items = iter(work())

    def cancel(self):
        self.items = None

    def failure(self):
        trouble, self.trouble = self.trouble, None
        return trouble

    def take(self):
        if self.items is None:
            return []
        try:
            return [next(self.items)]
        except StopIteration:
            self.items = None
        except Exception as error:
            self.items, self.trouble = None, error
        return []


@pytest.fixture
def sweeper():
    return KSweep(OneAtATime())


def finish(sweeper):
    while sweeper.busy:
        _, failure = sweeper.tick()
        assert failure is None


def swept(sweeper, points, session=SESSION, asked=FEW):
    sweeper.follow(session, points, asked)
    finish(sweeper)
    return sweeper.curve.entries(asked)


def test_a_sweep_has_every_k_with_all_its_figures(sweeper, points):
    first, *others = swept(sweeper, points)
    assert [first.k, *(entry.k for entry in others)] == [1, 2, 3, 4, 5]
    assert first.silhouette is None
    assert [entry.silhouette for entry in others] == pytest.approx(
        [silhouettes(points, entry.step.labels).mean for entry in others], rel=1e-12
    )
    assert [entry.gap.references for entry in (first, *others)] == [2] * 5
    assert sweeper.complete
    assert sweeper.share == 1


def test_without_references_there_are_no_gaps_and_no_waiting_for_them(sweeper, points):
    found = swept(sweeper, points, asked=replace(FEW, references=0))
    assert sweeper.complete
    assert [entry.gap for entry in found] == [None] * 5


def test_another_k_or_seed_is_the_same_sweep(sweeper, points):
    sweeper.follow(SESSION, points, FEW)
    assert not sweeper.follow(choices.with_param(SESSION, "k", 7), points)
    assert not sweeper.follow(choices.with_param(SESSION, "seed", 7), points)


def test_other_data_are_another_sweep_and_earlier_ones_are_cached(sweeper, points):
    swept(sweeper, points)
    first = sweeper.curve
    other = choices.with_source(SESSION, Blobs(points=90))
    assert sweeper.follow(other, Points(other.source.make().values))
    assert sweeper.busy
    finish(sweeper)
    assert sweeper.follow(SESSION, points)
    assert sweeper.curve is first
    assert not sweeper.busy


def test_a_longer_range_extends_the_known_entries(sweeper, points):
    before = swept(sweeper, points)
    after = swept(sweeper, points, asked=replace(FEW, last=7))
    assert [entry.k for entry in after] == [1, 2, 3, 4, 5, 6, 7]
    assert [entry.step for entry in after[:5]] == [entry.step for entry in before]
    assert sweeper.follow(SESSION, points, FEW)
    assert not sweeper.busy
    assert [entry.k for entry in sweeper.curve.entries(FEW)] == [1, 2, 3, 4, 5]


def test_a_range_beyond_the_distinct_points_ends_there(sweeper):
    found = swept(sweeper, Points([[0.0], [1], [2]]))
    assert [entry.k for entry in found] == [1, 2, 3]
    assert sweeper.complete
    assert "only 3 distinct points" in found[-1].notes[-1]


def test_the_lines_of_all_covariances_start_with_the_own_one(sweeper, points):
    asked = replace(FEW, every_kind=True)
    own = swept(sweeper, points, choices.with_param(MIXTURE, "covariance", "tied"), asked)
    assert list(sweeper.lines) == ["tied", "full", "diag", "spherical"]
    assert all(len(line) == 5 for line in sweeper.entries().values())
    assert sweeper.entries()["tied"] == own
    assert sweeper.follow(MIXTURE, points, asked)
    assert next(iter(sweeper.lines)) == "full"
    assert not sweeper.busy


def test_a_canceled_sweep_is_not_complete_and_resumes_where_it_stopped(sweeper, points):
    sweeper.follow(SESSION, points, FEW)
    while not sweeper.curve.entries_by_k:
        sweeper.tick()
    assert sweeper.cancel()
    assert not sweeper.cancel()
    before = dict(sweeper.curve.entries_by_k)
    sweeper.tick()
    assert (sweeper.busy, sweeper.complete, sweeper.stopped) == (False, False, True)
    sweeper.resume()
    assert sweeper.busy
    finish(sweeper)
    assert sweeper.complete
    assert all(sweeper.curve.entries_by_k[k].step is entry.step for k, entry in before.items())


def test_a_failing_sweep_reports_its_error_and_stops(sweeper):
    sweeper.follow(SESSION, points=Broken())
    failures = []
    while sweeper.busy:
        failures.append(sweeper.tick()[1])
    assert [type(failure) for failure in failures if failure] == [AttributeError]
    assert sweeper.stopped


class Broken:
    """Points of which only the number is known."""

    n = d = 2


def test_an_algorithm_that_finds_k_by_itself_has_no_sweep(sweeper, points):
    from clusterlab.algorithms.dbscan.algorithm import DBSCAN

    sweeper.follow(SESSION, points, FEW)
    itself = choices.with_algorithm(SESSION, DBSCAN())
    assert sweeper.follow(itself, points)
    assert not sweeper.follow(itself, points)
    assert (sweeper.curve, sweeper.busy, sweeper.entries()) == (None, False, {})
