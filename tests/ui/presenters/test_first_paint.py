"""Other work waits for the first picture of a window, up to a timeout."""

from types import SimpleNamespace

import pytest

from clusterlab.ui.presenters import first_paint

pytestmark = pytest.mark.usefixtures("k_charts")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test controls."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(first_paint, "monotonic", lambda: clock.now)
    return clock


def window(visible=True, has_painted=False):
    """A stand-in for the window."""
    return SimpleNamespace(
        isVisible=lambda: visible,
        canvas=SimpleNamespace(has_painted=has_painted),
    )


def test_a_window_without_a_picture_is_pending_until_the_timeout(clock):
    first = first_paint.FirstPaint(window())
    assert first.pending
    clock.now += first_paint.FIRST_PAINT_TIMEOUT + 0.01
    assert not first.pending


def test_the_first_picture_is_pending_for_a_delay_after_painting(clock):
    first = first_paint.FirstPaint(window(has_painted=True))
    assert first.pending
    clock.now += first_paint.FIRST_PAINT_DELAY + 0.001
    assert not first.pending


def test_the_timeout_begins_when_the_window_is_shown(clock):
    shown = window(visible=False)
    first = first_paint.FirstPaint(shown)
    assert not first.pending
    clock.now += first_paint.FIRST_PAINT_TIMEOUT + 0.01
    shown.isVisible = lambda: True
    assert first.pending


def test_k_is_swept_and_clusters_are_counted_after_the_first_picture(program, qtbot, monkeypatch):
    presenter, k_sweep = program.presenter, program.k_chart_presenter.k_sweep
    counting = program.cluster_count_presenter.counting
    qtbot.waitUntil(lambda: not k_sweep.busy and not presenter.player.busy, timeout=20_000)
    before = k_sweep.curve
    monkeypatch.setattr(first_paint.FirstPaint, "pending", property(lambda self: True))
    presenter.commands.choose_shape("moons")
    qtbot.waitUntil(
        lambda: not presenter.player.waiting and presenter.player.scene.run.finished, timeout=20_000
    )
    for part in (program.k_chart_presenter, program.cluster_count_presenter):
        part.poll()
    assert k_sweep.curve is before
    assert not counting.busy
    assert counting.count is None
    monkeypatch.undo()
    qtbot.waitUntil(lambda: k_sweep.curve is not before, timeout=20_000)
    qtbot.waitUntil(lambda: counting.count is not None, timeout=20_000)
