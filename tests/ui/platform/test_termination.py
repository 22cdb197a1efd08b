"""Signals that ask the program to end arrive in the event loop, and raise no exception."""

import os
import signal

import pytest

from clusterlab.ui.platform.termination import TerminationNotifier

pytestmark = pytest.mark.skipif(os.name == "nt", reason="os.kill ends the process there")


@pytest.fixture
def notifier(qapp):
    previous = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell ignores it for what runs behind
    made = TerminationNotifier()
    yield made
    made.close()
    signal.signal(signal.SIGINT, previous)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_told_in_the_event_loop(notifier, qtbot, name):
    number = getattr(signal, name)
    with qtbot.waitSignal(notifier.requested) as told:
        os.kill(os.getpid(), number)
    assert told.args == [number]


def test_another_signal_is_not_told(notifier, qtbot):
    previous = signal.signal(signal.SIGUSR1, lambda *_: None)
    told = []
    notifier.requested.connect(told.append)
    with qtbot.waitSignal(notifier.requested):
        os.kill(os.getpid(), signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGTERM)
    signal.signal(signal.SIGUSR1, previous)
    assert told == [signal.SIGTERM]


def test_a_signal_that_is_ignored_stays_ignored(qapp):
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    notifier = TerminationNotifier()
    handler = signal.getsignal(signal.SIGINT)
    notifier.close()
    signal.signal(signal.SIGINT, previous)
    assert handler is signal.SIG_IGN


def test_the_handlers_are_restored(qapp):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    TerminationNotifier().close()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
