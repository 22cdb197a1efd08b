"""The flow between two labelings is their contingency table."""

import itertools

import numpy as np
import pytest
from sklearn.metrics.cluster import contingency_matrix

from clusterlab import KMeans, Points
from clusterlab.metrics import cluster_flow as module
from clusterlab.metrics.cluster_flow import cluster_flow
from clusterlab.metrics.k_sweep import entries, full_sweep, sweep, with_flows


@pytest.fixture
def labelings(rng_seed=4):
    """Two labelings of the same points, with noise."""
    rng = np.random.default_rng(rng_seed)
    return rng.integers(-1, 4, 500).astype(np.int8), rng.integers(-1, 6, 500)


def table(flow):
    """The flow as a table of all pairs, noise first."""
    dense = np.zeros((flow.sources.max() + 2, flow.targets.max() + 2))
    dense[flow.sources + 1, flow.targets + 1] = flow.sizes
    return dense


@pytest.mark.parametrize("limit", [0, 1 << 20])
def test_it_is_the_contingency_table(labelings, limit, monkeypatch):
    monkeypatch.setattr(module, "MAX_COUNTED_CELLS", limit)
    assert np.array_equal(table(cluster_flow(*labelings)), contingency_matrix(*labelings))


def test_weights_are_repeats_and_pairs_without_weight_are_left_out(labelings):
    weights = np.random.default_rng(1).integers(0, 3, 500)
    weights[labelings[0] == 2] = 0
    weighted = cluster_flow(*labelings, weights.astype(float))
    repeated = cluster_flow(*(np.repeat(labels, weights) for labels in labelings))
    assert np.array_equal(table(weighted), table(repeated))
    assert 2 not in weighted.sources


def test_labelings_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="3 labels before and 2 after"):
        cluster_flow(np.zeros(3, int), np.zeros(2, int))


def test_a_sweep_has_the_flows_of_its_own_labels_also_when_it_goes_on():
    points = Points(np.random.default_rng(2).normal(size=(60, 2)))
    first = entries(full_sweep(KMeans(), points, range(1, 4), 3))
    both = entries(full_sweep(KMeans(), points, range(1, 6), 3, known={e.k: e for e in first}))
    assert both[0].flow is None
    for before, after in itertools.pairwise(both):
        assert np.array_equal(
            table(after.flow)[1:, 1:], contingency_matrix(before.step.labels, after.step.labels)
        )


def test_windows_of_a_stream_have_no_flow(monkeypatch):
    points = Points(np.random.default_rng(2).normal(size=(60, 2)))
    found = entries(sweep(KMeans(), points, range(1, 3)))
    monkeypatch.setattr(type(found[1].step), "window_points", lambda step, points: Points(points.values))
    assert [entry.flow for entry in entries(with_flows(found, points))] == [None, None]
