"""Points are drawn at their positions, in their colors, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.raster.glyphs import FULL_COVERAGE, glyph_tables
from clusterlab.kernels.raster.rasterize import (
    GLYPH_SHAPES,
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
position_pairs = st.tuples(steps, steps)


def alpha(image):
    return image >> np.uint32(24)


def one(x, y, **kind):
    return draw_glyphs(SIZE, np.array([[x, y]], float), np.array([RED]), [Glyph(**kind)])


def test_a_disc_covers_its_area_around_its_position():
    image = one(20.3, 12.6, radius=5)
    down, right = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    weight = alpha(image) / 255
    assert weight.sum() == pytest.approx(np.pi * 25, rel=0.01)
    assert (weight * right).sum() / weight.sum() == pytest.approx(20.3, abs=0.1)
    assert (weight * down).sum() / weight.sum() == pytest.approx(12.6, abs=0.1)


def test_a_disc_is_opaque_inside_and_transparent_outside():
    image = one(20, 15, radius=4)
    assert image[15, 20] == RED
    assert not image[15, 26:].any()
    assert not image[:10].any()


def test_the_edge_of_a_disc_is_antialiased_and_premultiplied():
    image = one(20, 15, radius=4)
    soft = image[(alpha(image) > 0) & (alpha(image) < 255)]
    assert len(soft) > 8
    assert ((soft >> np.uint32(16) & np.uint32(255)) <= (soft >> np.uint32(24))).all()


def test_opacity_is_the_alpha_of_the_center():
    assert alpha(one(20, 15, radius=4, opacity=0.5))[15, 20] == pytest.approx(128, abs=1)


def test_an_outline_surrounds_the_fill():
    image = draw_glyphs(
        SIZE, np.array([[20.5, 15.5]]), np.array([RED]), [Glyph("disc", 6, 1, 2)], None, np.array([BLUE])
    )
    assert image[15, 20] == RED
    assert image[15, 25] == BLUE


def test_of_two_overlapping_glyphs_the_same_one_is_on_top_in_every_pixel():
    positions = np.array([[18.0, 15.0], [22.0, 15.0]])
    for order in ([0, 1], [1, 0]):
        colors = np.array([RED, BLUE])[order]
        image = draw_glyphs(SIZE, positions[order], colors, [Glyph("disc", 5)])
        assert image[15, 20] == RED
        assert (image[12:18, 18:21] == RED).all()


def test_glyphs_of_several_sizes_have_their_own_areas():
    positions = np.array([[8.0, 15.0], [28.0, 15.0]])
    for glyph_indices in ([0, 1], [1, 0]):
        image = draw_glyphs(
            SIZE,
            positions,
            np.array([RED, RED]),
            [Glyph("disc", 2), Glyph("disc", 7)],
            np.array(glyph_indices),
        )
        areas = alpha(image)[:, :18].sum() / 255, alpha(image)[:, 18:].sum() / 255
        assert areas == pytest.approx([np.pi * (4, 49)[kind] for kind in glyph_indices], rel=0.05)


@pytest.mark.parametrize("shape", GLYPH_SHAPES)
def test_every_shape_has_about_the_area_of_a_disc_but_differs_from_it(shape):
    image, disc = alpha(one(20, 15, shape=shape, radius=6)), alpha(one(20, 15, radius=6))
    assert 0.5 < image.sum() / disc.sum() < 1.3
    assert shape == "disc" or not np.array_equal(image, disc)


@given(st.lists(position_pairs, min_size=1, max_size=20), st.floats(0.5, 7))
def test_positions_outside_are_skipped_and_no_glyph_wraps_around(positions, radius):
    positions = np.array(positions)
    image = draw_glyphs(SIZE, positions, np.full(len(positions), RED), [Glyph("disc", radius)])
    down, right = np.argwhere(image).T + 0.5
    if len(right):
        apart = np.hypot(positions[:, :1] - right, positions[:, 1:] - down).min(axis=0)
        assert apart.max() <= radius + 1.5


@given(st.lists(position_pairs, min_size=1, max_size=20), st.integers(1, 4))
def test_squares_are_at_their_positions(positions, side):
    positions = np.array(positions)
    image = draw_squares(SIZE, positions, np.full(len(positions), RED), side)
    expected = np.zeros((SIZE[1] + 400, SIZE[0] + 400), bool)
    for x, y in np.floor(positions + 200).astype(int) - side // 2:
        expected[y : y + side, x : x + side] = True
    assert np.array_equal(image == RED, expected[200 : 200 + SIZE[1], 200 : 200 + SIZE[0]])


def test_later_squares_are_on_top_in_every_pixel():
    positions = np.array([[18.0, 15.0], [19.0, 16.0], [18.0, 14.0]])
    for order in ([0, 1, 2], [2, 1, 0]):
        image = draw_squares(SIZE, positions[order], np.array([RED, BLUE, RED]), 3)
        last, (x, y) = [RED, BLUE, RED][-1], positions[order[-1]].astype(int) - 1
        assert (image[y : y + 3, x : x + 3] == last).all()


def test_of_glyphs_in_one_pixel_the_largest_is_drawn_and_of_equals_the_last():
    positions, kinds = (
        np.array([[20.9, 15.5], [20.1, 15.5], [20.1, 15.5]]),
        [Glyph("disc", 2), Glyph("disc", 5)],
    )
    colors = np.array([BLUE, RED, BLUE])
    for glyph_indices, drawn in (([1, 0, 0], 0), ([0, 0, 0], 2), ([0, 1, 1], 2), ([0, 1, 0], 1)):
        alone = draw_glyphs(
            SIZE, positions[[drawn]], colors[[drawn]], kinds, np.array(glyph_indices)[[drawn]]
        )
        assert np.array_equal(draw_glyphs(SIZE, positions, colors, kinds, np.array(glyph_indices)), alone)


def test_labels_index_a_table_of_colors_and_minus_one_its_last():
    positions = np.array([[5.0, 5.0], [15.0, 5.0], [25.0, 5.0]])
    image = draw_squares(SIZE, positions, np.array([RED, BLUE, RED + 1]), 1, np.array([1, -1, 0], np.int8))
    assert image[5, [5, 15, 25]].tolist() == [BLUE, RED + 1, RED]


@pytest.mark.parametrize("wrong", [3, -4, 100, -128])
def test_a_label_out_of_range_is_an_error(wrong):
    with pytest.raises(IndexError):
        draw_squares(SIZE, np.zeros((1, 2)), np.array([RED, BLUE, RED]), 1, np.array([wrong], np.int8))


@given(
    st.lists(position_pairs, min_size=1, max_size=9),
    steps,
    steps,
    st.sampled_from([(2.0, -0.5), (-1.0, 8.0)]),
)
def test_data_to_pixel_translates_and_scales_positions(positions, x, y, scale):
    positions, data_to_pixel = np.array(positions), DataToPixel((x, y), scale)
    colors = np.arange(len(positions), dtype=np.uint32) + RED
    moved = (positions - (x, y)) * scale
    assert np.array_equal(
        draw_squares(SIZE, positions, colors, 2, None, data_to_pixel), draw_squares(SIZE, moved, colors, 2)
    )
    disc = [Glyph("disc", 2.5)]
    image = draw_glyphs(SIZE, positions, colors, disc, data_to_pixel=data_to_pixel)
    assert np.array_equal(image, draw_glyphs(SIZE, moved, colors, disc))


@pytest.mark.parametrize("coordinate", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_positions_that_are_not_finite_or_huge_are_skipped(coordinate):
    positions = np.array([[coordinate, 5.0], [5.0, coordinate], [10.0, 10.0]])
    colors = np.full(3, RED)
    assert np.array_equal(
        draw_squares(SIZE, positions, colors, 2), draw_squares(SIZE, positions[2:], colors[2:], 2)
    )
    alone = draw_glyphs(SIZE, positions[2:], colors[2:], [Glyph()])
    assert np.array_equal(draw_glyphs(SIZE, positions, colors, [Glyph()]), alone)


def test_no_points_give_a_transparent_image():
    no_positions = np.empty((0, 2))
    assert not draw_glyphs(SIZE, no_positions, np.empty(0, np.uint32), [Glyph()]).any()
    assert draw_squares(SIZE, no_positions, np.empty(0, np.uint32)).shape == (30, 40)


@given(*[st.integers(0, 2**32 - 1)] * 2, st.integers(0, 256))
def test_blending_is_correctly_rounded_in_each_byte(under, over, share):
    found = int(blend_pixels(*np.array([[under], [over]], np.uint32), np.array([share], np.uint32))[0])
    for shift in (0, 8, 16, 24):
        exact = ((over >> shift & 255) * share + (under >> shift & 255) * (256 - share)) / 256
        assert (found >> shift & 255) == int(exact + 0.5)


def test_a_glyph_without_an_outline_is_filled_wherever_it_covers_anything():
    found = glyph_tables((Glyph("disc", 2.6, 0.8), Glyph("hollow", 3.1)))
    covered = found.coverage > 0
    assert (found.fill_share[covered] == FULL_COVERAGE).all()
    assert 0 < covered.sum() < covered.size


class WideGlyph(Glyph):
    """A glyph with a larger extent than necessary."""

    extent = 30


@pytest.mark.parametrize("radius", [1.4, 2, 3.3, 6, 9.7])
@pytest.mark.parametrize("shape", GLYPH_SHAPES)
def test_no_shape_covers_more_than_its_extent(shape, radius):
    coverage, wide = (
        glyph_tables((Glyph(shape, radius),)).coverage[0],
        glyph_tables((WideGlyph(shape, radius),)).coverage[0],
    )
    assert coverage.sum() == wide.sum()
