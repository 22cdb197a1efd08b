"""The heat map of profiles tints what differs most, and names columns and clusters."""

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.cluster_profiles import cluster_profiles
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import prepare
from clusterlab.ui.canvas.profile_page import CELL_HEIGHT, CELL_WIDTH, _place, profile_page
from tests.ui.canvas.drawing import as_array


def cell_color(pixels, row, column):
    """The background color of a cell."""
    place = _place(row, column)
    return pixels[int(place.top()) + 3, int(place.left()) + 3]


def test_the_largest_difference_has_the_strongest_tint(qapp):
    columns = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    prepared = prepare(read_table(resource("examples/penguins.csv")), columns, "z-score")
    *_, last = KMeans(k=3).steps(prepared.points)
    profiles = cluster_profiles(prepared, last)
    page = profile_page(profiles, ClusterListing((0, 1, 2), ("Gentoo", "", "")), "Penguins", dpr=1.0)
    pixels = as_array(page.image())
    tints = np.array([[cell_color(pixels, row, column)[0] for column in range(3)] for row in range(5)])
    differences = np.array(
        [[abs(feature.difference) for feature in sorted(p.features, key=lambda f: f.name)] for p in profiles]
    )
    assert np.unravel_index(tints.argmin(), tints.shape)[1] == differences.max(axis=1).argmax()
    assert tints[4].min() > 245  # the year, which hardly differs, is last
    name = _place(-1, 0)
    heading = pixels[int(name.top()) : int(name.top() + CELL_HEIGHT), int(name.left()) :][:, :CELL_WIDTH]
    assert (heading.min(axis=2) < 120).sum() > 60  # the name Gentoo


def test_many_columns_are_cut_with_a_sentence(qapp):
    table = np.random.default_rng(0).normal(size=(30, 70))
    prepared = prepare(Table("wide", tuple(f"c{j}" for j in range(70)), table), None, "none", True)
    *_, last = KMeans(k=2).steps(prepared.points)
    page = profile_page(cluster_profiles(prepared, last), ClusterListing(), "Wide")
    texts = [item.text() for item in page._titles.items() if hasattr(item, "text")]
    assert any("10 more columns are not shown" in text for text in texts)
