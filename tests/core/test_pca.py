"""Principal components: the scores agree with scikit-learn, and so does the back projection."""

import tracemalloc

import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from clusterlab.core.pca import back_projected_units, reduced
from clusterlab.core.points import Points
from clusterlab.core.principal_components import component_directions, component_shares, components

WINE = StandardScaler().fit_transform(load_wine().data)


def scores(reduction):
    """The reduced points in row order and in the units of the matrix."""
    points = reduction.points
    return points.to_row_order(points.units.positions(points.values))


@pytest.mark.parametrize("m", [1, 3, 12])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_scores_and_the_variance_kept_are_those_of_scikit_learn(m, offset):
    found, oracle = reduced(WINE + offset, m), PCA(m).fit(WINE)
    expected = oracle.transform(WINE)
    signs = np.sign((scores(found) * expected).sum(axis=0))
    assert scores(found) == pytest.approx(expected * signs, abs=1e-8)
    assert found.explained_variance == pytest.approx(oracle.explained_variance_ratio_.sum())


def test_original_features_are_the_table_in_the_order_of_the_reduced_points():
    found = reduced(WINE, 2)
    back = found.original.units.positions(found.original.values)
    assert found.points.to_row_order(back) == pytest.approx(WINE)


def test_the_back_projection_is_the_reconstruction_of_scikit_learn():
    found, oracle = reduced(WINE, 3), PCA(3).fit(WINE)
    expected = oracle.inverse_transform(oracle.transform(WINE))
    original = found.original
    assert found.points.to_row_order(
        original.units.positions(found.points.values @ original.back_projection)
    ) == pytest.approx(expected)
    units = back_projected_units(original)
    assert found.points.to_row_order(units.positions(found.points.values)) == pytest.approx(expected)


def test_covariances_come_back_in_the_units_of_all_features():
    found, oracle = reduced(WINE, 3), PCA(3).fit(WINE)
    units = back_projected_units(found.original)
    seen = units.covariances(np.cov(found.points.values.T))
    assert seen == pytest.approx(np.cov(oracle.inverse_transform(oracle.transform(WINE)).T), abs=1e-9)


def test_the_components_of_the_original_features_are_those_of_the_reduction():
    found = reduced(WINE, 2)
    along = found.original.values @ components(found.original)[0][:, :2]
    ratio = along / found.points.values
    assert ratio == pytest.approx(np.broadcast_to(ratio[0], ratio.shape), rel=1e-6)


def test_points_without_spread_can_be_reduced():
    found = reduced(np.ones((5, 3)), 2)
    assert scores(found) == pytest.approx(np.zeros((5, 2)), abs=1e-12)
    assert found.explained_variance == 0


@pytest.mark.parametrize("m", [0, 13, 20])
def test_only_fewer_components_than_features_are_a_reduction(m):
    with pytest.raises(ValueError, match="m must be from 1 to 12"):
        reduced(WINE, m)


@pytest.fixture(params=[(60, 3000), (5, 6), (2, 3), (1, 4)], ids=str)
def wide(request):
    return np.random.default_rng(1).normal(size=request.param) + 3


def test_components_of_fewer_rows_than_columns_are_those_of_the_covariance(wide):
    n, d = wide.shape
    points = Points(wide)
    directions, shares = components(points)
    assert directions.shape == (d, max(n - 1, 1))
    assert directions.T @ directions == pytest.approx(np.eye(directions.shape[1]), abs=1e-12)
    if n > 1:
        oracle = PCA(svd_solver="full").fit(wide)
        assert shares == pytest.approx(oracle.explained_variance_ratio_[: n - 1])
        expected = oracle.components_[: n - 1].T
        assert np.abs((directions * expected).sum(axis=0)) == pytest.approx(1)


@pytest.mark.parametrize("ratio", [1.5e-2, 0.8e-2, 1e-5])
def test_directions_of_few_rows_are_orthogonal_however_much_their_lengths_differ(ratio):
    rng = np.random.default_rng(4)
    rows, columns = (np.linalg.qr(rng.normal(size=(size, 8)))[0] for size in (9, 500))
    rows = rows[:, :8] - rows[:, :8].mean(axis=0)
    table = rows * np.geomspace(1, ratio, 8) @ columns.T
    directions, shares = components(Points(table))
    oracle = PCA(svd_solver="full").fit(table)
    assert directions.T @ directions == pytest.approx(np.eye(8), abs=1e-11)
    assert shares == pytest.approx(oracle.explained_variance_ratio_[:8], rel=1e-9)
    assert np.abs((directions * oracle.components_[:8].T).sum(axis=0)) == pytest.approx(1, rel=1e-9)


def test_components_without_variance_have_no_direction_and_no_share(wide):
    n, d = wide.shape
    points = Points(wide)
    assert component_shares(points).shape == (d,)
    assert component_shares(points)[n - 1 :] == pytest.approx(0)
    assert not component_directions(points, [max(n - 1, 1), d - 1]).any()
    assert np.array_equal(component_directions(points, [0])[:, 0], components(points)[0][:, 0])


def test_many_columns_are_reduced_like_scikit_learn_does_in_little_memory():
    table = np.random.default_rng(0).normal(size=(40, 3000))
    tracemalloc.start()
    try:
        found = reduced(table, 5)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    oracle = PCA(5, svd_solver="full").fit(table)
    expected = oracle.transform(table)
    signs = np.sign((scores(found) * expected).sum(axis=0))
    assert scores(found) == pytest.approx(expected * signs, abs=1e-8)
    assert found.explained_variance == pytest.approx(oracle.explained_variance_ratio_.sum())
    assert peak < 8 * 3000**2 / 4


def test_more_components_than_rows_hold_all_of_the_variance():
    found = reduced(np.random.default_rng(0).normal(size=(4, 9)), 7)
    assert found.explained_variance == pytest.approx(1)
    assert not scores(found)[:, 3:].any()


def test_variances_along_components_come_back_as_those_of_the_features():
    found = reduced(WINE, 3)
    units, variances = back_projected_units(found.original), np.array([[1.0, 0.5, 0.1]])
    full = units.covariances(np.diag(variances[0]))
    assert units.variances(variances)[0] == pytest.approx(np.diagonal(full))
