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


def window(visible=True, render_count=0):
    """What of a window is asked for."""
    return SimpleNamespace(
        isVisible=lambda: visible,
        canvas=SimpleNamespace(render_cache=SimpleNamespace(render_count=render_count)),
    )


def test_a_window_without_a_picture_is_opening_until_it_is_late(clock):
    begun = first_paint.FirstPaint(window())
    assert begun.pending
    clock.now += first_paint.FIRST_PAINT_TIMEOUT + 0.01
    assert not begun.pending


def test_a_picture_that_was_painted_has_a_moment_to_reach_the_screen(clock):
    begun = first_paint.FirstPaint(window(render_count=1))
    assert begun.pending
    clock.now += first_paint.FIRST_PAINT_DELAY + 0.001
    assert not begun.pending


def test_nothing_waits_for_a_picture_that_nobody_sees(clock):
    assert not first_paint.FirstPaint(window(visible=False)).pending


def test_k_is_swept_when_the_first_picture_is_there(program, qtbot, monkeypatch):
    presenter, sweeper = program.presenter, program.k_chart_presenter.sweeper
    qtbot.waitUntil(lambda: not sweeper.busy and not presenter.player.busy, timeout=20_000)
    before = sweeper.curve
    monkeypatch.setattr(first_paint.FirstPaint, "going", property(lambda self: True))
    presenter.commands.choose_shape("moons")
    qtbot.waitUntil(
        lambda: not presenter.player.waiting and presenter.player.scene.run.finished, timeout=20_000
    )
    presenter.tick()
    assert sweeper.curve is before
    monkeypatch.undo()
    qtbot.waitUntil(lambda: sweeper.curve is not before, timeout=20_000)
