"""A player of k-means on four groups, which tests of playback use."""

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.playback.player import Player
from clusterlab.session.state.session import Session
from tests.session.settling import settle

BLOBS = Session.of(Blobs(points=200, seed=1), KMeans(k=4, init="random-points", seed=3))


@pytest.fixture
def player():
    """The player, once its run has ended."""
    made = Player(BLOBS)
    settle(made)
    yield made
    assert made.close()
