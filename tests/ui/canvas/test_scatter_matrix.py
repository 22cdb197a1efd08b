"""The scatter matrix: its pixels, mouse interaction, and its use in the window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.marks import Centers, PointMarks
from clusterlab.core.multi_axis_view import matrix_view
from clusterlab.core.points import Points
from clusterlab.core.resources import resource
from clusterlab.export.matrix_cells import axis_pair_at, matrix_cells
from clusterlab.export.picture import picture
from clusterlab.export.point_colors import MAX_GLYPH_POINTS
from clusterlab.export.pointer_state import NO_POINTS
from clusterlab.export.theme import DARK, LIGHT, parse_color
from clusterlab.export.viewport import fit_viewport
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.page import picture_page
from tests.ui.canvas.drawing import drag, drawn, surface, zoomed

SIZE = (700, 600)
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
LEFT = Qt.MouseButton.LeftButton


def groups(n=60, seed=3):
    """Three well-separated groups in four columns."""
    at = np.array([[0, 0, 9, 1], [9, 1, 0, 9], [1, 9, 2, 2]], float)
    noise = np.random.default_rng(seed).normal(scale=0.3, size=(n, 4))
    return Points(at[np.arange(n) % 3] + noise)


def make_picture(points, layers=()):
    view = matrix_view(points, "abcd", range(4), left_out=False)
    return picture(points, view, list(KMeans(k=3).steps(points))[-1], layers=layers)


def rendered(shown_picture, theme=LIGHT, dpr=1.0):
    """The picture as colors (h, w, 3), and its viewport."""
    viewport = fit_viewport(shown_picture, SIZE, dpr)
    return drawn(shown_picture, viewport, theme), viewport


@BOTH
@pytest.mark.parametrize(("n", "dpr"), [(60, 1.0), (60, 1.5), (MAX_GLYPH_POINTS + 20, 1.0)])
def test_a_point_has_the_color_of_its_cluster_in_every_cell(qapp, theme, n, dpr):
    shown_picture = make_picture(groups(n))
    pixels, viewport = rendered(shown_picture, theme, dpr)
    extent = np.ptp(shown_picture.places, axis=0).max()
    centers = shown_picture.mark(Centers).positions
    apart = np.linalg.norm(shown_picture.places[:, None] - centers[None], axis=2).min(axis=1)
    row = int(np.argmax(apart))  # farthest from where a cross could hide it
    assert extent > 0
    fill = theme.line_color if n > MAX_GLYPH_POINTS else theme.cluster
    color = parse_color(fill(shown_picture.colors[int(shown_picture.point_marks.labels[row])])).astype(int)
    plot_positions = viewport.to_pixels(shown_picture.view.plot_positions(shown_picture.places[row]), dpr)
    matching = 0
    for x, y in plot_positions.astype(int):
        near = pixels[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3)
        matching += abs(near - (0.85 * color + 0.15 * parse_color(theme.canvas))).max(axis=1).min() <= 45
    assert matching >= 5  # of six: a center's cross may hide the point in one cell


def test_the_centers_are_drawn_in_every_cell(qapp):
    shown_picture = make_picture(groups())
    pixels, viewport = rendered(shown_picture)
    for pixel in viewport.to_pixels(
        shown_picture.view.plot_positions(shown_picture.mark(Centers).positions)
    ).reshape(-1, 2):
        x, y = pixel.astype(int)
        assert abs(pixels[y, x] - parse_color(LIGHT.text).astype(int)).max() < 60


def test_histograms_are_stacked_in_the_colors_of_the_clusters(qapp):
    shown_picture = make_picture(groups())
    pixels, viewport = rendered(shown_picture)
    for cell in matrix_cells(shown_picture.view, viewport):
        if cell.across == cell.up:
            box = QRectF(*cell.corner, *cell.viewport.size).toRect()
            inside = pixels[box.top() + 20 : box.bottom(), box.left() + 2 : box.right() - 2].reshape(-1, 3)
            for number in shown_picture.colors:
                fill = 0.85 * parse_color(LIGHT.cluster(number)).astype(int) + 0.15 * 255
                assert (abs(inside - fill).max(axis=1) < 4).sum() > 20


@pytest.mark.parametrize("dpr", [1.0, 1.25, 2.0])
def test_cells_are_aligned_to_device_pixels_of_one_size_and_clipped_to_the_viewport(qapp, dpr):
    shown_picture = make_picture(groups())
    viewport = fit_viewport(shown_picture, SIZE, dpr)
    cells = list(matrix_cells(shown_picture.view, viewport))
    assert len(cells) == 10
    assert len({cell.viewport.size for cell in cells}) == 1
    for cell in cells:
        edges = np.array([*cell.corner, *cell.viewport.size]) * dpr
        assert edges == pytest.approx(np.rint(edges))
    close = zoomed(viewport, (300.0, 400.0), 6.0)
    assert all(
        0 <= cell.corner[0] <= SIZE[0] - cell.viewport.size[0]
        for cell in matrix_cells(shown_picture.view, close)
    )
    assert 0 < len(list(matrix_cells(shown_picture.view, close))) < 10


def test_cells_place_points_where_the_view_does_at_any_zoom(qapp):
    shown_picture = make_picture(groups())
    for viewport in (
        fit_viewport(shown_picture, SIZE),
        zoomed(fit_viewport(shown_picture, SIZE), (200.0, 350.0), 2.3),
    ):
        plot_positions = viewport.to_pixels(shown_picture.view.plot_positions(shown_picture.places[7]))
        for cell in matrix_cells(shown_picture.view, viewport):
            if cell.across < cell.up:
                at = (
                    cell.viewport.to_pixels(shown_picture.places[7:8, [cell.across, cell.up]])[0]
                    + cell.corner
                )
                expected = plot_positions[shown_picture.view.pairs.index((cell.across, cell.up))]
                assert at == pytest.approx(expected, abs=1.0)


@pytest.fixture
def canvas(qtbot):
    shown = Canvas()
    qtbot.addWidget(shown)
    shown.resize(*SIZE)
    shown.show_picture(make_picture(groups()))
    shown.show()
    shown.load_plot()
    qtbot.waitExposed(shown)
    return shown


def pixel_of(canvas, row, plot):
    plot_positions = canvas.viewport.to_pixels(canvas.picture.view.plot_positions(canvas.picture.places[row]))
    return QPoint(*np.rint(plot_positions[plot]).astype(int).tolist())


def test_hovering_finds_a_point_in_any_cell(qtbot, canvas):
    emitted = []
    canvas.hovered.connect(emitted.append)
    for plot in range(6):
        qtbot.mouseMove(surface(canvas), pixel_of(canvas, 11, plot))
        found = canvas.picture.places[emitted[-1]]
        across, up = canvas.picture.view.pairs[plot]
        assert abs(found - canvas.picture.places[11])[[across, up]].max() < 0.02


def test_the_hovered_and_the_selected_points_are_ringed_in_every_cell(canvas):
    canvas.show_highlight(5, None, np.array([9]))
    shown = canvas.grab().toImage()
    canvas.show_highlight(-1, None, NO_POINTS)
    plain = canvas.grab().toImage()
    for row in (5, 9):
        for plot in range(6):
            ring = pixel_of(canvas, row, plot)
            around = [
                ring + QPoint(round(4 * np.cos(a)), round(4 * np.sin(a))) for a in np.linspace(0, 6, 12)
            ]
            assert any(shown.pixel(at) != plain.pixel(at) for at in around)


def test_no_center_can_be_dragged_in_a_scatter_matrix(qtbot, canvas):
    dragged = []
    canvas.edits.dragged.connect(lambda *args: dragged.append(args))
    at = canvas.viewport.to_pixels(
        canvas.picture.view.plot_positions(canvas.picture.mark(Centers).positions[0])
    )[0]
    start = QPoint(*np.rint(at).astype(int).tolist())
    drag(qtbot, canvas, start, start + QPoint(15, 5), start + QPoint(30, 10))
    assert not dragged


def test_a_click_requests_its_cell_and_with_ctrl_selects_its_point(qtbot, canvas):
    requested, clicked = [], []
    canvas.pair_requested.connect(requested.append)
    canvas.point_clicked.connect(lambda *args: clicked.append(args))
    at = pixel_of(canvas, 11, canvas.picture.view.pairs.index((1, 3)))
    qtbot.mouseClick(surface(canvas), LEFT, pos=at)
    assert (requested, clicked) == ([("b", "d")], [])
    qtbot.mouseClick(surface(canvas), LEFT, Qt.KeyboardModifier.ControlModifier, pos=at)
    assert len(requested) == 1
    assert clicked[0][0] >= 0
    assert axis_pair_at(canvas.picture, canvas.viewport, (SIZE[0] - 20.0, 300.0)) is None


@pytest.fixture
def wine(program, rest):
    """The program with a scatter matrix of 13 columns."""
    program.presenter.commands.open_file(resource("examples/wine.csv"))
    rest()
    program.presenter.commands.choose_scaling("z-score")
    program.window.views.kind.chosen.emit("matrix")
    rest()
    return program


def test_a_matrix_chosen_in_the_view_bar_follows_the_steps(wine, press):
    canvas = wine.window.canvas
    assert canvas.picture.view.axes == wine.presenter.player.scene.prepared.selection.columns[:6]
    labels = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End):
        press(key)
        labels.append(canvas.picture.mark(PointMarks).labels)
        assert canvas.picture.histograms.sum(axis=(1, 2)).tolist() == [178] * 6
    assert labels[-1] is wine.presenter.player.step.labels


def test_the_column_menu_limits_the_number_of_columns(wine, rest):
    menu = wine.window.views.shown
    assert menu.text() == "6 of 13 columns ▾"
    assert not menu.actions_by_name["hue"].isEnabled()
    menu.actions_by_name["ash"].trigger()
    rest()
    menu.actions_by_name["hue"].trigger()
    rest()
    axes = wine.window.canvas.picture.view.axes
    assert axes[-1] == "hue"
    assert "ash" not in axes
    assert wine.presenter.document.session.view == ViewChoice("matrix", axes)


def test_a_click_on_a_cell_opens_its_pair_and_undo_returns(wine, click, press):
    canvas = wine.window.canvas
    click(surface(canvas), pixel_of(canvas, 20, canvas.picture.view.pairs.index((0, 4))))
    assert wine.presenter.document.session.view == ViewChoice("columns", ("alcohol", "magnesium"))
    assert canvas.picture.view.axes == ("alcohol", "magnesium")
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(canvas.picture.view.axes) == 6


def test_the_saved_picture_is_the_matrix(wine, press):
    press(Qt.Key.Key_End)
    canvas = wine.window.canvas
    saved = picture_page(canvas.picture, (800, 600), "light", viewport=canvas.viewport).image()
    other = wine.presenter.player.scene.prepared.view(ViewChoice("components"))
    plain = picture(wine.presenter.player.scene.prepared.points, other, wine.presenter.player.step)
    assert saved != picture_page(plain, (800, 600), "light").image()
    colors = {saved.pixelColor(x, y).name() for x in range(0, 800, 2) for y in range(0, 600, 2)}
    assert len(colors) > 40


def test_panes_side_by_side_show_matrices_too(wine, press, rest):
    press(Qt.Key.Key_C)
    rest()
    views = [canvas.picture.view for canvas in wine.window.panes.shown]
    assert len(views) > 1
    assert all(view is views[0] and len(view.axes) == 6 for view in views)
