"""A seed gives the same data in every version, so that a picture can be made again: stored values.

Also what the parameters of the shapes promise about where points may be.
"""

import numpy as np
import pytest

from clusterlab.core.params import ParamError
from clusterlab.datasets.generators.shape import MAX_VALUES, SHAPES

WIDER = {"dimensions": 3, "seed": 4, "points": 101}
TWO = {"seed": 4, "points": 101}
STORED = [
    ("blobs", {}, [1.73621116, -3.748232353], [-3.303762945, 6.701303996], [100, 100, 100]),
    (
        "blobs",
        WIDER,
        [4.948804001, -0.219307185, -0.67752375],
        [-2.763349622, 5.252654976, -4.539380575],
        [34, 34, 33],
    ),
    ("moons", {}, [0.975143847, 0.174533065], [0.159392918, 0.105253453], [150, 150]),
    ("moons", TWO, [-0.372678859, 0.911315563], [0.002732913, 0.975966468], [51, 50]),
    ("circles", {}, [0.879978683, 0.420572826], [0.266805581, 0.527982073], [150, 150]),
    ("circles", TWO, [-0.787760685, -0.669802251], [-0.957707135, -0.104575964], [51, 50]),
    ("stretched", {}, [2.226542882, -3.227058909], [-3.141959236, -2.767906394], [100, 100, 100]),
    (
        "stretched",
        WIDER,
        [3.706852493, 0.030183033, -0.255716902],
        [-0.064180803, -3.786378584, -3.318805894],
        [34, 34, 33],
    ),
    ("uneven", {}, [1.41799701, -4.043265413], [4.77694115, 5.723464719], [195, 68, 37]),
    (
        "uneven",
        WIDER,
        [3.251766419, -0.608527663, 0.753986739],
        [5.148365869, -0.492919944, -0.579584248],
        [66, 23, 12],
    ),
    ("uniform", {}, [4.676865495, 4.183800519], [5.63186605, 5.573210863], None),
    (
        "uniform",
        WIDER,
        [5.757817278, -2.487205488, 5.455379051],
        [-5.172613457, -0.458028614, 0.588934855],
        None,
    ),
    ("gaussian", {}, [0.10296768, -1.095192132], [0.335613031, 1.551051856], None),
    (
        "gaussian",
        WIDER,
        [-0.408743628, -0.394708688, 1.121892935],
        [0.644922733, -0.330482177, 0.381020164],
        None,
    ),
]
DEFAULTS = {
    "blobs": {"groups": 3, "spread": 0.9},
    "moons": {"noise": 0.07},
    "circles": {"noise": 0.06, "ratio": 0.5},
    "stretched": {"groups": 3, "spread": 0.9, "stretch": 5.0},
    "uneven": {"groups": 3, "spread": 0.9},
    "uniform": {},
    "gaussian": {},
}


@pytest.mark.parametrize(("name", "params", "first", "last", "sizes"), STORED)
def test_a_seed_gives_the_stored_data(name, params, first, last, sizes):
    table = SHAPES.all()[name](**params).make()
    np.testing.assert_allclose(table.values[[0, -1]], [first, last], atol=2e-9)
    assert sizes == (None if table.truth is None else np.bincount(table.truth).tolist())


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_defaults_are_those_of_the_stored_data(name):
    plain, named = SHAPES.all()[name](), SHAPES.all()[name](points=300, seed=0, **DEFAULTS[name])
    assert plain == named


def test_the_centers_and_uniform_points_lie_between_minus_6_and_6():
    for seed in range(20):
        centers = SHAPES.all()["blobs"](groups=12, points=12, spread=0, dimensions=4, seed=seed).make().values
        points = SHAPES.all()["uniform"](points=500, dimensions=3, seed=seed).make().values
        assert 4 < np.abs(centers).max() <= 6
        assert 5.9 < np.abs(points).max() <= 6


def test_half_a_billion_numbers_can_be_asked_for_and_no_more():
    assert SHAPES.all()["blobs"](points=5_000_000, dimensions=100).points * 100 == MAX_VALUES == 500_000_000
    with pytest.raises(ParamError, match="at most 500,000,000; it was 500,000,100"):
        SHAPES.all()["blobs"](points=5_000_001, dimensions=100)
