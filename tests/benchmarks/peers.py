"""Programs that are compared where they are installed: those of the extra `peers`."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

OPTIONAL = ("dbscan", "faiss", "fastcluster", "numba", "sklearnex")


def peer(name: str) -> Any:
    """The module of an optional peer; None where it is not installed."""
    return import_module(name) if find_spec(name) else None


def missing() -> str:
    """A sentence that names the peers that are not installed; empty where all are."""
    names = [name for name in OPTIONAL if not find_spec(name)]
    return f" Not installed, and so not compared: {', '.join(names)}." if names else ""
