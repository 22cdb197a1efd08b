"""Palettes keep exact colors, and only what changed is found to differ."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clusterlab.export.film.frame_pixels import (
    PaletteNumbers,
    changed_box,
    cut_out,
    film_palette,
    packed_colors,
    unpacked_colors,
)

FRAMES = arrays(np.uint8, (5, 7, 3), elements=st.integers(0, 255))


@given(FRAMES, FRAMES)
def test_the_changed_pixels_alone_turn_one_frame_into_the_next(before, after):
    left, top, right, bottom = box = changed_box(before, after)
    made = before.copy()
    made[top:bottom, left:right] = cut_out(after, box)
    assert (made == after).all()


def test_the_box_is_no_larger_than_what_changed():
    before = np.zeros((5, 7, 3), np.uint8)
    after = before.copy()
    after[1, 2], after[3, 5] = 1, 1
    assert changed_box(before, after) == (2, 1, 6, 4)
    assert changed_box(before, before) == (0, 0, 1, 1)
    assert changed_box(None, before) == (0, 0, 7, 5)


@given(FRAMES)
def test_colors_are_packed_without_loss(pixels):
    assert (unpacked_colors(packed_colors(pixels).ravel()) == pixels.reshape(-1, 3)).all()


def test_few_colors_are_kept_exactly():
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    numbers = PaletteNumbers(film_palette([pixels], ["#0072b2"]))
    assert (numbers.palette[numbers.of(pixels)] == pixels).all()
    assert [0, 0x72, 0xB2] in numbers.palette.tolist()


def test_of_many_colors_the_certain_and_the_common_ones_are_exact_and_the_others_near():
    pixels = np.random.default_rng(0).integers(0, 256, (80, 80, 3)).astype(np.uint8)
    pixels[:40] = 255, 254, 250
    palette = film_palette([pixels], ["#010203", "#ffffff"])
    numbers = PaletteNumbers(palette)
    made = palette[numbers.of(pixels)]
    assert len(palette) <= 256
    assert [1, 2, 3] in palette.tolist()
    assert (made[:40] == pixels[:40]).all()
    assert np.abs(made[40:].astype(int) - pixels[40:]).mean() < 25


@pytest.mark.parametrize("color", [(0xF6, 0xF7, 0xF9), (0xF7, 0xF7, 0xF8)])
def test_a_flat_area_has_its_exact_color_beside_a_very_similar_one(color):
    palette = np.array([[0xF4, 0xF5, 0xF7], [0xF6, 0xF7, 0xF9], [0xF7, 0xF7, 0xF8]], np.uint8)
    pixels = np.full((2, 2, 3), color, np.uint8)
    assert (palette[PaletteNumbers(palette).of(pixels)] == pixels).all()
