"""Degenerate tables that may break an algorithm."""

import numpy as np
import pytest

TABLES = {
    "a column": np.array([[0.0], [0.1], [0.2], [5.0], [5.1], [9.0]]),
    "a constant column": np.array([[0.0, 7], [0.5, 7], [1.0, 7], [6.0, 7], [6.5, 7], [9.5, 7]]),
    "collinear columns": np.array([[0.0, 0], [0.5, 1], [1.0, 2], [6.0, 12], [6.5, 13], [9.5, 19]]),
    "duplicates": np.repeat([[0.0, 0], [3, 1], [9, 9]], 5, axis=0),
    "one wild row": np.vstack([np.arange(20.0).reshape(10, 2) % 7, [[-9999, -9999]]]),
    "a grid": np.stack(np.meshgrid(np.arange(6.0), np.arange(6.0)), -1).reshape(-1, 2) / 10,
}
EVERY_TABLE = pytest.mark.parametrize("table", [*TABLES.values()], ids=[*TABLES])
