import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.session.playback.color_matching import (
    colors_matched_by_distance,
    colors_matched_by_overlap,
    completed_colors,
)


@given(st.permutations(range(6)), st.permutations(range(6)))
def test_renumbered_clusters_keep_their_colors(colors, renumbering):
    old = np.repeat(np.arange(6), 4)
    new = np.array(renumbering)[old]
    matched = colors_matched_by_overlap(colors, old, new, 6)
    assert [matched[renumbering[cluster]] for cluster in range(6)] == list(colors)


def test_a_new_cluster_takes_the_first_free_color():
    old, new = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 2, 1, 1, 1])
    assert colors_matched_by_overlap((4, 0), old, new, 3) == (4, 0, 1)


def test_fewer_clusters_keep_the_colors_of_those_they_share_most_points_with():
    old, new = np.array([0, 1, 1, 2, 2, 2]), np.array([0, 0, 0, 1, 1, 1])
    assert colors_matched_by_overlap((0, 1, 2), old, new, 2) == (1, 2)


def test_noise_shares_nothing():
    assert colors_matched_by_overlap((3,), np.array([-1, 0]), np.array([0, -1]), 1) == (0,)


@given(st.permutations(range(5)))
def test_centers_that_stay_where_they_were_keep_their_colors(order):
    places = np.random.default_rng(0).normal(size=(5, 3)) * 10
    matched = colors_matched_by_distance(range(5), places, places[list(order)] + 0.01)
    assert list(matched) == list(order)


@given(
    st.lists(st.integers(0, 5), min_size=12, max_size=12),
    st.lists(st.integers(0, 7), min_size=12, max_size=12),
)
def test_no_two_clusters_wear_one_color(old, new):
    matched = colors_matched_by_overlap(range(6), np.array(old), np.array(new), 8)
    assert len(set(matched)) == 8


@given(st.permutations(range(5)), st.sampled_from([1e-300, 1e160, 1e307]))
def test_places_as_large_or_small_as_numbers_can_be_keep_their_colors(order, scale):
    places = np.random.default_rng(0).normal(size=(5, 3)) * scale
    assert list(colors_matched_by_distance(range(5), places, places[list(order)])) == list(order)


def test_clusters_beyond_the_colors_take_those_that_nobody_wears():
    assert completed_colors((2, 0), 4) == (2, 0, 1, 3)
    assert completed_colors((2, 0, 5), 2) == (2, 0)
