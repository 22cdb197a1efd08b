from dataclasses import replace

import pytest

from clusterlab.algorithms.kmeans import KMeans
from clusterlab.core.points import Points
from clusterlab.datasets.shapes import Blobs
from clusterlab.measures.silhouette import mean_silhouette
from clusterlab.session import choices
from clusterlab.session.choices import Session
from clusterlab.session.sweeping import KS, Sweeper

SESSION = Session(Blobs(points=120), KMeans())


@pytest.fixture
def points():
    return Points(SESSION.source.make().values)


@pytest.fixture
def sweeper():
    made = Sweeper()
    yield made
    assert made.close()


def finish(sweeper):
    while sweeper.busy:
        sweeper.tick()


def test_it_fills_in_every_k(sweeper, points):
    sweeper.ask(SESSION, points)
    finish(sweeper)
    assert [entry.k for entry in sweeper.curve.entries] == list(KS)


def test_every_k_but_the_first_gets_its_silhouette(sweeper, points):
    sweeper.ask(SESSION, points)
    finish(sweeper)
    first, *others = sweeper.curve.entries
    assert first.silhouette is None
    assert [entry.silhouette for entry in others] == pytest.approx(
        [mean_silhouette(points, entry.step.labels) for entry in others], rel=1e-12
    )
    assert sweeper.told_by_silhouette()[1] == max(others, key=lambda entry: entry.silhouette).k


def test_another_k_or_seed_is_the_same_sweep(sweeper, points):
    sweeper.ask(SESSION, points)
    assert not sweeper.ask(choices.with_param(SESSION, "k", 7), points)
    assert not sweeper.ask(choices.with_param(SESSION, "seed", 7), points)


def test_other_data_are_another_sweep_and_going_back_costs_nothing(sweeper, points):
    sweeper.ask(SESSION, points)
    finish(sweeper)
    first = sweeper.curve
    other = choices.with_source(SESSION, Blobs(points=90))
    assert sweeper.ask(other, Points(other.source.make().values))
    finish(sweeper)
    assert sweeper.ask(SESSION, points)
    assert sweeper.curve is first
    assert not sweeper.computing


def test_a_cancelled_sweep_is_not_complete(sweeper, points):
    sweeper.ask(SESSION, points)
    sweeper.cancel()
    sweeper.tick()
    assert not sweeper.curve.complete
    assert not sweeper.busy


def test_a_cancelled_sweep_that_is_asked_for_again_begins_anew(sweeper, points):
    sweeper.ask(SESSION, points)
    while not sweeper.curve.entries:
        sweeper.tick()
    sweeper.cancel()
    left, sweeper.curve = sweeper.curve, None
    assert sweeper.ask(SESSION, points)
    assert sweeper.curve is left
    assert left.entries == []
    finish(sweeper)
    assert [entry.k for entry in left.entries] == list(KS)


def test_an_algorithm_that_finds_k_by_itself_has_no_sweep(sweeper, points):
    sweeper.ask(SESSION, points)
    itself = replace(SESSION, algorithm=object())
    assert sweeper.ask(itself, points)
    assert not sweeper.ask(itself, points)
    assert (sweeper.curve, sweeper.told_by_criterion()) == (None, ("", None))
