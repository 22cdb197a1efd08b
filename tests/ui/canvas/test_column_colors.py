"""Points in the colors of a column: at known pixels of every view, in the legend, and in saved files."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers
from clusterlab.core.message import Message
from clusterlab.core.multi_axis_view import matrix_view, parallel_view
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view, component_view, embedded_view, space_view
from clusterlab.datasets.column_codes import SCALE_GROUPS, SCALE_LEVELS, category_codes, scale_codes
from clusterlab.export import points_image as images
from clusterlab.export.color_scale import scale_colors, scale_ticks
from clusterlab.export.legend_rows import SCALE_ROWS, all_legend_rows, legend_row_count
from clusterlab.export.picture import picture
from clusterlab.export.point_colors import MAX_GLYPH_POINTS, histogram_colors, line_colors
from clusterlab.export.points_image import point_style, points_image
from clusterlab.export.theme import DARK, LIGHT, POINT_OPACITY, composited, parse_color
from clusterlab.export.viewport import Viewport, fit_viewport
from clusterlab.kernels.raster.rasterize import pack_rgb
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.ui.canvas.legend import LEGEND_PADDING, LEGEND_ROW_HEIGHT, legend_box
from clusterlab.ui.canvas.page import picture_page
from tests.ui.canvas.drawing import drawn

SIZE = (700, 600)
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
N = 24
PLACES = np.column_stack([np.random.default_rng(seed).permutation(N) for seed in range(4)]).astype(float)
"""Points of which no two are near each other in any two columns."""
POINTS = Points(PLACES)
NAMES = ("a", "b", "c", "d")
VIEWS = {
    "columns": column_view(POINTS, NAMES, (0, 1), True),
    "components": component_view(POINTS, False, (0, 1), NAMES),
    "space": space_view(POINTS, np.eye(4)[:, :3], NAMES[:3], 20.0, 15.0, False),
    "embedding": embedded_view(np.asfortranarray(PLACES[POINTS.order][:, :2]), POINTS.values, Message()),
}
KIND_OF_ROW = np.array([0, 1, 2, -1])[np.arange(N) % 4]
KINDS = category_codes("kind", KIND_OF_ROW, ("red", "green", "blue"), POINTS.order)
SIZES = scale_codes("size", np.where(np.arange(N) % 4 == 3, np.nan, np.arange(N))[POINTS.order])
STEP = list(KMeans(k=3).steps(POINTS))[-1]


def picture_of(view, codes, step=STEP, layers=(), **others):
    return picture(POINTS, view, step, layers=layers, column_codes=codes, **others)


def category_color(code, theme):
    """The color of a point of a category in the middle of its disc."""
    return parse_color(composited(theme.cluster(code), theme.canvas, POINT_OPACITY)).astype(int)


def scale_color(code, theme):
    """The color of a point on a scale."""
    return (parse_color(theme.noise) if code < 0 else scale_colors(theme)[code]).astype(int)


def apart(pixels, places, colors):
    """The largest difference between the pixels at some places and the colors wanted there."""
    x, y = np.floor(places).astype(int).T
    return np.abs(pixels[y, x] - colors).max(axis=1)


def free_of_marks(shown, viewport):
    """The points that no cross of a center covers."""
    centers = viewport.to_pixels(shown.mark(Centers).positions)
    distances = np.abs(viewport.to_pixels(shown.places)[:, None] - centers[None]).max(axis=2)
    return np.flatnonzero(distances.min(axis=1) > 14)


@BOTH
@pytest.mark.parametrize("view", VIEWS)
def test_a_point_has_the_color_of_its_value_on_every_plane(qapp, theme, view):
    for codes, color_of in ((KINDS, category_color), (SIZES, scale_color)):
        shown = picture_of(VIEWS[view], codes)
        viewport = fit_viewport(shown, SIZE)
        rows = free_of_marks(shown, viewport)
        colors = np.array([color_of(code, theme) for code in codes.codes[rows].tolist()])
        found = apart(drawn(shown, viewport, theme), viewport.to_pixels(shown.places[rows]), colors)
        assert np.count_nonzero(found <= 3) >= 0.8 * len(rows)  # some hide others
        assert len(rows) > N / 2


@BOTH
def test_a_point_has_the_color_of_its_value_in_every_cell_of_a_scatter_matrix(qapp, theme):
    view = matrix_view(POINTS, NAMES, range(4), left_out=False)
    for codes, color_of in ((KINDS, category_color), (SIZES, scale_color)):
        shown = picture_of(view, codes, step=None)
        viewport = fit_viewport(shown, (1200, 1000))
        places = viewport.to_pixels(view.plot_positions(shown.places))
        colors = np.array([color_of(code, theme) for code in codes.codes.tolist()])
        pixels = drawn(shown, viewport, theme)
        found = np.array([apart(pixels, places[:, cell], colors) for cell in range(places.shape[1])])
        assert np.count_nonzero(found <= 3) >= 0.8 * found.size


def test_histograms_of_a_scatter_matrix_are_stacked_by_value(qapp):
    view = matrix_view(POINTS, NAMES, range(4), left_out=False)
    shown = picture_of(view, KINDS)
    assert shown.histograms.sum(axis=(1,)).tolist() == [[6, 6, 6, 6]] * 4
    assert histogram_colors(shown, LIGHT) == [*map(LIGHT.cluster, range(3)), LIGHT.noise]
    on_scale = picture_of(view, SIZES)
    assert on_scale.histograms.shape == (4, 24, SCALE_GROUPS + 1)
    assert on_scale.histograms.sum(axis=(1, 2)).tolist() == [N] * 4
    assert on_scale.histograms[:, :, -1].sum(axis=1).tolist() == [6] * 4
    assert len(histogram_colors(on_scale, DARK)) == SCALE_GROUPS + 1
    hidden = picture_of(view, KINDS, emphasis=ClusterEmphasis(hidden=frozenset([0])))
    assert hidden.histograms.sum() == 4 * (N - shown.sizes[0])


@BOTH
def test_lines_of_parallel_coordinates_have_the_colors_of_their_values(qapp, theme):
    view = parallel_view(POINTS, NAMES, range(4), left_out=False)
    for codes, color_of in ((KINDS, None), (SIZES, scale_color)):
        shown = picture_of(view, codes, step=None)
        wanted = [
            parse_color(theme.line_color(code)) if color_of is None else color_of(code, theme)
            for code in codes.codes.tolist()
        ]
        assert line_colors(shown, theme).tolist() == pack_rgb(np.array(wanted)).tolist()


def test_before_the_first_step_points_have_the_colors_of_their_values_too(qapp):
    shown = picture_of(VIEWS["columns"], KINDS, step=None)
    style = point_style(shown, Viewport(SIZE, (-1, -1), (1, 1)), LIGHT, N, 1.0)
    assert (
        style.colors.tolist()
        == pack_rgb(np.array([parse_color(LIGHT.cluster(code)) for code in KINDS.codes.tolist()])).tolist()
    )


@pytest.mark.parametrize("layers", [("soft",), ("soft", "uncertainty"), ()])
def test_shares_do_not_mix_the_colors_of_values(qapp, layers):
    step = list(GaussianMixture(k=3).steps(POINTS))[-1]
    plain, mixed = (picture_of(VIEWS["columns"], SIZES, step, shown) for shown in ((), layers))
    viewport = fit_viewport(plain, SIZE)
    assert np.array_equal(*(points_image(one, viewport, LIGHT) for one in (plain, mixed)))


def test_the_shapes_of_density_remain_and_clusters_past_the_palette_have_no_shapes_of_their_own(qapp):
    viewport = Viewport(SIZE, (-1, -1), (1, 1))
    dense = list(DBSCAN(eps=0.05, min_samples=2).steps(POINTS))[-1]
    style = point_style(picture_of(VIEWS["columns"], KINDS, dense), viewport, LIGHT, N, 1.0)
    assert {style.kinds[kind].shape for kind in style.which} == {"cross"}
    many = list(KMeans(k=12).steps(POINTS))[-1]
    style = point_style(picture_of(VIEWS["columns"], KINDS, many), viewport, LIGHT, N, 1.0)
    assert {kind.shape for kind in style.kinds} == {"disc"}


def test_a_highlighted_cluster_stands_out_and_a_hidden_one_is_not_drawn(qapp):
    shown = picture_of(VIEWS["columns"], SIZES)
    number = shown.colors[0]
    viewport = fit_viewport(shown, SIZE)
    lit = replace(shown, emphasis=ClusterEmphasis(highlighted=frozenset([number])))
    own = np.flatnonzero(shown.point_marks.labels == 0)
    others = np.flatnonzero(shown.point_marks.labels != 0)
    colors = [point_style(one, viewport, LIGHT, N, 1.0).colors for one in (shown, lit)]
    assert np.array_equal(colors[0][own], colors[1][own])
    assert (colors[0][others] != colors[1][others]).all()
    gone = replace(shown, emphasis=ClusterEmphasis(hidden=frozenset([number])))
    assert np.isnan(gone.drawn_places[own]).all()
    assert NO_EMPHASIS.faded(shown.colors) == frozenset()


def test_ellipses_and_centers_keep_the_colors_of_clusters(qapp):
    step = list(GaussianMixture(k=2).steps(POINTS))[-1]
    plain, colored = (
        picture_of(VIEWS["columns"], codes, step, ("ellipses", "paths")) for codes in (None, SIZES)
    )
    assert colored.colors == plain.colors
    assert [type(mark) for mark in colored.marks] == [type(mark) for mark in plain.marks]


@BOTH
def test_a_million_points_are_stamped_by_their_codes(qapp, theme, monkeypatch):
    n = 1_000_000
    rng = np.random.default_rng(0)
    points = Points(np.vstack([rng.uniform(0, 1, (n - 2, 2)), [[3.0, 0.5], [4.0, 0.5]]]))
    values = np.append(rng.uniform(0, 1, n - 2), [np.nan, 2.0])
    codes = scale_codes("size", values[points.order])
    step = next(iter(KMeans(k=3, init="random-points").steps(points)))
    view = column_view(points, ("x", "y"), (0, 1), True)
    shown = picture(points, view, step, layers=(), column_codes=codes)
    stamped, stamp = [], images.draw_squares
    monkeypatch.setattr(images, "draw_squares", lambda *given: stamped.append(given[4]) or stamp(*given))
    viewport = fit_viewport(shown, SIZE)
    image = points_image(shown, viewport, theme)
    assert stamped == [codes.codes]
    places = np.floor(viewport.to_pixels(shown.places[points.inverse_order[-2:]])).astype(int)
    assert image[places[0, 1], places[0, 0]] == pack_rgb(parse_color(theme.noise))[0]
    assert image[places[1, 1], places[1, 0]] == pack_rgb(scale_colors(theme)[-1])[0]


def test_many_points_of_a_category_are_squares_in_its_line_color(qapp):
    n = MAX_GLYPH_POINTS + 2
    points = Points(np.vstack([np.zeros((n - 2, 2)), [[3.0, 0.0], [3.0, 3.0]]]))
    codes = category_codes("kind", np.append(np.zeros(n - 2, int), [1, -1]), ("a", "b"), points.order)
    shown = picture(points, column_view(points, ("x", "y"), (0, 1), True), None, column_codes=codes)
    viewport = fit_viewport(shown, SIZE)
    image = points_image(shown, viewport, LIGHT)
    places = np.floor(viewport.to_pixels(shown.places[points.inverse_order[[0, -2, -1]]])).astype(int)
    wanted = [parse_color(color) for color in (LIGHT.line_color(0), LIGHT.line_color(1), LIGHT.noise)]
    assert [image[y, x] for x, y in places.tolist()] == pack_rgb(np.array(wanted)).tolist()


def test_the_legend_names_the_column_and_counts_its_values():
    rows = all_legend_rows(picture_of(VIEWS["columns"], KINDS, layers=("legend",)))
    assert [(row.name, row.figures, row.color) for row in rows] == [
        ("kind", "", None),
        ("red", "6 · 25 %", 0),
        ("green", "6 · 25 %", 1),
        ("blue", "6 · 25 %", 2),
        ("Missing", "6 · 25 %", -1),
    ]
    assert {row.number for row in rows} == {None}  # no cluster to highlight


def test_the_legend_says_how_many_other_values_there_are():
    names = tuple(f"v{i}" for i in range(12))
    codes = category_codes("kind", np.repeat(np.arange(12), 2), names, POINTS.order)
    rows = all_legend_rows(picture_of(VIEWS["columns"], codes))
    assert [row.name for row in rows] == ["kind", *names[:7], "5 others"]
    assert (rows[-1].figures, rows[-1].color) == ("10 · 42 %", 7)
    different = category_codes("id", np.arange(N), tuple(map(str, range(N))), POINTS.order)
    rows = all_legend_rows(picture_of(VIEWS["columns"], different))
    assert [row.name for row in rows] == ["id", "24 different values"]


@BOTH
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_color_bar_has_the_colors_of_the_values_beside_it(qapp, theme, scale):
    shown = picture_of(VIEWS["columns"], SIZES, layers=("legend",))
    assert legend_row_count(shown) == 1 + SCALE_ROWS + 1
    viewport = fit_viewport(shown, (900, 800), scale=scale)
    pixels, box = drawn(shown, viewport, theme), legend_box(shown, viewport)
    row, margin = LEGEND_ROW_HEIGHT * scale, LEGEND_ROW_HEIGHT * scale / 3
    top = box.top() + LEGEND_PADDING * scale * 0.75 + row + margin
    height = SCALE_ROWS * row - 2 * margin
    x = int(box.left() + (LEGEND_PADDING + 4) * scale)
    for tick in scale_ticks(SIZES, SCALE_ROWS).marks:
        y = top + (1 - tick.position) * height
        code = min(int(tick.position * SCALE_LEVELS), SCALE_LEVELS - 1)
        near = pixels[max(0, int(y) - 2) : int(y) + 3, x]
        assert np.abs(near - scale_color(code, theme)).max(axis=1).min() <= 8
    assert (pixels[int(top - 3), x] != scale_color(SCALE_LEVELS - 1, theme)).any()


def test_the_rows_of_rings_follow_those_of_the_column():
    step = next(iter(KMeans(k=3, init="k-means++").steps(POINTS)))
    rows = all_legend_rows(picture_of(VIEWS["columns"], KINDS, step))
    assert rows[0].name == "kind"
    assert rows[-1].ring or not any(row.ring for row in rows)


@pytest.mark.parametrize("codes", [KINDS, SIZES], ids=["category", "scale"])
def test_saved_pictures_have_the_colors_and_the_legend(qapp, tmp_path, codes):
    shown = picture_of(VIEWS["columns"], codes, layers=("legend",), title="Colors")
    page = picture_page(shown, SIZE)
    page.save(tmp_path / "a.svg")
    page.save(tmp_path / "a.pdf")
    page.save(tmp_path / "a.png")
    text = (tmp_path / "a.svg").read_text()
    colors = (
        [LIGHT.cluster(code) for code in range(3)]
        if codes is KINDS
        else ["#" + bytes(scale_colors(LIGHT)[code].tolist()).hex() for code in (0, SCALE_LEVELS - 1)]
    )
    assert all(color in text for color in (*colors, LIGHT.noise))
    assert f">{codes.column}</text>" in text
    assert ">Missing</text>" in text
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "a.png").stat().st_size > 1000
