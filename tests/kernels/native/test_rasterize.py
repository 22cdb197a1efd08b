"""Native rasterization returns the pixels of the numpy reference, to the bit, at every level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels import parallel
from clusterlab.kernels.native import rasterize as native_rasterize
from clusterlab.kernels.raster.rasterize import GLYPH_SHAPES, DataToPixel, Glyph, draw_glyphs, draw_squares
from tests.kernels.levels import running

SIZES = st.tuples(st.integers(1, 70), st.integers(1, 50))
PALETTE = np.random.default_rng(0).integers(1, 2**32, 12, dtype=np.uint32)
NOT_DRAWN = [np.nan, np.inf, -np.inf, 1e300, -1e300, 5e-324, -0.0]


@st.composite
def scattered(draw):
    """An image size, positions inside, outside, on pixel edges, all equal or not finite, and a transform."""
    size, rng = draw(SIZES), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, 1500) | st.sampled_from([1, 255, 256, 257]))
    kind = draw(st.sampled_from(["around", "edges", "one", "far"]))
    positions = rng.uniform(-20, 90, (n, 2))
    if kind == "edges":
        positions = np.round(positions * 8) / 8
    elif kind == "one":
        positions[:] = rng.uniform(-3, 60, 2)
    elif kind == "far":
        positions *= 10.0 ** rng.integers(-5, 12, (n, 1))
    excluded = rng.random((n, 2)) < draw(st.sampled_from([0, 0, 0.2]))
    positions[excluded] = rng.choice(NOT_DRAWN, excluded.sum())
    zoom = 10.0 ** draw(st.sampled_from([0, 0, -3, 3, 9]))
    data_to_pixel = DataToPixel(
        (draw(st.floats(-9, 9)), draw(st.floats(-9, 9))), (zoom, draw(st.sampled_from([zoom, -zoom])))
    )
    return size, np.asfortranarray(positions) if draw(st.booleans()) else positions, data_to_pixel, rng


@given(scattered(), st.integers(1, 5), st.sampled_from([None, np.int8, np.int16, np.int32, np.int64]))
def test_squares_are_those_of_the_reference(level, case, side, kind):
    size, positions, data_to_pixel, rng = case
    labels = None if kind is None else rng.integers(-1, len(PALETTE) - 1, len(positions)).astype(kind)
    colors = PALETTE if kind else rng.choice(PALETTE, len(positions))
    with running("numpy"):
        expected = draw_squares(size, positions, colors, side, labels, data_to_pixel)
    with running(level):
        found = native_rasterize.draw_squares(size, positions, colors, side, labels, data_to_pixel)
        assert found is not None
    assert np.array_equal(found, expected)


KINDS = st.builds(
    Glyph, st.sampled_from(list(GLYPH_SHAPES)), st.floats(0.3, 9), st.floats(0, 1), st.sampled_from([0, 0.8])
)


@given(scattered(), st.lists(KINDS, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_glyphs_are_those_of_the_reference(level, case, kinds, several, outlined):
    size, positions, data_to_pixel, rng = case
    glyph_indices = rng.integers(0, len(kinds), len(positions)).astype(np.int8) if several else None
    colors, outlines = (rng.choice(PALETTE, len(positions)) for _ in range(2))
    arguments = (size, positions, colors, kinds, glyph_indices, outlines if outlined else None, data_to_pixel)
    with running("numpy"):
        expected = draw_glyphs(*arguments)
    with running(level):
        found = native_rasterize.draw_glyphs(*arguments)
        assert found is not None
    assert np.array_equal(found, expected)


POSITIONS, COLORS = np.zeros((3, 2)), PALETTE[:3]
FIRST, DISC = np.zeros(3, np.int8), [Glyph()]


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (native_rasterize.draw_squares, ((9, 9), POSITIONS.astype(np.float32), COLORS)),
        (native_rasterize.draw_squares, ((9, 9), np.zeros((3, 3)), COLORS)),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS[:2])),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS.astype(np.uint64))),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, PALETTE[::4])),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS, 1, FIRST[:2])),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS, 1, FIRST.astype(np.uint8))),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS, 1, np.zeros(6, np.int8)[::2])),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS, 1, FIRST + np.int8(3))),
        (native_rasterize.draw_squares, ((9, 9), POSITIONS, COLORS[:0], 1, FIRST)),
        (native_rasterize.draw_squares, ((60_000, 60_000), POSITIONS, COLORS)),
        (native_rasterize.draw_glyphs, ((9, 9), POSITIONS, COLORS[:2], DISC)),
        (native_rasterize.draw_glyphs, ((9, 9), POSITIONS, COLORS, DISC, FIRST + np.int8(1))),
        (native_rasterize.draw_glyphs, ((9, 9), POSITIONS, COLORS, DISC, FIRST[:2])),
        (native_rasterize.draw_glyphs, ((9, 9), POSITIONS, COLORS, DISC, None, COLORS[:2])),
        (native_rasterize.draw_glyphs, ((60_000, 60_000), POSITIONS, COLORS, DISC)),
    ],
)
def test_arguments_that_compiled_code_cannot_take_give_none(level, call, arguments):
    with running(level):
        assert call(*arguments) is None


@pytest.mark.parametrize("colors", [PALETTE, PALETTE * (np.arange(12) % 3 > 0)])
@pytest.mark.parametrize("cores", [1, 2])
def test_halves_drawn_in_parallel_equal_those_drawn_in_sequence(level, monkeypatch, colors, cores):
    rng = np.random.default_rng(0)
    positions, labels = rng.normal(20, 9, (5001, 2)), rng.integers(-1, 11, 5001).astype(np.int8)
    own = colors.astype(np.uint32)[labels]
    with running("numpy"):
        expected = draw_squares((40, 30), positions, own, 2)
    monkeypatch.setattr(native_rasterize, "MIN_PARALLEL_POSITIONS", 1000)
    monkeypatch.setattr(parallel, "_core_count", lambda: cores)
    with running(level):
        assert np.array_equal(native_rasterize.draw_squares((40, 30), positions, own, 2), expected)
        table = colors.astype(np.uint32)
        assert np.array_equal(native_rasterize.draw_squares((40, 30), positions, table, 2, labels), expected)
        labels[[0, -1]] = 100
        assert native_rasterize.draw_squares((40, 30), positions, table, 2, labels) is None
