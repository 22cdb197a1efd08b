"""Files are written one after the other, and each is reported."""

import threading
from pathlib import Path

import pytest

from clusterlab.core.progress import PaintCall, Progress
from clusterlab.ui.presenters.background_saver import BackgroundSaver

A, B = Path("a.csv"), Path("b.csv")


class RecordedMessages:
    """A message bar that records its messages."""

    def __init__(self):
        self.sentences = []

    def show_message(self, kind, sentence):
        self.sentences.append(sentence)


@pytest.fixture
def messages():
    return RecordedMessages()


@pytest.fixture
def saver(messages):
    saver = BackgroundSaver(messages, lambda saver: None)
    yield saver
    assert saver.finish() == []


def all_failures(saver, qtbot):
    """Polls the saver until it is idle; returns the errors."""
    failures = []

    def idle():
        failures.append(saver.poll())
        return not saver.busy

    qtbot.waitUntil(idle)
    return [str(failure) for failure in failures if failure is not None]


def test_a_second_file_waits_for_the_first_and_both_are_reported(saver, messages, qtbot):
    first_may_end, order = threading.Event(), []
    saver.save(A, lambda: (first_may_end.wait(5), order.append(A)))
    saver.save(B, lambda: order.append(B))
    saver.poll()
    assert saver.busy
    first_may_end.set()
    assert all_failures(saver, qtbot) == []
    assert order == [A, B]
    assert messages.sentences == ["Saved a.csv.", "Saved b.csv."]


def test_progress_is_shown_and_notes_are_reported(saver, messages, qtbot):
    may_end = threading.Event()

    def write():
        yield Progress(2, 5)
        may_end.wait(5)
        return ["A note."]

    saver.save(A, write)
    saver.poll()
    qtbot.waitUntil(lambda: saver.poll() is None and saver.words == "Saving… 40 %. Esc cancels")
    may_end.set()
    assert all_failures(saver, qtbot) == []
    assert (saver.words, messages.sentences) == ("", ["Saved a.csv. A note."])


def test_what_reports_progress_can_be_canceled_and_the_next_file_is_written(saver, messages, qtbot):
    ended = []

    def write():
        try:
            while True:
                yield Progress(1, 2)
        finally:
            ended.append(A)

    assert not saver.cancel()
    saver.save(A, write)
    saver.save(B, lambda: None)
    saver.poll()
    qtbot.waitUntil(lambda: saver.poll() is None and "50 %" in saver.words)
    assert saver.cancel()
    assert all_failures(saver, qtbot) == []
    assert ended == [A]
    assert messages.sentences == ["Saving was stopped. No file was written.", "Saved b.csv."]


def test_a_file_is_written_after_one_that_could_not_be(saver, messages, qtbot):
    def fail():
        raise OSError("The disk is full.")

    saver.save(A, fail)
    saver.save(B, lambda: None)
    assert all_failures(saver, qtbot) == ["The disk is full."]
    assert messages.sentences == ["Saved b.csv."]


def test_a_file_is_rendered_step_by_step_and_its_error_reported(saver, messages, qtbot):
    steps = []

    def rendering(fails):
        for step in range(3):
            steps.append(step)
            yield
        if fails:
            raise ZeroDivisionError("planted")
        return lambda: steps.append("written")

    saver.render(A, rendering(fails=True))
    saver.poll()
    assert steps == [0]
    assert saver.busy
    saver.render(B, rendering(fails=False))
    assert all_failures(saver, qtbot) == ["planted"]
    assert steps == [0, 1, 2, 0, 1, 2, "written"]
    assert messages.sentences == ["Saved b.csv."]


def test_what_waits_is_written_before_the_program_ends(messages):
    saver, written = BackgroundSaver(messages, lambda saver: None), []
    saver.save(A, lambda: written.append(A))
    saver.save(B, lambda: written.append(B))
    assert saver.finish() == []
    assert written == [A, B]


def painting(painted, ended):
    """Writes a file with three calls to the window's thread."""

    def write():
        try:
            for number in range(3):
                yield PaintCall(lambda number=number: painted.append(number), Progress(number, 3))
        finally:
            ended.append(len(painted))

    return write


def test_a_file_is_painted_bit_by_bit_and_says_how_far_it_is(saver, messages, qtbot):
    painted, ended, words = [], [], set()
    saver.save(A, painting(painted, ended))
    qtbot.waitUntil(lambda: saver.poll() is None and (words.add(saver.words) or not saver.busy))
    assert (painted, ended, messages.sentences) == ([0, 1, 2], [3], ["Saved a.csv."])
    assert "Saving… 33 %. Esc cancels" in words


def test_a_file_that_is_painted_can_be_canceled_and_the_next_is_written(saver, messages, qtbot):
    painted, ended = [], []
    saver.save(A, painting(painted, ended))
    qtbot.waitUntil(lambda: saver.poll() is None and len(painted) == 1)
    assert saver.cancel()
    saver.save(B, lambda: None)
    assert all_failures(saver, qtbot) == []
    assert (messages.sentences[-1], ended) == ("Saved b.csv.", [1])


def test_a_file_that_cannot_be_painted_is_reported_and_closed(saver, messages, qtbot):
    ended = []

    def write():
        try:
            yield PaintCall(lambda: 1 / 0, Progress(0, 1))
        finally:
            ended.append("closed")

    saver.save(A, write)
    assert all_failures(saver, qtbot) == ["division by zero"]
    qtbot.waitUntil(lambda: ended == ["closed"])
    assert messages.sentences == []


def test_what_is_painted_is_finished_before_the_program_ends(messages):
    saver, painted = BackgroundSaver(messages, lambda saver: None), []
    saver.save(A, painting(painted, []))
    assert saver.finish() == []
    assert painted == [0, 1, 2]
