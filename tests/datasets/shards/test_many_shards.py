"""Folders of more shards than files may be open at first."""

import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from clusterlab.datasets.shards.shard_folder import open_folder
from tests.shards import blobs, frame, made_folder, request_for

LIMITED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_NOFILE, (48, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
from clusterlab.algorithms.common import shard_potential
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.shards.shard_folder import open_folder
shard_potential.MAX_MEMORY_OF_SHARD = 0
points = open_folder(Path(sys.argv[1])).points
print(points.n_shards, [*KMeans(k=3, max_iter=2).steps(points)][-1].k)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_folder_of_many_shards_is_clustered(tmp_path):
    frame(blobs(8192 * 20)).write_parquet(tmp_path / "x.parquet")
    made_folder(request_for(tmp_path / "x.parquet"), tmp_path / "x.clab-points")
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "x.clab-points")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "20 3\n"), done.stderr


class Finalized:
    """In a cycle, so that a collection of garbage runs Python code wherever it begins."""

    def __init__(self):
        self.own = self

    def __del__(self):
        for _ in range(200):
            pass


@pytest.fixture
def frequent_collections():
    """Garbage is collected, and threads take turns, at nearly every place."""
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(20)
    sys.setswitchinterval(1e-5)
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("frequent_collections")
def test_many_threads_map_shards_at_once(tmp_path):
    frame(blobs(100)).write_parquet(tmp_path / "x.parquet")
    path = made_folder(request_for(tmp_path / "x.parquet"), tmp_path / "x.clab-points").path

    def mapped(_):
        Finalized()
        return open_folder(path).blocks(0).points.shape

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(mapped, range(400))) == {(100, 2)}
