"""Why a center is where it is, at every step of runs with changes by hand."""

import numpy as np
import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.analysis.selected_reason import selected_reason
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.shown import resolve
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.session import Session, with_branch

WITH_CENTERS = [name for name, kind in ALGORITHMS.all().items() if kind.has_centers]
PLACE = np.array([0.5, 0.25])


@pytest.fixture
def reasons():
    """The reasons of all centers at the steps of a run with one change, by step."""
    players = []

    def reasons(name, *changes):
        session = Session.of(Blobs(points=60, seed=4), ALGORITHMS.all()[name]())
        for change in changes:
            session = with_branch(session, Branch(*change))
        players.append(Player(session))
        while players[-1].busy:
            assert players[-1].tick(0.0) is None
        return [_reasons_at(session, players[-1], index) for index in range(players[-1].length)]

    yield reasons
    assert all(player.close() for player in players)


def _reasons_at(session, player, index):
    player.go(index)
    run = resolve(session, player).run
    return [selected_reason(run, None, center) for center in range(run.step.k)]


@pytest.mark.parametrize("index", [0, 3])
@pytest.mark.parametrize("name", WITH_CENTERS)
def test_a_center_that_was_moved_says_so_at_its_step(reasons, name, index):
    found = reasons(name, (index, 0, PLACE))
    moved = found[index + 1][0]
    assert str(moved.text).startswith("You moved the center of cluster 1 by "), moved.text
    (line,) = moved.lines
    np.testing.assert_array_equal(line.end, PLACE)
    others = [str(reason.text) for step in (found[index], found[index + 1][1:]) for reason in step]
    assert all(others)
    assert not any(text.startswith("You") for text in others)


@pytest.mark.parametrize("name", WITH_CENTERS)
def test_a_center_that_was_added_says_so_at_its_step(reasons, name):
    found = reasons(name, (3, 3, PLACE, "added"))
    assert str(found[4][3].text).startswith("You added the center of cluster 4 at (")
    assert all(str(reason.text) for step in found for reason in step)


@pytest.mark.parametrize("index", [0, 3])
def test_the_place_of_a_removed_center_says_nothing_of_it(reasons, index):
    found = reasons("kmeans", (3, 0, PLACE, "removed"))
    assert not any(str(reason.text).startswith("You") for step in found for reason in step)
