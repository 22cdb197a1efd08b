import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core import history
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.datasets.table import LoadError
from clusterlab.session.playback import run_task
from clusterlab.session.playback.player import DEFAULT_RATE, Player
from clusterlab.session.playback.run_slot import FEW_POINTS, MAX_HOLD, POINTS_DELAY
from clusterlab.session.playback.run_task import ComputedStep
from clusterlab.session.state import session as choices
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session
from tests.session.playback.conftest import BLOBS
from tests.session.settling import settle


def test_a_run_is_shown_at_its_first_step_and_computed_ahead(player):
    assert player.index == 0
    assert player.scene.run.finished
    assert player.step.phase == "start"


def test_the_position_stays_within_the_run(player):
    player.go(10_000)
    assert player.at_end
    player.go(-5)
    assert player.index == 0


def test_playing_moves_one_step_per_interval_and_stops_at_the_end(player):
    player.play(now=0.0)
    player.tick(0.9 / DEFAULT_RATE)
    assert player.index == 0
    player.tick(1.01 / DEFAULT_RATE)
    assert player.index == 1
    player.tick(1e6)
    assert player.at_end
    assert not player.playing


def test_playing_twice_as_fast_takes_half_the_time(player):
    player.rate = 2 * DEFAULT_RATE
    player.play(now=0.0)
    player.tick(1.01 / DEFAULT_RATE)
    assert player.index == 2


def test_of_many_merges_several_are_played_in_the_time_of_one():
    player = Player(Session.of(Blobs(points=300, seed=1), Ward(k=2)))
    settle(player)
    assert len(player.scene.run) == 299
    player.play(now=0.0)
    shown, frames = [], 0
    while player.playing:
        frames += 1
        player.tick(frames / 60)
        shown.append(player.index)
    assert player.at_end
    assert frames / 60 * DEFAULT_RATE < 45
    assert shown[-12 * int(60 / DEFAULT_RATE)] >= 298 - 20
    assert {*range(290, 299)} <= {*shown}
    assert player.close()


def test_play_at_the_end_begins_again(player):
    player.go_to_end()
    player.play(0.0)
    assert player.index == 0


def test_the_screen_stays_at_the_end_when_k_changes_there(player):
    player.go_to_end()
    player.request(choices.with_param(BLOBS, "k", 6))
    settle(player)
    assert player.at_end
    assert player.step.k == 6


def test_a_branch_shares_the_steps_before_it_and_goes_on_from_the_moved_center(player):
    base = list(player.scene.run)
    place = np.array([0.9, 0.9])
    with player.next_at(4):
        player.request(choices.with_branch(BLOBS, Branch(2, 1, place)))
    settle(player)
    history = player.scene.run
    assert all(history[i] is base[i] for i in range(3))
    assert np.array_equal(history[3].centers[1], place)
    assert np.array_equal(history[3].centers[[0, 2, 3]], base[2].centers[[0, 2, 3]])
    assert player.index == 4
    assert history.finished


def test_a_branch_of_a_branch_can_be_recomputed_from_the_start(player):
    twice = choices.with_branch(
        choices.with_branch(BLOBS, Branch(2, 1, np.zeros(2))), Branch(4, 0, np.ones(2))
    )
    with player.next_at(0):
        player.request(twice)
    settle(player)
    other = Player(twice)
    settle(other)
    assert [s.objective for s in other.scene.run] == [s.objective for s in player.scene.run]
    assert np.array_equal(player.scene.run[5].centers[0], np.ones(2))
    assert other.close()


def test_the_preview_of_a_drag_has_the_labels_of_the_moved_center(player):
    player.go(2)
    far = player.scene.preview(player.materialized_step, Branch(2, 0, np.array([1e3, 1e3])))
    assert not (far.labels == 0).any()


def test_a_file_that_cannot_be_read_leaves_the_screen_as_it_was(player):
    before = player.scene
    player.request(choices.with_source(BLOBS, OpenedFile(Path("/nowhere/at all.csv"))))
    failures = settle(player)
    assert isinstance(failures[0], LoadError)
    assert player.scene is before


def test_data_too_few_for_k_are_shown_without_a_run(player):
    player.request(choices.with_source(BLOBS, replace(BLOBS.source, points=2)))
    assert settle(player)
    assert player.scene.prepared.points.n == 2
    assert player.step is None
    assert player.caption() is None


def test_nothing_is_played_where_there_is_no_run(player):
    player.request(choices.with_source(BLOBS, Blobs(points=3, seed=5)))
    settle(player)
    assert len(player.scene.run) == 0
    player.play(now=0.0)
    assert not player.playing


def test_a_run_that_is_still_to_come_is_waited_for(player, gate):
    player.request(choices.with_source(BLOBS, Blobs(points=3, seed=5)))
    gate.set()
    settle(player)
    gate.clear()
    player.request(choices.with_source(BLOBS, Blobs(points=100, seed=5)))
    player.play(now=0.0)
    player.tick(10.0)
    assert player.playing


def test_only_the_last_of_many_quick_changes_is_shown(player):
    for points in range(50, 80):
        player.request(choices.with_source(BLOBS, Blobs(points=points)))
    settle(player)
    assert player.scene.prepared.points.n == 79


@pytest.fixture
def compacted_player(monkeypatch):
    """A player with memory for the labels of three steps."""
    monkeypatch.setattr(history, "MAX_LABEL_BYTES", 3 * 200)
    made = Player(BLOBS)
    settle(made)
    yield made
    assert made.close()


def test_steps_of_a_compacted_run_are_restored_exactly(player, compacted_player):
    assert compacted_player.scene.run.label_stride > 1
    assert compacted_player.scene.run.label_bytes <= 3 * 200
    assert compacted_player.scene.objectives == player.scene.objectives
    for index in (*range(len(player.scene.run)), 3, 1, 6):
        compacted_player.go(index)
        player.go(index)
        assert (
            np.array_equal(compacted_player.materialized_step.labels, player.step.labels)
            or compacted_player.materialized_step.labels is None
        )
        assert (compacted_player.materialized_step.labels is None) == (player.step.labels is None)
        assert compacted_player.step is compacted_player.materialized_step
        assert compacted_player.caption() == player.caption()


def test_a_branch_of_a_compacted_run_equals_that_of_a_complete_run(compacted_player):
    scene = compacted_player.scene
    at = next(i for i in range(len(scene.run)) if scene.run[i].compacted)
    session = choices.with_branch(BLOBS, Branch(at, 1, np.array([0.3, -0.9])))
    compacted_player.request(session)
    settle(compacted_player)
    fresh = list(run_task.steps(session, scene.prepared.points, ()))
    assert len(compacted_player.scene.run) == len(fresh) > at + 2
    assert not compacted_player.scene.run[at + 1].compacted
    for index, step in enumerate(fresh):
        mine = compacted_player.scene.materialized(index)
        assert np.array_equal(mine.centers, step.centers)
        assert mine.labels is step.labels or np.array_equal(mine.labels, step.labels)
        assert (mine.objective, mine.changed, mine.phase) == (step.objective, step.changed, step.phase)


def test_the_worker_keeps_no_step_that_the_run_has_discarded(monkeypatch):
    alive = []

    def watched(session, points, known):
        for step in steps(session, points, known):
            if step.labels is not None:
                alive.append(weakref.ref(step.labels))
            most.append(len({id(labels()) for labels in alive if labels() is not None}))
            yield step

    steps, most = run_task.steps, []
    monkeypatch.setattr(run_task, "steps", watched)
    monkeypatch.setattr(
        run_task, "timed_steps", lambda items: (ComputedStep(step.without_labels(), 0.0) for step in items)
    )
    for _ in run_task.compute_session(BLOBS, run_task.ReusableResults()):
        pass
    assert len(alive) > 6
    assert max(most) <= 3


def test_the_same_points_keep_their_object_when_only_the_algorithm_changes(player):
    points = player.scene.prepared.points
    player.request(choices.with_param(BLOBS, "k", 2))
    settle(player)
    assert player.scene.prepared.points is points


def test_colors_stay_with_their_clusters_when_the_seed_changes(player):
    player.go_to_end()
    before, colors = player.step.labels, player.scene.colors
    player.request(choices.with_param(BLOBS, "seed", 11))
    assert player.step is player.scene.run[len(player.scene.run) - 1]  # until the other run can be shown
    settle(player)
    colors_before, colors_now = np.take(colors, before), np.take(player.scene.colors, player.step.labels)
    assert (colors_before == colors_now).mean() > 0.6


def test_clusters_found_after_the_colors_get_the_next_ones_and_keep_them(player, monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)  # colors are given while the first cluster grows
    player.request(choices.with_algorithm(BLOBS, DBSCAN(eps=1.2)))
    settle(player)
    grown = player.scene.run[len(player.scene.run) - 1]
    assert grown.k > len(player.scene.colors)
    player.request(BLOBS)
    assert not settle(player)
    assert player.scene.session == BLOBS
    assert len(set(player.scene.colors)) == 4


def test_another_shape_is_other_data(player):
    player.request(choices.with_source(BLOBS, Moons(points=120)))
    settle(player)
    assert player.scene.prepared.points.n == 120


def test_a_request_of_the_session_on_screen_applies_its_appearance_even_if_canceled(player):
    player.request(choices.with_algorithm(BLOBS, KMeans(k=2)))
    player.apply_appearance(replace(choices.with_algorithm(BLOBS, KMeans(k=2)), view=("x1", "x1")))
    player.request(BLOBS)
    player.cancel()
    assert player.scene.session == BLOBS


def wait_for_points(player, now):
    """Ticks until the points of the next scene are known."""
    while player.slot.prepared is None:
        player.tick(now)


def test_new_points_are_shown_before_the_first_step_of_their_run(player, gate):
    player.go_to_end()
    player.request(choices.with_source(BLOBS, Moons(points=120)))
    wait_for_points(player, now=100.0)
    player.tick(now=100.0 + POINTS_DELAY / 2)
    assert player.scene.prepared.points.n == 200  # those of a fast run are shown with their clusters
    player.tick(now=100.0 + 1.1 * POINTS_DELAY)
    assert player.scene.prepared.points.n == 120
    assert player.step is None
    assert player.waiting
    gate.set()
    settle(player)
    assert player.at_end
    assert player.scene.prepared.points.n == 120


@pytest.mark.parametrize("shown_at", [0.0, None])
def test_a_run_of_many_new_points_waits_until_they_are_shown(player, shown_at):
    player.request(choices.with_source(BLOBS, Blobs(points=FEW_POINTS + 1)))
    wait_for_points(player, now=100.0)
    player.tick(now=100.0 + MAX_HOLD / 2)
    assert player.scene.prepared.points.n == FEW_POINTS + 1
    assert player.computing
    assert player.slot.task_queue.paused
    if shown_at is None:  # what shows them has failed
        player.tick(now=100.0 + MAX_HOLD + 0.1)
    else:
        player.release_runs()
    assert not player.slot.task_queue.paused
    settle(player)
    assert player.scene.run.finished
    player.request(choices.with_param(player.scene.session, "k", 3))  # the same points do not wait
    settle(player)
    assert not player.slot.task_queue.paused


def test_a_canceled_run_leaves_the_new_points_and_can_be_resumed(player, gate):
    player.request(choices.with_source(BLOBS, Moons(points=120)))
    wait_for_points(player, now=0.0)
    player.tick(now=POINTS_DELAY)
    player.cancel()
    assert player.shows(choices.with_source(BLOBS, Moons(points=120)))
    gate.set()
    player.go_to_end()
    settle(player)
    assert player.scene.run.finished


def test_new_points_stay_when_their_run_fails(player, gate):
    player.request(choices.with_source(BLOBS, replace(BLOBS.source, points=2)))
    wait_for_points(player, now=0.0)
    player.tick(now=POINTS_DELAY)
    gate.set()
    assert settle(player)
    assert player.scene.prepared.points.n == 2
    assert player.scene.failure is not None
    assert not player.waiting
