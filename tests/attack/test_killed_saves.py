"""A session that is saved while the process is killed is there as before or as after, never half."""

import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 12

if sys.platform == "win32":
    pytest.skip("has no fork", allow_module_level=True)


def test_a_killed_save_leaves_a_readable_file():
    command = [sys.executable, "-m", "tests.attack", "saves", "--count", str(KILLS), "--seed", "1"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert (done.returncode, done.stdout) == (0, f"{KILLS} killed saves, 0 faults\n")
