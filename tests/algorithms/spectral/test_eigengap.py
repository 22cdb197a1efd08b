"""The eigengap: after which eigenvalue the next is many times larger, and when a first one stands out."""

import numpy as np
import pytest

from clusterlab.algorithms.spectral.algorithm import eigengap_caption
from clusterlab.algorithms.spectral.graph import LARGE_EIGENVALUE, MIN_EIGENGAP_RATIO, Spectrum

RATIO, LARGE = MIN_EIGENGAP_RATIO, LARGE_EIGENVALUE


@pytest.mark.parametrize(
    ("eigenvalues", "gap"),
    [
        ([0.0], None),
        ([0.0, 1.2], 1),
        ([0.0, 0.1, 0.1 * RATIO], 2),
        ([0.0, 0.1, 0.099 * RATIO], None),
        ([0.0, 0.05, 0.06, 0.07 * RATIO, 0.08 * RATIO], 3),
        ([0.0, 0.0, 0.0, 0.3, 0.4], 3),
        ([0.0, LARGE, LARGE * 1.1, LARGE * 1.2], 1),
        ([0.0, LARGE * 0.99, LARGE * 1.1, LARGE * 1.2], None),
        ([0.0, LARGE, LARGE * 2, LARGE * 2.1], 1),
        ([0.0, LARGE, LARGE * 2.1, LARGE * 2.2], None),
    ],
)
def test_the_gap_follows_the_greatest_ratio_or_a_large_second_eigenvalue(eigenvalues, gap):
    spectrum = Spectrum(np.array(eigenvalues), np.zeros((3, 2)), 1)
    assert spectrum.gap == gap
    words = f"The eigengap suggests K = {gap}." if gap else "There is no clear eigengap."
    assert eigengap_caption(spectrum) == words
