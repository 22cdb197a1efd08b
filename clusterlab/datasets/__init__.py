"""Where data come from: generated shapes, and files read with care."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.datasets.column_type import ColumnType, column_types
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
# The shapes are listed without the readers.
__getattr__ = late_names(
    __name__,
    {
        "column_type": ("ColumnType", "column_types"),
        "example_files": ("examples",),
        "generators.shape": ("SHAPES", "Shape"),
        "readers.files": ("read_table",),
        "readers.read_options": ("ReadOptions",),
        "scale": ("SCALINGS", "Scaling", "scaling", "suggests_scaling"),
        "table": ("LoadError", "Selection", "Table", "select", "unlikely_features"),
    },
)
