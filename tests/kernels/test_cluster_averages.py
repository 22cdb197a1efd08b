"""The means of clusters: the value of a column that has only one there, to the bit in every backend."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.core.progress import drain
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.lloyd import cluster_means, run_rounds
from clusterlab.kernels.native import loader
from clusterlab.kernels.nearest import assign_points
from clusterlab.kernels.reductions import cluster_averages, cluster_sums
from clusterlab.kernels.typing import label_dtype
from tests.kernels.levels import running


@st.composite
def tied(draw):
    """Points of which some columns are constant in some clusters, with labels of every size."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, d, k = draw(st.integers(1, 400)), draw(st.integers(1, 5)), draw(st.sampled_from([1, 2, 3, 7, 200]))
    labels = np.sort(rng.integers(k, size=n)) if draw(st.booleans()) else rng.integers(k, size=n)
    labels = np.unique(labels, return_inverse=True)[1]
    k = int(labels.max()) + 1
    points = rng.integers(-9, 10, (k, d))[labels] / 10
    spoiled = rng.random((k, d))[labels] < draw(st.sampled_from([0.0, 0.3]))
    points = np.where(
        spoiled & (rng.random((n, d)) < 0.1), points + draw(st.sampled_from([1e-12, 0.1])), points
    )
    return np.asfortranarray(points), labels.astype(label_dtype(k)), k


def by_definition(points, labels, k):
    """The value of each constant column of each cluster, and NaN for the others."""
    groups = [points[labels == cluster] for cluster in range(k)]
    return np.array([np.where(np.ptp(group, axis=0) == 0, group[0], np.nan) for group in groups])


@given(tied())
def test_constant_columns_have_their_value_as_mean(case):
    points, labels, k = case
    found, expected = cluster_averages(points, labels, *cluster_sums(points, labels, k)), by_definition(*case)
    constant = np.isfinite(expected)
    assert np.array_equal(found[constant], expected[constant])
    means = np.array([points[labels == cluster].mean(axis=0) for cluster in range(k)])
    assert found == pytest.approx(means, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("level", loader.levels())
@given(case=tied())
def test_compiled_means_have_the_bits_of_the_reference(level, case):
    points, labels, k = case
    blocks, moments = Blocks.of(points, np.arange(len(points))), cluster_sums(points, labels, k)
    arguments = blocks, labels, np.zeros((k, points.shape[1])), *moments
    with running("numpy"):
        expected = cluster_means(*arguments)
    with running(level):
        found = cluster_means(*arguments)
    assert found.centers.tobytes() == expected.centers.tobytes()
    assert (found.gain, found.shift) == (expected.gain, expected.shift)


@pytest.mark.parametrize("level", loader.levels())
@pytest.mark.parametrize("d", [2, 12])
@pytest.mark.parametrize("n", [300, 30_000])
def test_compiled_rounds_have_the_bits_of_the_reference(level, n, d):
    rng = np.random.default_rng(d)
    points = rng.integers(0, 4, (n, d)) / 10 + 1.1 * rng.integers(0, 3, (n, 1))
    blocks, centers = Blocks.of(points, np.lexsort(points.T)), points[:5] + 0.01
    with running("numpy"):
        expected = drain(run_rounds(blocks, centers, assign_points(blocks, centers), 0.0, 20))
    with running(level):
        found = drain(run_rounds(blocks, centers, assign_points(blocks, centers), 0.0, 20))
    assert found.n_rounds == expected.n_rounds > 1
    assert found.centers.tobytes() == expected.centers.tobytes()
    assert found.found.labels.tobytes() == expected.found.labels.tobytes()
