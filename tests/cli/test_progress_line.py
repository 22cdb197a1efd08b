"""The progress of long work: rows done, rate and time left, on one line of a terminal."""

import io
import sys

import pytest

from clusterlab.cli import progress_line
from clusterlab.cli.progress_line import ProgressLine


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""
    now = [100.0]
    monkeypatch.setattr(progress_line, "monotonic", lambda: now[0])
    return now


def shown(monkeypatch, clock, stream, seconds):
    """What is written while a million of four million rows are done in each of two turns."""
    monkeypatch.setattr(sys, "stderr", stream)
    line = ProgressLine()
    for done in (0, 1_000_000, 2_000_000):
        line.show("Reading", done, 4_000_000)
        clock[0] += seconds
    line.end()
    return stream.getvalue()


def test_a_terminal_has_one_line_with_rate_and_time_left(monkeypatch, clock):
    text = shown(monkeypatch, clock, Terminal(), 2.0)
    assert text.count("\n") == 1
    last = text.strip().split("\r")[-1].strip()
    assert last == "Reading: 2,000,000 of 4,000,000 rows, 500,000 a second, 4.0 s left"


def test_elsewhere_a_line_is_written_every_ten_seconds(monkeypatch, clock):
    assert shown(monkeypatch, clock, io.StringIO(), 4.0) == ""
    lines = shown(monkeypatch, clock, io.StringIO(), 11.0).splitlines()
    assert [line.split(",")[0] for line in lines] == ["Reading: 1", "Reading: 2"]


def test_rows_of_unknown_number_have_no_time_left(monkeypatch, clock):
    monkeypatch.setattr(sys, "stderr", Terminal())
    line = ProgressLine()
    line.show("Reading", 0, 0)
    clock[0] += 1
    line.show("Reading", 500, 0)
    assert sys.stderr.getvalue().strip() == "Reading: 500 rows, 500 a second"


def test_without_a_standard_error_nothing_is_written(monkeypatch, clock):
    monkeypatch.setattr(sys, "stderr", None)
    line = ProgressLine()
    line.show("Reading", 1, 2)
    line.end()
