"""The legend: its text, colors and position."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.legend_rows import (
    MAX_LEGEND_ROWS,
    all_legend_rows,
    legend_rows,
    longest_legend_rows,
)
from clusterlab.export.picture import Picture
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.legend import legend_box, scrolled_offset
from tests.ui.canvas.drawing import drawn, turn_wheel, zoomed

SIZE = (400, 300)
VIEWPORT = Viewport(SIZE, (-2.0, -1.5), (2.0, 1.5))
POSITIONS = np.array([[-1.0, 0.5], [1.0, 0.5], [0.5, -1.0]])


def picture_of(*marks, places=POSITIONS, layers=(), colors=(0, 1, 2), **others):
    view = column_view(Points(POSITIONS), ("x", "y"), (0, 1), True)
    return Picture(view, places, marks, colors, layers=frozenset(layers), **others)


def test_the_legend_shows_noise_and_then_the_clusters_with_names_sizes_and_shares():
    picture = picture_of(layers={"legend"}, sizes=(155, 1200, 0), noise=5)
    lines, more = legend_rows(picture)
    assert [line.name for line in lines] == ["Noise", "Cluster 1", "Cluster 2", "Cluster 3"]
    assert [line.figures for line in lines] == ["5 · 0 %", "155 · 11 %", "1,200 · 88 %", "0 · 0 %"]
    assert more == ""


def test_the_legend_is_in_the_order_of_the_clusters_and_numbers_them_so():
    listing = ClusterListing((0, 1, 2), ("", "", "Gentoo"), (2, 0, 1))
    lines, _ = legend_rows(picture_of(layers={"legend"}, sizes=(1, 2, 3), listing=listing))
    assert [(line.name, line.number) for line in lines] == [("Gentoo", 2), ("Cluster 2", 0), ("Cluster 3", 1)]


def long_legend(k=MAX_LEGEND_ROWS + 5):
    listing = ClusterListing(given=tuple(f"c{i}" for i in range(k)))
    return picture_of(colors=tuple(range(k)), sizes=(1,) * k, listing=listing, layers={"legend"})


def test_a_long_legend_states_which_rows_are_visible():
    lines, words = legend_rows(long_legend(), first=3)
    assert [line.name for line in lines] == [f"c{i}" for i in range(3, 13)]
    assert words == "4–13 of 15"


def test_scrolling_a_long_legend_stops_at_its_ends():
    picture = long_legend()
    middle = legend_box(picture, VIEWPORT).center()
    assert scrolled_offset(picture, VIEWPORT, middle, 2) == 2
    assert scrolled_offset(picture, VIEWPORT, middle, 99) == 5
    assert scrolled_offset(picture, VIEWPORT, middle, -1) == 0


def test_nothing_scrolls_outside_the_legend_or_when_it_is_short():
    picture = long_legend()
    outside = legend_box(picture, VIEWPORT).bottomLeft() + QPointF(-30, 30)
    assert scrolled_offset(picture, VIEWPORT, outside, 1) is None
    short = long_legend(4)
    assert scrolled_offset(short, VIEWPORT, legend_box(short, VIEWPORT).center(), 1) is None


def test_the_legend_shows_the_color_and_can_be_hidden(qapp):
    picture = picture_of(places=POSITIONS[:1], layers={"legend"}, sizes=(1, 0, 0), colors=(3, 0, 2))
    box = legend_box(picture, VIEWPORT)
    card = drawn(picture, VIEWPORT)[int(box.top()) : int(box.bottom()), int(box.left()) : int(box.right())]
    assert (abs(card - parse_color(LIGHT.cluster(3))).max(axis=2) < 10).sum() > 30
    without = drawn(replace(picture, layers=frozenset()), VIEWPORT)
    assert not (abs(without - parse_color(LIGHT.cluster(3))).max(axis=2) < 10).sum() > 60


def test_the_legend_avoids_points_and_stays_when_zooming(qapp):
    top_right = np.random.default_rng(0).uniform(0.6, 1, (500, 2))
    places = np.vstack([top_right, [[-1, -1]]])
    picture = picture_of(places=places, layers={"legend"}, sizes=(1, 0, 0))
    viewport = fit_viewport(picture, SIZE)
    box = legend_box(picture, viewport)
    pixels = viewport.to_pixels(places)
    assert not any(box.contains(x, y) for x, y in pixels.tolist())
    assert legend_box(picture, zoomed(viewport, (200, 150), 3)) == box


def test_small_turns_of_the_wheel_add_up_to_rows(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    canvas.show_picture(long_legend())
    canvas.show()
    qtbot.waitExposed(canvas)
    viewport = canvas.viewport
    middle = legend_box(canvas.picture, viewport).center().toPoint()
    offsets = []
    for _ in range(24):
        turn_wheel(canvas, middle, -1 / 8)
        offsets.append(canvas.viewport.legend.first_row)
    assert offsets == [turn // 8 for turn in range(1, 25)]
    turn_wheel(canvas, middle, 2)
    assert canvas.viewport.legend.first_row == 1
    assert canvas.viewport == viewport


def test_a_legend_of_very_many_clusters_measures_few_rows_and_is_as_wide_as_the_widest():
    picture = picture_of(
        colors=(0,) * 5_000,
        sizes=(1,) * 4_999 + (12_345,),
        listing=ClusterListing(given=("", "a name that is longer than a number", *[""] * 4_998)),
        noise=7,
    )
    rows = longest_legend_rows(picture)
    assert len(rows) <= MAX_LEGEND_ROWS + 3
    every = all_legend_rows(picture)
    assert max(len(row.name) for row in rows) == max(len(row.name) for row in every)
    assert max(len(row.figures) for row in rows) == max(len(row.figures) for row in every)
