import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.session.playback import run_task
from clusterlab.session.playback.color_matching import (
    PALETTE_SIZE,
    colors_matched_by_distance,
    colors_matched_by_overlap,
    completed_colors,
)
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.presets import opening
from tests.session.settling import settle


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
def test_no_two_clusters_have_the_same_color(old, new):
    matched = colors_matched_by_overlap(range(6), np.array(old), np.array(new), 8)
    assert len(set(matched)) == 8


@given(st.permutations(range(5)), st.sampled_from([1e-300, 1e160, 1e307]))
def test_places_as_large_or_small_as_numbers_can_be_keep_their_colors(order, scale):
    places = np.random.default_rng(0).normal(size=(5, 3)) * scale
    assert list(colors_matched_by_distance(range(5), places, places[list(order)])) == list(order)


@given(
    st.permutations(range(100)),
    st.lists(st.integers(0, 99), min_size=60, max_size=60),
    st.integers(1, 30),
    st.randoms(use_true_random=False),
)
def test_fewer_clusters_use_each_palette_color_as_seldom_as_possible(colors, old, k, random):
    new = np.array([random.randrange(k) for _ in old])
    places = np.random.default_rng(k).normal(size=(100, 2))
    for matched in (
        colors_matched_by_overlap(colors, np.array(old), new, k),
        colors_matched_by_distance(colors, places, places[:k] + 0.1),
    ):
        assert len(set(matched)) == k
        assert max(np.bincount(np.array(matched) % PALETTE_SIZE)) <= -(-k // PALETTE_SIZE)


def test_a_palette_color_that_would_repeat_stays_with_the_cluster_that_has_its_first_shape():
    labels = np.array([0, 1, 2])
    assert colors_matched_by_overlap((9, 1, 21), labels, labels, 3) == (0, 1, 5)


def test_few_clusters_after_many_have_different_colors_whether_chosen_or_undone(monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", np.inf)  # so that colors do not depend on the time
    document = Document(opening())
    player = Player(document.session)
    document.listeners.append(lambda old, new: player.request(new))
    for k in (100, 3):
        document.change(choices.with_param(document.session, "k", k))
        settle(player)
    found = [_palette_colors(player)]
    for _ in range(2):
        document.undo()
        settle(player)
        found.append(_palette_colors(player))
    assert found == [3, PALETTE_SIZE, 4]
    assert player.close()


def _palette_colors(player):
    return len({color % PALETTE_SIZE for color in player.scene.colors})


def test_clusters_beyond_the_colors_take_unused_ones():
    assert completed_colors((2, 0), 4) == (2, 0, 1, 3)
    assert completed_colors((2, 0, 5), 2) == (2, 0)


def test_centers_of_any_size_are_matched_by_their_distances():
    old = np.array([[-1.7e308, 1.0], [1.7e308, -1.7e308], [0.0, 0.0]])
    assert colors_matched_by_distance((4, 5, 6), old, old[[2, 0, 1]] * 0.9) == (6, 4, 5)
    tiny = np.array([[5e-324], [0.0]])
    assert colors_matched_by_distance((4, 5), tiny, tiny[::-1]) == (5, 4)
    assert colors_matched_by_distance((4, 5), np.zeros((2, 1)), np.zeros((2, 1))) == (4, 5)
