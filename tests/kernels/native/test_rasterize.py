"""The compiled kernels that draw give the pixels of the numpy reference, bit for bit, at every level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels import parallel
from clusterlab.kernels.native import rasterize as native_rasterize
from clusterlab.kernels.raster.rasterize import SHAPES, DataToPixel, Glyph, draw_glyphs, draw_squares
from tests.kernels.levels import running

SIZES = st.tuples(st.integers(1, 70), st.integers(1, 50))
PALETTE = np.random.default_rng(0).integers(1, 2**32, 12, dtype=np.uint32)
NOWHERE = [np.nan, np.inf, -np.inf, 1e300, -1e300, 5e-324, -0.0]


@st.composite
def scattered(draw):
    """An image's size and places: inside, outside, on edges of pixels, in one place, nowhere; and a sight."""
    size, rng = draw(SIZES), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, 1500) | st.sampled_from([1, 255, 256, 257]))
    kind = draw(st.sampled_from(["around", "edges", "one", "far"]))
    places = rng.uniform(-20, 90, (n, 2))
    if kind == "edges":
        places = np.round(places * 8) / 8
    elif kind == "one":
        places[:] = rng.uniform(-3, 60, 2)
    elif kind == "far":
        places *= 10.0 ** rng.integers(-5, 12, (n, 1))
    bad = rng.random((n, 2)) < draw(st.sampled_from([0, 0, 0.2]))
    places[bad] = rng.choice(NOWHERE, bad.sum())
    zoom = 10.0 ** draw(st.sampled_from([0, 0, -3, 3, 9]))
    data_to_pixel = DataToPixel(
        (draw(st.floats(-9, 9)), draw(st.floats(-9, 9))), (zoom, draw(st.sampled_from([zoom, -zoom])))
    )
    return size, np.asfortranarray(places) if draw(st.booleans()) else places, data_to_pixel, rng


@given(scattered(), st.integers(1, 5), st.sampled_from([None, np.int8, np.int16, np.int32, np.int64]))
def test_squares_are_the_same(level, drawn, side, kind):
    size, places, data_to_pixel, rng = drawn
    labels = None if kind is None else rng.integers(-1, len(PALETTE) - 1, len(places)).astype(kind)
    colors = PALETTE if kind else rng.choice(PALETTE, len(places))
    with running("numpy"):
        expected = draw_squares(size, places, colors, side, labels, data_to_pixel)
    with running(level):
        found = native_rasterize.draw_squares(size, places, colors, side, labels, data_to_pixel)
        assert found is not None
    assert np.array_equal(found, expected)


KINDS = st.builds(
    Glyph, st.sampled_from(list(SHAPES)), st.floats(0.3, 9), st.floats(0, 1), st.sampled_from([0, 0.8])
)


@given(scattered(), st.lists(KINDS, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_stamps_are_the_same(level, drawn, kinds, several, rimmed):
    size, places, data_to_pixel, rng = drawn
    which = rng.integers(0, len(kinds), len(places)).astype(np.int8) if several else None
    colors, outlines = (rng.choice(PALETTE, len(places)) for _ in range(2))
    arguments = (size, places, colors, kinds, which, outlines if rimmed else None, data_to_pixel)
    with running("numpy"):
        expected = draw_glyphs(*arguments)
    with running(level):
        found = native_rasterize.draw_glyphs(*arguments)
        assert found is not None
    assert np.array_equal(found, expected)


HERE, COLORS = np.zeros((3, 2)), PALETTE[:3]
FIRST, DISC = np.zeros(3, np.int8), [Glyph()]


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (native_rasterize.draw_squares, ((9, 9), HERE.astype(np.float32), COLORS)),
        (native_rasterize.draw_squares, ((9, 9), np.zeros((3, 3)), COLORS)),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS[:2])),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS.astype(np.uint64))),
        (native_rasterize.draw_squares, ((9, 9), HERE, PALETTE[::4])),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS, 1, FIRST[:2])),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS, 1, FIRST.astype(np.uint8))),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS, 1, np.zeros(6, np.int8)[::2])),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS, 1, FIRST + np.int8(3))),
        (native_rasterize.draw_squares, ((9, 9), HERE, COLORS[:0], 1, FIRST)),
        (native_rasterize.draw_squares, ((60_000, 60_000), HERE, COLORS)),
        (native_rasterize.draw_glyphs, ((9, 9), HERE, COLORS[:2], DISC)),
        (native_rasterize.draw_glyphs, ((9, 9), HERE, COLORS, DISC, FIRST + np.int8(1))),
        (native_rasterize.draw_glyphs, ((9, 9), HERE, COLORS, DISC, FIRST[:2])),
        (native_rasterize.draw_glyphs, ((9, 9), HERE, COLORS, DISC, None, COLORS[:2])),
        (native_rasterize.draw_glyphs, ((60_000, 60_000), HERE, COLORS, DISC)),
    ],
)
def test_what_does_not_fit_is_not_handed_over(level, call, arguments):
    with running(level):
        assert call(*arguments) is None


@pytest.mark.parametrize("colors", [PALETTE, PALETTE * (np.arange(12) % 3 > 0)])
@pytest.mark.parametrize("cores", [1, 2])
def test_halves_drawn_side_by_side_are_as_if_drawn_in_turn(level, monkeypatch, colors, cores):
    rng = np.random.default_rng(0)
    places, labels = rng.normal(20, 9, (5001, 2)), rng.integers(-1, 11, 5001).astype(np.int8)
    own = colors.astype(np.uint32)[labels]
    with running("numpy"):
        expected = draw_squares((40, 30), places, own, 2)
    monkeypatch.setattr(native_rasterize, "MIN_PARALLEL_POSITIONS", 1000)
    monkeypatch.setattr(parallel, "_core_count", lambda: cores)
    with running(level):
        assert np.array_equal(native_rasterize.draw_squares((40, 30), places, own, 2), expected)
        table = colors.astype(np.uint32)
        assert np.array_equal(native_rasterize.draw_squares((40, 30), places, table, 2, labels), expected)
        labels[[0, -1]] = 100
        assert native_rasterize.draw_squares((40, 30), places, table, 2, labels) is None
