"""Points in an image are where they belong, in their colors, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.raster.glyphs import FULL_COVERAGE, glyph_tables
from clusterlab.kernels.raster.rasterize import (
    SHAPES,
    DataToPixel,
    Glyph,
    blend_pixels,
    draw_glyphs,
    draw_squares,
    pack_rgb,
)

RED, BLUE = pack_rgb([[255, 0, 0], [0, 0, 255]])
SIZE = (40, 30)
steps = st.integers(-60 * 64, 90 * 64).map(lambda i: i / 64)  # sums with these are exact
spots = st.tuples(steps, steps)


def alpha(image):
    return image >> np.uint32(24)


def one(x, y, **kind):
    return draw_glyphs(SIZE, np.array([[x, y]], float), np.array([RED]), [Glyph(**kind)])


def test_a_disc_covers_its_area_around_its_place():
    image = one(20.3, 12.6, radius=5)
    down, right = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    weight = alpha(image) / 255
    assert weight.sum() == pytest.approx(np.pi * 25, rel=0.01)
    assert (weight * right).sum() / weight.sum() == pytest.approx(20.3, abs=0.1)
    assert (weight * down).sum() / weight.sum() == pytest.approx(12.6, abs=0.1)


def test_inside_a_disc_is_its_color_and_outside_nothing():
    image = one(20, 15, radius=4)
    assert image[15, 20] == RED
    assert not image[15, 26:].any()
    assert not image[:10].any()


def test_the_edge_of_a_disc_is_soft_and_its_colors_are_premultiplied():
    image = one(20, 15, radius=4)
    soft = image[(alpha(image) > 0) & (alpha(image) < 255)]
    assert len(soft) > 8
    assert ((soft >> np.uint32(16) & np.uint32(255)) <= (soft >> np.uint32(24))).all()


def test_opacity_is_the_alpha_of_the_middle():
    assert alpha(one(20, 15, radius=4, opacity=0.5))[15, 20] == pytest.approx(128, abs=1)


def test_a_rim_surrounds_the_fill():
    image = draw_glyphs(
        SIZE, np.array([[20.5, 15.5]]), np.array([RED]), [Glyph("disc", 6, 1, 2)], None, np.array([BLUE])
    )
    assert image[15, 20] == RED
    assert image[15, 25] == BLUE


def test_of_two_overlapping_dots_the_same_one_is_on_top_in_every_pixel():
    places = np.array([[18.0, 15.0], [22.0, 15.0]])
    for order in ([0, 1], [1, 0]):
        colors = np.array([RED, BLUE])[order]
        image = draw_glyphs(SIZE, places[order], colors, [Glyph("disc", 5)])
        assert image[15, 20] == RED
        assert (image[12:18, 18:21] == RED).all()


def test_dots_of_several_sizes_are_each_as_large_as_they_are():
    places = np.array([[8.0, 15.0], [28.0, 15.0]])
    for which in ([0, 1], [1, 0]):
        image = draw_glyphs(
            SIZE, places, np.array([RED, RED]), [Glyph("disc", 2), Glyph("disc", 7)], np.array(which)
        )
        areas = alpha(image)[:, :18].sum() / 255, alpha(image)[:, 18:].sum() / 255
        assert areas == pytest.approx([np.pi * (4, 49)[kind] for kind in which], rel=0.05)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_about_as_large_as_a_disc_and_is_no_disc(shape):
    image, disc = alpha(one(20, 15, shape=shape, radius=6)), alpha(one(20, 15, radius=6))
    assert 0.5 < image.sum() / disc.sum() < 1.3
    assert shape == "disc" or not np.array_equal(image, disc)


@given(st.lists(spots, min_size=1, max_size=20), st.floats(0.5, 7))
def test_places_outside_fall_out_and_no_dot_comes_in_at_the_other_side(places, radius):
    places = np.array(places)
    image = draw_glyphs(SIZE, places, np.full(len(places), RED), [Glyph("disc", radius)])
    down, right = np.argwhere(image).T + 0.5
    if len(right):
        apart = np.hypot(places[:, :1] - right, places[:, 1:] - down).min(axis=0)
        assert apart.max() <= radius + 1.5


@given(st.lists(spots, min_size=1, max_size=20), st.integers(1, 4))
def test_squares_are_where_their_places_are(places, side):
    places = np.array(places)
    image = draw_squares(SIZE, places, np.full(len(places), RED), side)
    expected = np.zeros((SIZE[1] + 400, SIZE[0] + 400), bool)
    for x, y in np.floor(places + 200).astype(int) - side // 2:
        expected[y : y + side, x : x + side] = True
    assert np.array_equal(image == RED, expected[200 : 200 + SIZE[1], 200 : 200 + SIZE[0]])


def test_a_later_square_lies_over_an_earlier_one_in_every_pixel():
    places = np.array([[18.0, 15.0], [19.0, 16.0], [18.0, 14.0]])
    for order in ([0, 1, 2], [2, 1, 0]):
        image = draw_squares(SIZE, places[order], np.array([RED, BLUE, RED]), 3)
        last, (x, y) = [RED, BLUE, RED][-1], places[order[-1]].astype(int) - 1
        assert (image[y : y + 3, x : x + 3] == last).all()


def test_of_dots_in_one_pixel_the_largest_is_drawn_and_of_equals_the_last():
    places, kinds = np.array([[20.9, 15.5], [20.1, 15.5], [20.1, 15.5]]), [Glyph("disc", 2), Glyph("disc", 5)]
    colors = np.array([BLUE, RED, BLUE])
    for which, drawn in (([1, 0, 0], 0), ([0, 0, 0], 2), ([0, 1, 1], 2), ([0, 1, 0], 1)):
        alone = draw_glyphs(SIZE, places[[drawn]], colors[[drawn]], kinds, np.array(which)[[drawn]])
        assert np.array_equal(draw_glyphs(SIZE, places, colors, kinds, np.array(which)), alone)


def test_a_table_of_colors_is_named_by_labels_and_its_last_by_minus_one():
    places = np.array([[5.0, 5.0], [15.0, 5.0], [25.0, 5.0]])
    image = draw_squares(SIZE, places, np.array([RED, BLUE, RED + 1]), 1, np.array([1, -1, 0], np.int8))
    assert image[5, [5, 15, 25]].tolist() == [BLUE, RED + 1, RED]


@pytest.mark.parametrize("wrong", [3, -4, 100, -128])
def test_a_label_without_a_color_is_an_error(wrong):
    with pytest.raises(IndexError):
        draw_squares(SIZE, np.zeros((1, 2)), np.array([RED, BLUE, RED]), 1, np.array([wrong], np.int8))


@given(st.lists(spots, min_size=1, max_size=9), steps, steps, st.sampled_from([(2.0, -0.5), (-1.0, 8.0)]))
def test_a_sight_moves_and_stretches_what_is_seen(places, x, y, scale):
    places, data_to_pixel = np.array(places), DataToPixel((x, y), scale)
    colors = np.arange(len(places), dtype=np.uint32) + RED
    moved = (places - (x, y)) * scale
    assert np.array_equal(
        draw_squares(SIZE, places, colors, 2, None, data_to_pixel), draw_squares(SIZE, moved, colors, 2)
    )
    disc = [Glyph("disc", 2.5)]
    seen = draw_glyphs(SIZE, places, colors, disc, data_to_pixel=data_to_pixel)
    assert np.array_equal(seen, draw_glyphs(SIZE, moved, colors, disc))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_places_that_are_no_places_fall_out(bad):
    places = np.array([[bad, 5.0], [5.0, bad], [10.0, 10.0]])
    colors = np.full(3, RED)
    assert np.array_equal(
        draw_squares(SIZE, places, colors, 2), draw_squares(SIZE, places[2:], colors[2:], 2)
    )
    alone = draw_glyphs(SIZE, places[2:], colors[2:], [Glyph()])
    assert np.array_equal(draw_glyphs(SIZE, places, colors, [Glyph()]), alone)


def test_no_points_make_an_empty_image():
    nothing = np.empty((0, 2))
    assert not draw_glyphs(SIZE, nothing, np.empty(0, np.uint32), [Glyph()]).any()
    assert draw_squares(SIZE, nothing, np.empty(0, np.uint32)).shape == (30, 40)


@given(*[st.integers(0, 2**32 - 1)] * 2, st.integers(0, 256))
def test_mixing_is_what_it_is_for_each_byte(under, over, share):
    found = int(blend_pixels(*np.array([[under], [over]], np.uint32), np.array([share], np.uint32))[0])
    for shift in (0, 8, 16, 24):
        exact = ((over >> shift & 255) * share + (under >> shift & 255) * (256 - share)) / 256
        assert (found >> shift & 255) == int(exact + 0.5)


def test_a_stamp_without_a_rim_is_no_rim_wherever_it_covers_anything():
    found = glyph_tables((Glyph("disc", 2.6, 0.8), Glyph("hollow", 3.1)))
    covered = found.coverage > 0
    assert (found.fill_share[covered] == FULL_COVERAGE).all()
    assert 0 < covered.sum() < covered.size


class Roomy(Glyph):
    """A stamp with more room than it can need."""

    extent = 30


@pytest.mark.parametrize("radius", [1.4, 2, 3.3, 6, 9.7])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_covers_more_than_it_is_given_room_for(shape, radius):
    coverage, roomy = (
        glyph_tables((Glyph(shape, radius),)).coverage[0],
        glyph_tables((Roomy(shape, radius),)).coverage[0],
    )
    assert coverage.sum() == roomy.sum()
