"""Spectra of narrow graphs by the inverse of the Laplacian: the same as by products with the weights."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_moons

from clusterlab.algorithms.spectral import graph
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.spectral.graph import Graph
from clusterlab.core.points import Points


def of(table, neighbors=10.0):
    """The graph of nearest neighbors of a table."""
    return Graph.of(Points(table), ("neighbors", neighbors))


@pytest.mark.parametrize("noise", [0.03, 0.15])
def test_both_ways_find_the_same_eigenvalues_and_vectors(noise):
    found = of(make_moons(1500, noise=noise, random_state=0)[0])
    known = graph._component_eigenvectors(found, 10)
    m = 10 - known.shape[1]
    values, vectors = graph._by_inverse(found, known, m)
    others, other_vectors = graph._by_products(found, known, m)
    assert found.is_narrow
    assert values == pytest.approx(others, abs=1e-12)
    assert vectors == pytest.approx(other_vectors, abs=1e-7)
    assert np.abs(known.T @ vectors).max() < 1e-12


def test_isolated_parts_are_known_and_left_out():
    table = np.vstack([make_moons(900, noise=0.02, random_state=0)[0], [[50.0, 0.0]] * 12])
    found = of(table)
    values, vectors = graph._eigenpairs(found, 10)
    components = int(found.components.max()) + 1
    assert components > 1
    assert values[:components] == pytest.approx(0)
    assert (np.diff(values) >= -1e-12).all()
    assert vectors.T @ vectors == pytest.approx(np.eye(10), abs=1e-8)


def test_graphs_of_many_features_and_of_few_points_are_not_inverted():
    assert not of(make_blobs(2000, 10, random_state=0)[0]).is_narrow
    assert not of(make_moons(300, noise=0.05, random_state=0)[0]).is_narrow


def test_labels_are_those_of_products(monkeypatch):
    table = make_moons(1500, noise=0.05, random_state=1)[0]
    labels = SpectralClustering(k=2).fit(table).labels
    monkeypatch.setattr(graph, "MAX_CUT", 0.0)
    assert np.array_equal(labels, SpectralClustering(k=2).fit(table).labels)
