"""The benchmarks of the window run as described, here with few points and without checking times."""

from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks import memory, opening, painting, playing


@pytest.fixture
def opened(qapp, monkeypatch):
    """The window of the benchmarks with few points."""
    monkeypatch.setattr(playing, "POINTS", 60_000)
    monkeypatch.setattr(playing, "PLAYED", 0.3)
    monkeypatch.setattr(playing, "EVENTS", 4)
    monkeypatch.setattr(playing, "PLACES", 5)
    monkeypatch.setattr(playing, "RATES", (20.0,))
    made = playing.OpenedWindow(lambda program: program)
    yield made
    made.close()


def test_playing_zooming_panning_and_picking_are_measured(opened):
    program = opened()
    fps, dropped = playing.played(program, 20.0)
    assert fps > 0
    assert 0 <= dropped < program.presenter.player.index
    whole = program.window.canvas.viewport
    for measure in (playing.zoom, playing.pan, playing.pick):
        assert measure(program) > 0
    assert program.window.canvas.viewport == whole  # panning ends with a fit


def test_dropped_frames_are_counted(opened, monkeypatch):
    monkeypatch.setattr(playing, "moment", lambda picture: ("always the same", b""))
    program = opened()
    assert playing.played(program, 20.0) == (0.0, program.presenter.player.index)


def test_both_sides_of_the_painting_benchmark_have_the_same_size(qapp):
    race = painting.race("small", 50_000, 50)
    sizes = {side: image().size().toTuple() for side, image in race.sides.items()}
    assert sizes == {"ours": (1000, 800), "ScatterPlotItem": (1000, 800)}


def test_a_start_is_measured_until_the_points_are_painted(tmp_path):
    around = opening.environment(Path(tmp_path))
    for measure in ("program", "plot"):
        assert opening.Side(measure, around, None)() > 0


def test_a_start_that_paints_nothing_fails(tmp_path):
    silent = opening.Side("ENOUGH, print as quiet", opening.environment(Path(tmp_path)), None)
    with pytest.raises(AssertionError):
        silent()


def test_memory_is_measured_in_a_separate_process():
    for measure in (
        partial(memory.weighed, "alone", 30_000, 3),
        partial(memory.weighed, "windowed", 30_000, 3),
    ):
        assert measure() >= 0
