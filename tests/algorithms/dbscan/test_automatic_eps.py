"""Eps follows from the k-distances unless it is given, and unfit parameters are named."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.dbscan.k_distances import suggested_eps
from clusterlab.core.points import Points

CORNERS = np.array([[0.0, 0], [10, 0], [0, 10], [10, 10]])
BLOBS = make_blobs(300, centers=CORNERS, cluster_std=1.0, random_state=0)[0]


def notes_of(table, eps=None, min_samples=5):
    """The notes at the end of a run."""
    *_, last = DBSCAN(eps, min_samples).steps(Points(table))
    return last.notes


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_the_suggested_eps_finds_the_clusters_in_any_unit_and_is_said(factor):
    table = BLOBS * factor + 5 * factor
    eps = suggested_eps(Points(table), 5)
    fit = DBSCAN().fit(table)
    assert len(set(fit.labels) - {-1}) == 4
    assert (fit.labels < 0).sum() < 40
    assert (fit.labels == DBSCAN(eps=eps).fit(table).labels).all()
    assert notes_of(table)[-1].startswith("Eps ")
    assert notes_of(table)[-1].values["eps"] == pytest.approx(eps, rel=1e-12)
    assert not any(note.startswith("Eps") for note in notes_of(table, eps))


def test_the_suggested_eps_has_three_digits_and_is_never_below_the_distance():
    lattice = np.arange(30.0)[:, None] / 3
    eps = suggested_eps(Points(lattice), 3)
    assert eps in (0.334, 0.667)
    assert DBSCAN(min_samples=3).fit(lattice).labels.max() == 0


@pytest.mark.parametrize(
    "table", [[[1.0]], [[1.0], [2]], np.zeros((9, 2)), [[1e308], [-1e308], [0], [1], [2]]]
)
def test_one_point_few_equal_and_huge_points_have_a_suggestion(table):
    eps = suggested_eps(Points(table), 5)
    assert np.isfinite(eps)
    assert len(DBSCAN().fit(table).labels) == len(table)


def test_unfit_parameters_are_named():
    assert "every point is a core point" in " ".join(notes_of(BLOBS, 0.5, 1))
    assert "Almost all points are noise" in " ".join(notes_of(BLOBS, 0.05))
    assert "Almost all points are in one cluster" in " ".join(notes_of(BLOBS, 50.0))
    assert notes_of(BLOBS, 1.2)[1:] == ()
