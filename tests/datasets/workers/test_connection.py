"""A connection opens and closes on a thread of its own, whichever way it ends."""

import threading
from functools import partial

import pytest

from clusterlab.core.message import Message
from clusterlab.datasets.workers import connection
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.connection import Connection
from clusterlab.datasets.workers.held_shards import hold
from tests.workers import ClusterHere

TIMEOUT = 10


@pytest.fixture
def cluster(monkeypatch):
    """A cluster of workers here."""
    made = ClusterHere()
    monkeypatch.setattr(connection, "connected", made.connected)
    return made


def connected(opened):
    """A connection, once it is there."""
    until = threading.Event()
    while opened.workers is None and not opened.has_ended:
        until.wait(0.01)
    return opened


def test_it_connects_and_what_was_held_is_released_when_it_ends(cluster):
    opened = connected(Connection(ClusterAddress.parse("local:2")))
    assert opened.workers is cluster.workers
    assert opened.found == 2
    token = opened.new_token()
    opened.workers.call(dict.fromkeys(opened.workers.names(), partial(hold_nothing, token)))
    assert all(cluster.workers.held.values())
    opened.close()
    assert opened.wait(TIMEOUT)
    assert opened.workers is None
    assert not any(cluster.workers.held.values())
    assert cluster.events == ["to local:2", "left"]


def hold_nothing(token):
    """Begins to hold."""
    hold(token)


def test_connecting_is_ended(cluster):
    cluster.waits = True
    opened = Connection(ClusterAddress.parse("tcp://host:1"))
    assert cluster.began.wait(TIMEOUT)
    opened.close()
    assert opened.wait(TIMEOUT)
    assert opened.failure is None
    assert cluster.events == []


@pytest.mark.parametrize("error", [ClusterError(Message("No.")), OSError("no")])
def test_why_it_failed_is_told(cluster, error):
    cluster.failure = error
    opened = connected(Connection(ClusterAddress()))
    assert opened.wait(TIMEOUT)
    assert opened.failure is error
