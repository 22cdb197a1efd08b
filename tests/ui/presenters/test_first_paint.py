"""While a window opens, all else waits for its first picture, though not for ever."""

from types import SimpleNamespace

import pytest

from clusterlab.ui.presenters import first_paint


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(first_paint, "monotonic", lambda: clock.now)
    return clock


def window(visible=True, paints=0):
    """What of a window is asked for."""
    return SimpleNamespace(
        isVisible=lambda: visible, canvas=SimpleNamespace(still=SimpleNamespace(paints=paints))
    )


def test_a_window_without_a_picture_is_opening_until_it_is_late(clock):
    begun = first_paint.Opening(window())
    assert begun.going
    clock.now += first_paint.LATE + 0.01
    assert not begun.going


def test_a_picture_that_was_painted_has_a_moment_to_reach_the_screen(clock):
    begun = first_paint.Opening(window(paints=1))
    assert begun.going
    clock.now += first_paint.BREATH + 0.001
    assert not begun.going


def test_nothing_waits_for_a_picture_that_nobody_sees(clock):
    assert not first_paint.Opening(window(visible=False)).going


def test_k_is_swept_when_the_first_picture_is_there(program, qtbot, monkeypatch):
    live, sweeper = program.live, program.kcharts.sweeper
    qtbot.waitUntil(lambda: not sweeper.busy and not live.player.busy, timeout=20_000)
    before = sweeper.curve
    monkeypatch.setattr(first_paint.Opening, "going", property(lambda self: True))
    live.intents.choose_shape("moons")
    qtbot.waitUntil(lambda: not live.player.waiting and live.player.scene.run.finished, timeout=20_000)
    live.tick()
    assert sweeper.curve is before
    monkeypatch.undo()
    qtbot.waitUntil(lambda: sweeper.curve is not before, timeout=20_000)
