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
    """A copy of the project with one more file: the algorithm in the README."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("clusterlab", "resources", "tests/algorithms"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / name, root / name)
    code = next(
        block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "@ALGORITHMS.add" in block
    )
    (root / "clusterlab/algorithms/kharmonic.py").write_text(code, encoding="utf-8")
    return root


def python(root, *words):
    """The output of Python in that copy."""
    environ = {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=root, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_algorithm_of_the_readme_passes_the_contract_of_algorithms(one_file_more):
    (command,) = re.findall(r"^python (-m clusterlab\.check_algorithm .*)$", README, re.MULTILINE)
    said = python(one_file_more, *command.split())
    passed = re.fullmatch(r"kharmonic keeps the contract: (\d+) tests passed\.", said.splitlines()[-1])
    assert int(passed[1]) > 60


def test_the_algorithm_of_the_readme_has_types_and_the_style_of_the_project(one_file_more):
    pytest.importorskip("ruff")
    file = "clusterlab/algorithms/kharmonic.py"
    python(one_file_more, "-m", "ruff", "check", "--no-cache", file)
    python(one_file_more, "-m", "ruff", "format", "--no-cache", "--check", file)


def test_the_algorithm_of_the_readme_can_be_swept(one_file_more):
    few = ("--k", "1..6", "--restarts", "2", "--references", "4")
    words = ("sweep", "kharmonic", "--make", "blobs", "--seed", "0", *few)
    said = python(one_file_more, "-m", "clusterlab", *words)
    assert "The knee of the cost is at K = 3" in said
    assert "gap" in said


def test_the_algorithm_of_the_readme_is_in_the_window(one_file_more):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    said = python(one_file_more, "-c", WINDOW)
    assert said.split("\n")[:3] == ["k-harmonic means", "max_iter seed", "Stopped after"]


WINDOW = """
from PySide6.QtCore import QEventLoop, QSettings
from clusterlab.metrics.cluster_count import statistics
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.ui.app import Program, create_application

statistics.MAX_COUNTED_K, statistics.K_MEANS_STARTS, statistics.GAP_REFERENCES = 4, 1, 3
app = create_application()
program = Program(app, QSettings("settings.ini", QSettings.Format.IniFormat))
program.k_chart_presenter.request = SweepRequest(references=0)
presenter, window = program.presenter, program.window
for do in (lambda: presenter.commands.choose_algorithm("kharmonic"), presenter.go_to_end):
    do()
    while presenter._timer.isActive():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
print(window.algorithm.title.text())
print(*window.algorithm.form.rows)
print(presenter.player.caption().sentence[:13])
window.close()
"""


def test_every_file_that_the_readme_names_is_there():
    named = re.findall(r"`((?:packaging|resources|clusterlab)/[\w./-]*)`", README)
    named += re.findall(r"\]\((resources/[^)]+)\)", README)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
