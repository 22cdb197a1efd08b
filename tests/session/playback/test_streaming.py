"""Streams: their rows do not depend on how they are requested, and keep their numbers in the source."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.algorithms.minibatch.algorithm import INITIAL_BATCHES, MiniBatch
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import LoadError
from clusterlab.session.analysis.k_sweep import without_k_and_seed
from clusterlab.session.analysis.point_details import details_of_center, point_details
from clusterlab.session.playback import run_task, scene, streaming
from clusterlab.session.playback.player import Player
from clusterlab.session.playback.run_slot import MAX_STEPS_AHEAD
from clusterlab.session.playback.run_task import prepare_session_stream
from clusterlab.session.playback.streaming import RowSource, prepare_stream
from clusterlab.session.state import session as choices
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session, data_key

STREAM = MiniBatch(batches="stream", batch_size=20, max_iter=12)
BLOBS = Session.of(Blobs(), STREAM)


@pytest.fixture
def player():
    made = Player(BLOBS)
    while made.busy:
        made.tick(0.0)
    yield made
    assert made.close()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8), st.integers(1, 30))
def test_rows_are_the_same_in_whatever_order_they_are_requested(asked, size):
    table = np.arange(100.0).reshape(50, 2)
    next_rows = RowSource(lambda: iter(np.split(table, range(size, 50, size))), 2)
    for seen, rows in asked:
        assert np.array_equal(next_rows(seen, rows), table[seen : seen + rows])


def test_a_pickled_stream_fetches_the_same_rows():
    stream = prepare_stream(Blobs(points=500), None, "z-score", 100).points
    expected = stream.next_rows(100, 250)
    again = pickle.loads(pickle.dumps(stream))
    assert np.array_equal(again.values, stream.values)
    assert np.array_equal(again.next_rows(100, 250), expected)


def test_a_stream_starts_with_five_batches_and_continues_with_the_rows_of_the_generator(player):
    made = Blobs(points=1000).make().values
    assert player.scene.prepared.points.n == INITIAL_BATCHES * 20
    for index in (2, 4, player.length - 2, player.length - 1):
        player.go(index)
        if player.step.rows_received:
            seen = player.slot.current_prepared
            assert seen.selection.matrix == pytest.approx(
                made[player.step.rows_received - 100 : player.step.rows_received]
            )
    assert player.step.rows_received == INITIAL_BATCHES * 20 + 11 * 20
    assert player.scene.run.finished


def test_an_endless_stream_is_computed_while_it_is_played_and_paused_in_between(monkeypatch):
    player = Player(choices.with_algorithm(BLOBS, replace(STREAM, batches="endless")))
    settle(player)
    first = player.length
    # at most: all but one ahead, a full queue is taken, and another is filled before the worker is paused
    assert MAX_STEPS_AHEAD < first < 3 * MAX_STEPS_AHEAD + 2
    assert not player.scene.run.finished
    assert not player.computing
    player.go(first - 1)
    settle(player)
    assert player.length > first
    assert player.length - player.position > MAX_STEPS_AHEAD
    player.go_to_end()
    for _ in range(3):
        settle(player, until=lambda: player.length > 2 * first)
        assert player.position == player.length - 1
    monkeypatch.setattr(scene, "MAX_TRAIL_STEPS", 5)
    past = player.scene.past(player.index)
    assert len(past) == 5
    assert past[-1] is player.step
    player.go(0)
    settle(player)
    length = player.length
    player.request(player.scene.session)  # what is there already is not computed anew
    settle(player)
    assert player.length == length
    assert player.close()


def test_the_rows_of_a_long_stream_take_little_memory_and_are_restored_for_earlier_steps(monkeypatch):
    monkeypatch.setattr(scene, "STREAM_WINDOW_BUDGET", 20 * 100 * 2 * 8)  # twenty windows
    player = Player(choices.with_algorithm(BLOBS, replace(STREAM, batches="endless")))
    settle(player)
    assert 0 < player.scene.run.label_bytes <= scene.STREAM_WINDOW_BUDGET
    compacted = [place for place in range(player.length) if player.scene.run[place].compacted]
    assert len(compacted) > 30
    made = Blobs(points=5000).make().values
    for place in compacted[::11]:
        player.go(place)
        seen = player.materialized_step.rows_received
        assert player.slot.current_prepared.selection.matrix == pytest.approx(made[seen - 100 : seen])
    assert player.close()


@pytest.mark.parametrize("way", ["play", "end"])
def test_a_canceled_run_resumes_where_it_stopped(way, monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)  # it is shown before its known steps are there again
    player = Player(choices.with_algorithm(BLOBS, replace(STREAM, batches="endless")))
    settle(player)
    player.go_to_end()
    assert player.cancel()
    settle(player)
    length, last = player.length, player.step
    assert not player.scene.complete
    if way == "play":
        player.play(0.0)
        player.pause()
        settle(player)
    else:
        player.go_to_end()
        settle(player, until=lambda: player.length > length)
    assert player.length > length
    assert player.scene.run[length - 1] is last
    assert player.scene.run[length].iteration == last.iteration + 1
    assert player.position >= length - 1
    assert player.close()


def settle(player, until=lambda: False):
    """Ticks until nothing more is computed by itself."""
    player.tick(0.0)
    while player.busy and not until():
        player.tick(0.0)


def test_the_rows_on_the_canvas_keep_their_numbers_in_the_source(player):
    player.go(player.length - 2)
    seen, step, index = player.slot.current_prepared, player.step, 7
    row = seen.row(index)
    assert step.rows_received - 100 <= row < step.rows_received
    assert point_details(seen, step, index, None).title == f"Row {row + 1:,}"
    assert seen.places((row,)).tolist() == [index]
    assert seen.places((0, 10**6)).tolist() == []  # dropped, and not there yet


def test_the_details_of_a_center_have_its_count_and_its_learning_rate(player):
    player.go(player.length - 2)
    seen, step = player.slot.current_prepared, player.step
    details = details_of_center(seen, step, 1)
    assert details.title == "Center of cluster 2"
    assert [name for name, _ in details.values] == ["x1", "x2"]
    assert dict(details.facts) == dict(step.center_details(1))
    assert details_of_center(seen, step, 3) is None
    assert details_of_center(seen, player.scene.run[0], 0) is None


def test_a_file_is_read_in_chunks_with_the_scaling_of_its_first_rows(tmp_path):
    rng, path = np.random.default_rng(0), tmp_path / "t.csv"
    table = rng.normal(size=(200, 2))
    lines = [f"{x!r},{y!r}" if i % 7 else "," for i, (x, y) in enumerate(table.tolist())]
    path.write_text("\n".join(["x,y", *lines]))
    prepared = prepare_stream(OpenedFile(path), None, "z-score", 50)
    materialized_step = table[[i for i in range(200) if i % 7]]
    first = table[[i for i in range(50) if i % 7]]
    assert prepared.points.n == len(first)
    come = prepared.points.units.positions(prepared.points.next_rows(100, 1000))
    assert come == pytest.approx(((materialized_step - first.mean(axis=0)) / first.std(axis=0))[100:])


def test_what_streams_do_not_support_is_an_error(tmp_path):
    with pytest.raises(LoadError, match="A stream needs all rows and features"):
        prepare_session_stream(replace(BLOBS, sample=50))
    path = tmp_path / "t.csv"
    path.write_text("x,y\n" + "1,2\n3,4\n" * 135_000 + "five,6\n" * 9_000)
    points = prepare_stream(OpenedFile(path), None, "none", 100).points
    with pytest.raises(LoadError, match=r"t.csv holds text in the column 'x' after [\d,]+ rows; leave it"):
        points.next_rows(270_000, 10)


def test_k_sweeps_of_a_stream_use_random_batches_of_its_first_rows():
    assert without_k_and_seed(STREAM).batches == "random"
    assert data_key(BLOBS) != data_key(choices.with_algorithm(BLOBS, STREAM.for_fixed_points()))


def test_an_endless_stream_is_computed_on_as_soon_as_its_end_is_shown():
    player = Player(choices.with_algorithm(BLOBS, replace(STREAM, batches="endless")))
    settle(player)
    assert not player.busy
    player.go(player.length - 1)
    assert player.busy
    assert player.close()


@pytest.mark.parametrize("rows", [9, 10, 11, 25])
def test_the_first_rows_may_be_part_of_a_chunk_or_several(rows, monkeypatch):
    monkeypatch.setattr(streaming, "ROWS_PER_CHUNK", 10)
    prepared = prepare_stream(Blobs(seed=3), None, "none", rows)
    expected = Blobs(seed=3, points=40).make().values
    assert np.array_equal(prepared.table.values, expected[:rows])
    assert prepared.points.to_row_order(prepared.points.values).shape == (rows, 2)
    later = prepared.points.units.positions(prepared.points.next_rows(rows, 15))
    assert later == pytest.approx(expected[rows : rows + 15])


def test_a_file_of_fewer_rows_than_the_first_is_there_as_a_whole(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x,y\n1,2\n3,4\n5,7\n")
    assert prepare_stream(OpenedFile(path), None, "none", 50).points.n == 3


def test_the_colors_of_a_stream_are_those_of_the_rows_on_the_canvas(player):
    whole = player.scene.prepared
    for index in (0, player.length - 1):
        player.go(index)
        seen = player.slot.current_prepared
        codes = point_codes(seen, "x1", whole)
        values = seen.units.positions(seen.points.values)[:, 0]
        assert (codes.low, codes.high) == pytest.approx((values.min(), values.max()))
        assert codes.codes[values.argmin()] == 0
        assert len(codes.codes) == seen.points.n
