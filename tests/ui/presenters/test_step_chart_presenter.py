"""The step charts of algorithms in the real window: k-distances, embedding, eigenvalues, affinities."""

from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from clusterlab.core.charts import Eigenvalues, EigenvectorScatter, HeatMap, KDistances
from clusterlab.core.marks import Centers, PointMarks
from clusterlab.core.message import Message
from clusterlab.core.projection import View
from clusterlab.export.theme import LIGHT, parse_color
from clusterlab.ui.charts.scatter_chart import EigenvectorScatterChart
from clusterlab.ui.presenters import step_chart_presenter


def kinds(program):
    return [type(chart.step_chart.chart) for chart in program.step_chart_presenter.charts]


def colors(step_chart):
    image = step_chart.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def pixels(step_chart, places=None):
    """The pixels (n, 2) of the points of an embedding, or of other coordinates in it."""
    positions = step_chart.positions(step_chart.chart.places if places is None else places)
    return np.array([step_chart.pixel_of(x, y).toTuple() for x, y in positions.tolist()])


@pytest.fixture
def k_distances(program, rest):
    """The k-distance plot of DBSCAN on well-separated groups."""
    program.presenter.commands.choose_algorithm("dbscan")
    program.presenter.commands.change_param("eps", 0.5)
    rest()
    return program.step_chart_presenter.charts[0].step_chart


def test_k_distances_are_drawn_with_a_line_at_eps(program, k_distances):
    assert kinds(program) == [KDistances]
    eps = program.presenter.document.session.algorithm.eps
    assert k_distances.chart.at == pytest.approx(eps, rel=1e-12)
    image = k_distances.grab().toImage()
    y = int(k_distances.pixel_of(0, eps).y())
    difference = np.array(image.pixelColor(image.width() // 2, y).getRgb()[:3]) - parse_color(LIGHT.accent)
    assert np.abs(difference).max() <= 16
    assert LIGHT.series_color(0) in colors(k_distances)


@pytest.mark.usefixtures("k_charts")
def test_dragging_the_line_changes_eps_once(program, k_distances, qtbot, rest, drag_line):
    before = program.presenter.document.session.algorithm.eps
    end = drag_line(k_distances, 30)
    assert k_distances.is_dragging
    qtbot.mouseRelease(k_distances.viewport(), Qt.MouseButton.LeftButton, pos=end)
    rest()
    after = program.presenter.document.session.algorithm.eps
    assert after > 1.5 * before
    step_chart = program.step_chart_presenter.charts[0].step_chart
    assert step_chart.chart.at == pytest.approx(after, rel=1e-12)
    assert step_chart.pixel_of(0, after).y() == pytest.approx(30, abs=20)
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session.algorithm.eps == before


def test_esc_ends_the_drag_of_the_line_and_takes_its_change_back(
    program, k_distances, press, qtbot, rest, drag_line
):
    before = program.presenter.document.session
    end = drag_line(k_distances, 30)
    qtbot.waitUntil(lambda: program.presenter.document.session != before)
    press(Qt.Key.Key_Escape)
    assert not k_distances.is_dragging
    qtbot.mouseMove(k_distances.viewport(), end + QPoint(0, 40))
    qtbot.mouseRelease(k_distances.viewport(), Qt.MouseButton.LeftButton, pos=end + QPoint(0, 40))
    rest()
    assert program.presenter.document.session == before
    assert k_distances.line_value == k_distances.chart.at == pytest.approx(before.algorithm.eps, rel=1e-12)
    for _ in range(2):
        program.presenter.commands.undo()
    assert program.presenter.document.session.algorithm.name == "kmeans"
    assert program.window.message.isHidden()


def test_keys_move_the_line(program, k_distances, qtbot, rest):
    before = program.presenter.document.session.algorithm.eps
    k_distances.setFocus()
    qtbot.keyClick(k_distances, Qt.Key.Key_Up)
    rest()
    assert before < program.presenter.document.session.algorithm.eps < 1.1 * before


@pytest.mark.usefixtures("k_charts")
def test_eps_follows_the_data_until_it_is_set_and_again_by_a_click(program, k_distances, rest, qtbot):
    row, commands = program.window.algorithm.form.rows["eps"], program.presenter.commands
    suggested = k_distances.chart.suggested
    assert row.suggestion.text() == f"suggested: {suggested:g}"
    assert float(row.number.text()) == 0.5
    qtbot.mouseClick(row.suggestion, Qt.MouseButton.LeftButton)
    rest()
    assert program.presenter.document.session.algorithm.eps is None
    assert float(row.number.text()) == k_distances.chart.at == suggested
    assert not row.suggestion.isEnabled()
    commands.change_shape("spread", 0.3)
    qtbot.waitUntil(lambda: program.presenter.shown.run.session.source.spread == 0.3)
    rest()
    assert float(row.number.text()) == program.step_chart_presenter.charts[0].step_chart.chart.suggested
    assert float(row.number.text()) < 0.6 * suggested


def test_scaling_is_said_beside_the_suggestion_and_makes_eps_automatic(program, k_distances, rest):
    program.presenter.commands.choose_scaling("z-score")
    rest()
    row = program.window.algorithm.form.rows["eps"]
    assert program.presenter.document.session.algorithm.eps is None
    assert row.suggestion.text().endswith("(z-scored)")


@pytest.mark.usefixtures("k_charts")
def test_spectral_clustering_shows_eigenvalues_and_affinities(program, rest, press):
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


@pytest.mark.usefixtures("k_charts")
def test_the_embedding_shows_the_steps_of_k_means_in_the_colors_of_the_canvas(program, rest, press):
    # With less spread each group collapses to one point in the embedding, covered by its center.
    program.presenter.commands.change_shape("spread", 2.0)
    program.presenter.commands.choose_algorithm("spectral")
    rest()
    press(Qt.Key.Key_Home)
    assert kinds(program) == [HeatMap]
    press(Qt.Key.Key_Right)
    assert kinds(program) == [EigenvectorScatter, Eigenvalues, HeatMap]
    embedding = program.step_chart_presenter.charts[0].step_chart
    fills = {LIGHT.cluster(number) for number in range(3)}
    assert not fills & colors(embedding)
    center_counts = set()
    while not program.presenter.player.at_end:
        press(Qt.Key.Key_Right)
        centers = [mark for mark in embedding.chart.marks if isinstance(mark, Centers)]
        center_counts |= {len(mark.positions) for mark in centers}
    assert center_counts == {1, 2, 3}
    image, positions = embedding.grab().toImage(), pixels(embedding)
    (centers,) = (mark.positions for mark in embedding.chart.marks if isinstance(mark, Centers))
    uncovered = np.linalg.norm(positions[:, None] - pixels(embedding, centers), axis=2).min(axis=1) > 16
    for label, number in enumerate(program.presenter.player.scene.colors):
        own = positions[uncovered & (embedding.chart.marks[0].labels == label)]
        shown = [image.pixelColor(x, y).getRgb()[:3] for x, y in np.rint(own).astype(int).tolist()]
        assert np.median(np.abs(np.array(shown) - parse_color(LIGHT.cluster(number))).max(axis=1)) < 60


@pytest.mark.usefixtures("k_charts")
def test_other_algorithms_have_no_step_charts(program, k_distances, rest):
    program.presenter.commands.choose_algorithm("kmeans")
    rest()
    assert program.step_chart_presenter.charts == []


def test_an_embedding_of_very_many_points_is_drawn_as_small_squares(qtbot):
    n, places = 50_000, np.random.default_rng(0).random((50_000, 2))
    view = View(("x", "y"), np.eye(2), np.zeros(2), np.ones(2), True)
    marks = (PointMarks(np.arange(n) % 2), Centers(places[:2]))
    words = Message("two columns")
    step_chart = EigenvectorScatterChart(EigenvectorScatter("Embedding", "", view, places, marks, 2, words))
    qtbot.addWidget(step_chart)
    step_chart.show()
    shown = [spots for spots in step_chart._spots if len(spots.data) > 2]
    assert sum(len(spots.data) for spots in shown) == n
    assert {spots.data["symbol"][0] or spots.opts["symbol"] for spots in shown} == {"s"}
    assert {LIGHT.text} <= colors(step_chart)  # a center


@pytest.mark.usefixtures("k_charts")
def test_charts_that_cannot_be_made_leave_none_behind(program, k_distances, rest, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(step_chart_presenter, "TitledStepChart", Mock(side_effect=OSError("full")))
        program.step_chart_presenter._show((Eigenvalues("Eigenvalues", "", np.ones(3)),))
        with pytest.raises(OSError, match="full"):
            program.step_chart_presenter.poll()
    assert not program.step_chart_presenter.charts
    program.presenter.commands.choose_algorithm("kmeans")
    rest()
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert kinds(program) == [KDistances]


def test_an_embedding_has_a_grid_line_at_every_labeled_tick(qtbot):
    places = np.random.default_rng(0).random((200, 2))
    view, words = View(("x", "y"), np.eye(2), np.zeros(2), np.ones(2), True), Message("two columns")
    step_chart = EigenvectorScatterChart(
        EigenvectorScatter("Embedding", "", view, places, (PointMarks(),), 1, words)
    )
    qtbot.addWidget(step_chart)
    step_chart.show()
    for width in (340, 700):
        step_chart.resize(width, 240)
        step_chart.grab()  # the ranges follow the size when it is painted
        image = step_chart.grab().toImage()
        xs, ys = step_chart._grid_lines.getData()
        spans = np.ptp(xs.reshape(-1, 2), axis=1), np.ptp(ys.reshape(-1, 2), axis=1)
        for side, drawn in (("bottom", xs[::2][spans[0] == 0]), ("left", ys[::2][spans[1] == 0])):
            size = step_chart.box.width() if side == "bottom" else step_chart.box.height()
            low, high = step_chart.box.viewRange()[side == "left"]
            assert drawn == pytest.approx(step_chart.axes[side].tickValues(low, high, size)[0][1])
            assert len(drawn) >= 2
        x, y = (step_chart.pixel_of(xs[0], step_chart.box.viewRange()[1][1]) + QPointF(0.5, 4)).toTuple()
        assert step_chart._theme.grid in {image.pixelColor(int(x) + by, int(y)).name() for by in (-1, 0, 1)}


@pytest.mark.usefixtures("k_charts")
def test_charts_are_made_one_in_a_turn_of_the_event_loop(program, rest, monkeypatch):
    presenter, made = program.step_chart_presenter, []
    poll = type(presenter).poll

    def counted(self):
        before = len(self.charts)
        failure = poll(self)
        made.append(len(self.charts) - before)
        return failure

    monkeypatch.setattr(type(presenter), "poll", counted)
    program.presenter.commands.choose_algorithm("spectral")
    rest()
    program.presenter.go_to_end()
    rest()
    assert len(presenter.charts) == 3
    assert max(made) == 1
