"""The bot of pytest-qt, with the patience that a machine with much other work needs."""

from time import monotonic

from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

PATIENCE = 120_000
"""Milliseconds until a wait fails: it ends once what is waited for is there, so patience costs no time."""
STEP = 3
"""Milliseconds between two looks at what is waited for."""


class PatientBot(QtBot):
    """A bot whose waits never fail because the machine is slow; the `timeout` of a test counts if longer."""

    def waitUntil(self, callback, *, timeout=PATIENCE):
        """Processes events until a callback returns True, or None, and asserts nothing that is false."""
        until = monotonic() + max(timeout, PATIENCE) / 1000
        while not _holds(callback):
            if monotonic() > until:
                callback()
                raise TimeoutError(f"This never came true: {callback}")
            self.wait(STEP)

    def waitSignal(self, signal, *, timeout=PATIENCE, **more):
        """As `QtBot.waitSignal`; one that must not come is waited for as long as the test says."""
        patience = timeout if more.get("raising") is False else max(timeout, PATIENCE)
        return super().waitSignal(signal, timeout=patience, **more)

    def waitExposed(self, widget, *, timeout=PATIENCE):
        """As `QtBot.waitExposed`."""
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE))

    def waitActive(self, widget, *, timeout=PATIENCE):
        """As `QtBot.waitActive`."""
        return super().waitActive(widget, timeout=max(timeout, PATIENCE))


def _holds(callback):
    """Whether a callback returns True or None; it may fail an assertion until then."""
    try:
        result = callback()
    except AssertionError:
        return False
    if result not in (None, True, False):
        raise ValueError(f"A wait needs True, False or None, and was given {result!r}.")
    return result is not False
