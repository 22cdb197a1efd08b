"""A run on screen at the step before which something is asked."""

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.shown import resolve
from clusterlab.session.prediction.asking import next_question
from clusterlab.session.state.session import Session
from tests.session.settling import settle


@pytest.fixture
def runs():
    """Runs of sessions, each at an index."""
    players = []

    def run_of(session, index):
        player = Player(session)
        players.append(player)
        assert settle(player) == []
        player.go(index)
        return resolve(session, player).run

    yield run_of
    assert all(player.close() for player in players)


@pytest.fixture
def session():
    """k-means on four groups that overlap: three more picks, then assigns and updates."""
    return Session.of(Blobs(points=240, groups=4, spread=1.8, seed=2), KMeans(k=4, seed=1))


@pytest.fixture
def joined(runs, session):
    """The question which clusters points join at the first assign."""
    return next_question(runs(session, 3))


@pytest.fixture
def moved(runs, session):
    """The question where a center goes at the first update."""
    return next_question(runs(session, 4))
