"""Reports of panics go to the log, and everything else that is written meanwhile to standard error."""

import io
import os
import random
import threading
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from clusterlab.core.log import log
from clusterlab.datasets import LoadError
from clusterlab.datasets.readers.files import read_given
from clusterlab.datasets.readers.library_panics import logged_panics

PANIC = b"\nthread 'x' (1) panicked at y.rs:1:1:\nassertion failed\n"


@pytest.fixture
def logged(monkeypatch):
    lines = []
    monkeypatch.setattr("clusterlab.core.log.open_log", lambda: Path("some.log"))
    monkeypatch.setattr(log, "error", lambda template, *values: lines.append(template % values))
    return lines


def test_a_panic_is_logged_and_other_words_are_written(capfd, logged):
    with logged_panics():
        os.write(2, PANIC)
    assert capfd.readouterr().err == ""
    assert logged == [PANIC.decode()]
    with logged_panics():
        os.write(2, b"a warning\n")
    assert capfd.readouterr().err == "a warning\n"
    os.write(2, b"later\n")
    assert capfd.readouterr().err == "later\n"


def test_standard_error_is_restored_after_the_last_of_several_readers(capfd, logged):
    inside, leave = threading.Event(), threading.Event()

    def read():
        with logged_panics():
            inside.set()
            leave.wait(60)

    reader = threading.Thread(target=read)
    reader.start()
    assert inside.wait(60)
    with logged_panics():
        os.write(2, PANIC)
    assert logged == []
    leave.set()
    reader.join()
    assert (capfd.readouterr().err, logged) == ("", [PANIC.decode()])


def test_without_a_standard_error_nothing_is_redirected(monkeypatch):
    def closed(_):
        raise OSError

    monkeypatch.setattr(os, "dup", closed)
    with logged_panics():
        pass


def test_damaged_files_write_nothing_to_standard_error(capfd, logged):
    packed = io.BytesIO()
    rows = range(200)
    frame = pl.DataFrame({"a": rows, "b": [str(i) for i in rows], "c": [i / 3 for i in rows]})
    frame.write_parquet(packed)
    chosen = random.Random(0)
    for _ in range(150):
        damaged = bytearray(packed.getvalue())
        for _ in range(3):
            damaged[chosen.randrange(len(damaged))] = chosen.randrange(256)
        with suppress(LoadError):
            read_given(bytes(damaged), "some.parquet")
    assert capfd.readouterr().err == ""
