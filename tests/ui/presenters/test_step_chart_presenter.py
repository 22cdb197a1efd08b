"""The charts of an algorithm in the real window: distances with a line to drag, an embedding, eigenvalues."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.core.charts import Eigenvalues, EigenvectorScatter, HeatMap, KDistances
from clusterlab.core.marks import Centers
from clusterlab.ui.canvas.render import fit_viewport
from clusterlab.ui.charts.scatter_chart import SCATTER_INSETS
from clusterlab.ui.theme.theme import LIGHT, parse_color


def kinds(program):
    return [type(chart.step_chart.chart) for chart in program.step_chart_presenter.charts]


def colors(step_chart):
    image = step_chart.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def placed(step_chart, places=None):
    """Where points of an embedding, or other places there, are drawn: in pixels (n, 2)."""
    viewport = fit_viewport(
        step_chart.picture, (step_chart.width(), step_chart.height()), 1.0, 1.0, SCATTER_INSETS
    )
    return viewport.to_pixels(step_chart.chart.places if places is None else places)


@pytest.fixture
def reaches(program, rest):
    """The chart of distances, of DBSCAN on clear groups."""
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    return program.step_chart_presenter.charts[0].step_chart


def test_distances_are_drawn_with_the_line_at_eps(program, reaches):
    assert kinds(program) == [KDistances]
    eps = program.presenter.document.session.algorithm.eps
    assert reaches.chart.at == pytest.approx(eps, rel=1e-12)
    image = reaches.grab().toImage()
    y = round(reaches.y_of(eps))
    there = np.array(image.pixelColor(image.width() // 2, y).getRgb()[:3]) - parse_color(LIGHT.accent)
    assert np.abs(there).max() <= 16  # the line lies between two rows of pixels
    assert LIGHT.line_color(0) in colors(reaches)


def test_dragging_the_line_is_one_choice_of_eps(program, reaches, qtbot, rest):
    before = program.presenter.document.session.algorithm.eps
    start, end = QPoint(120, round(reaches.y_of(before))), QPoint(120, 30)
    qtbot.mousePress(reaches, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(reaches, start + (end - start) * share)
    assert reaches.is_dragging
    qtbot.mouseRelease(reaches, Qt.MouseButton.LeftButton, pos=end)
    rest()
    after = program.presenter.document.session.algorithm.eps
    assert after > 1.5 * before
    step_chart = program.step_chart_presenter.charts[0].step_chart
    assert step_chart.chart.at == pytest.approx(after, rel=1e-12)
    assert step_chart.y_of(after) == pytest.approx(30, abs=20)
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session.algorithm.eps == before


def test_keys_move_the_line(program, reaches, qtbot, rest):
    before = program.presenter.document.session.algorithm.eps
    reaches.setFocus()
    qtbot.keyClick(reaches, Qt.Key.Key_Up)
    rest()
    assert before < program.presenter.document.session.algorithm.eps < 1.1 * before


def test_spectral_shows_its_eigenvalues_and_what_is_alike(program, rest, press):
    program.presenter.commands.choose_algorithm("spectral")
    rest()
    press(Qt.Key.Key_End)
    assert kinds(program) == [EigenvectorScatter, Eigenvalues, HeatMap]
    _, values, heat = (chart.step_chart for chart in program.step_chart_presenter.charts)
    assert LIGHT.accent in colors(values)
    image = heat.grab().toImage()
    side = heat.height() - 2
    within = image.pixelColor(round(side * 0.15), round(side * 0.15))
    between = image.pixelColor(round(side * 0.15), round(side * 0.85))
    shares = [
        np.abs(np.array(color.getRgb()[:3]) - parse_color(LIGHT.panel)).sum() for color in (within, between)
    ]
    assert shares[0] > shares[1]


def test_k_means_is_seen_in_the_embedding_step_by_step_in_the_colors_of_the_canvas(program, rest, press):
    program.presenter.commands.change_shape(
        "spread", 2.0
    )  # else each group has one place there, under its center
    program.presenter.commands.choose_algorithm("spectral")
    rest()
    press(Qt.Key.Key_Home)
    assert kinds(program) == [HeatMap]
    press(Qt.Key.Key_Right)
    assert kinds(program) == [EigenvectorScatter, Eigenvalues, HeatMap]
    embedding = program.step_chart_presenter.charts[0].step_chart
    fills = {LIGHT.cluster(number) for number in range(3)}
    assert not fills & colors(embedding)
    seen = set()
    while not program.presenter.player.at_end:
        press(Qt.Key.Key_Right)
        centers = [mark for mark in embedding.chart.marks if isinstance(mark, Centers)]
        seen |= {len(mark.positions) for mark in centers}
    assert seen == {1, 2, 3}
    image, where = embedding.grab().toImage(), placed(embedding)
    (centers,) = (mark.positions for mark in embedding.chart.marks if isinstance(mark, Centers))
    bare = np.linalg.norm(where[:, None] - placed(embedding, centers), axis=2).min(axis=1) > 16
    for label, number in enumerate(program.presenter.player.scene.colors):
        own = where[bare & (embedding.chart.marks[0].labels == label)]
        shown = [image.pixelColor(x, y).getRgb()[:3] for x, y in np.rint(own).astype(int).tolist()]
        assert np.median(np.abs(np.array(shown) - parse_color(LIGHT.cluster(number))).max(axis=1)) < 60


def test_other_algorithms_have_none(program, reaches, rest):
    program.presenter.commands.choose_algorithm("kmeans")
    rest()
    assert program.step_chart_presenter.charts == []
