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
    saver = BackgroundSaver(messages)
    yield saver
    assert saver.close()


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
