"""What the benchmarks do in the window is what they say: here with few points, and no look at times."""

from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks import memory, opening, painting, playing


@pytest.fixture
def opened(qapp, monkeypatch):
    """A small window of the benchmarks."""
    monkeypatch.setattr(playing, "POINTS", 60_000)
    monkeypatch.setattr(playing, "PLAYED", 0.3)
    monkeypatch.setattr(playing, "EVENTS", 4)
    monkeypatch.setattr(playing, "PLACES", 5)
    monkeypatch.setattr(playing, "RATES", (20.0,))
    made = playing.OpenedFile(lambda program: program)
    yield made
    made.close()


def test_the_window_is_played_zoomed_panned_and_pointed_at(opened):
    program = opened()
    painted, left_out = playing.played(program, 20.0)
    assert painted > 0
    assert 0 <= left_out < program.presenter.player.index
    whole = program.window.canvas.viewport
    for does in (playing.zoom, playing.pan, playing.pick):
        assert does(program) > 0
    assert program.window.canvas.viewport == whole  # panning ends with a fit


def test_what_is_left_out_is_counted(opened, monkeypatch):
    monkeypatch.setattr(playing, "moment", lambda picture: ("always the same", b""))
    program = opened()
    assert playing.played(program, 20.0) == (0.0, program.presenter.player.index)


def test_both_sides_of_the_painting_show_every_color(qapp):
    race = painting.race("small", 50_000, 50)
    sizes = {side: image().size().toTuple() for side, image in race.sides.items()}
    assert sizes == {"ours": (1000, 800), "ScatterPlotItem": (1000, 800)}


def test_a_start_ends_when_the_points_are_painted(tmp_path):
    around = opening.environment(Path(tmp_path))
    for does in ("program", "plot"):
        assert opening.Side(does, around, None)() > 0


def test_a_start_that_shows_nothing_is_no_start(tmp_path):
    silent = opening.Side("ENOUGH, print as quiet", opening.environment(Path(tmp_path)), None)
    with pytest.raises(AssertionError):
        silent()


def test_memory_is_weighed_in_a_process_of_its_own():
    for does in (partial(memory.weighed, "alone", 30_000, 3), partial(memory.weighed, "windowed", 30_000, 3)):
        assert does() >= 0
