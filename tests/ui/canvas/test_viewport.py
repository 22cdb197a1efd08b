"""Frames, ticks and picking: from the plane to pixels and back."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterlab.ui.canvas import picking
from clusterlab.ui.canvas.picking import PICKER_BLOCK, Picker, nearest_index
from clusterlab.ui.canvas.ticks import nice_step, ticks
from clusterlab.ui.canvas.viewport import Viewport, fitted_viewport

places = st.tuples(st.floats(-1, 1), st.floats(-1, 1))
sizes = st.tuples(st.integers(1, 3000), st.integers(1, 3000))
FRAME = Viewport((800, 600), (-2.0, -1.5), (2.0, 1.5))


def random_places(n, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (n, 2))


@given(places, places, sizes, st.booleans())
def test_a_place_on_pixels_and_back_is_the_place(place, other, size, equal):
    viewport = fitted_viewport(np.array([place, other]), size, equal)
    spot = viewport.to_pixels(np.array([place]))
    assert viewport.to_plane(spot)[0] == pytest.approx(place, abs=1e-9)


@given(st.lists(places, min_size=1, max_size=30), sizes, st.booleans(), st.floats(0.8, 3))
def test_all_points_are_seen_in_a_fitted_frame(spots, size, equal, scale):
    viewport = fitted_viewport(np.array(spots), size, equal, 1.0, scale)
    pixels = viewport.to_pixels(np.array(spots))
    assert (pixels > -1e-6).all()
    assert (pixels < np.array(size) + 1e-6).all()


@given(st.lists(places, min_size=2, max_size=30), sizes)
def test_equal_scales_are_equal(spots, size):
    across, up = fitted_viewport(np.array(spots), size, True).per_pixel
    assert across == pytest.approx(up)


@given(places, st.floats(0.2, 5), st.tuples(st.floats(0, 800), st.floats(0, 600)))
def test_zooming_leaves_what_is_under_the_pointer(place, factor, pixel):
    before, after = FRAME.to_plane(np.array(pixel)), FRAME.zoomed(pixel, factor).to_plane(np.array(pixel))
    assert after == pytest.approx(before)
    assert FRAME.zoomed(pixel, factor).per_pixel[0] == pytest.approx(FRAME.per_pixel[0] / factor)


def test_zooming_ends_before_numbers_do():
    viewport = FRAME
    for factor in [1.5] * 500 + [1 / 1.5] * 1000:
        viewport = viewport.zoomed((10, 10), factor)
        assert viewport.high[0] > viewport.low[0]
    assert np.isfinite([*viewport.low, *viewport.high]).all()


@given(st.floats(-500, 500), st.floats(-500, 500))
def test_panning_moves_everything_by_as_many_pixels(right, down):
    spots = random_places(5)
    moved = FRAME.panned(right, down).to_pixels(spots) - FRAME.to_pixels(spots)
    assert moved == pytest.approx(np.tile([right, down], (5, 1)), abs=1e-6)


def test_another_size_keeps_the_middle_and_the_magnification():
    viewport = FRAME.resized((400, 900), 2.0)
    assert viewport.per_pixel == pytest.approx(FRAME.per_pixel)
    assert viewport.to_plane(np.array([200, 450])) == pytest.approx(FRAME.to_plane(np.array([400, 300])))


@pytest.mark.parametrize(
    "spots",
    [
        np.empty((0, 2)),
        np.zeros((1, 2)),
        np.full((5, 2), 0.3),
        np.array([[0.0, 1.0], [1.0, 1.0]]),
        np.array([[1.0, 0.0], [1.0, 1e-12]]),
        np.array([[np.nan, 0.0], [0.5, 0.5], [np.inf, 1.0]]),
        np.full((2, 2), np.nan),
    ],
)
@pytest.mark.parametrize("equal", [True, False])
def test_degenerate_points_have_a_frame(spots, equal):
    viewport = fitted_viewport(spots, (800, 600), equal)
    assert min(viewport.per_pixel) > 0
    finite = spots[np.isfinite(spots).all(axis=1)]
    middle = viewport.to_pixels(finite)
    assert ((middle > 0) & (middle < [800, 600])).all()


def test_a_single_point_is_in_the_middle():
    spot = fitted_viewport(np.array([[0.3, -0.2]]), (800, 600), True).to_pixels(np.array([[0.3, -0.2]]))[0]
    assert spot == pytest.approx([410, 288], abs=1)


@pytest.mark.parametrize(
    ("low", "high", "origin", "step", "texts", "added"),
    [
        (-1, 1, 0, 1, ["-1.0", "-0.5", "0", "0.5", "1.0"], ""),
        (-1, 1, 1e8, 1, ["-1.0", "-0.5", "0", "0.5", "1.0"], "+100,000,000"),
        (-1, 1, -1e9, 7, ["-5", "0", "5"], "-1,000,000,000"),
        (-1, 1, 0, 1e-160, ["-1e-160", "-5e-161", "0", "5e-161", "1e-160"], ""),
        (-1, 1, 3e160, 1e160, ["2e160", "2.5e160", "3e160", "3.5e160", "4e160"], ""),
        (0, 1, 0, 0.03, ["0", "0.01", "0.02", "0.03"], ""),
        (-1, 1, 20_000, 7000, ["15,000", "20,000", "25,000"], ""),
        (-1, 1, 5e-4, 1e-4, ["0.00040", "0.00045", "0.00050", "0.00055", "0.00060"], ""),
    ],
)
def test_ticks_are_round_numbers_in_the_units_of_the_data(low, high, origin, step, texts, added):
    found = ticks(low, high, origin, step, 5)
    assert ([tick.text for tick in found.marks], found.offset_text) == (texts, added)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6), st.floats(-1, 0.9), st.floats(0.01, 2), st.integers(1, 12))
def test_a_tick_stands_where_its_number_is(origin, step, low, span, most):
    assume(step * span > abs(origin) * 1e-9)
    found = ticks(low, low + span, origin, step, most)
    shift = float(found.offset_text.replace(",", "") or 0)
    for tick in found.marks:
        assert low - 1e-6 <= tick.position <= low + span + 1e-6
        value = float(tick.text.replace(",", "")) + shift
        assert value == pytest.approx(
            origin + step * tick.position, abs=step * span * 1e-4 + abs(origin) * 1e-14
        )
    assert len(found.marks) <= 2 * most + 2


@pytest.mark.parametrize(
    ("origin", "step"),
    [(0, 5e-324), (0, 1e-310), (1e300, 1e308), (np.inf, 1), (np.nan, 1), (0, np.inf), (1e20, 1)],
)
def test_where_numbers_end_there_are_no_ticks(origin, step):
    assert ticks(-2, 2, origin, step, 5).marks == ()


@given(st.floats(1e-200, 1e200))
def test_nice_sizes_are_1_2_or_5_and_no_smaller(size):
    found = nice_step(size)
    assert size * (1 - 1e-6) <= found <= size * 2.6
    assert f"{found:e}"[0] in "125"


@pytest.mark.parametrize("n", [1, 7, PICKER_BLOCK, PICKER_BLOCK + 1, 5000])
def test_picking_finds_the_nearest_point_that_is_near_enough(n):
    spots, pixels = random_places(n), FRAME.to_pixels(random_places(n))
    picker = Picker(spots)
    for pixel in random_places(60, 1) * [350, 250] + [400, 300]:
        apart = np.hypot(*(pixels - pixel).T)
        expected = int(apart.argmin()) if apart.min() <= 8 else -1
        assert picker.nearest(tuple(pixel), FRAME, 8) == expected


@pytest.mark.parametrize("factor", [0.01, 0.2, 30])
def test_picking_finds_one_of_the_nearest_at_every_magnification(factor):
    viewport = FRAME.zoomed((400, 300), factor)
    spots = np.vstack([random_places(3 * PICKER_BLOCK), np.full((2 * PICKER_BLOCK, 2), 0.25)])
    picker, pixels = Picker(spots), viewport.to_pixels(spots)
    for pixel in random_places(40, 1) * [90, 60] + [400, 300]:
        apart = np.hypot(*(pixels - pixel).T)
        found = picker.nearest(tuple(pixel), viewport, 8)
        assert (found < 0) == (apart.min() > 8)
        assert found < 0 or apart[found] == pytest.approx(apart.min(), abs=1e-9)


def test_picking_looks_at_few_blocks_even_where_all_lie_near(monkeypatch):
    looked, squared = [], picking._squared
    monkeypatch.setattr(picking, "_squared", lambda offsets: looked.append(len(offsets)) or squared(offsets))
    spots = np.zeros((200 * PICKER_BLOCK, 2))
    assert Picker(spots).nearest((401, 300), FRAME, 8) >= 0
    assert looked == [200, PICKER_BLOCK]


def test_picking_needs_points_that_are_somewhere():
    assert Picker(np.empty((0, 2))).nearest((400, 300), FRAME, 8) == -1
    spots = np.array([[np.nan, 0.0], [0.0, 0.0]])
    assert Picker(spots).nearest((400, 300), FRAME, 8) == 1
    assert Picker(spots[:1]).nearest((400, 300), FRAME, 8) == -1


def test_the_nearest_of_a_few_places():
    few = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert nearest_index(few, (405, 300), FRAME, 14) == 0
    assert nearest_index(few, (600, 100), FRAME, 14) == 1
    assert nearest_index(few, (500, 200), FRAME, 14) == -1
    assert nearest_index(np.empty((0, 2)), (0, 0), FRAME, 14) == -1


def test_the_extent_of_places_that_may_still_change_is_not_kept():
    spots = random_places(50)
    before = fitted_viewport(spots, (800, 600), True)
    spots *= 2
    after = fitted_viewport(spots, (800, 600), True)
    spots.setflags(write=False)
    assert after != before
    assert fitted_viewport(spots, (800, 600), True) == after == fitted_viewport(spots, (800, 600), True)
    assert fitted_viewport(random_places(50), (800, 600), True) == before
