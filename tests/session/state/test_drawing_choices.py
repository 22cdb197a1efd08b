"""When a person can draw, and what a drawing keeps of the session."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.session.commands.drawing_commands import DrawingCommands
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.run_task import ReusableResults, compute_session
from clusterlab.session.state import document as documents
from clusterlab.session.state.document import Document
from clusterlab.session.state.drawing_choices import (
    TooFewPointsError,
    drawing_obstacle,
    points_to_draw_on,
    too_few_points,
    with_drawn_points,
)
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.prepared import Prepared, prepare
from clusterlab.session.state.session import CustomStart, Session, with_start
from tests.session.settling import settle

BLOBS = Session.of(Blobs(points=40), KMeans(k=3))


def prepared_of(session):
    return next(one for one in compute_session(session, ReusableResults()) if isinstance(one, Prepared))


def drawing(n):
    places = np.random.default_rng(n).normal(size=(n, 2))
    return DrawnPoints.empty().with_points(places, "").finished("brush")


def session_of(n, algorithm=None):
    return with_drawn_points(Session.of(Blobs(), algorithm or KMeans()), drawing(n))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"compares": True}, "one canvas"),
        ({"weights": "x1"}, "weights"),
        ({"log": ("x1",)}, "logarithms"),
        ({"source": Blobs(points=40, dimensions=3)}, "exactly two features; there are 3"),
        ({"columns": ("x1",)}, "exactly two features; there is 1"),
        ({"reduce": 1}, "exactly two features"),
        ({}, ""),
    ],
)
def test_drawing_needs_two_columns_as_they_are(changes, words):
    session = replace(BLOBS, **changes)
    data = replace(session, compares=False, weights="", log=())
    found = drawing_obstacle(session, prepared_of(data))
    assert words in found
    assert bool(found) == bool(words)


def test_nothing_is_drawn_on_a_stream_nor_before_the_data_are_read():
    stream = replace(BLOBS, panes=(replace(BLOBS.pane, algorithm=MiniBatch(batches="stream")),))
    assert "stream" in drawing_obstacle(stream, None)
    assert "being read" in drawing_obstacle(BLOBS, None)
    assert drawing_obstacle(session_of(0), None) == ""


def test_a_drawing_begins_with_the_clustered_points_in_the_units_of_their_columns():
    session = replace(BLOBS, rows=RowSubset.holding(range(5, 25), 40), scaling="z-score")
    table = Blobs(points=40).make()
    drawn = points_to_draw_on(session, prepared_of(session))
    np.testing.assert_array_equal(drawn.places, table.values[5:25])
    changed = with_drawn_points(session, drawn)
    assert (changed.rows, changed.scaling, changed.columns) == (None, "z-score", ("x1", "x2"))
    np.testing.assert_array_equal(points_to_draw_on(changed, None).places, drawn.places)
    fewer = replace(changed, rows=RowSubset.holding(range(7), 20))
    np.testing.assert_array_equal(points_to_draw_on(fewer, prepared_of(fewer)).ids, np.arange(7))


def test_k_and_a_given_start_are_kept_and_a_moved_center_is_not():
    start = CustomStart(np.zeros((3, 2)), Message("some"))
    session = replace(with_start(BLOBS, start), color_by="generated")
    changed = with_drawn_points(session, points_to_draw_on(session, prepared_of(session)))
    assert changed.start is start
    assert changed.k == 3
    assert changed.branches == ()
    assert changed.color_by == "group"


def test_clusters_by_eye_follow_their_points():
    labels = np.arange(40) % 3 - 1
    session = replace(BLOBS, by_eye=HandPartition.holding(labels))
    drawn = points_to_draw_on(session, prepared_of(session))
    session = with_drawn_points(session, drawn.with_points(np.zeros((2, 2)), ""))
    assert session.by_eye.labels.tolist() == [*labels.tolist(), -1, -1]
    session = with_drawn_points(session, session.source.without(np.arange(0, 40, 2)))
    assert session.by_eye.labels.tolist() == [*labels[1::2].tolist(), -1, -1]
    assert with_drawn_points(session, drawing(0)).by_eye is not None
    other = replace(BLOBS, by_eye=HandPartition.holding(labels), rows=RowSubset.holding(range(7), 40))
    assert with_drawn_points(other, points_to_draw_on(other, prepared_of(other))).by_eye is None


@pytest.mark.parametrize("name", sorted(ALGORITHMS.all()))
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_every_algorithm_clusters_few_points_or_says_why_not(name, n):
    session = session_of(n, ALGORITHMS.all()[name]())
    computed = compute_session(session, ReusableResults())
    if too_few_points(session):
        with pytest.raises(TooFewPointsError):
            list(computed)
    else:
        assert len(list(computed)) > 3


def test_too_few_points_are_named_with_k():
    assert too_few_points(session_of(2)) == "Draw at least 3 points (K is 3); there are 2 points."
    assert too_few_points(session_of(1)) == "Draw at least 3 points (K is 3); there is 1 point."
    assert too_few_points(session_of(0)) == "Draw at least 3 points (K is 3); there are none."
    without_k = session_of(0, ALGORITHMS.all()["dbscan"]())
    assert too_few_points(without_k) == "Draw at least 1 point; there are none."
    assert too_few_points(session_of(3)) == too_few_points(BLOBS) == ""


def test_an_empty_drawing_is_on_screen_without_points_and_a_point_later_with_one():
    player = Player(BLOBS)
    try:
        settle(player)
        player.request(session_of(0))
        assert not player.busy
        assert player.scene.prepared is None
        assert isinstance(player.scene.failure, TooFewPointsError)
        player.request(session_of(1))
        failures = settle(player)
        assert [type(one) for one in failures] == [TooFewPointsError]
        assert player.scene.prepared.points.n == 1
        player.request(session_of(5))
        assert settle(player) == []
        assert player.scene.run.finished
        player.request(BLOBS)
        assert settle(player) == []
        assert player.scene.prepared.points.n == 40
    finally:
        player.close()


def test_panes_of_an_empty_drawing_wait_for_nothing():
    two = replace(session_of(0), panes=session_of(0).panes * 2, compares=True)
    player = Player(two)
    try:
        assert not player.busy
        assert [slot.scene.prepared for slot in player.shown] == [None, None]
    finally:
        player.close()


def test_a_stroke_is_one_undo_entry_that_names_it_and_can_be_canceled():
    document = Document(BLOBS)
    commands = DrawingCommands(document)
    for n in (2, 3, 4):
        commands.draw(drawing(n), "brush", ends=n == 4)
    assert document.undo_name == "brush"
    commands.draw(drawing(9), "eraser", ends=False)
    commands.cancel()
    assert document.session.source.n == 4
    document.undo()
    assert document.session is BLOBS
    assert document.redo_name == "brush"


def test_moves_by_keys_are_one_undo_entry():
    document = Document(session_of(3))
    commands, by = DrawingCommands(document), np.ones(2)
    for _ in range(3):
        commands.nudge(document.session.source, np.array([0]), by)
    np.testing.assert_allclose(document.session.source.places[0], drawing(3).places[0] + 3)
    document.undo()
    np.testing.assert_array_equal(document.session.source.places, drawing(3).places)


def test_large_drawings_have_fewer_undo_entries(monkeypatch):
    monkeypatch.setattr(documents, "MAX_DRAWN_BYTES", 5 * drawing(10).nbytes)
    document = Document(BLOBS)
    commands = DrawingCommands(document)
    for _ in range(20):
        commands.draw(drawing(10), "brush")
    undone = 0
    while document.can_undo:
        document.undo()
        undone += 1
    assert undone == 5
    for _ in range(10):
        document.change(replace(document.session, scaling="z-score"))
        document.change(replace(document.session, scaling="none"))
    undone = 0
    while document.can_undo:
        document.undo()
        undone += 1
    assert undone == 20


def test_what_was_drawn_has_the_same_points_in_a_table_that_is_prepared():
    drawn = drawing(30)
    prepared = prepare(drawn.make(), drawn.axes)
    np.testing.assert_array_equal(prepared.selection.matrix, drawn.places)
    np.testing.assert_array_equal(prepared.selection.kept, np.arange(30))
