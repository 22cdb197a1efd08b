"""What is on screen is one immutable state, and two of them differ in what has changed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.history import Run
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.shown import Change, changes, resolve
from clusterlab.session.state import session as choices
from clusterlab.session.state.panes import with_panes_compared, with_selected, with_zoo
from clusterlab.session.state.session import Session
from tests.session.settling import settle

BLOBS = Session.of(Blobs(points=60), KMeans())


@pytest.fixture
def screen():
    """A player of one run, and a function that resolves what it shows."""
    made = Player(BLOBS)
    settle(made)
    yield Screen(made)
    assert made.close()


def first_iteration(run):
    """The index of the first step of a run that is part of an iteration."""
    return next(index for index, step in enumerate(run) if step.iteration)


class Screen:
    """Resolves what a player shows, and what has changed since the last time."""

    def __init__(self, player):
        self.player, self.session = player, BLOBS
        self.shown = resolve(BLOBS, player)

    def request(self, session):
        self.session = session
        self.player.request(session)

    def changes(self):
        before, self.shown = self.shown, resolve(self.session, self.player)
        return set(changes(before, self.shown))


def test_everything_is_new_at_first(screen):
    assert changes(None, screen.shown) == list(Change)


def test_nothing_changes_while_nothing_happens(screen):
    screen.player.tick(0.0)
    assert screen.changes() == set()


def test_another_step_changes_step_picture_and_timeline(screen):
    screen.player.go(2)
    assert screen.changes() == {Change.STEP, Change.PICTURE, Change.PANES, Change.TIMELINE}
    assert screen.shown.run.index == 2


def test_the_end_of_a_run_changes_the_picture_and_the_timeline_which_count_its_iterations(
    screen, monkeypatch
):
    screen.player.go(first_iteration(screen.player.scene.run))
    with monkeypatch.context() as patch:
        patch.setattr(Run, "finished", False)
        screen.changes()
    assert screen.changes() == {Change.PICTURE, Change.PANES, Change.TIMELINE}


def test_playing_changes_the_activity(screen):
    screen.player.play(0.0)
    assert screen.changes() == {Change.TIMELINE, Change.ACTIVITY}
    assert not screen.shown.paused


def test_a_layer_changes_the_picture_alone(screen):
    session = replace(BLOBS, layers=frozenset())
    screen.player.apply_appearance(session)
    screen.session = session
    assert screen.changes() == {Change.SESSION, Change.PICTURE, Change.PANES}


def test_a_requested_run_changes_the_scene_only_once_it_is_shown(screen):
    before = screen.shown.run.scene
    screen.request(choices.with_param(BLOBS, "k", 2))
    assert Change.SESSION in screen.changes()
    assert screen.shown.run.scene is before
    assert screen.shown.run.waiting
    settle(screen.player)
    assert {Change.SCENE, Change.COLORS, Change.STEP, Change.PICTURE} <= screen.changes()
    assert not screen.shown.run.waiting


def test_the_selected_pane_is_the_one_that_parts_follow(screen):
    compared = with_panes_compared(BLOBS)
    screen.request(compared)
    settle(screen.player)
    screen.changes()
    assert [type(run.session.algorithm) for run in screen.shown.runs] == [KMeans, GaussianMixture]
    screen.request(with_selected(compared, 1))
    assert {Change.SCENE, Change.PANES} <= screen.changes()
    assert screen.shown.run is screen.shown.runs[1]
    assert screen.shown.panes_compared


def test_in_a_zoo_the_selected_run_is_not_among_the_panes(screen):
    screen.request(with_zoo(BLOBS))
    assert Change.PANES in screen.changes()
    assert screen.shown.run not in screen.shown.runs
    assert not screen.shown.panes_compared


def test_the_size_of_a_picture_is_its_points_times_its_clusters(screen):
    run = screen.shown.run
    assert run.labels is run.step.labels
    assert (run.n_points, run.size) == (60, 60 * run.step.k)
    for step, size in ((None, 60), (replace(run.step, labels=None), 60 * run.step.k)):
        other = replace(run, step=step)
        assert other.labels is None
        assert other.size == size
    assert replace(run, step=SimpleNamespace(labels=None, k=0)).size == 60  # before there are clusters
    empty = replace(run, prepared=None, step=None)
    assert (empty.n_points, empty.size) == (0, 0)
