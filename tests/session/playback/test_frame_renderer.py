"""Small frames are made at once, of large ones only the latest, on a worker."""

import pytest

from clusterlab.session.playback.frame_renderer import SYNC_LIMIT, FrameRenderer


class Queue:
    """A task queue whose work is done when the test says so."""

    def __init__(self):
        self.work, self.done, self.trouble, self.canceled = None, [], None, 0

    @property
    def busy(self):
        return self.work is not None or bool(self.done)

    def start(self, work):
        self.work = work

    def finish(self):
        self.done, self.work = list(self.work()), None

    def cancel(self):
        self.work, self.canceled = None, self.canceled + 1

    def take(self):
        taken, self.done = self.done, []
        return taken

    def failure(self):
        return self.trouble


@pytest.fixture
def shown():
    return []


def test_a_frame_up_to_the_limit_is_shown_at_once_in_place_of_what_is_being_made(shown):
    queue = Queue()
    renderer = FrameRenderer(shown.append, queue)
    renderer.ask(lambda: "large", SYNC_LIMIT + 1)
    assert (shown, renderer.busy) == ([], True)
    renderer.ask(lambda: "small", SYNC_LIMIT)
    assert (shown, renderer.busy, queue.canceled) == (["small"], False, 1)


def test_of_large_frames_the_running_and_the_latest_are_shown(shown):
    queue = Queue()
    renderer = FrameRenderer(shown.append, queue)
    for name in ("first", "skipped", "latest"):
        renderer.ask(lambda name=name: name, SYNC_LIMIT + 1)
    queue.finish()
    assert renderer.poll() is None
    assert shown == ["first"]
    assert renderer.busy
    queue.finish()
    renderer.poll()
    assert shown == ["first", "latest"]
    assert not renderer.busy


def test_a_failure_is_handed_on_and_a_stopped_renderer_asks_for_nothing_more(shown):
    queue = Queue()
    renderer = FrameRenderer(shown.append, queue)
    queue.trouble = MemoryError()
    assert renderer.poll() is queue.trouble
    renderer.ask(lambda: "first", SYNC_LIMIT + 1)
    renderer.ask(lambda: "second", SYNC_LIMIT + 1)
    renderer.stop()
    queue.finish()
    renderer.poll()
    assert (shown, renderer.busy) == (["first"], False)


def test_a_worker_of_its_own_ends_with_the_renderer(shown):
    renderer = FrameRenderer(shown.append)
    renderer.ask(lambda: "frame", SYNC_LIMIT + 1)
    while renderer.busy:
        assert renderer.poll() is None
    renderer.stop()
    assert shown == ["frame"]
