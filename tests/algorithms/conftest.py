"""Tables that several tests of the algorithms use."""

import numpy as np
import pytest
from sklearn.datasets import load_iris


@pytest.fixture(scope="session")
def iris():
    """The 150 rows of iris."""
    return load_iris().data


@pytest.fixture(scope="session")
def blobs():
    """Three overlapping groups of uneven width, 60 rows in two columns, in no order."""
    rng = np.random.default_rng(3)
    groups = [rng.normal(at, wide, (20, 2)) for at, wide in (((0, 0), 1.0), ((4, 1), 0.6), ((1, 5), 1.4))]
    return rng.permutation(np.vstack(groups))
