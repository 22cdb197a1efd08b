"""Which layers have nothing to show, and why."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.fuzzy_cmeans import FuzzyCMeans
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.table import Table
from clusterlab.session.state.layers import DEFAULT_LAYERS, LAYERS, unavailable_layers
from clusterlab.session.state.prepared import prepare


def columns(d, reduce=0):
    """The data of so many columns."""
    values = np.random.default_rng(0).normal(size=(20, d))
    table = Table("t", tuple(f"c{i}" for i in range(d)), values)
    return prepare(table, None, "none", False, reduce=reduce)


def test_each_kind_of_algorithm_lacks_the_layers_of_what_it_does_not_compute():
    hard = {
        "soft": "k-means assigns each point to one cluster only",
        "uncertainty": "k-means assigns each point to one cluster only",
        "ellipses": "k-means has no ellipses",
    }
    assert unavailable_layers(KMeans()) == hard
    mixture = GaussianMixture()
    assert unavailable_layers(mixture) == {"links": f"{mixture.title} assigns no point to one center"}
    assert set(unavailable_layers(FuzzyCMeans())) == {"links", "ellipses"}
    density = unavailable_layers(DBSCAN())
    assert set(density) == {"soft", "uncertainty", "ellipses", "links", "paths"}
    assert density["links"] == density["paths"] == "DBSCAN has no centers"


@pytest.mark.parametrize(("d", "missing"), [(1, {"regions", "arrows"}), (2, {"arrows"}), (3, {"regions"})])
def test_regions_need_two_features_and_arrows_more_than_two_columns(d, missing):
    found = unavailable_layers(GaussianMixture(), columns(d))
    assert set(found) - {"links"} == missing
    assert found.get("regions", "") in ("", f"Regions need exactly two features; there are {d}")


def test_regions_follow_the_components_that_are_clustered_and_arrows_the_columns():
    assert set(unavailable_layers(GaussianMixture(), columns(3, reduce=2))) == {"links"}


def test_all_layers_that_are_on_or_missing_exist():
    assert set(LAYERS) >= DEFAULT_LAYERS
    for algorithm in (KMeans(), DBSCAN(), GaussianMixture()):
        assert set(unavailable_layers(algorithm, columns(1))) <= set(LAYERS)
