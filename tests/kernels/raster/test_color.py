"""Colors: blending in OKLab, and contrast as defined by WCAG."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.kernels.raster.color import blend_colors, contrast_ratio, rgb, to_oklab

WHITE, BLACK = np.array([255, 255, 255]), np.array([0, 0, 0])


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_round_trip_through_oklab_keeps_the_color(color):
    assert rgb(to_oklab(np.array(color))).tolist() == list(color)


def test_white_has_lightness_one_and_no_chroma():
    assert to_oklab(WHITE) == pytest.approx([1, 0, 0], abs=1e-4)


def test_a_weight_of_one_is_the_color_itself_and_halves_are_between():
    palette = np.array([[0, 114, 178], [230, 159, 0]])
    colors = blend_colors(np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]), palette)
    assert colors[:2].tolist() == palette.tolist()
    between = to_oklab(colors[2])
    assert between == pytest.approx(to_oklab(palette).mean(axis=0), abs=0.01)


def test_contrast_is_21_for_black_on_white_and_1_for_the_same():
    assert contrast_ratio(BLACK, WHITE) == pytest.approx(21)
    assert contrast_ratio(WHITE, WHITE) == 1
    assert contrast_ratio(np.array([0x76, 0x76, 0x76]), WHITE) == pytest.approx(4.54, abs=0.01)
