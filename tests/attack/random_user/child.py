"""One process of the random user: the real program in its window, and actions by a seed until it quits.

Each action is written to standard output before it is done, and each fault as a line that begins with FAULT.
"""

import argparse
import faulthandler
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic
from traceback import format_exception

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from clusterlab.cli.open_window import open_window
from clusterlab.core.log import log
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.ui import app as app_module
from clusterlab.ui.dialogs.unsaved_question import UnsavedQuestion
from tests.attack.random_user.actions import User
from tests.attack.random_user.files import write_files
from tests.attack.random_user.input import press_key
from tests.ui.at_rest import faults_at_rest

STUCK = 120
"""Seconds after which an action or the end of the process counts as a hang."""
PLAYING_TIMEOUT, REST_TIMEOUT, CANCEL_TIMEOUT, CANCEL_INTERVAL = 0.5, 10, 110, 5
"""Seconds after which playback is paused, in which the window comes to rest by itself and after Esc, and from
one Esc to the next."""
LONGEST_PAUSE = 1.0
"""Seconds between two turns; a process that was stopped for longer has not used them."""
REST_SHARE = 0.12
"""The share of the actions after which the window comes to rest and is checked."""
PAUSES = (0, 0, 0, 1, 5, 20, 80)
"""Milliseconds between two actions."""
TRACED_CALLS = 4
"""The number of innermost calls of an exception that are written."""
SOMETHING_WRONG = "Something went wrong"


def say(line: str) -> None:
    """Writes one line at once."""
    sys.stdout.write(" ".join(line.splitlines()) + "\n")
    sys.stdout.flush()


class FaultLog(logging.Handler):
    """Reports what the program logs, such as Qt's warnings and unexpected errors."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a fault with the end of its traceback."""
        trace = "".join(format_exception(record.exc_info[1], limit=-TRACED_CALLS)) if record.exc_info else ""
        say(f"FAULT {record.getMessage()} {' '.join(trace.replace('^', '').split())}")


class Clock:
    """Seconds in which the process was not stopped: of a longer pause between two ticks one counts."""

    def __init__(self) -> None:
        self.seconds, self._last = 0.0, monotonic()

    def tick(self) -> None:
        """Adds the time since the last tick."""
        now = monotonic()
        self.seconds += min(now - self._last, LONGEST_PAUSE)
        self._last = now


class Turns:
    """Does one action after another on timers of the event loop, and quits after the last."""

    def __init__(self, program: app_module.Program, options: argparse.Namespace) -> None:
        self.program, self.left = program, options.actions
        self.rng = Random(options.seed)
        self.user = User(program, self.rng, write_files(Path("files"), self.rng), Path.cwd())
        self.clock = Clock()
        self.resting_since = -1.0
        self.cancels = 0
        self._plan_turn(0)

    def turn(self) -> None:
        """Does the next action, or looks whether the window has come to rest."""
        faulthandler.dump_traceback_later(STUCK, exit=True)
        self.clock.tick()
        if self.resting_since >= 0:
            try:
                self._rest()
            finally:
                self._plan_turn(15)  # after the check, which processes events
        elif self.left:
            self._act()
        else:
            self._quit()

    def _act(self) -> None:
        """Does the next action."""
        self.left -= 1
        words, act = self.user.next_action()
        say(f"{self.left} {words}")
        if self.rng.random() < REST_SHARE:
            self.resting_since, self.cancels = self.clock.seconds, 0
            QTimer.singleShot(0, self.program.window.cancel_drag)  # a center that is held is elsewhere
        self._plan_turn(self.rng.choice(PAUSES))  # before the action, which may run a menu's event loop
        act()

    def _plan_turn(self, milliseconds: int) -> None:
        QTimer.singleShot(milliseconds, self.turn)

    def _rest(self) -> None:
        """Waits for rest, by Esc where it takes long, and checks the window."""
        seconds = self.clock.seconds - self.resting_since
        if QApplication.activePopupWidget() is not None:
            press_key(Qt.Key.Key_Escape)
        elif self._at_rest():
            self.resting_since = -1.0
            self._check()
        elif seconds > PLAYING_TIMEOUT and self._only_plays():
            self.program.presenter.toggle_run()
        elif seconds > REST_TIMEOUT + CANCEL_TIMEOUT:
            say(f"FAULT the window does not come to rest after Esc: {self._activity()}")
            os._exit(1)
        elif seconds > REST_TIMEOUT + CANCEL_INTERVAL * self.cancels:
            self._cancel()

    def _cancel(self) -> None:
        """Stops what is computed and played."""
        say("stop what is computed and played")
        self.cancels += 1  # the first one may end a question, and what is saved goes on
        self.program.presenter.player.pause()
        self.program.presenter.cancel()

    def _only_plays(self) -> bool:
        """Whether the window shows steps at their rate that are computed already."""
        player = self.program.presenter.player
        return player.playing and not player.computing

    def _at_rest(self) -> bool:
        window = self.program.window
        polls = self.program.presenter._timer.isActive() or window.zoo._timer.isActive()
        return not polls and window.updatesEnabled()

    def _activity(self) -> str:
        """What keeps the window from rest."""
        presenter, window = self.program.presenter, self.program.window
        busy = [type(part).__name__ for part in presenter._polled_parts if part.busy]
        painting = f"updates {window.updatesEnabled()}, zoo {window.zoo._timer.isActive()}"
        return f"busy {busy}, polled {presenter._timer.isActive()}, {painting}"

    def _check(self) -> None:
        """Reports each part of the window that does not show the state."""
        words = self.program.window.message.words.text()
        if SOMETHING_WRONG in words:
            say(f"FAULT {words}")
        for fault in faults_at_rest(self.program.window):
            say(f"FAULT {fault}")

    def _quit(self) -> None:
        name, quit_program = self.rng.choice(ways_to_quit(self.program))
        say(f"quit by {name}")
        for asked in self._questions():
            asked.reject()  # it may be about something else than quitting
        quit_program()
        for asked in self._questions():
            asked.button(UnsavedQuestion.StandardButton.Discard).click()

    def _questions(self) -> list[UnsavedQuestion]:
        """The open questions about unsaved work."""
        found = self.program.window.findChildren(UnsavedQuestion)
        return [asked for asked in found if asked.isVisible()]


def ways_to_quit(program: app_module.Program) -> list[tuple[str, Callable[[], object]]]:
    """The ways in which a program is closed, whatever it does at that time."""
    ways = [
        ("its close button", program.window.close),
        ("the action Quit", program.actions["quit"].trigger),
    ]
    numbers = () if os.name == "nt" else (signal.SIGINT, signal.SIGTERM)
    return [*ways, *((number.name, partial(os.kill, os.getpid(), number)) for number in numbers)]


def main() -> None:
    """Opens the program and lets the random user have it until the process ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", required=True)
    parser.add_argument("--actions", type=int, required=True)
    options = parser.parse_args()
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind
    log.addHandler(FaultLog(logging.WARNING))

    class AttackedProgram(app_module.Program):
        """The program, with the random user as soon as its window is there."""

        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)
            self.k_chart_presenter.request = SweepRequest(references=0)  # they take most of the time
            self.turns = Turns(self, options)

    app_module.Program = AttackedProgram
    app_module.enable_crash_log = lambda: None  # it would take the tracebacks of crashes to a file
    open_window(None)


if __name__ == "__main__":
    main()
