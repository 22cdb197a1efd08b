"""Compared panes: one position, shared points, colors of the first, and a pane that fails alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.playback import run_group
from clusterlab.session.playback.player import DEFAULT_RATE, Player
from clusterlab.session.playback.run_slot import MAX_STEPS_AHEAD
from clusterlab.session.state import session as choices
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.panes import (
    MAX_PANES,
    pane_sessions,
    with_pane_added,
    with_panes,
    with_panes_compared,
    with_preset,
    with_selected,
    with_single_pane,
    with_zoo,
    without_pane,
)
from clusterlab.session.state.presets import ZOO_PARAMS
from clusterlab.session.state.session import Session
from tests.session.settling import settle

ONE = Session.of(Blobs(), KMeans(seed=1))
PANES = (
    Pane(KMeans(seed=1)),
    Pane(GaussianMixture(seed=2)),
    Pane(KMeans(k=8, seed=3)),
    Pane(DBSCAN(eps=0.9)),
)
FOUR = replace(with_panes(ONE, PANES, 0), compares=True)


@pytest.fixture
def player():
    made = Player(FOUR)
    settle(made)
    yield made
    assert made.close()


def point_colors(slot):
    return np.array(slot.scene.colors)[slot.scene.run[len(slot.scene.run) - 1].labels]


def test_merges_beside_other_steps_are_played_fast_only_after_the_others_have_ended():
    panes = (Pane(KMeans(seed=1)), Pane(Ward()))
    player = Player(replace(with_panes(ONE, panes, 0), compares=True))
    settle(player)
    kmeans = len(player.shown[0].scene.run)
    player.play(now=0.0)
    player.tick((kmeans - 2 + 0.5) / DEFAULT_RATE)
    assert player.position == kmeans - 2
    for second in range(200):
        player.tick(kmeans / DEFAULT_RATE + second)
    assert player.at_end
    assert player.close()


def test_all_panes_run_on_the_same_points_at_the_same_position(player):
    assert len({id(slot.scene.prepared) for slot in player.shown}) == 1
    assert all(slot.scene.run.finished for slot in player.shown)
    lengths = [len(slot.scene.run) for slot in player.shown]
    assert player.length == max(lengths) > min(lengths)
    player.go_to_end()
    assert [slot.index for slot in player.shown] == [length - 1 for length in lengths]
    player.go(3)
    assert [slot.index for slot in player.shown] == [min(3, length - 1) for length in lengths]


def test_playing_goes_on_until_the_longest_run_has_ended(player):
    player.play(0.0)
    player.tick(1.01 / DEFAULT_RATE)
    assert {slot.index for slot in player.shown} == {1}
    shortest = min(len(slot.scene.run) for slot in player.shown)
    player.tick((shortest + 1.01) / DEFAULT_RATE)
    assert player.playing
    player.tick(1e6)
    assert player.at_end
    assert not player.playing


def test_colors_are_those_of_the_first_pane_and_follow_it(player):
    for _ in range(2):
        first, mixture, _, density = map(point_colors, player.shown)
        assert (first == mixture).mean() > 0.95
        assert (first == density).mean() > 0.9
        player.request(choices.with_algorithm(FOUR, KMeans(init="random-points", seed=9)))
        settle(player)


def test_a_failing_pane_shows_its_error_and_the_others_go_on(player):
    asked = with_panes(FOUR, (*PANES[:2], Pane(KMeans(k=301)), PANES[3]), 2)
    player.request(asked)
    assert not settle(player)
    assert str(player.scene.failure) == "This table has 300 rows, so K can be 300 at most; it was 301."
    assert player.step is None
    assert all(slot.scene.run.finished for slot in player.shown if slot is not player.slot)
    assert player.shows(asked)
    player.request(FOUR)
    settle(player)
    assert all(slot.scene.failure is None for slot in player.shown)


def test_a_first_pane_that_fails_leaves_its_colors_to_the_next(player):
    player.request(with_panes(FOUR, (Pane(KMeans(k=301)), *PANES[1:]), 0))
    settle(player)
    _, mixture, _, density = player.shown
    assert (point_colors(mixture) == point_colors(density)).mean() > 0.9


def test_data_that_cannot_be_read_fail_once_and_leave_all_panes_unchanged(player):
    scenes = [slot.scene for slot in player.shown]
    player.request(choices.with_source(FOUR, OpenedFile(Path("/nowhere/at all.csv"))))
    assert settle(player)
    assert [slot.scene for slot in player.shown] == scenes
    player.request(FOUR)
    settle(player)
    assert player.shows(FOUR)


def test_panes_that_stay_keep_their_runs_when_others_come_and_go(player):
    scenes = [slot.scene for slot in player.shown]
    player.request(without_pane(FOUR, 1))
    settle(player)
    assert [slot.scene for slot in player.shown] == [scenes[0], *scenes[2:]]
    player.request(with_selected(without_pane(FOUR, 1), 2))
    assert player.scene is scenes[3]
    assert not player.busy
    player.request(with_pane_added(without_pane(FOUR, 1)))
    settle(player)
    assert [slot.scene for slot in player.shown][:3] == [scenes[0], *scenes[2:]]


def test_a_single_pane_keeps_its_run_and_its_position(player):
    player.go(2)
    scene = player.scene
    player.request(with_single_pane(FOUR))
    settle(player)
    assert len(player.shown) == 1
    assert player.scene is scene
    assert player.index == 2
    player.request(with_panes_compared(with_single_pane(FOUR)))
    settle(player)
    assert player.scene is scene
    assert [slot.scene.algorithm for slot in player.shown] == [pane.algorithm for pane in PANES]


def test_a_center_moved_in_one_pane_leaves_the_others_unchanged(player):
    scenes = [slot.scene for slot in player.shown]
    third = with_selected(FOUR, 2)
    player.request(choices.with_branch(third, Branch(2, 0, np.zeros(2))))
    settle(player)
    assert [slot.scene is scene for slot, scene in zip(player.shown, scenes, strict=True)] == [
        True,
        True,
        False,
        True,
    ]


def test_other_data_reach_every_pane_and_reset_moved_centers(player):
    branched = choices.with_branch(FOUR, Branch(2, 0, np.zeros(2)))
    moons = choices.with_source(with_selected(branched, 1), Moons(points=120))
    assert not any(pane.branches for pane in moons.panes)
    player.request(moons)
    settle(player)
    assert {slot.scene.prepared.points.n for slot in player.shown} == {120}
    assert len({id(slot.scene.prepared) for slot in player.shown}) == 1


def test_there_are_one_to_six_panes_with_different_algorithms():
    session = with_panes_compared(ONE)
    assert [pane.algorithm.name for pane in session.panes] == ["kmeans", "gmm"]
    for _ in range(MAX_PANES - 2):
        session = with_pane_added(session)
    found = [pane.algorithm for pane in session.panes]
    assert len(set(found)) == MAX_PANES
    assert found[2].name == "dbscan"
    for _ in range(MAX_PANES):
        session = without_pane(session, 0)
    assert [pane.algorithm for pane in session.panes] == [found[-1]]


def test_removing_the_selected_pane_selects_the_one_in_its_place():
    for place, selected in ((0, 0), (1, 1), (2, 1), (3, 1)):
        left = without_pane(with_selected(FOUR, 1 if place != 0 else 0), place)
        assert left.selected == selected
        assert len(left.panes) == 3


def test_a_preset_brings_its_own_data():
    session = with_preset(FOUR, "stretched")
    assert session.source.name == "stretched"
    assert [pane.algorithm.name for pane in session.panes] == ["kmeans", "gmm"]


def test_the_zoo_plays_every_cell_and_keeps_the_session():
    zoo = with_zoo(ONE)
    player = Player(zoo)
    settle(player)
    assert len(player.shown) == len(ZOO_PARAMS) * len(ALGORITHMS.all())
    assert all(slot.scene.run.finished for slot in player.shown)
    assert player.scene.session == ONE
    assert player.length == max(len(slot.scene.run) for slot in player.shown)
    row = player.shown[: len(ALGORITHMS.all())]
    assert len({id(slot.scene.prepared) for slot in row}) == 1
    assert player.close()
    assert with_single_pane(zoo) == ONE
    assert choices.with_param(zoo, "k", 4) == choices.with_param(ONE, "k", 4)
    assert pane_sessions(with_single_pane(zoo)).sessions == (ONE,)


def test_a_tick_of_a_zoo_computes_the_data_key_of_each_run_once(monkeypatch):
    """Comparing all pairs of dozens of runs sixty times a second would leave the worker no time."""
    asked = []
    monkeypatch.setattr(
        run_group, "data_key", lambda session: asked.append(session) or choices.data_key(session)
    )
    player = Player(with_zoo(ONE))
    try:
        asked.clear()
        player.tick(0.0)
        assert len(asked) == 1 + len(ZOO_PARAMS) * len(ALGORITHMS.all())
    finally:
        assert player.close()


def test_compared_streams_advance_together():
    streams = [MiniBatch(batches="endless", batch_size=20, seed=seed) for seed in range(2)]
    both = with_panes(Session.of(Blobs(), streams[0]), tuple(map(Pane, streams)), 0)
    made = Player(replace(both, compares=True))
    settle(made)
    for _ in range(4):
        made.go(made.length - 1)
        made.tick(0.0)
        settle(made)
    assert min(len(slot.scene.run) for slot in made.shown) > 3 * MAX_STEPS_AHEAD
    assert all(slot.task_queue.paused for slot in made.shown)
    assert made.close()
