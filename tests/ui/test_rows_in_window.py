"""Selected points are clustered alone or left out, in the real window."""

import pytest

from clusterlab.core.resources import resource


@pytest.fixture
def penguins(program, rest):
    """The penguins, with one cluster of the last step."""
    program.presenter.commands.open_example("penguins")
    program.presenter.commands.choose_k(3)
    rest()
    program.presenter.go_to_end()
    rest()
    return program


def clustered(program):
    return set(program.presenter.shown.run.prepared.selection.kept.tolist())


def trigger(program, name, rest):
    program.actions[name].trigger()
    rest()


def test_selected_points_are_clustered_alone_and_a_click_brings_all_back(penguins, rest, click):
    every, rows = clustered(penguins), set(range(150, 260))
    penguins.highlight.select(rows)
    trigger(penguins, "cluster_only", rest)
    assert clustered(penguins) == rows & every
    box = penguins.window.data.rows
    assert box.isVisible()
    assert box.words.text() == f"Only {len(rows & every)} of {len(every)} rows"
    click(box.all)
    assert clustered(penguins) == every
    assert not box.isVisible()


def test_points_are_left_out_twice_and_undo_takes_back_one(penguins, rest):
    every = clustered(penguins)
    penguins.highlight.select(range(20))
    trigger(penguins, "leave_out", rest)
    penguins.highlight.select(range(15, 40))
    trigger(penguins, "leave_out", rest)
    assert clustered(penguins) == every - set(range(40))
    assert penguins.actions["undo"].iconText() == "Undo: rows"
    trigger(penguins, "undo", rest)
    assert clustered(penguins) == every - set(range(20))
    trigger(penguins, "use_all_rows", rest)
    assert clustered(penguins) == every


def test_without_a_selection_a_sentence_says_what_to_do(penguins, rest):
    trigger(penguins, "cluster_only", rest)
    assert "Select some points first." in penguins.window.message.words.text()


def test_other_data_have_all_their_rows(penguins, rest):
    penguins.highlight.select(range(100))
    trigger(penguins, "cluster_only", rest)
    penguins.presenter.commands.open_file(resource("examples/iris.csv"))
    rest()
    assert len(clustered(penguins)) == 150


def test_rows_of_generated_points_are_left_out_too(program, rest):
    n = len(clustered(program))
    program.highlight.select(range(10))
    trigger(program, "leave_out", rest)
    assert len(clustered(program)) == n - 10
    program.presenter.commands.regenerate()
    rest()
    assert len(clustered(program)) == n


def test_fewer_points_than_clusters_lower_k(penguins, rest):
    penguins.highlight.select([0, 1])
    trigger(penguins, "cluster_only", rest)
    assert penguins.presenter.document.session.k == 2
    assert len(clustered(penguins)) == 2


def test_rows_of_other_data_are_not_looked_for(penguins, rest):
    penguins.highlight.select([4, 178, 5000])
    trigger(penguins, "cluster_only", rest)
    assert clustered(penguins) == {4, 178}
    penguins.presenter.commands.open_example("wine")
    penguins.highlight.select([1, 2])
    penguins.actions["leave_out"].trigger()  # while the wine is being read
    assert penguins.presenter.document.session.rows is None
    rest()
    assert len(clustered(penguins)) == 178
