"""The panes of a comparison: which sessions are played, and what adding, removing and selecting keeps."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.state import panes
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.presets import PRESETS, zoo
from clusterlab.session.state.session import Session

ALONE = Session.of(Blobs(), KMeans(k=5, seed=8))
TRIO = replace(ALONE, panes=tuple(map(Pane, (KMeans(k=5), GaussianMixture(), DBSCAN()))), compares=True)


def algorithms(session):
    """The algorithm of each pane."""
    return [pane.algorithm for pane in session.panes]


def test_a_session_that_compares_nothing_plays_its_selected_pane_alone():
    session = replace(TRIO, compares=False, selected=1)
    expected = replace(session, panes=session.panes[1:2], selected=0)
    assert panes.pane_sessions(session) == panes.PaneSessions((expected,), 0, 0)


def test_a_comparison_plays_a_session_of_one_pane_for_each_pane():
    found = panes.pane_sessions(replace(TRIO, selected=2))
    assert [one.algorithm for one in found.sessions] == algorithms(TRIO)
    assert {(len(one.panes), one.compares, one.zoo) for one in found.sessions} == {(1, False, False)}
    assert (found.selected, found.hidden) == (2, 0)


def test_the_zoo_plays_every_cell_with_the_layers_of_the_session_and_hides_its_own_run():
    session = panes.with_zoo(replace(ALONE, layers=frozenset({"legend"})))
    found = panes.pane_sessions(session)
    cells = [(shape, algorithm) for shape, algorithms in zoo() for algorithm in algorithms]
    assert (session.compares, session.zoo, found.hidden, found.selected) == (True, True, 1, 0)
    assert [(one.source, one.algorithm) for one in found.sessions] == [(Blobs(), ALONE.algorithm), *cells]
    assert {one.layers for one in found.sessions} == {frozenset({"legend"})}


def test_a_cell_of_the_zoo_takes_the_place_of_the_selected_pane():
    session = panes.with_zoo(replace(TRIO, selected=1))
    shape, (first, second, *_) = zoo()[1]
    chosen = panes.with_zoo_cell(session, len(ALGORITHMS.all()) + 1)
    assert chosen.source == shape
    assert algorithms(chosen) == [TRIO.panes[0].algorithm, second, TRIO.panes[2].algorithm]
    assert (chosen.selected, chosen.zoo, chosen.compares) == (1, False, False)
    assert panes.with_zoo_cell(session, len(ALGORITHMS.all())).algorithm == first


def test_comparing_adds_a_second_algorithm_to_a_single_pane_and_keeps_several():
    compared = panes.with_panes_compared(panes.with_zoo(ALONE))
    assert algorithms(compared) == [ALONE.algorithm, GaussianMixture(k=5, seed=8)]
    assert (compared.compares, compared.zoo, compared.selected) == (True, False, 0)
    pair = replace(TRIO, panes=TRIO.panes[:2], compares=False)
    assert panes.with_panes_compared(pair) == replace(pair, compares=True)
    assert panes.with_single_pane(panes.with_zoo(TRIO)) == replace(TRIO, compares=False)


def test_an_added_pane_is_selected_and_shows_what_no_other_shows():
    session = replace(ALONE, compares=True)
    for expected in (GaussianMixture(k=5, seed=8), DBSCAN(), KMeans(k=5, seed=9), KMeans(k=5, seed=10)):
        session = panes.with_pane_added(session)
        assert session.algorithm == expected
        assert session.selected == len(session.panes) - 1


@pytest.mark.parametrize(
    ("selected", "removed", "left"), [(0, 1, 0), (1, 0, 0), (2, 0, 1), (1, 1, 1), (2, 2, 1), (0, 0, 0)]
)
def test_the_selected_pane_stays_selected_when_another_is_removed(selected, removed, left):
    found = panes.without_pane(replace(TRIO, selected=selected), removed)
    assert algorithms(found) == [one for place, one in enumerate(algorithms(TRIO)) if place != removed]
    assert found.selected == left
    assert panes.without_pane(ALONE, 0) is ALONE


def test_a_preset_replaces_data_and_panes_and_selects_the_first():
    found = panes.with_preset(panes.with_zoo(replace(TRIO, selected=2, scaling="z-score")), "moons")
    assert (found.source, found.scaling) == (PRESETS["moons"].source, "none")
    assert found.source == Moons(points=500)
    assert algorithms(found) == [*PRESETS["moons"].panes]
    assert (found.selected, found.compares, found.zoo) == (0, True, False)


def test_another_pane_is_selected_by_its_place():
    assert panes.with_selected(TRIO, 2).algorithm == DBSCAN()


def test_clusters_by_eye_are_shown_where_there_is_room():
    partition = HandPartition.holding(np.arange(300) % 4)
    alone = panes.with_by_eye(ALONE, partition)
    assert (alone.algorithm, alone.by_eye, len(alone.panes)) == (ByEye(), partition, 1)
    compared = panes.with_panes_compared(alone)
    assert [pane.algorithm.name for pane in compared.panes] == ["by_eye", "kmeans"]
    assert compared.panes[1].algorithm.k == 4
    on_the_other = panes.with_single_pane(panes.with_selected(compared, 1))
    assert panes.with_by_eye(on_the_other, partition).selected == 0
    full = panes.with_panes_compared(ALONE)
    while len(full.panes) < panes.MAX_PANES:
        full = panes.with_pane_added(full)
    assert panes.with_by_eye(full, partition).algorithm == ByEye()
    pair = panes.with_panes_compared(ALONE)
    added = panes.with_by_eye(pair, partition)
    assert (len(added.panes), added.selected) == (3, pair.selected)
    assert panes.with_by_eye(added, HandPartition.empty(300)).panes == added.panes
