"""Rendered pictures: the pixels of points, regions, marks, axes and pages have the right colors."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.marks import (
    AssignmentLines,
    Centers,
    CenterTrajectories,
    Ellipses,
    Highlights,
    PointMarks,
    Regions,
)
from clusterlab.core.params import declared_params
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.export.atomic_write import SaveError
from clusterlab.export.picture import Picture
from clusterlab.export.picture import picture as picture_of
from clusterlab.export.point_colors import MAX_GLYPH_POINTS
from clusterlab.export.theme import DARK, LIGHT, mix, parse_color, wcag_contrast
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.session.state.layers import LAYERS
from clusterlab.ui.canvas.page import picture_page
from tests.ui.canvas.drawing import as_array, drawn

SIZE = (400, 300)
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
VIEWPORT = Viewport(SIZE, (-2.0, -1.5), (2.0, 1.5))
POSITIONS = np.array([[-1.0, 0.5], [1.0, 0.5], [0.5, -1.0]])


def view_of(equal=True):
    return column_view(Points(np.random.default_rng(0).normal(size=(5, 2))), ("x", "y"), (0, 1), equal)


def make_picture(*marks, places=POSITIONS, layers=(), colors=(0, 1, 2), **others):
    return Picture(view_of(), places, marks, colors, layers=frozenset(layers), **others)


def painted(picture, theme=LIGHT, viewport=VIEWPORT):
    """The picture as colors (h, w, 3) of device pixels."""
    return drawn(picture, viewport, theme)


def at(pixels, place, viewport=VIEWPORT):
    x, y = viewport.to_pixels(np.array([place], float), viewport.dpr)[0].astype(int)
    return pixels[y, x]


def is_near(found, color, tolerance=12):
    return abs(np.asarray(found) - parse_color(color).astype(int)).max() <= tolerance


@BOTH
@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_a_point_has_the_color_of_its_cluster(qapp, theme, dpr):
    viewport = replace(VIEWPORT, dpr=dpr)
    pixels = painted(
        make_picture(PointMarks(np.array([2, 0, 1], np.int8)), colors=(5, 3, 2)), theme, viewport
    )
    for place, number in zip(POSITIONS, (2, 5, 3), strict=True):
        blended = 0.85 * parse_color(theme.cluster(number)) + 0.15 * parse_color(theme.canvas)
        assert abs(at(pixels, place, viewport) - blended).max() <= 4


@BOTH
def test_empty_space_has_the_color_of_the_canvas(qapp, theme):
    pixels = painted(make_picture(PointMarks(np.array([0, 1, 2], np.int8))), theme)
    assert is_near(at(pixels, (-0.43, -0.77)), theme.canvas, 0)
    assert not (pixels == [255, 0, 255]).all(axis=2).any()


def test_noise_is_grey_and_unlabeled_points_are_neutral(qapp):
    noise = painted(make_picture(PointMarks(np.array([-1, 0, 1], np.int8))))
    assert is_near(at(noise, POSITIONS[0]), LIGHT.noise, 30)
    bare = painted(make_picture(colors=()))
    assert np.ptp(at(bare, POSITIONS[0])) < 30
    assert at(bare, POSITIONS[0]).max() < 190


def test_soft_assignments_blend_the_colors_of_the_clusters(qapp):
    responsibilities = np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0, 0, 1.0]])
    marks = PointMarks(np.array([0, 0, 2], np.int8), responsibilities)
    soft, hard = painted(make_picture(marks, layers={"soft"})), painted(make_picture(marks))
    assert np.array_equal(at(soft, POSITIONS[0]), at(hard, POSITIONS[0]))
    between = mix(LIGHT.canvas, mix(LIGHT.cluster(0), LIGHT.cluster(1), 0.5), 0.85)
    assert is_near(at(soft, POSITIONS[1]), between, 30)
    assert not is_near(at(hard, POSITIONS[1]), between, 30)


def test_an_uncertain_point_has_a_halo_and_a_certain_one_has_none(qapp):
    responsibilities = np.array([[1.0, 0, 0], [0.34, 0.33, 0.33], [0, 0, 1.0]])
    marks = PointMarks(np.array([0, 0, 2], np.int8), responsibilities)
    without, halo = painted(make_picture(marks)), painted(make_picture(marks, layers={"uncertainty"}))
    down, right = np.argwhere((without != halo).any(axis=2)).T
    assert len(down) > 30
    middle = VIEWPORT.to_pixels(POSITIONS[1:2])[0]
    assert np.hypot(right - middle[0], down - middle[1]).max() < 14


def test_the_area_of_a_point_grows_with_its_weight(qapp):
    pixels = painted(make_picture(PointMarks(weights=np.array([0.1, 1.0, 3.0])), colors=()))
    canvas = (abs(pixels - parse_color(LIGHT.canvas)).max(axis=2) > 40).astype(int)
    spots = VIEWPORT.to_pixels(POSITIONS).astype(int)
    areas = [canvas[y - 14 : y + 14, x - 14 : x + 14].sum() for x, y in spots]
    assert areas[0] < areas[1] < areas[2]


@BOTH
@pytest.mark.parametrize("n", [2000, MAX_GLYPH_POINTS + 1])
def test_many_points_keep_their_colors(qapp, theme, n):
    side = np.sqrt(n) / 1000
    places = np.random.default_rng(0).uniform(0.4 - side, 0.4 + side, (n, 2))
    pixels = painted(make_picture(PointMarks((places[:, 0] > 0.4).astype(np.int8)), places=places), theme)
    middle = VIEWPORT.to_pixels(np.array([[0.4, 0.4]]))[0].astype(int)
    found = pixels[middle[1] - 3 : middle[1] + 3, middle[0] - 4 : middle[0] + 5].mean(axis=0)
    assert is_near(found[0], theme.line_color(0), 60)
    assert is_near(found[-1], theme.line_color(1), 60)


@BOTH
@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("border", [0.255, 0.305])
def test_regions_are_tinted_with_their_clusters_up_to_their_border(qapp, theme, dpr, border):
    viewport = replace(VIEWPORT, dpr=dpr)
    regions = Regions(lambda places: (places[:, 0] > border).astype(np.int8), 2)
    pixels = painted(make_picture(regions, places=np.empty((0, 2)), colors=(0, 3)), theme, viewport)
    edge = int(viewport.to_pixels(np.array([[border, 0.0]]), dpr)[0, 0])
    row = pixels[int(157 * dpr)]
    share = 0.17 if theme.dark else 0.1
    assert is_near(row[edge - 2], mix(theme.canvas, theme.cluster(0), share), 1)
    assert is_near(row[edge + 2], mix(theme.canvas, theme.cluster(3), share), 1)
    assert not is_near(row[edge + 2], theme.canvas, 3)


def test_a_region_of_noise_is_not_tinted(qapp):
    regions = Regions(lambda places: np.full(len(places), -1, np.int8), 2)
    pixels = painted(make_picture(regions, places=np.empty((0, 2))))
    assert is_near(at(pixels, (-0.43, -0.77)), LIGHT.canvas, 0)


@pytest.mark.parametrize("name", [*ALGORITHMS.all()])
@pytest.mark.parametrize("k", [1, 3])
def test_regions_are_painted_where_no_border_is_in_view(qapp, name, k):
    points = Points(np.random.default_rng(0).normal(size=(40, 2)))
    kind = ALGORITHMS.all()[name]
    algorithm = kind(k=k) if "k" in {item.name for item in declared_params(kind)} else kind()
    view, far = (
        column_view(points, ("x", "y"), (0, 1), True),
        replace(VIEWPORT, low=(50.0, 50.0), high=(54, 53)),
    )
    for step in algorithm.steps(points):
        painted(picture_of(points, view, step, layers=["regions"]), LIGHT, far)


def test_ellipses_are_drawn_at_1_2_and_3_sigma(qapp):
    tilt = np.array([[0.04, 0.02], [0.02, 0.09]])
    pixels = painted(
        make_picture(Ellipses(np.array([[0.1, 0.2]]), tilt[None], np.ones(1)), places=np.empty((0, 2)))
    )
    bare = painted(make_picture(places=np.empty((0, 2))))
    spread, directions = np.linalg.eigh(tilt)
    for sigma in (1, 2):
        for axis in (0, 1):
            on_ellipse = np.array([0.1, 0.2]) + sigma * np.sqrt(spread[axis]) * directions[:, axis]
            x, y = VIEWPORT.to_pixels(on_ellipse[None])[0].astype(int)
            near = pixels[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3)
            assert min(abs(near - parse_color(LIGHT.cluster(0))).max(axis=1)) < 60
    far = np.abs(pixels - bare).max(axis=2) > 8
    down, right = np.argwhere(far).T
    offset = VIEWPORT.to_plane(np.stack([right + 0.5, down + 0.5], axis=1)) - [0.1, 0.2]
    mahalanobis = np.sqrt(np.einsum("ni,ij,nj->n", offset, np.linalg.inv(tilt), offset))
    assert 2.9 < mahalanobis.max() < 3.2


@pytest.mark.parametrize(
    "covariance", [np.zeros((2, 2)), np.array([[1e-300, 0], [0, 0.1]]), np.array([[1, 1], [1, 1.0]])]
)
def test_a_collapsed_ellipse_is_painted_without_warnings(qapp, covariance):
    painted(make_picture(Ellipses(np.zeros((1, 2)), covariance[None], np.ones(1))))


@BOTH
def test_a_center_is_a_cross_that_stands_out(qapp, theme):
    pixels = painted(make_picture(Centers(np.array([[0.0, 0.0]])), places=np.empty((0, 2))), theme)
    assert is_near(at(pixels, (0, 0)), theme.text, 6)
    x, y = VIEWPORT.to_pixels(np.zeros((1, 2)))[0].astype(int)
    assert is_near(pixels[y + 5, x + 5], theme.text, 20)
    assert is_near(pixels[y, x + 8], theme.canvas, 40)


def test_a_center_has_a_halo_over_dense_points(qapp):
    places = np.random.default_rng(0).uniform(-0.3, 0.3, (3000, 2))
    pixels = painted(
        make_picture(PointMarks(np.zeros(3000, np.int8)), Centers(np.zeros((1, 2))), places=places)
    )
    x, y = VIEWPORT.to_pixels(np.zeros((1, 2)))[0].astype(int)
    halo = abs(pixels[y - 12 : y + 13, x - 12 : x + 13] - parse_color(LIGHT.canvas)).max(axis=2) < 30
    assert halo.sum() > 40


def test_assignment_lines_run_from_points_to_their_center(qapp):
    labels, centers = np.array([0, 0, 1], np.int8), np.array([[0.0, 0.0], [1.5, -1.0]])
    pixels = painted(make_picture(AssignmentLines(labels, centers)))
    bare = painted(make_picture())
    assert (abs(pixels - bare)[box_at(POSITIONS[0] / 2)] > 20).any()
    assert not (abs(pixels - bare)[box_at(POSITIONS[2] / 2)] > 8).any()


def test_a_trajectory_is_dotted_with_a_circle_at_each_earlier_position(qapp):
    track = np.array([[-1.5, -1.0], [-0.5, -0.2], [0.5, 0.9]])
    pixels, bare = (
        painted(make_picture(CenterTrajectories(trajectories), places=np.empty((0, 2))))
        for trajectories in ((track,), ())
    )
    changed = abs(pixels - bare).max(axis=2) > 8
    assert changed[box_at(track[0], 4)].sum() > 8
    assert changed[box_at(track[1], 4)].sum() > 8
    assert changed[box_at((track[0] + track[1]) / 2, 6)].any()


def test_a_ring_surrounds_its_point(qapp):
    pixels, bare = painted(make_picture(Highlights(np.array([1]), "picked"))), painted(make_picture())
    down, right = np.argwhere((pixels != bare).any(axis=2)).T
    middle = VIEWPORT.to_pixels(POSITIONS[[1]])[0]
    apart = np.hypot(right + 0.5 - middle[0], down + 0.5 - middle[1])
    assert len(down) > 50
    assert apart.min() > 6
    assert apart.max() < 20


def box_at(place, margin=3):
    """The pixels around a position of the plane, as an index."""
    x, y = VIEWPORT.to_pixels(np.array([place]))[0].astype(int)
    return slice(y - margin, y + margin + 1), slice(x - margin, x + margin + 1)


def test_the_trajectory_of_a_center_that_did_not_move_is_not_drawn(qapp):
    stationary = make_picture(CenterTrajectories((np.zeros((1, 2)),)), places=np.empty((0, 2)))
    assert np.array_equal(painted(stationary), painted(make_picture(places=np.empty((0, 2)))))


@BOTH
def test_grid_lines_are_one_pixel_wide_and_at_the_ticks(qapp, theme):
    picture = make_picture(places=np.empty((0, 2)))
    view = replace(picture.view, origin=np.zeros(2), step=np.ones(2))
    pixels = painted(replace(picture, view=view), theme)
    row = abs(pixels[130] - parse_color(theme.canvas)).max(axis=1) > 0
    row[[0, -1]] = False  # the border
    expected = VIEWPORT.to_pixels(np.array([[x, 0.0] for x in (-2, -1, 0, 1, 2)]))[:, 0].astype(int)
    assert set(np.flatnonzero(row)) <= set(expected.tolist())
    assert row.sum() >= 3
    assert wcag_contrast(theme.grid, theme.canvas) < 1.3


@pytest.mark.parametrize(("origin", "step"), [(1e8, 1.0), (0.0, 1e-160), (0.0, 1e160), (np.inf, 1.0)])
def test_units_of_any_offset_and_scale_are_painted(qapp, origin, step):
    picture = make_picture(PointMarks(np.array([0, 1, 2], np.int8)))
    view = replace(picture.view, origin=np.full(2, origin), step=np.full(2, step))
    pixels = painted(replace(picture, view=view))
    assert is_near(at(pixels, POSITIONS[0]), LIGHT.cluster(0), 60)


@pytest.mark.parametrize("size", [(1, 1), (2, 30), (40, 3), (120, 90)])
def test_tiny_pictures_are_painted(qapp, size):
    shapes = Ellipses(np.zeros((1, 2)), np.eye(2)[None], np.ones(1))
    regions = Regions(lambda places: np.zeros(len(places), np.int8), 1)
    picture = make_picture(
        regions,
        PointMarks(np.zeros(3, np.int8)),
        shapes,
        Centers(np.zeros((1, 2))),
        layers=LAYERS,
        colors=(0,),
        sizes=(3,),
    )
    for dpr in (1.0, 1.5):
        painted(picture, LIGHT, fit_viewport(picture, size, dpr))


@BOTH
def test_a_saved_picture_has_title_and_caption(qapp, tmp_path, theme):
    picture = make_picture(
        PointMarks(np.array([0, 1, 2], np.int8)), title="k-means · seed 7", caption="It stopped."
    )
    picture_page(picture, (640, 400), theme.name, 2.0).save(tmp_path / "out.png")
    found = QImage(str(tmp_path / "out.png"))
    assert (found.width(), found.height()) == (1280, 800)
    pixels = as_array(found)
    header = pixels[:120]
    assert is_near(header[0, 0], theme.window, 0)
    assert (abs(header - parse_color(theme.text)).max(axis=2) < 30).sum() > 100
    assert is_near(pixels[-60, 300], theme.canvas, 20)


def test_the_saved_picture_shows_all_of_a_given_viewport(qapp):
    blue = PointMarks(np.zeros(1, np.int8))
    picture = make_picture(blue, places=np.array([[1.9, -1.4]]))
    for size in ((640, 400), (300, 700)):
        pixels = as_array(picture_page(picture, size, LIGHT, viewport=VIEWPORT).image())
        assert (abs(pixels - parse_color(LIGHT.cluster(0))).max(axis=2) < 60).any()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "is a folder; name a file in it"),
        ("no/such/out.png", "there is no folder .*no/such"),
        ("out.jpg", r"out\.jpg cannot be written: a picture is a \.png, \.svg or \.pdf file"),
    ],
)
def test_the_error_states_why_a_picture_cannot_be_written(qapp, tmp_path, name, why):
    with pytest.raises(SaveError, match=why):
        picture_page(make_picture(), (100, 100)).save(tmp_path / name)
