import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT.joinpath("README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def one_file_more(tmp_path_factory):
    """A copy of the project that differs in one more file: the algorithm that the README shows."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("clusterlab", "resources", "tests/algorithms"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, root / name)
    code = next(
        block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "KMedians" in block
    )
    (root / "clusterlab/algorithms/kmedians.py").write_text(code, encoding="utf-8")
    return root


def python(root, *words):
    """What Python says when it runs in that copy."""
    environ = {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=root, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_algorithm_of_the_readme_keeps_what_every_algorithm_promises(one_file_more):
    options = ["-p", "no:cacheprovider", "-q", "-k", "kmedians"]
    said = python(one_file_more, "-m", "pytest", *options, "tests/algorithms/test_contract.py")
    assert int(re.search(r"(\d+) passed", said)[1]) > 40


def test_the_algorithm_of_the_readme_can_be_swept(one_file_more):
    said = python(one_file_more, "-m", "clusterlab", "sweep", "kmedians", "--make", "blobs", "--seed", "0")
    assert "The knee of the cost is at K = 3" in said


def test_the_algorithm_of_the_readme_is_in_the_window(one_file_more):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    said = python(one_file_more, "-c", WINDOW)
    assert said.split("\n")[:3] == ["k-medians", "seed", "Stopped after"]


WINDOW = """
from PySide6.QtCore import QEventLoop, QSettings
from clusterlab.ui.app import Program, application

program = Program(application(), QSettings("settings.ini", QSettings.Format.IniFormat))
live, window = program.live, program.window
for do in (lambda: live.intents.choose_algorithm("kmedians"), live.go_to_end):
    do()
    while live._timer.isActive():
        application().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
print(window.algorithm.title.text(), *window.algorithm.form.names(), sep="\\n")
print(live.player.caption().sentence[:13])
window.close()
"""


def test_every_file_that_the_readme_names_is_there():
    named = re.findall(r"`((?:packaging|resources|clusterlab)/[\w./-]*)`", README)
    named += re.findall(r"\]\((resources/[^)]+)\)", README)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
