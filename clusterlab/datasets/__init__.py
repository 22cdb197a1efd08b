"""Where data come from: generated shapes, and files read with care."""

import importlib
from typing import TYPE_CHECKING

from clusterlab.datasets.column_types import ColumnType, column_types

if TYPE_CHECKING:
    from clusterlab.datasets.example_files import examples
    from clusterlab.datasets.generators.shape import SHAPES, Shape
    from clusterlab.datasets.readers.files import read_table
    from clusterlab.datasets.readers.read_options import ReadOptions
    from clusterlab.datasets.scale import SCALINGS, Scaling, scaling, suggests_scaling
    from clusterlab.datasets.table import LoadError, Selection, Table, select, unlikely_features

__all__ = [
    "SCALINGS",
    "SHAPES",
    "ColumnType",
    "LoadError",
    "ReadOptions",
    "Scaling",
    "Selection",
    "Shape",
    "Table",
    "column_types",
    "examples",
    "read_table",
    "scaling",
    "select",
    "suggests_scaling",
    "unlikely_features",
]
_MODULES = {
    "example_files": ("examples",),
    "generators.shape": ("SHAPES", "Shape"),
    "readers.files": ("read_table",),
    "readers.read_options": ("ReadOptions",),
    "scale": ("SCALINGS", "Scaling", "scaling", "suggests_scaling"),
    "table": ("LoadError", "Selection", "Table", "select", "unlikely_features"),
}


def __getattr__(name: str) -> object:
    """A name of another module, loaded when it is first used: the shapes are listed without the readers."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
