"""Algorithms of other installed packages: found through entry points, and harmless where they are broken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clusterlab.core.registry import may_name_entry_points

ROOT = Path(__file__).parents[2]
GOOD = '''
"""An algorithm of another package."""

from dataclasses import dataclass
from typing import ClassVar

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS


@ALGORITHMS.add
@dataclass(frozen=True)
class Foreign(KMeans):
    """k-means of another package."""

    name: ClassVar[str] = "foreign"
    title: ClassVar[str] = "Foreign k-means"
'''
MODULES = {
    "foreign_good": GOOD,
    "foreign_missing": "import a_package_that_is_nowhere",
    "foreign_half": GOOD.replace('"foreign"', '"half"') + "\nraise SystemExit('in the middle')",
    "foreign_twice": GOOD.replace('"foreign"', '"kmeans"'),
    "foreign_bare": GOOD.replace("(KMeans)", "(Algorithm)")
    .replace('"foreign"', '"bare"')
    .replace("import ALGORITHMS", "import ALGORITHMS, Algorithm"),
    "foreign_order": GOOD.replace('"foreign"', '"unordered"') + "    menu_order: ClassVar[int] = None\n",
    "foreign_other": GOOD.replace('"foreign"', '"other"').replace("(KMeans)", ""),
    "foreign_empty": "raise ValueError",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with a distribution whose entry points name one good module and several broken ones."""
    folder = tmp_path_factory.mktemp("site")
    for name, source in MODULES.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    info = folder / "foreign-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.0\n", encoding="utf-8")
    points = "".join(f"{name} = {name}\n" for name in MODULES)
    (info / "entry_points.txt").write_text(f"[clusterlab.algorithms]\n{points}", encoding="utf-8")
    return folder


def clusterlab(folder, *words):
    """What the command line says with a folder of installed packages."""
    path = os.pathsep.join([str(ROOT), str(folder)])
    command = [sys.executable, "-m", "clusterlab", *words]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        check=False,
    )


def test_the_list_has_the_good_one_and_a_sentence_for_each_broken_one(installed):
    said = clusterlab(installed, "list")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [line.strip() for line in said.stdout.splitlines()]
    assert any(line.startswith("foreign ") for line in lines)
    assert not any(line.startswith(("half ", "bare ", "unordered ", "other ")) for line in lines)
    broken = [line for line in lines if "of another package cannot be used" in line]
    assert len(broken) == 7
    assert (
        "foreign_missing (foreign_missing) of another package cannot be used: ModuleNotFoundError: "
        "No module named 'a_package_that_is_nowhere'." in broken
    )
    assert any("kmeans is registered twice" in line for line in broken)
    assert any("in the middle" in line for line in broken)
    assert any("Foreign is no subclass of Algorithm" in line for line in broken)
    assert any("a name that is a text and a whole menu_order" in line for line in broken)
    assert any(line.endswith("cannot be used: ValueError.") for line in broken)
    assert any("Foreign does not declare phases, objective, criterion" in line for line in broken)


def test_an_algorithm_of_another_package_runs_like_any_other(installed):
    said = clusterlab(installed, "run", "foreign", "--k", "3", "--make", "blobs")
    assert (said.returncode, said.stderr) == (0, "")
    assert "Foreign k-means" in said.stdout


def test_a_broken_entry_point_is_in_the_log(installed, tmp_path):
    code = (
        "from clusterlab.core.algorithm import ALGORITHMS; from clusterlab.core.log import open_log; "
        "ALGORITHMS.all(); print(open_log().read_text(encoding='utf-8'))"
    )
    path = os.pathsep.join([str(ROOT), str(installed)])
    homes = dict.fromkeys(("HOME", "LOCALAPPDATA", "USERPROFILE", "XDG_STATE_HOME"), str(tmp_path))
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **homes, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        check=True,
    )
    assert "a_package_that_is_nowhere" in said.stdout


@pytest.mark.parametrize(
    ("place", "words", "may"),
    [
        ("other-1.0.dist-info/entry_points.txt", "[clusterlab.algorithms]", True),
        ("other.egg-info/entry_points.txt", "[clusterlab.algorithms]", True),
        ("other.egg/EGG-INFO/entry_points.txt", "[clusterlab.algorithms]", True),
        ("other-1.0.dist-info/entry_points.txt", "[console_scripts]", False),
        ("other-1.0.dist-info/METADATA", "Name: clusterlab.algorithms", False),
    ],
)
def test_distributions_without_entry_points_of_the_group_are_not_read_further(tmp_path, place, words, may):
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(words, encoding="utf-8")
    assert may_name_entry_points([str(tmp_path / "absent"), str(tmp_path)], "clusterlab.algorithms") is may


def test_an_empty_path_is_the_folder_of_now(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not may_name_entry_points([""], "clusterlab.algorithms")
    (tmp_path / "own.egg-info").mkdir()
    (tmp_path / "own.egg-info" / "entry_points.txt").write_text("[clusterlab.algorithms]\nown = own\n")
    assert may_name_entry_points([""], "clusterlab.algorithms")


def test_archives_and_what_cannot_be_read_may_name_entry_points(tmp_path):
    (tmp_path / "archive.zip").touch()
    assert may_name_entry_points([str(tmp_path / "archive.zip")], "clusterlab.algorithms")
    (tmp_path / "odd-info" / "entry_points.txt").mkdir(parents=True)
    assert may_name_entry_points([str(tmp_path)], "clusterlab.algorithms")
