"""Short commands load what they need, because that takes most of their time."""

import subprocess
import sys

import pytest

from clusterlab.core.resources import resource

COMMAND = "import sys; from clusterlab.__main__ import main; main(sys.argv[1:]); print(*sys.modules)"
SLOW = {
    "clusterlab.datasets.workers.calls",
    "clusterlab.datasets.workers.dask_workers",
    "clusterlab.export.summary",
    "clusterlab.metrics.cluster_count.how_many",
    "clusterlab.session.models.model",
    "clusterlab.session.playback.player",
    "clusterlab.session.saved.session_file",
    "pyqtgraph",
    "PySide6",
    "scipy",
}
CALCULATION = {
    "argparse",
    "clusterlab.core.charts",
    "clusterlab.algorithms.gmm.step",
    "clusterlab.algorithms.kernel_kmeans.step",
    "clusterlab.algorithms.minibatch.step",
    "clusterlab.algorithms.transfers.step",
    "clusterlab.core.formula",
    "clusterlab.datasets.table",
    "clusterlab.kernels.density",
    "concurrent.futures",
}
OTHERS = {
    "clusterlab.datasets.column_codes",
    "clusterlab.datasets.shards.shard_folder",
    "clusterlab.session.analysis.agreement",
    "clusterlab.algorithms.gmm.algorithm",
    "clusterlab.core.log",
    "clusterlab.datasets.generators.shapes",
    "numpy.ma",
    "threadpoolctl",
}
IRIS = str(resource("examples/iris.csv"))
GARBAGE = (
    "import atexit, gc, sys; from clusterlab.__main__ import main; begun = []; "
    "gc.callbacks.append(lambda phase, about: begun.append(phase)); "
    "atexit.register(lambda: print(len(begun), len(gc.get_objects()))); main(sys.argv[1:])"
)
"""Prints how often garbage was looked for, and among how many objects it would be at the end."""
READING = {"clusterlab.core.log", "clusterlab.datasets.readers.files", "numpy.random", "polars", "zipfile"}


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (["list"], SLOW | CALCULATION | READING),
        (["run", "ward", "--make", "blobs"], SLOW | {"polars"}),
        (["run", "kmeans", "--data", IRIS], SLOW | OTHERS),
    ],
)
def test_a_command_does_not_load_what_other_commands_and_outputs_need(words, left_out):
    ended = subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, check=True
    )
    assert left_out & set(ended.stdout.splitlines()[-1].split()) == set()


def test_a_short_command_does_not_look_for_garbage_while_it_loads_nor_at_its_end():
    words = [sys.executable, "-c", GARBAGE, "run", "kmeans", "--data", IRIS]
    ended = subprocess.run(words, capture_output=True, text=True, check=True)
    collections, objects = map(int, ended.stdout.splitlines()[-1].split())
    assert collections == 0
    assert objects < 1_000
