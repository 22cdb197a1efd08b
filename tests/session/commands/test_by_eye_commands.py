"""Clusters by eye are changed by commands, and dropped where the rows of the data are others."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.session.commands.by_eye_commands import (
    DROPPED_BY_EYE,
    NOTHING_LEFT,
    NOTHING_TO_COPY,
    STREAM_BY_EYE,
    ByEyeCommands,
)
from clusterlab.session.commands.row_commands import NO_ROWS_SELECTED
from clusterlab.session.playback.player import Player
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.document import Document
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.session import Session, with_source
from tests.session.settling import settle

FEW = Session.of(Blobs(points=30), KMeans())


class Desk:
    """A document with its player, commands, and what these have said."""

    def __init__(self, session):
        self.document, self.player, self.said = Document(session), Player(session), []
        self.document.listeners.append(lambda _, new: self.player.request(new))
        self.commands = ByEyeCommands(self.document, self.player, self.said.append)
        self.commands.listeners.append(self.said.append)
        self.document.listeners.append(self.commands.follow)
        settle(self.player)

    @property
    def labels(self):
        return self.document.session.by_eye.labels.tolist()


@pytest.fixture
def desk():
    made = []

    def desk(session=FEW):
        made.append(Desk(session))
        return made[-1]

    yield desk
    assert all(one.player.close() for one in made)


def test_rows_are_put_into_clusters_and_the_replaced_algorithm_is_named(desk):
    one = desk()
    one.commands.put([1, 2, 99])
    assert one.labels == [-1, 0, 0, *[-1] * 27]
    assert one.said == ["Clusters by eye are shown in place of k-means. Compare shows both side by side."]
    one.commands.put([2, 3])
    assert one.labels[:4] == [-1, 0, 1, 1]
    one.commands.put([99])
    assert one.said[1:] == [NO_ROWS_SELECTED]
    one.document.undo()
    assert one.labels[:4] == [-1, 0, 0, -1]


def test_the_rest_joins_the_nearest_mean_also_where_a_cluster_has_no_clustered_point(desk):
    one = desk()
    groups = one.player.scene.prepared.table.truth
    labels = np.full(30, -1)
    labels[[0]] = 0
    for group in range(3):
        labels[np.flatnonzero(groups == group)[1:4]] = group + 1
    partition = HandPartition.holding(labels)
    session = replace(Session.of(Blobs(points=30), ByEye()), by_eye=partition)
    rows = one.commands.partition.with_rows_in(0, range(1, 30))
    other = desk(replace(session, rows=RowSubset.holding(rows.rows_of(0), 30)))
    other.commands.assign_rest()
    for group in range(3):
        members = [row for row in np.flatnonzero(groups == group).tolist() if row != 0]
        assert {other.labels[row] for row in members} == {group + 1}
    assert other.labels[0] == 0
    other.commands.assign_rest()
    assert other.said[-1] == NOTHING_LEFT


def test_clusters_on_screen_are_copied_once_there_are_some(desk):
    one = desk()
    one.player.go(0)
    one.commands.copy_clusters()
    assert one.said == [NOTHING_TO_COPY]
    one.player.go_to_end()
    step, points = one.player.materialized_step, one.player.scene.prepared.points
    one.commands.copy_clusters()
    assert one.labels == points.to_row_order(step.labels).tolist()


def test_other_data_drop_them_and_it_is_said(desk):
    one = desk(replace(FEW, by_eye=HandPartition.holding(np.zeros(30, int))))
    one.document.change(with_source(one.document.session, Blobs(points=30, seed=9)))
    assert one.document.session.by_eye is None
    assert one.said == [DROPPED_BY_EYE]
    one.document.undo()
    assert one.labels == [0] * 30


def test_those_of_another_number_of_rows_are_dropped(desk):
    one = desk(replace(FEW, by_eye=HandPartition.holding(np.zeros(31, int))))
    assert one.commands.drop_of_other_rows()
    assert one.document.session.by_eye is None
    assert one.said == ["The clusters by eye were of 31 rows and are gone: the data have 30 now."]
    assert not one.commands.drop_of_other_rows()
    assert not one.document.can_undo


def test_a_stream_has_none(desk):
    stream = MiniBatch(batches="stream", batch_size=8)
    one = desk(replace(Session.of(Blobs(points=60), stream), by_eye=HandPartition.empty(7)))
    one.commands.put([0])
    assert one.said == [STREAM_BY_EYE]
    assert not one.commands.drop_of_other_rows()
