"""An interrupt while processes are started comes after that, and not to them."""

import signal
import subprocess
import sys
import threading

import pytest

from clusterlab.datasets.workers.late_interrupts import late_interrupts

BLOCKED = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
ON_POSIX = pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no masks of signals here")


@pytest.fixture
def usual_interrupts():
    """Ctrl+C raises KeyboardInterrupt: a shell ignores it for what runs behind."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


@ON_POSIX
@pytest.mark.usefixtures("usual_interrupts")
@pytest.mark.parametrize("to_other_thread", [False, True])
def test_an_interrupt_comes_late(to_other_thread):
    was, end, done = signal.getsignal(signal.SIGINT), threading.Event(), []
    other = threading.Thread(target=end.wait)
    other.start()

    def interrupted():
        with late_interrupts():
            signal.pthread_kill(other.ident if to_other_thread else threading.get_ident(), signal.SIGINT)
            end.set()
            other.join()
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is was


@ON_POSIX
def test_processes_that_are_begun_receive_none():
    def blocked():
        return subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True).stdout.strip()

    with late_interrupts():
        assert blocked() == "True"
    assert blocked() == "False"
