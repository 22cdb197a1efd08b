"""Preparing and clustering take little memory, whatever the size of the table: tried under a hard limit."""

import subprocess
import sys

import polars as pl
import pytest

from tests.shards import blobs

if not sys.platform.startswith("linux"):
    pytest.skip("memory of data cannot be limited on this system", allow_module_level=True)

LIMITED = """
import resource, sys
from clusterlab.cli.main import main
from clusterlab.datasets.shards import folder_preparation, row_spool
import clusterlab.cli.prepare_command, clusterlab.cli.run_command, polars, threadpoolctl
from clusterlab.core.algorithm import ALGORITHMS
folder_preparation.MAX_SHARD_BYTES = row_spool.BYTES_AT_ONCE = 2**20
polars.DataFrame({"a": [1.0]}).lazy().select(polars.len()).collect()
ALGORITHMS.all()
lines = dict(line.split(":") for line in open("/proc/self/status") if line.startswith("VmData"))
limit = int(lines["VmData"].split()[0]) * 1024 + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
sys.exit(main(sys.argv[2:]))
"""


def limited(mebibytes, *words):
    """What a command returns in a process that may take so much more memory than its modules."""
    command = [sys.executable, "-c", LIMITED, str(mebibytes), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_table_larger_than_the_memory_allowed_is_prepared_and_clustered(tmp_path):
    """Memory is limited to 128 MiB; all rows take 48 MiB as a table, and several times as much as points."""
    data, points, labels = (tmp_path / name for name in ("x.parquet", "x.clab-points", "labels.parquet"))
    pl.DataFrame(blobs(3_000_000), schema=["a", "b"]).write_parquet(data, row_group_size=200_000)
    prepared = limited(128, "prepare", data, "--out", points, "--scale", "z-score")
    assert (prepared.returncode, prepared.stderr.count("\n")) == (0, 1), prepared.stderr
    found = limited(128, "run", "kmeans", "--data", points, "--max-iter", 5, "--labels", labels)
    assert found.returncode == 0, found.stderr
    assert pl.scan_parquet(labels).select(pl.len()).collect().item() == 3_000_000
    whole = limited(128, "run", "kmeans", "--data", data, "--max-iter", 5)
    assert whole.returncode != 0
