"""Viewports, ticks and picking."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterlab import Points
from clusterlab.core.multi_axis_view import parallel_view
from clusterlab.core.projection import column_view, space_view
from clusterlab.export import picking
from clusterlab.export.axis_ticks import nice_step
from clusterlab.export.canvas_state import CanvasState
from clusterlab.export.picking import PICKER_BLOCK, Picker, nearest_index
from clusterlab.export.picture import picture
from clusterlab.export.theme import LIGHT
from clusterlab.export.ticks import axis_ticks, ticks
from clusterlab.export.viewport import INSETS, Viewport, fit_viewport, fitted_viewport

places = st.tuples(st.floats(-1, 1), st.floats(-1, 1))
sizes = st.tuples(st.integers(1, 3000), st.integers(1, 3000))
VIEWPORT = Viewport((800, 600), (-2.0, -1.5), (2.0, 1.5))


def random_positions(n, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (n, 2))


@given(places, places, sizes, st.booleans())
def test_plane_to_pixels_and_back_is_the_identity(place, other, size, equal):
    viewport = fitted_viewport(np.array([place, other]), size, equal)
    pixel = viewport.to_pixels(np.array([place]))
    assert viewport.to_plane(pixel)[0] == pytest.approx(place, abs=1e-9)


@given(st.lists(places, min_size=1, max_size=30), sizes, st.booleans(), st.floats(0.8, 3))
def test_a_fitted_viewport_shows_all_points(positions, size, equal, scale):
    viewport = fitted_viewport(np.array(positions), size, equal, 1.0, scale)
    pixels = viewport.to_pixels(np.array(positions))
    assert (pixels > -1e-6).all()
    assert (pixels < np.array(size) + 1e-6).all()


@given(st.lists(places, min_size=2, max_size=30), sizes)
def test_equal_scales_have_equal_units_per_pixel(positions, size):
    across, up = fitted_viewport(np.array(positions), size, True).per_pixel
    assert across == pytest.approx(up)


def test_resizing_keeps_the_center_and_the_scale():
    viewport = VIEWPORT.resized((400, 900), 2.0)
    assert viewport.per_pixel == pytest.approx(VIEWPORT.per_pixel)
    assert viewport.to_plane(np.array([200, 450])) == pytest.approx(VIEWPORT.to_plane(np.array([400, 300])))


@pytest.mark.parametrize(
    "positions",
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
def test_degenerate_points_have_a_viewport(positions, equal):
    viewport = fitted_viewport(positions, (800, 600), equal)
    assert min(viewport.per_pixel) > 0
    finite = positions[np.isfinite(positions).all(axis=1)]
    middle = viewport.to_pixels(finite)
    assert ((middle > 0) & (middle < [800, 600])).all()


def test_a_single_point_is_in_the_middle():
    pixel = fitted_viewport(np.array([[0.3, -0.2]]), (800, 600), True).to_pixels(np.array([[0.3, -0.2]]))[0]
    assert pixel == pytest.approx([410, 288], abs=1)


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
def test_a_tick_is_at_the_position_of_its_value(origin, step, low, span, most):
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
def test_there_are_no_ticks_beyond_floating_point_range(origin, step):
    assert ticks(-2, 2, origin, step, 5).marks == ()


@given(st.floats(1e-200, 1e200))
def test_nice_steps_are_1_2_or_5_times_a_power_of_ten_and_no_smaller(size):
    found = nice_step(size)
    assert size * (1 - 1e-6) <= found <= size * 2.6
    assert f"{found:e}"[0] in "125"


@pytest.mark.parametrize("n", [1, 7, PICKER_BLOCK, PICKER_BLOCK + 1, 5000])
def test_picking_finds_the_nearest_point_that_is_near_enough(n):
    positions, pixels = random_positions(n), VIEWPORT.to_pixels(random_positions(n))
    picker = Picker(positions)
    for pixel in random_positions(60, 1) * [350, 250] + [400, 300]:
        distances = np.hypot(*(pixels - pixel).T)
        expected = int(distances.argmin()) if distances.min() <= 8 else -1
        assert picker.nearest(tuple(pixel), VIEWPORT, 8) == expected


@pytest.mark.parametrize("factor", [0.01, 0.2, 30])
def test_picking_finds_one_of_the_nearest_at_every_magnification(factor):
    viewport = Viewport((800, 600), (-2 / factor, -1.5 / factor), (2 / factor, 1.5 / factor))
    positions = np.vstack([random_positions(3 * PICKER_BLOCK), np.full((2 * PICKER_BLOCK, 2), 0.25)])
    picker, pixels = Picker(positions), viewport.to_pixels(positions)
    for pixel in random_positions(40, 1) * [90, 60] + [400, 300]:
        distances = np.hypot(*(pixels - pixel).T)
        found = picker.nearest(tuple(pixel), viewport, 8)
        assert (found < 0) == (distances.min() > 8)
        assert found < 0 or distances[found] == pytest.approx(distances.min(), abs=1e-9)


def test_picking_measures_few_blocks_even_if_all_points_are_near(monkeypatch):
    measured, squared = [], picking._squared
    monkeypatch.setattr(
        picking, "_squared", lambda offsets: measured.append(len(offsets)) or squared(offsets)
    )
    positions = np.zeros((200 * PICKER_BLOCK, 2))
    assert Picker(positions).nearest((401, 300), VIEWPORT, 8) >= 0
    assert measured == [200, PICKER_BLOCK]


def test_picking_ignores_points_that_are_not_finite():
    assert Picker(np.empty((0, 2))).nearest((400, 300), VIEWPORT, 8) == -1
    positions = np.array([[np.nan, 0.0], [0.0, 0.0]])
    assert Picker(positions).nearest((400, 300), VIEWPORT, 8) == 1
    assert Picker(positions[:1]).nearest((400, 300), VIEWPORT, 8) == -1


def test_the_nearest_of_a_few_positions_is_found():
    few = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert nearest_index(few, (405, 300), VIEWPORT, 14) == 0
    assert nearest_index(few, (600, 100), VIEWPORT, 14) == 1
    assert nearest_index(few, (500, 200), VIEWPORT, 14) == -1
    assert nearest_index(np.empty((0, 2)), (0, 0), VIEWPORT, 14) == -1


def test_the_extent_of_a_writeable_array_is_not_cached():
    positions = random_positions(50)
    before = fitted_viewport(positions, (800, 600), True)
    positions *= 2
    after = fitted_viewport(positions, (800, 600), True)
    positions.setflags(write=False)
    assert after != before
    assert (
        fitted_viewport(positions, (800, 600), True) == after == fitted_viewport(positions, (800, 600), True)
    )
    assert fitted_viewport(random_positions(50), (800, 600), True) == before


@pytest.mark.parametrize("narrow", [1.0, 1e-9, 1e-11, 1e-14, 1e-100])
def test_the_ticks_of_an_axis_are_those_of_its_own_range(narrow):
    rng = np.random.default_rng(0)
    populations, rates = rng.uniform(1e4, 1.4e9, 10), rng.uniform(0.008, 0.046, 10) * 1e9 * narrow
    points = Points(np.column_stack([populations, rates]))
    view = column_view(points, ("population", "rate"), (0, 1), equal=False)
    viewport = fit_viewport(picture(points, view, None), (800, 600))
    for axis, values in enumerate((populations, rates)):
        marks = axis_ticks(view, viewport, axis).marks
        shown = [view.origin[axis] + view.step[axis] * tick.position for tick in marks]
        assert len(shown) > 2
        assert values.min() - np.ptp(values) / 4 < min(shown) < max(shown) < values.max() + np.ptp(values) / 4
    pixels = viewport.to_pixels(view.project(points.values))
    assert np.ptp(pixels, axis=0) == pytest.approx([800, 600], rel=0.2)


def shown_3d(turn, tilt):
    """A picture of three columns of four, turned."""
    points = Points(np.random.default_rng(0).normal(size=(50, 4)))
    view = space_view(points, np.eye(4)[:, :3], ("a", "b", "c"), turn, tilt, True)
    return picture(points, view, None)


def state_of(shown, viewport):
    return CanvasState(shown, viewport, (800, 600), 1.0, 1.0, INSETS, LIGHT)


def test_a_3d_view_that_is_tilted_is_fitted_again():
    first, second = shown_3d(30, 0), shown_3d(30, 60)
    fitted = fit_viewport(first, (800, 600))
    assert state_of(first, fitted).viewport_for(second) == (fit_viewport(second, (800, 600)), True)


def test_a_3d_view_that_was_zoomed_keeps_its_scale_when_it_is_tilted():
    first, second = shown_3d(30, 0), shown_3d(30, 60)
    zoomed = Viewport((800, 600), (-0.2, -0.15), (0.2, 0.15))
    viewport, fresh = state_of(first, zoomed).viewport_for(second)
    assert not fresh
    assert viewport.per_pixel == pytest.approx(zoomed.per_pixel)


@pytest.mark.parametrize("tilt", [0, 20, 90])
def test_the_box_of_a_3d_view_takes_most_of_the_canvas(tilt):
    shown = shown_3d(45, tilt)
    pixels = fit_viewport(shown, (800, 600)).to_pixels(shown.view.box.reshape(-1, 2))
    assert np.all((pixels >= 0) & (pixels <= (800, 600)))
    assert np.ptp(pixels, axis=0).max() > 0.6 * 600


@pytest.mark.parametrize("legend", [False, True])
def test_parallel_axes_take_most_of_the_canvas(legend):
    points = Points(np.random.default_rng(0).normal(size=(50, 4)))
    view = parallel_view(points, ("a", "b", "c", "d"), range(4), False)
    layers = frozenset({"legend"}) if legend else frozenset()
    shown = picture(points, view, None, layers=layers)
    viewport = fit_viewport(shown, (800, 600))
    pixels = viewport.to_pixels(view.plot_positions(view.axis_limits).reshape(-1, 2))
    across, up = np.ptp(pixels, axis=0)
    assert across > (0.65 if legend else 0.85) * 800
    assert up > 0.75 * 600
