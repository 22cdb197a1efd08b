"""Sweeps in the background: entries are kept, and nothing is computed twice."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.analysis.k_sweep import KSweep, SweepRequest, unavailable_reason
from clusterlab.session.state import session as choices
from clusterlab.session.state.session import Session
from tests.session.analysis.one_at_a_time import OneAtATime

SESSION = Session.of(Blobs(points=120), KMeans())
MIXTURE = choices.with_algorithm(SESSION, GaussianMixture())
FEW = SweepRequest(last=5, references=2)


@pytest.fixture
def points():
    return Points(SESSION.source.make().values)


@pytest.fixture
def k_sweep():
    return KSweep(OneAtATime())


def begin(k_sweep, session, points, asked=None):
    """Turns to a session and starts to sweep; returns whether that is another sweep."""
    is_other = k_sweep.follow(session, points, asked)
    k_sweep.start()
    return is_other


def finish(k_sweep):
    while k_sweep.busy:
        _, failure = k_sweep.tick()
        assert failure is None


def swept(k_sweep, points, session=SESSION, asked=FEW):
    begin(k_sweep, session, points, asked)
    finish(k_sweep)
    return k_sweep.curve.entries(asked)


def test_a_sweep_has_every_k_with_all_its_figures(k_sweep, points):
    first, *others = swept(k_sweep, points)
    assert [first.k, *(entry.k for entry in others)] == [1, 2, 3, 4, 5]
    assert first.silhouette is None
    assert [entry.silhouette for entry in others] == pytest.approx(
        [silhouettes(points, entry.step.labels).mean for entry in others], rel=1e-12
    )
    assert [entry.gap.references for entry in (first, *others)] == [2] * 5
    assert k_sweep.complete
    assert k_sweep.share == 1


def test_without_references_there_are_no_gaps_and_no_waiting_for_them(k_sweep, points):
    found = swept(k_sweep, points, asked=replace(FEW, references=0))
    assert k_sweep.complete
    assert [entry.gap for entry in found] == [None] * 5


def test_another_k_or_seed_is_the_same_sweep(k_sweep, points):
    begin(k_sweep, SESSION, points, FEW)
    assert not begin(k_sweep, choices.with_param(SESSION, "k", 7), points)
    assert not begin(k_sweep, choices.with_param(SESSION, "seed", 7), points)


def test_nothing_is_swept_or_known_before_the_points_are(k_sweep, points):
    swept(k_sweep, points)
    for session in (choices.with_source(SESSION, Blobs(points=90)), SESSION):
        assert k_sweep.follow(session, None, FEW)
        k_sweep.start()
        assert (k_sweep.busy, k_sweep.stopped) == (False, False)
        assert k_sweep.entries() == {"": []}
    assert not k_sweep.follow(SESSION, points, FEW)
    assert len(k_sweep.entries()[""]) == 5


def test_a_sweep_that_was_stopped_before_its_start_is_not_started(k_sweep, points):
    k_sweep.follow(SESSION, points, FEW)
    assert not k_sweep.cancel()
    k_sweep.start()
    assert (k_sweep.busy, k_sweep.stopped) == (False, True)
    k_sweep.resume()
    assert k_sweep.busy


def test_other_data_are_another_sweep_and_earlier_ones_are_cached(k_sweep, points):
    swept(k_sweep, points)
    first = k_sweep.curve
    other = choices.with_source(SESSION, Blobs(points=90))
    assert begin(k_sweep, other, Points(other.source.make().values))
    assert k_sweep.busy
    finish(k_sweep)
    assert begin(k_sweep, SESSION, points)
    assert k_sweep.curve is first
    assert not k_sweep.busy


def test_a_longer_range_extends_the_known_entries(k_sweep, points):
    before = swept(k_sweep, points)
    after = swept(k_sweep, points, asked=replace(FEW, last=7))
    assert [entry.k for entry in after] == [1, 2, 3, 4, 5, 6, 7]
    assert [entry.step for entry in after[:5]] == [entry.step for entry in before]
    assert begin(k_sweep, SESSION, points, FEW)
    assert not k_sweep.busy
    assert [entry.k for entry in k_sweep.curve.entries(FEW)] == [1, 2, 3, 4, 5]


def test_a_range_beyond_the_distinct_points_ends_there(k_sweep):
    found = swept(k_sweep, Points([[0.0], [1], [2]]))
    assert [entry.k for entry in found] == [1, 2, 3]
    assert k_sweep.complete
    assert "only 3 distinct points" in found[-1].notes[-1]


def test_the_lines_of_all_covariances_start_with_the_own_one(k_sweep, points):
    asked = replace(FEW, every_kind=True)
    own = swept(k_sweep, points, choices.with_param(MIXTURE, "covariance", "tied"), asked)
    assert list(k_sweep.lines) == ["tied", "full", "diag", "spherical"]
    assert all(len(line) == 5 for line in k_sweep.entries().values())
    assert k_sweep.entries()["tied"] == own
    assert begin(k_sweep, MIXTURE, points, asked)
    assert next(iter(k_sweep.lines)) == "full"
    assert not k_sweep.busy


def test_a_canceled_sweep_is_not_complete_and_resumes_where_it_stopped(k_sweep, points):
    begin(k_sweep, SESSION, points, FEW)
    while not k_sweep.curve.entries_by_k:
        k_sweep.tick()
    assert k_sweep.cancel()
    assert not k_sweep.cancel()
    before = dict(k_sweep.curve.entries_by_k)
    k_sweep.tick()
    assert (k_sweep.busy, k_sweep.complete, k_sweep.stopped) == (False, False, True)
    k_sweep.resume()
    assert k_sweep.busy
    finish(k_sweep)
    assert k_sweep.complete
    assert all(k_sweep.curve.entries_by_k[k].step is entry.step for k, entry in before.items())


def test_a_failing_sweep_reports_its_error_and_stops(k_sweep):
    begin(k_sweep, SESSION, Broken())
    failures = []
    while k_sweep.busy:
        failures.append(k_sweep.tick()[1])
    assert [type(failure) for failure in failures if failure] == [AttributeError]
    assert k_sweep.stopped


class Broken:
    """Points of which only the number is known."""

    n = d = 2
    weights = None


def test_an_algorithm_that_finds_k_by_itself_has_no_sweep(k_sweep, points):
    from clusterlab.algorithms.dbscan.algorithm import DBSCAN

    begin(k_sweep, SESSION, points, FEW)
    itself = choices.with_algorithm(SESSION, DBSCAN())
    assert begin(k_sweep, itself, points)
    assert not begin(k_sweep, itself, points)
    assert (k_sweep.curve, k_sweep.busy, k_sweep.entries()) == (None, False, {})


def test_the_share_of_a_sweep_grows_to_1_with_its_entries_and_gaps(k_sweep, points):
    begin(k_sweep, SESSION, points, FEW)
    shares = [k_sweep.share]
    while k_sweep.busy:
        k_sweep.tick()
        shares.append(k_sweep.share)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {round(11 * share) for share in shares} == {*range(12)}  # 5 entries, their silhouettes, 5 gaps


def test_k_is_swept_within_the_memory_budget_and_not_beyond_it(points):
    session = choices.with_algorithm(SESSION, KernelKMeans())
    needed = KernelKMeans().memory(points.n, points.d)
    assert needed > 0
    for budget, reason in ((needed, ""), (needed - 1, "more memory than was allowed")):
        found = unavailable_reason(choices.with_memory_budget(session, budget), points, 10)
        assert reason in found
        assert bool(found) == bool(reason)


def test_the_memory_of_the_last_k_decides_whether_k_is_swept(points):
    session, last = choices.with_algorithm(SESSION, GaussianMixture(k=1)), 7
    needed = GaussianMixture(k=last).memory(points.n, points.d)
    for budget, reason in ((needed, ""), (needed - 1, "more memory than was allowed")):
        found = unavailable_reason(choices.with_memory_budget(session, budget), points, last)
        assert reason in found
        assert bool(found) == bool(reason)
