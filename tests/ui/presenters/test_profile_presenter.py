"""The profiles of clusters in the real window."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.resources import resource


@pytest.fixture
def widget(program, rest):
    """The profiles, visible."""
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Profile"))
    rest()
    return program.profile_presenter.widget


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


def test_another_step_has_its_own_profiles(program, penguins, press):
    before = penguins.words.text()
    press(Qt.Key.Key_Home)
    assert penguins.state.isVisible()
    assert not penguins.words.isVisible()
    press(Qt.Key.Key_End)
    assert penguins.words.text() == before


def test_nothing_is_computed_while_the_tab_is_hidden(program, press):
    press(Qt.Key.Key_End)
    assert program.profile_presenter.step_profiles.found is None


def test_many_clusters_are_not_compared_beside_each_other(program, penguins, rest, press):
    program.presenter.commands.choose_k(12)
    rest()
    press(Qt.Key.Key_End)
    assert not penguins.differences.isVisible()
    assert len(penguins.cluster.words()) == 12
    assert penguins.features.isVisible()
