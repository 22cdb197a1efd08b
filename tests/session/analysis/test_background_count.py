"""Clusters of data are counted once, whichever algorithm is chosen, and never of data that are gone."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.metrics.cluster_count import how_many, statistics
from clusterlab.session.analysis import background_count
from clusterlab.session.analysis.background_count import BackgroundCount
from clusterlab.session.state import session as choices
from clusterlab.session.state.prepared import prepare
from clusterlab.session.state.session import Session
from tests.session.analysis.one_at_a_time import OneAtATime

SESSION = Session.of(Blobs(points=60, spread=0.5), KMeans())
OTHER = choices.with_source(SESSION, replace(SESSION.source, seed=7, groups=2))


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    for name, value in (("MAX_COUNTED_K", 4), ("K_MEANS_STARTS", 1), ("GAP_REFERENCES", 2)):
        monkeypatch.setattr(statistics, name, value)


@pytest.fixture
def counting():
    return BackgroundCount(OneAtATime())


def prepared_of(session):
    return prepare(session.source.make(), session.columns, session.scaling, generated=True)


def count(counting, session):
    """Counts to the end: the answer and how much was done at each tick."""
    counting.follow(session, prepared_of(session))
    counting.start()
    shares = [counting.share]
    while counting.busy:
        assert counting.tick()[1] is None
        shares.append(counting.share)
    return counting.count, shares


def test_the_answer_comes_with_progress(counting):
    found, shares = count(counting, SESSION)
    assert (found.k, found.words) == (3, "3 clusters.")
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert not counting.stopped


def test_the_answer_about_a_sample_names_all_rows(counting):
    counting.follow(SESSION, prepare(SESSION.source.make(), SESSION.columns, generated=True, sample=40))
    counting.start()
    while counting.busy:
        counting.tick()
    assert counting.count.notes[-1] == "The points are a sample of 40 of 60 rows, seed 0."


def test_another_algorithm_k_seed_or_view_has_the_same_answer(counting, begun_counts):
    found, _ = count(counting, SESSION)
    mixture = choices.with_algorithm(SESSION, GaussianMixture(k=5, seed=9))
    for session in (mixture, choices.with_param(SESSION, "k", 7), replace(SESSION, layers=frozenset())):
        counting.follow(session, prepared_of(session))
        counting.start()
        assert (counting.count, counting.busy) == (found, False)
    assert len(begun_counts) == 1


def test_other_data_have_no_answer_before_it_is_counted_and_the_first_is_kept(counting, begun_counts):
    found, _ = count(counting, SESSION)
    counting.follow(OTHER, prepared_of(OTHER))
    assert (counting.count, counting.busy) == (None, False)
    assert count(counting, OTHER)[0].k == 2
    counting.follow(SESSION, prepared_of(SESSION))
    assert counting.count is found
    assert len(begun_counts) == 2


def test_scaled_columns_are_other_data(counting, begun_counts):
    count(counting, SESSION)
    count(counting, choices.with_scaling(SESSION, "z-score"))
    assert len(begun_counts) == 2


def test_other_data_cancel_the_count_of_the_first(counting):
    counting.follow(SESSION, prepared_of(SESSION))
    counting.start()
    counting.tick()
    assert count(counting, OTHER)[0].k == 2
    counting.follow(SESSION, None)
    counting.start()
    assert (counting.count, counting.busy) == (None, False)
    counting.follow(OTHER, None)
    assert counting.count.k == 2


def test_a_canceled_count_is_resumed_when_it_is_asked_for(counting):
    counting.follow(SESSION, prepared_of(SESSION))
    counting.start()
    counting.tick()
    assert counting.cancel()
    assert not counting.cancel()
    counting.start()
    assert (counting.busy, counting.stopped) == (False, True)
    counting.resume()
    assert (counting.busy, counting.stopped) == (True, False)
    while counting.busy:
        counting.tick()
    assert counting.count.k == 3
    assert not counting.cancel()
    assert not counting.stopped


def test_other_data_are_counted_though_the_first_count_was_canceled(counting):
    counting.follow(SESSION, prepared_of(SESSION))
    counting.start()
    counting.cancel()
    assert count(counting, OTHER)[0].k == 2


def test_a_count_that_fails_has_stopped_and_the_error_is_returned(counting, monkeypatch):
    def fail(*args, **more):
        raise MemoryError
        yield

    monkeypatch.setattr(how_many, "count_clusters", fail)
    counting.follow(SESSION, prepared_of(SESSION))
    counting.start()
    counting.tick()
    while counting.busy:
        changed, failure = counting.tick()
    assert changed
    assert isinstance(failure, MemoryError) or counting.stopped
    assert counting.stopped


def test_few_answers_are_kept(counting, begun_counts, monkeypatch):
    monkeypatch.setattr(background_count, "MAX_KEPT_COUNTS", 1)
    for session in (SESSION, OTHER, SESSION):
        count(counting, session)
    assert len(begun_counts) == 3


def test_a_note_names_the_column_that_outweighs_all_others(counting):
    prepared = prepared_of(SESSION)
    values = prepared.points.values * [500.0, 1.0]
    table = replace(prepared, points=type(prepared.points)(values))
    counting.follow(SESSION, table)
    counting.start()
    while counting.busy:
        counting.tick()
    assert counting.count.notes == ("Columns were scaled equally, since x1 would outweigh all others.",)
