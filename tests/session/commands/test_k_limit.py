"""K is lowered for new data of fewer rows, as part of the change that brought them, and for nothing else."""

from types import SimpleNamespace

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.commands.k_limit import KLimit
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import Session

FEW = Session.of(Blobs(points=5), KMeans(k=9))


@pytest.fixture
def player():
    made = Player(FEW)
    while made.slot.prepared is None:
        made.tick(0.0)
    yield made
    assert made.close()


def test_k_is_lowered_once_for_new_data_and_the_reason_is_told(player):
    document, said = Document(FEW), []
    limit = KLimit(document, player)
    limit.listeners.append(said.append)
    assert limit.apply()
    assert document.session.k == 5
    assert said == ["K is now 5: there are 5 rows, and K was 9."]
    assert not document.can_undo
    assert not limit.apply()
    document.change(choices.with_param(document.session, "k", 8))  # a person may ask for it, and is refused
    assert not limit.apply()
    assert (document.session.k, len(said)) == (8, 1)


def test_as_many_clusters_as_rows_are_not_lowered(player):
    document = Document(choices.with_param(FEW, "k", 5))
    limit = KLimit(document, player)
    assert not limit.apply()
    assert document.session.k == 5


def test_nothing_is_lowered_before_the_data_are_there():
    document, unprepared = Document(FEW), SimpleNamespace(slot=SimpleNamespace(prepared=None))
    assert not KLimit(document, unprepared).apply()
    assert document.session is FEW
