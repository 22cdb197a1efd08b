"""The answer about the data in the real window: the same under every algorithm, and of no other data."""

import threading

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.example_files import examples
from clusterlab.metrics.cluster_count import how_many
from tests.ui.at_rest import faults_at_rest


@pytest.fixture
def view(program):
    return program.window.charts.verdict


@pytest.fixture
def count_gate(monkeypatch):
    """Clusters are counted only once this event is set, so that a slow window sees the count begin."""
    opened, real = threading.Event(), how_many.count_clusters

    def held(*args, **more):
        opened.wait(120)
        return (yield from real(*args, **more))

    monkeypatch.setattr(how_many, "count_clusters", held)
    yield opened
    opened.set()


def lines(view):
    return [label.text() for _, label in view.lines]


def test_the_answer_is_the_same_under_every_algorithm_and_counted_once(program, view, rest, begun_counts):
    said, evidence = view.answer.text(), lines(view)
    assert said == "3 clusters"
    for name in ALGORITHMS.all():
        program.presenter.commands.choose_algorithm(name)
        assert (view.answer.text(), lines(view)) == (said, evidence)
        rest()
        assert (view.answer.text(), lines(view)) == (said, evidence)
    program.presenter.commands.choose_k(5)
    program.presenter.commands.new_start()
    rest()
    assert begun_counts == []


def test_new_data_have_no_answer_of_the_old_ones(program, view, rest, qtbot, count_gate):
    program.presenter.commands.change_shape("groups", 2)
    qtbot.waitUntil(lambda: program.presenter.shown.run.session.source.groups == 2)
    assert view.answer.text().startswith("Looking for clusters…")
    assert not any(use.isVisible() for use in view.uses)
    assert lines(view)[0] == "Gap statistic"
    count_gate.set()
    rest()
    assert view.answer.text() == "2 clusters"


def test_the_k_of_the_answer_is_used_by_a_click(program, view, rest, qtbot):
    program.presenter.commands.choose_k(5)
    rest()
    (use,) = view.uses
    assert use.isVisible()
    qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    rest()
    assert program.presenter.document.session.k == 3
    assert not use.isVisible()
    assert faults_at_rest(program.window) == []


def test_escape_stops_counting_and_a_click_begins_again(program, view, rest, qtbot, count_gate):
    program.presenter.commands.change_shape("points", 2000)
    qtbot.waitUntil(lambda: program.cluster_count_presenter.counting.busy)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Escape)
    assert view.answer.text() == "Clusters were not counted"
    count_gate.set()
    rest()
    assert faults_at_rest(program.window) == []
    program.presenter.commands.choose_k(2)  # other runs of the same data look for clusters again
    rest()
    assert view.answer.text() == "3 clusters"


def test_where_one_column_outweighs_all_others_scaling_is_a_click_away(program, view, rest, qtbot):
    program.presenter.commands.open_file(examples()["wine"])
    rest()
    assert "since proline would outweigh all others" in view.notes.text()
    qtbot.mouseClick(view.scale, Qt.MouseButton.LeftButton)
    rest()
    assert program.presenter.document.session.scaling == "z-score"
    assert view.notes.text() == ""
    assert not view.scale.isVisible()


@pytest.mark.usefixtures("k_charts")
def test_a_failed_count_is_reported_and_nothing_else_is_lost(program, view, rest, monkeypatch):
    def fail(*args, **more):
        raise MemoryError
        yield

    monkeypatch.setattr(how_many, "count_clusters", fail)
    program.presenter.commands.change_shape("seed", 5)
    rest()
    assert view.answer.text() == "Clusters were not counted"
    assert program.window.message.isVisible()
    assert program.window.charts.chart("inertia").isVisible()
    monkeypatch.undo()


def test_looking_again_needs_one_click(program, view, rest, qtbot, count_gate):
    program.presenter.commands.change_shape("points", 2000)
    qtbot.waitUntil(lambda: program.cluster_count_presenter.counting.busy)
    program.presenter.cancel()
    count_gate.set()
    qtbot.mouseClick(view.again, Qt.MouseButton.LeftButton)
    rest()
    assert view.answer.text() == "3 clusters"
