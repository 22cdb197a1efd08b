"""The progress of long work on standard error: one line that is rewritten, with rate and time left."""

import sys
from time import monotonic

from clusterlab.core.formatting import format_duration

SECONDS_BETWEEN_LINES = 10.0
"""Where standard error is no terminal, a new line is written so often."""
SECONDS_BETWEEN_UPDATES = 0.2
WIDTH_OF_LINE = 78


class ProgressLine:
    """Shows how many rows are done in the stage of the work that is under way."""

    def __init__(self) -> None:
        self._stage, self._began, self._first = "", 0.0, 0
        self._shown_at, self._is_open = monotonic(), False

    def show(self, stage: str, done: int, of: int) -> None:
        """Shows that so many `of` the rows are done in a `stage`; `of` is 0 where it is not known."""
        now = monotonic()
        if stage != self._stage:
            self._stage, self._began, self._first = stage, now, done
        stream = sys.stderr
        if stream is None or now - self._shown_at < self._interval(stream.isatty()):
            return
        self._shown_at, text = now, self._text(done, of, now - self._began)
        stream.write(f"\r{text:<{WIDTH_OF_LINE}}" if stream.isatty() else f"{text}\n")
        stream.flush()
        self._is_open = stream.isatty()

    def end(self) -> None:
        """Ends the line, so that what follows begins a new one."""
        if self._is_open and sys.stderr is not None:
            sys.stderr.write("\n")
            self._is_open = False

    def _interval(self, is_terminal: bool) -> float:
        return SECONDS_BETWEEN_UPDATES if is_terminal else SECONDS_BETWEEN_LINES

    def _text(self, done: int, of: int, seconds: float) -> str:
        rate = (done - self._first) / seconds if seconds > 0 else 0.0
        words = f"{self._stage}: {done:,}" + (f" of {of:,} rows" if of else " rows")
        if rate:
            words += f", {rate:,.0f} a second"
        if rate and of:
            words += f", {format_duration((of - done) / rate)} left"
        return words
