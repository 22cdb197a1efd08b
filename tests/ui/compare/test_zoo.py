"""The zoo in the real window."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.export import grid_cell
from clusterlab.export.theme import DARK
from clusterlab.export.viewport import UNTITLED_INSETS, fit_viewport
from clusterlab.session.state.presets import ZOO_PARAMS
from clusterlab.ui.canvas.cluster_plot import ClusterPlot
from clusterlab.ui.compare import zoo_presenter
from clusterlab.ui.widgets.painting import paint_error
from tests.ui.canvas.drawing import color_in


def thumbnail_viewport(thumbnail):
    """The viewport of the picture of a thumbnail, in which its pixels are found."""
    size = (thumbnail.width(), thumbnail.height())
    return fit_viewport(thumbnail.cell.picture, size, thumbnail.devicePixelRatioF(), 1.0, UNTITLED_INSETS)


@pytest.fixture
def draws_per_turn(program, monkeypatch):
    """The number of thumbnails that each turn of the event loop draws."""
    turns, poll = [], zoo_presenter.ZooPresenter.poll

    def counted(self):
        turns.append(0)
        return poll(self)

    def made(*args):
        turns[-1] += 1
        return grid_cell.grid_cell(*args)

    monkeypatch.setattr(zoo_presenter.ZooPresenter, "poll", counted)
    monkeypatch.setattr(zoo_presenter, "grid_cell", made)
    return turns


@pytest.mark.parametrize(("seconds", "most"), [(0, 1), (3600, zoo_presenter.CELLS_PER_TURN)])
def test_a_zoo_draws_few_thumbnails_per_turn_and_no_run_that_is_being_computed(
    program, draws_per_turn, rest, press, monkeypatch, seconds, most
):
    monkeypatch.setattr(zoo_presenter, "SECONDS_PER_TURN", seconds)
    runs = len(ALGORITHMS.all()) * len(ZOO_PARAMS)
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    # A run is drawn when it is first shown, at its end, and after its colors are matched.
    assert runs <= sum(draws_per_turn) <= 3 * runs
    draws_per_turn.clear()
    press(Qt.Key.Key_Home)
    assert sum(draws_per_turn) == runs
    assert max(draws_per_turn) == most


def test_the_zoo_follows_the_transport_and_a_click_opens_a_cell(program, rest, qtbot, press):
    program.window.pane_bar.presets.menu().actions()[-1].trigger()
    rest()
    grid, columns = program.window.zoo, len(ALGORITHMS.all())
    assert grid.isVisible()
    assert len(grid.thumbnails) == columns * len(ZOO_PARAMS)
    assert grid.thumbnails[0].accessibleName() == "k-means on Blobs · ARI 1.00"
    # The points of DBSCAN are not covered by centers.
    thumbnail = grid.thumbnails[3]
    image, viewport = thumbnail.grab().toImage(), thumbnail_viewport(thumbnail)
    assert len({color_in(image, thumbnail.cell.picture, viewport, cluster) for cluster in range(3)}) == 3
    press(Qt.Key.Key_Home)
    assert grid.thumbnails[0].cell.picture.point_marks.labels is None
    press(Qt.Key.Key_End)
    qtbot.mouseClick(grid.thumbnails[columns + 3], Qt.MouseButton.LeftButton)
    rest()
    session = program.presenter.document.session
    assert (session.source.name, session.algorithm.name) == ("moons", list(ALGORITHMS.all())[3])
    assert program.window.canvas.isVisible()


def test_a_thumbnail_that_cannot_be_drawn_says_so_and_the_others_are_rendered(
    program, rest, qtbot, monkeypatch
):
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    grid = program.window.zoo
    show_picture = ClusterPlot.show_picture

    def planted(self, picture):
        if self is grid._plot and picture is grid.thumbnails[2].cell.picture:
            raise ZeroDivisionError("planted")
        show_picture(self, picture)

    monkeypatch.setattr(ClusterPlot, "show_picture", planted)
    with qtbot.capture_exceptions() as reported:
        program.look_settings.toggle()
        qtbot.waitUntil(lambda: not grid._timer.isActive() and bool(reported))
    assert {str(error) for _, error, _ in reported} == {"planted"}
    assert str(paint_error(grid.thumbnails[2])) == "planted"
    assert grid.thumbnails[-1]._image.pixelColor(10, 3).name() == DARK.canvas
    assert paint_error(grid.thumbnails[1]) is None


def test_a_hidden_zoo_is_rendered_when_it_is_shown_again(program, rest, qtbot):
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    grid = program.window.zoo
    qtbot.waitUntil(lambda: not grid._timer.isActive())
    grid.hide()
    program.look_settings.toggle()
    assert not grid._timer.isActive()
    grid.show()
    qtbot.waitUntil(lambda: not grid._timer.isActive())
    assert {thumbnail._image.pixelColor(10, 3).name() for thumbnail in grid.thumbnails} == {DARK.canvas}


def test_all_thumbnails_of_a_zoo_follow_the_theme_and_the_size_of_the_window(program, rest, qtbot):
    program.presenter.pane_commands.choose_preset("zoo")
    rest()
    program.look_settings.toggle()
    program.window.resize(1200, 760)
    grid = program.window.zoo
    qtbot.waitUntil(lambda: not grid._timer.isActive())
    for thumbnail in grid.thumbnails:
        assert thumbnail._image.size() == thumbnail.size() * thumbnail.devicePixelRatio()
        assert thumbnail._image.pixelColor(10, 3).name() == DARK.canvas


def test_all_columns_are_equally_wide_whatever_the_type_size(program, rest):
    program.presenter.pane_commands.choose_preset("zoo")
    for scale in (1.0, 1.5, 2.0):
        program.look_settings.set_scale(scale)
        rest()
        widths = {thumbnail.width() for thumbnail in program.window.zoo.thumbnails}
        assert max(widths) - min(widths) <= 1
        assert program.window.top.height() >= program.window.top.sizeHint().height()
    program.look_settings.scale_font(0)  # the font is the application's


@pytest.mark.parametrize("waits", [False, True])
def test_panes_opened_after_the_zoo_have_their_own_tab(program, rest, waits):
    commands, charts = program.presenter.pane_commands, program.window.charts
    commands.choose_preset("zoo")
    if waits:
        rest()
        assert charts.current_title == "About"
    commands.choose_preset("moons")
    rest()
    assert charts.current_title == "Compare"
    assert charts.tabs.isTabVisible(0)
