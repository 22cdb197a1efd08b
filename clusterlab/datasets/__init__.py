"""Where data come from: generated shapes, and files read with care."""

from clusterlab.datasets.column_types import ColumnType, column_types
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.datasets.readers.files import examples, read_table
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
