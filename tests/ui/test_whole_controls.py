"""No control of the window is cut: in large type on a small screen, and in the usual one."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from clusterlab.core.resources import resource
from clusterlab.session.state.view_choice import ViewChoice
from tests.ui.whole_controls import cut_controls, overlapping

pytestmark = pytest.mark.usefixtures("k_charts")

SIZES = [((1024, 768), 2.0), ((1440, 900), 3.0), ((1440, 900), 1.0), ((1024, 768), 1.0)]


LAYOUT_TURNS = 6
"""Turns of the event loop in which nested layouts come to rest."""


@pytest.fixture
def laid_out(rest):
    """Waits until all results are shown, and all layouts are done."""

    def laid_out():
        rest()
        for _ in range(LAYOUT_TURNS):
            QApplication.processEvents()

    return laid_out


@pytest.fixture(params=SIZES, ids=str)
def sized(request, program, rest):
    """The program in a window and a type of some size; the size of the type is reset afterward."""
    size, scale = request.param
    program.window.resize(*size)
    program.look_settings.scale_font(scale)
    rest()
    assert (program.window.width(), program.window.height()) == size
    yield program
    program.look_settings.scale_font(0)
    rest()


def show_tab(program, title):
    """Shows a tab of the right panel, in the drawer where it is one."""
    tabs = program.window.charts.tabs
    program.window.drawer.setChecked(True)
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(title))


def open_penguins(program):
    """Shows a file with hints and a view of three axes."""
    program.window.drawer.setChecked(False)
    program.presenter.commands.open_file(resource("examples/penguins.csv"))
    program.presenter.commands.choose_view(ViewChoice("space"))


STATES = {
    "start": lambda program: None,
    "charts": lambda program: [program.presenter.go_to_end(), show_tab(program, "How many?")],
    "about": lambda program: show_tab(program, "About"),
    "quality": lambda program: show_tab(program, "Quality"),
    "profile": lambda program: show_tab(program, "Profile"),
    "file": open_penguins,
    "gmm": lambda program: program.presenter.commands.choose_algorithm("gmm"),
    "dbscan": lambda program: program.presenter.commands.choose_algorithm("dbscan"),
    "panes": lambda program: program.presenter.pane_commands.toggle(),
}


def test_every_control_is_whole_in_every_state(sized, laid_out):
    found = {}
    for name, show in STATES.items():
        show(sized)
        laid_out()
        found[name] = [*cut_controls(sized.window), *overlapping(sized.window)]
    assert found == {name: [] for name in STATES}


def test_everything_of_the_usual_case_shows_without_scrolling(program, laid_out):
    program.presenter.go_to_end()
    laid_out()
    window = program.window
    for area in (window.columns.widget(0), window.charts.pages.currentWidget()):
        assert area.verticalScrollBar().maximum() == 0
    tiles = list(window.data.gallery.tiles.values())
    assert {tile.y() for tile in tiles[:4]} == {tiles[0].y()}
    assert len({tile.y() for tile in tiles}) == 2


def test_charts_grow_with_the_window(program, laid_out):
    program.presenter.go_to_end()
    laid_out()
    sizes = []
    for size in ((1440, 900), (1920, 1080), (3840, 2160)):
        program.window.resize(*size)
        laid_out()
        charts = program.window.charts.chart("inertia").curve, program.silhouette_presenter.chart.plot
        sizes.append([(chart.width(), chart.height()) for chart in charts])
    for smaller, larger in pairwise(sizes):
        assert all(one < other for one, other in zip(sum(smaller, ()), sum(larger, ()), strict=True))


def test_k_keeps_its_place_whatever_the_algorithm(program, rest):
    places = set()
    for name in ("kmeans", "dbscan", "transfers", "ward", "gmm"):
        program.presenter.commands.choose_algorithm(name)
        rest()
        places.add(program.window.top.k.mapTo(program.window.top, program.window.top.k.rect().topLeft()).x())
    assert len(places) == 1
