"""Clusters are named in the real window, and the names appear wherever clusters are named."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from clusterlab.export.tables import labels_text


@pytest.fixture
def penguins(program, rest):
    program.presenter.commands.open_example("penguins")
    program.presenter.commands.choose_k(3)
    rest()
    program.presenter.go_to_end()
    rest()
    return program


def name_cluster(program, cluster, name, rest):
    """Names a cluster by the key, as a person would."""
    number = program.presenter.shown.run.numbers[cluster]
    emphasis = program.highlight.emphasis
    program.highlight.emphasize(emphasis.with_highlight_toggled(number))
    program.actions["rename_cluster"].trigger()
    dialog = program.window.findChild(QInputDialog)
    dialog.setTextValue(name)
    dialog.accept()
    program.highlight.emphasize(emphasis)
    rest()


def show_tab(program, name, rest):
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))
    rest()


def test_a_name_is_in_the_legend_profile_rows_and_files_and_can_be_undone(penguins, rest):
    name_cluster(penguins, 1, "Gentoo", rest)
    assert [str(name) for name in penguins.window.canvas.picture.names] == [
        "Cluster 1",
        "Gentoo",
        "Cluster 3",
    ]
    show_tab(penguins, "Profile", rest)
    assert penguins.profile_presenter.widget.cluster.words()[1].startswith("Gentoo · ")
    show_tab(penguins, "Rows", rest)
    assert "Gentoo" in penguins.rows_presenter.widget.cluster.words()
    run = penguins.presenter.shown.run
    text = labels_text(run.prepared, run.step, run.cluster_names)
    assert text.splitlines()[0] == "row,label,name"
    assert {line.split(",")[2] for line in text.splitlines() if line.split(",")[1] == "2"} == {"Gentoo"}
    penguins.actions["undo"].trigger()
    rest()
    assert "Gentoo" not in penguins.presenter.shown.run.cluster_names
    assert penguins.actions["redo"].iconText() == "Redo: name of a cluster"


def test_a_name_stays_with_its_cluster_when_k_changes_and_is_gone_with_other_data(penguins, rest):
    largest = max(range(3), key=lambda c: (penguins.presenter.shown.run.labels == c).sum())
    name_cluster(penguins, largest, "Small birds", rest)
    number = penguins.presenter.shown.run.numbers[largest]
    penguins.presenter.commands.choose_k(4)
    rest()
    penguins.presenter.go_to_end()
    rest()
    run = penguins.presenter.shown.run
    assert number in run.numbers
    assert run.cluster_names[run.numbers.index(number)] == "Small birds"
    penguins.presenter.commands.open_example("iris")
    rest()
    assert "Small birds" not in penguins.presenter.shown.run.cluster_names


def test_without_a_highlighted_cluster_a_sentence_says_what_to_do(penguins, press):
    press(Qt.Key.Key_F2)
    assert "Highlight one first" in penguins.window.message.words.text()
