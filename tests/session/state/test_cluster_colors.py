"""Clusters exchange colors, which stay with their palette numbers."""

from hypothesis import given
from hypothesis import strategies as st

from clusterlab.session.state.cluster_colors import NO_COLORS, PALETTE_SIZE

CHOICES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, PALETTE_SIZE - 1)), max_size=12)


def test_the_cluster_that_had_a_color_gets_the_other_one_back():
    colors = NO_COLORS.recolored(0, 3)
    assert colors.drawn((0, 1, 2, 3)) == (3, 1, 2, 0)
    assert (colors.own(3), colors.own(0), colors.own(1)) == (0, 3, 1)
    assert colors.recolored(3, 0) == NO_COLORS


def test_beyond_the_palette_the_shape_of_the_points_stays():
    assert NO_COLORS.recolored(11, 5).drawn((11, 13, 5)) == (13, 11, 5)


@given(CHOICES)
def test_no_two_clusters_get_the_same_look_and_each_is_found_by_it(choices):
    colors, numbers = NO_COLORS, range(24)
    for number, color in choices:
        own = colors.own(number)
        colors = colors.recolored(number, color)
        assert colors.drawn([own])[0] % PALETTE_SIZE == color
    drawn = colors.drawn(numbers)
    assert len(set(drawn)) == len(numbers)
    assert tuple(map(colors.own, drawn)) == tuple(numbers)
