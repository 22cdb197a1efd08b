from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core import principal_components
from clusterlab.core.points import Points
from clusterlab.datasets import ReadOptions
from clusterlab.datasets.column_transforms import positive_columns
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import LoadError, Selection, Table
from clusterlab.session.analysis.hints import hints_of
from clusterlab.session.playback import run_task
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.run_task import (
    ColorAssignment,
    ReusableResults,
    RunColors,
    UndecidedReadingError,
    compute_session,
    starting_colors,
)
from clusterlab.session.state import session as choices
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session
from tests.session.settling import settle


def test_what_the_window_says_about_a_table_is_computed_before_it_gets_the_points(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_text("x,income\n" + "".join(f"{i % 7},{1.5**i}\n" for i in range(40)))
    items = compute_session(Session.of(OpenedFile(path), KMeans()), ReusableResults())
    prepared = next(item for item in items if isinstance(item, Prepared))
    monkeypatch.setattr(Table, "values", property(lambda _: pytest.fail("read again")), raising=False)
    monkeypatch.setattr(Selection, "matrix", property(lambda _: pytest.fail("read again")), raising=False)
    monkeypatch.setattr(principal_components, "_components", lambda _: pytest.fail("computed again"))
    assert prepared.cumulative_variance[-1] == pytest.approx(1)
    assert [hint.subject[0] for hint in hints_of(prepared)] == ["scaling", "log"]
    assert positive_columns(prepared.table) == ("income",)


@pytest.mark.parametrize(("same_run", "colors"), [(True, (2, 0, 1)), (False, (1, 2, 0))])
def test_a_branch_keeps_its_colors_and_another_run_matches_them_by_points(same_run, colors):
    points = Points(Blobs(points=60).make().values)
    *_, last = KMeans(k=3).steps(points)
    turned = (last.labels + 1) % 3
    color_assignment = ColorAssignment(points, (2, 0, 1), (turned + 1) % 3, last.centers, same_run)
    assert starting_colors(last, points, color_assignment, ()) == colors


def test_a_hierarchy_gets_its_colors_when_it_has_k_clusters(monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)
    session = Session.of(Blobs(points=90), Ward(k=3))
    (prepared,) = (item for item in compute_session(session, ReusableResults()) if isinstance(item, Prepared))
    *_, last = KMeans(k=3).steps(prepared.points)
    color_assignment = ColorAssignment(prepared.points, (4, 0, 2), last.labels, last.centers)
    items = [*compute_session(session, ReusableResults(None, prepared, (), color_assignment))]
    (colored,) = (item for item in items if isinstance(item, RunColors))
    assert sorted(colored.colors) == [0, 2, 4]


def test_a_long_run_without_labels_is_shown_before_it_has_ended(monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)
    items = [*compute_session(Session.of(Blobs(), MiniBatch(max_iter=40)), ReusableResults())]
    places = [place for place, item in enumerate(items) if isinstance(item, RunColors)]
    assert len(places) == 1
    assert items[places[0] - 1].step.iteration == 1


@pytest.mark.parametrize("algorithm", [KMeans(), MiniBatch(batches="stream", batch_size=5)])
def test_a_file_with_two_readings_is_not_clustered_before_a_person_chooses(tmp_path, algorithm):
    path = tmp_path / "some.csv"
    path.write_text("".join(f"{i},{i * 37 % 900 + 100}\n" for i in range(1, 60)))
    session = Session.of(OpenedFile(path), algorithm)
    with pytest.raises(UndecidedReadingError, match="1,137 can be read as one number or as 2 columns"):
        [*compute_session(session, ReusableResults())]
    session = Session.of(OpenedFile(path, options=ReadOptions(delimiter=",")), algorithm)
    assert any(isinstance(item, Prepared) for item in compute_session(session, ReusableResults()))


class SlowJob:
    """A task queue that computes one item at each `take`."""

    def __init__(self):
        self.items = []

    @property
    def running(self):
        return bool(self.items)

    @property
    def busy(self):
        return bool(self.items)

    paused = False

    def start(self, work):
        self.items = list(work())

    def cancel(self):
        self.items = []

    def take(self):
        return [self.items.pop(0)]

    def failure(self):
        return None


class SlowWorker:
    """A worker with one such task queue."""

    def __init__(self, name, round_robin):
        self.task_queue = SlowJob


def test_the_end_is_followed_while_the_run_grows_until_another_step_is_chosen(monkeypatch):
    monkeypatch.setattr("clusterlab.session.playback.run_group.Worker", SlowWorker)
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)
    player = Player(Session.of(Blobs(points=200, spread=3.0), KMeans(k=6, init="random-points")))
    while not len(player.scene.run):
        player.tick(0.0)
    player.go_to_end()
    for _ in range(4):
        player.tick(0.0)
        assert player.index == len(player.scene.run) - 1
    player.go(1)
    player.tick(0.0)
    assert player.index == 1


def test_the_position_is_kept_in_a_run_that_is_shown_before_it_has_come_there(monkeypatch):
    monkeypatch.setattr("clusterlab.session.playback.run_group.Worker", SlowWorker)
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)
    session = Session.of(Blobs(points=200, spread=3.0), KMeans(k=6, init="random-points"))
    player = Player(session)
    settle(player)
    player.go(6)
    player.request(choices.with_param(session, "seed", 1))
    settle(player)
    assert player.position == 6 < player.length - 1


@pytest.mark.parametrize(("cluster", "position"), [(3, [0.0, 0.0]), (0, [0.0]), (0, [0.0, 0.0, 0.0])])
def test_a_moved_center_that_does_not_fit_is_refused(cluster, position):
    branch = Branch(1, cluster, np.array(position))
    session = replace(Session.of(Blobs(), KMeans(k=3)), panes=(Pane(KMeans(k=3), branches=(branch,)),))
    with pytest.raises(LoadError, match="does not fit"):
        list(compute_session(session, ReusableResults()))
