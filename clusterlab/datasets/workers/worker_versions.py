"""The versions of this process, which those of workers must equal: the same bits come from the same code."""

import sys

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.version import VERSION
from clusterlab.datasets.workers.calls import ClusterError


def versions() -> dict[str, str]:
    """The versions in this process that must be equal everywhere."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Python": python, "numpy": np.__version__, "clusterlab": VERSION}


def check_equal(worker: str, theirs: dict[str, str]) -> None:
    """Raises ClusterError where versions of a worker differ from those of this process."""
    for name, ours in versions().items():
        if theirs[name] != ours:
            template = "Worker {worker} has {name} {theirs}, this machine has {ours}: they must be equal."
            raise ClusterError(Message(template, worker=worker, name=name, theirs=theirs[name], ours=ours))
