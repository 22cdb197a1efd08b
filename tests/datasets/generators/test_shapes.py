"""Generated data: reproducible, continuous in their parameters, and misleading where they should be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from clusterlab.core.params import ParamError, declared_params
from clusterlab.datasets import SHAPES, suggests_scaling

KINDS = SHAPES.all()
GROUPED = ["blobs", "stretched", "uneven"]


def centers(table) -> np.ndarray:
    return np.array([table.values[table.truth == g].mean(axis=0) for g in range(table.truth.max() + 1)])


def agreement(table, found) -> float:
    return adjusted_rand_score(table.truth, found)


def mixture_labels(table) -> np.ndarray:
    return GaussianMixture(3, n_init=5, random_state=0).fit_predict(table.values)


def means(table) -> np.ndarray:
    return KMeans(3, n_init=10, random_state=0).fit_predict(table.values)


def test_the_gallery_has_its_shapes_in_order():
    assert list(KINDS) == ["blobs", "moons", "circles", "stretched", "uneven", "uniform", "gaussian"]
    assert [name for name, kind in KINDS.items() if not kind.has_groups] == ["uniform", "gaussian"]


@pytest.mark.parametrize("name", KINDS)
def test_shared_parameters_are_declared_alike(name):
    words = {"points", "groups", "spread", "dimensions", "noise", "seed", "ratio", "stretch"}
    found = {item.name: item for item in declared_params(KINDS[name])}
    assert set(found) <= words
    assert {"points", "seed"} <= set(found)
    assert found["points"].default == 300


@pytest.mark.parametrize("name", KINDS)
def test_a_table_fits_its_parameters(name):
    table = KINDS[name](points=31).make()
    assert table.name == name
    assert table.columns == ("x1", "x2")
    assert table.values.shape == (31, 2)
    assert np.isfinite(table.values).all()
    assert (table.truth is not None) == KINDS[name].has_groups
    assert suggests_scaling(table.values, table.columns) == ""


@pytest.mark.parametrize("name", KINDS)
@given(points=st.integers(1, 200), generate=st.integers(0, 50), seed=st.integers(0, 2**31 - 1))
def test_more_points_leave_the_first_ones_in_place(name, points, generate, seed):
    few, many = (
        KINDS[name](points=points, seed=seed).make(),
        KINDS[name](points=points + generate, seed=seed).make(),
    )
    np.testing.assert_array_equal(many.values[:points], few.values)
    if few.truth is not None:
        np.testing.assert_array_equal(many.truth[:points], few.truth)


@pytest.mark.parametrize("name", KINDS)
@given(points=st.integers(1, 120), rows=st.integers(1, 50), seed=st.integers(0, 2**31 - 1))
def test_endless_rows_are_those_of_more_points(name, points, rows, seed):
    whole, parts = KINDS[name](points=points, seed=seed).make(), KINDS[name](seed=seed).endless(rows)
    come = [next(parts) for _ in range(-(-points // rows))]
    np.testing.assert_array_equal(np.vstack([part.values for part in come])[:points], whole.values)
    if whole.truth is not None:
        np.testing.assert_array_equal(np.concatenate([p.truth for p in come])[:points], whole.truth)


@pytest.mark.parametrize(
    "name", [name for name in KINDS if "dimensions" in {p.name for p in declared_params(KINDS[name])}]
)
def test_more_dimensions_leave_the_first_ones_in_place(name):
    few, many = KINDS[name](dimensions=2).make(), KINDS[name](dimensions=5).make()
    np.testing.assert_array_equal(many.values[:, :2], few.values)
    assert many.values.shape == (300, 5)


@pytest.mark.parametrize("name", KINDS)
def test_the_seed_alone_decides(name):
    np.testing.assert_array_equal(KINDS[name](seed=3).make().values, KINDS[name](seed=3).make().values)
    assert not np.array_equal(KINDS[name](seed=3).make().values, KINDS[name](seed=4).make().values)


@pytest.mark.parametrize("name", GROUPED)
@given(spread=st.floats(0, 3), step=st.floats(0, 0.1))
def test_a_little_more_spread_moves_every_point_a_little(name, spread, step):
    shape = KINDS[name](spread=spread)
    there, here = replace(shape, spread=spread + step).make().values, shape.make().values
    still = replace(shape, spread=0).make().values
    unit = replace(shape, spread=1).make().values - still
    np.testing.assert_allclose(there - here, step * unit, atol=1e-9)


@pytest.mark.parametrize("name", GROUPED)
def test_one_more_group_leaves_the_others_where_they_are(name):
    three, four = (KINDS[name](groups=k, spread=0).make() for k in (3, 4))
    np.testing.assert_allclose(centers(four)[:3], centers(three))


@pytest.mark.parametrize("name", ["moons", "circles"])
def test_a_little_more_noise_moves_every_point_a_little(name):
    here, there = KINDS[name](noise=0.1).make().values, KINDS[name](noise=0.11).make().values
    assert np.abs(here - there).max() < 0.05


def test_blobs_are_three_clear_groups_for_every_seed():
    for seed in range(100):
        blobs = KINDS["blobs"](seed=seed)
        assert pdist(centers(replace(blobs, spread=0).make())).min() > 4.5 * blobs.spread
    assert agreement(blobs.make(), means(blobs.make())) > 0.99


def test_moons_and_circles_are_curves_without_noise():
    moons, circles = KINDS["moons"](noise=0).make(), KINDS["circles"](noise=0, ratio=0.3).make()
    middle = np.array([[0, 0], [1, 0.5]])[moons.truth]
    np.testing.assert_allclose(np.linalg.norm(moons.values - middle, axis=1), 1)
    radius = np.array([1, 0.3])[circles.truth]
    np.testing.assert_allclose(np.linalg.norm(circles.values, axis=1), radius)


@pytest.mark.parametrize(("name", "eps"), [("moons", 0.2), ("circles", 0.2)])
def test_density_finds_what_centers_cannot(name, eps):
    table = KINDS[name]().make()
    assert agreement(table, DBSCAN(eps=eps).fit_predict(table.values)) > 0.9
    assert agreement(table, KMeans(2, n_init=10, random_state=0).fit_predict(table.values)) < 0.6


@pytest.mark.parametrize("name", ["stretched", "uneven"])
def test_a_mixture_finds_what_k_means_cuts(name):
    table = KINDS[name]().make()
    assert agreement(table, mixture_labels(table)) > 0.95
    assert agreement(table, means(table)) < 0.95


def test_uneven_groups_have_unequal_sizes_and_spreads():
    table = KINDS["uneven"](points=3000).make()
    sizes = np.bincount(table.truth)
    spreads = [table.values[table.truth == g].std() for g in range(3)]
    assert list(sizes) == sorted(sizes, reverse=True)
    assert sizes[0] > 4 * sizes[2]
    within = [np.sqrt(table.values[table.truth == g].var(axis=0).mean()) for g in range(3)]
    np.testing.assert_allclose(within, [1.8, 0.9, 0.6], rtol=0.06)
    assert len(spreads) == 3


def test_stretch_is_how_many_times_as_long_as_wide_a_group_is():
    table = KINDS["stretched"](points=30_000, groups=1, stretch=9, spread=2).make()
    long, short = np.sqrt(np.linalg.eigvalsh(np.cov(table.values.T))[::-1])
    np.testing.assert_allclose([long, short], [6, 2 / 3], rtol=0.02)


def test_fewer_points_than_groups_is_legal():
    assert KINDS["blobs"](points=2, groups=9).make().values.shape == (2, 2)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"points": 0}, "points must be at least 1; it was 0."),
        ({"spread": -1.0}, "spread must be at least 0; it was -1."),
        ({"dimensions": 1}, "dimensions must be at least 2; it was 1."),
        (
            {"points": 10_000_000, "dimensions": 1000},
            "points times dimensions must be at most 500,000,000; it was 10,000,000,000.",
        ),
    ],
)
def test_impossible_settings_give_a_sentence(settings, sentence):
    with pytest.raises(ParamError) as caught:
        KINDS["blobs"](**settings)
    assert str(caught.value) == sentence
