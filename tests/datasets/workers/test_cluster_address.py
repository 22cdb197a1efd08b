"""Workers are named by words."""

import pytest

from clusterlab.core.params import ParamError
from clusterlab.core.version import is_packaged
from clusterlab.datasets.workers import dask_workers
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.datasets.workers.dask_workers import connected


@pytest.mark.parametrize(
    ("text", "address", "workers"),
    [
        ("local", "", 0),
        ("local:3", "", 3),
        ("tcp://host:8786", "tcp://host:8786", 0),
        ("tls://10.0.0.1:1", "tls://10.0.0.1:1", 0),
        ("tcp://[::1]:8786", "tcp://[::1]:8786", 0),
    ],
)
def test_words_name_workers(text, address, workers):
    found = ClusterAddress.parse(text)
    assert (found.address, found.workers) == (address, workers)
    assert found.is_secure == text.startswith("tls")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "local:",
        "local:0",
        "local:-1",
        "local:9999",
        "host:8786",
        "tcp://host",
        "http://host:1",
        "tcp://ho st:1",
        "tcp://host:1/x",
    ],
)
def test_other_words_are_refused(text):
    with pytest.raises(ParamError, match="A cluster is local, local:N"):
        ClusterAddress.parse(text)


def test_the_packaged_program_connects_to_nothing(monkeypatch):
    monkeypatch.setattr(dask_workers, "is_packaged", lambda: True)
    with (
        pytest.raises(ClusterError, match="The packaged program opens no network connection"),
        connected(ClusterAddress.parse("local")),
    ):
        pass
    assert not is_packaged()


def test_without_distributed_a_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(dask_workers, "find_spec", lambda name: None)
    with (
        pytest.raises(ClusterError, match=r"pip install 'clusterlab\[cluster\]'"),
        connected(ClusterAddress.parse("local")),
    ):
        pass
