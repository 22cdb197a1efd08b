"""Files are written one after the other, and each is reported."""

import threading
from pathlib import Path

import pytest

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
