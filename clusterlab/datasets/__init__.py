"""Where data come from: generated shapes, and files read with care."""

from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.datasets.readers.files import examples, read_table
from clusterlab.datasets.readers.read_options import ReadOptions
from clusterlab.datasets.scale import SCALINGS, Scaling, scaling, suggests_scaling
from clusterlab.datasets.table import LoadError, Selection, Table, select, unlikely_features

__all__ = [
    "SCALINGS",
    "SHAPES",
    "LoadError",
    "ReadOptions",
    "Scaling",
    "Selection",
    "Shape",
    "Table",
    "examples",
    "read_table",
    "scaling",
    "select",
    "suggests_scaling",
    "unlikely_features",
]
