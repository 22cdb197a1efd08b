"""The self-test passes here, and detects what is broken."""

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


def self_test_of(monkeypatch, capsys, *found):
    """The exit code and the lines of a self-test of these checks."""
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


def test_a_check_that_fails_is_named_and_fails_the_self_test(monkeypatch, capsys):
    def wrong():
        check(False, "Two is three.")

    code, lines = self_test_of(monkeypatch, capsys, ("right", lambda: "As it should be."), ("wrong", wrong))
    assert code == 1
    assert lines[1:] == [
        "ok    right       As it should be.",
        "FAIL  wrong       Two is three.",
        "The self-test failed: wrong.",
    ]


def test_an_unexpected_error_fails_the_self_test_and_is_logged(monkeypatch, capsys):
    def broken():
        raise ImportError("No module named 'lost'")

    code, lines = self_test_of(monkeypatch, capsys, ("broken", broken))
    assert code == 1
    assert lines[1].startswith("FAIL  broken      ImportError: No module named 'lost'. Details are in")


def test_a_different_minimum_is_detected(monkeypatch):
    monkeypatch.setattr(self_checks, "IRIS_CENTERS", np.floor(np.array(self_checks.IRIS_CENTERS) * 10) / 10)
    with pytest.raises(SelfCheckError, match="inertia of iris"):
        self_checks.kmeans()


def test_kernels_that_differ_are_detected(monkeypatch):
    results = iter([(b"1",), (b"2",)])
    monkeypatch.setattr(self_checks, "_fitted_bytes", lambda table: next(results))
    with pytest.raises(SelfCheckError, match="differ"):
        self_checks.kernels()


def test_a_row_that_is_not_read_is_detected(monkeypatch, tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("a\n1\n2\n\n")
    monkeypatch.setattr(self_checks, "examples", lambda: {"short": path})
    with pytest.raises(SelfCheckError, match="short has 3 lines; 2 were read"):
        self_checks.files()


def test_an_empty_picture_is_detected(qt):
    from clusterlab.ui import painting_checks

    with pytest.raises(SelfCheckError, match=r"\[0, 0, 0\] pixels"):
        painting_checks._check_clusters(np.full((30, 30, 3), 255), "The picture")


def test_a_missing_font_is_detected(qt, monkeypatch):
    from clusterlab.ui import painting_checks

    painting_checks.offscreen()
    box = painting_checks.letter_image("i")
    monkeypatch.setattr(painting_checks, "letter_image", lambda character: box)
    with pytest.raises(SelfCheckError, match="there is no font"):
        painting_checks.check_picture()
