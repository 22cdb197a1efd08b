"""The profiles of clusters in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from clusterlab.core.formatting import format_number
from clusterlab.core.resources import resource
from clusterlab.export.theme import LIGHT, composited, parse_color


@pytest.fixture
def widget(program, rest):
    """The profiles, visible."""
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Profile"))
    rest()
    return program.tab_presenters.profile.widget


@pytest.fixture
def penguins(program, widget, rest, press):
    """The profiles of three clusters of z-scored penguins, at the last step."""
    commands = program.presenter.commands
    commands.open_file(resource("examples/penguins.csv"))
    rest()
    commands.choose_columns(("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"))
    commands.choose_scaling("z-score")
    commands.choose_k(3)
    rest()
    press(Qt.Key.Key_End)
    return widget


def test_without_clusters_there_is_a_reason(widget):
    assert widget.state.text() == "The points have no clusters at this step yet."
    assert not widget.features.isVisible()


def test_every_cluster_is_described_and_compared(program, penguins):
    assert not penguins.state.isVisible()
    assert len(penguins.cluster.words()) == 3
    names = [row[0] for row in penguins.differences.texts()]
    assert sorted(names[:4]) == ["bill_depth_mm", "bill_length_mm", "body_mass_g", "flipper_length_mm"]
    assert names[-1] == "year"  # it was left out, and hardly differs
    assert [len(row) for row in penguins.differences.texts()] == [4] * 5


def test_a_cluster_is_chosen_and_its_typical_rows_are_selected(program, penguins, click):
    texts = penguins.cluster.words()
    gentoo = next(i for i, text in enumerate(texts) if text.endswith("123 points"))
    penguins.cluster.setCurrentIndex(gentoo)
    penguins.cluster.activated.emit(gentoo)
    assert penguins.words.text().startswith(
        "flipper_length_mm over 202.5 and bill_depth_mm under 17.35: 123 of"
    )
    assert ["species: Gentoo", "100 %", "36 %"] in penguins.categories.texts()
    click(penguins.select)
    species = program.presenter.shown.run.prepared.table.texts["species"]
    assert {species[row] for row in program.highlight.selected} == {"Gentoo"}


def choose_column(widget, name):
    box = widget.box_plots.column
    box.show_choice(name)
    box.activated.emit(box.currentIndex())


def test_box_plots_show_a_chosen_column_with_a_box_in_the_color_of_each_cluster(program, penguins, qtbot):
    assert penguins.box_plots.chart is None
    choose_column(penguins, "flipper_length_mm")
    chart, run = penguins.box_plots.chart, program.presenter.shown.run
    table = run.prepared.table
    values = table.values[run.prepared.selection.kept, table.columns.index("flipper_length_mm")]
    labels, image = run.prepared.points.to_row_order(run.labels), chart.grab().toImage()
    for place, cluster in enumerate(chart.listed):
        low, median, high = np.quantile(values[labels == cluster], (0.25, 0.5, 0.75))
        inside = chart.pixel_of(place + 0.15, (median + high) / 2 if high > median else median).toPoint()
        pale = composited(LIGHT.cluster(run.numbers[cluster]), LIGHT.panel, 150 / 255)
        found = image.pixelColor(inside)
        assert np.abs(parse_color(found.name()).astype(int) - parse_color(pale)).max() <= 2
        above = chart.pixel_of(place + 0.2, high).toPoint() - QPoint(0, 6)
        assert image.pixelColor(above).name() == LIGHT.panel
        assert f"median {format_number(median)}, quartiles {format_number(low)} to" in chart.words(cluster)
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=inside)
    assert program.highlight.selected == set(run.rows_of(cluster))


def test_box_plots_follow_the_step_and_the_keys(program, penguins, rest, qtbot):
    choose_column(penguins, "year")
    penguins.box_plots.chart.setFocus()
    qtbot.keyClick(penguins.box_plots.chart, Qt.Key.Key_Right)
    assert penguins.box_plots.chart.accessibleDescription().startswith("Cluster 1: median ")
    program.presenter.go(0)
    rest()
    assert not penguins.box_plots.isVisible()
    program.presenter.go_to_end()
    rest()
    assert penguins.box_plots.column.choice() == "year"
    assert penguins.box_plots.chart.isVisible()


def test_another_step_has_its_own_profiles(program, penguins, press):
    before = penguins.words.text()
    press(Qt.Key.Key_Home)
    assert penguins.state.isVisible()
    assert not penguins.words.isVisible()
    press(Qt.Key.Key_End)
    assert penguins.words.text() == before
    assert penguins.words.isVisible()


@pytest.mark.usefixtures("k_charts")
def test_nothing_is_computed_while_the_tab_is_hidden(program, penguins, press):
    profiles = program.tab_presenters.profile.step_profiles
    before = profiles.found
    program.window.charts.tabs.setCurrentIndex(0)
    press(Qt.Key.Key_Home)
    assert profiles.found is before


def test_many_clusters_are_not_compared_beside_each_other(program, penguins, rest, press):
    program.presenter.commands.choose_k(12)
    rest()
    press(Qt.Key.Key_End)
    assert not penguins.differences.isVisible()
    assert len(penguins.cluster.words()) == 12
    assert penguins.features.isVisible()


def test_the_differences_are_saved_as_a_picture(program, penguins, rest, tmp_path):
    path = tmp_path / "profile.png"
    penguins.save.trigger()
    dialog = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()
    rest()
    assert QImage(str(path)).width() == 2 * 760
    assert program.window.message.words.text() == f"Saved {path}."
