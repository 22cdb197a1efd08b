"""The self-test passes here, and sees what is broken."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from clusterlab.cli import self_checks
from clusterlab.cli import self_test as self_testing
from clusterlab.cli.main import main
from clusterlab.core.self_check import SelfCheckError, check

ROOT = Path(__file__).resolve().parents[2]
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def tried(monkeypatch, capsys, *found):
    """What the command says, and its exit code, when these are the proofs."""
    monkeypatch.setattr(self_testing, "self_checks", lambda: found)
    code = main(["--self-test"])
    return code, capsys.readouterr().out.splitlines()


def test_this_installation_passes_without_a_display(tmp_path, qt):
    environ = {name: value for name, value in os.environ.items() if name not in DISPLAYS}
    command = [sys.executable, "-W", "error", "-m", "clusterlab", "--self-test"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines[1:-1]] == [
        *self_checks.SELF_CHECKS,
        *self_testing.PAINTING_CHECKS,
    ]
    assert lines[-1].startswith("The self-test passed")


def test_what_does_not_hold_fails_it_and_is_named(monkeypatch, capsys):
    def wrong():
        check(False, "Two is three.")

    code, lines = tried(monkeypatch, capsys, ("right", lambda: "As it should be."), ("wrong", wrong))
    assert code == 1
    assert lines[1:] == [
        "ok    right       As it should be.",
        "FAIL  wrong       Two is three.",
        "The self-test failed: wrong.",
    ]


def test_a_failure_that_nobody_foresaw_fails_it_too_and_is_written_down(monkeypatch, capsys):
    def broken():
        raise ImportError("No module named 'lost'")

    code, lines = tried(monkeypatch, capsys, ("broken", broken))
    assert code == 1
    assert lines[1].startswith("FAIL  broken      ImportError: No module named 'lost'. What happened")


def test_another_minimum_is_seen(monkeypatch):
    monkeypatch.setattr(self_checks, "IRIS_CENTERS", np.floor(np.array(self_checks.IRIS_CENTERS) * 10) / 10)
    with pytest.raises(SelfCheckError, match="inertia of iris"):
        self_checks.kmeans()


def test_kernels_that_differ_are_seen(monkeypatch):
    results = iter([(b"1",), (b"2",)])
    monkeypatch.setattr(self_checks, "_fitted_bytes", lambda table: next(results))
    with pytest.raises(SelfCheckError, match="differ"):
        self_checks.kernels()


def test_a_row_that_is_not_read_is_seen(monkeypatch, tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("a\n1\n2\n\n")
    monkeypatch.setattr(self_checks, "examples", lambda: {"short": path})
    with pytest.raises(SelfCheckError, match="short has 3 lines; 2 were read"):
        self_checks.files()


def test_an_empty_picture_is_seen(qt):
    from clusterlab.ui import self_checks as painted

    with pytest.raises(SelfCheckError, match=r"\[0, 0, 0\] pixels"):
        painted._check_clusters(np.full((30, 30, 3), 255), "The picture")


def test_letters_that_are_boxes_are_seen(qt, monkeypatch):
    from clusterlab.ui import self_checks as painted

    painted.offscreen()
    box = painted.letter_image("i")
    monkeypatch.setattr(painted, "letter", lambda character: box)
    with pytest.raises(SelfCheckError, match="there is no font"):
        painted.picture()
