"""Tells the event loop of the signals that ask a program to end: Ctrl+C, SIGTERM, a closed terminal."""

import contextlib
import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""The signals, of which every system has some."""


class TerminationNotifier(QObject):
    """Emits `requested` with the number of a signal in the event loop, also in that of a dialog or menu.

    Python writes the number into a socket as soon as the signal arrives, which wakes the event loop. No
    exception is raised, wherever the program is.
    """

    requested = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._previous_handlers = {
            number: signal.signal(number, lambda *_: None) for number in _termination_signals()
        }
        self._previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Restores the handlers that were there before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous_handlers.items():
            signal.signal(number, handler)
        for end in (self._reader, self._writer):
            end.close()

    def _read(self) -> None:
        """Emits the numbers of the signals that have arrived; other signals are written, too."""
        with contextlib.suppress(BlockingIOError):
            for number in self._reader.recv(64):
                if number in self._previous_handlers:
                    self.requested.emit(number)


def _termination_signals() -> list[signal.Signals]:
    """The signals that end this process, without those that its parent has told it to ignore."""
    numbers = [getattr(signal, name) for name in SIGNAL_NAMES if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
