"""The layers: only ui imports Qt, imports point down, and starting imports nothing heavy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import clusterlab

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clusterlab"

IMPORT_WITHOUT = """
import importlib, importlib.abc, sys
from pathlib import Path

class ImportBlocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ImportError(f"{name} is blocked here")

def module_name(root, path):
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

sys.meta_path.insert(0, ImportBlocker())
root, package = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(root))
names = sorted(module_name(root, path) for path in root.joinpath(package).rglob("*.py"))
for name in names:
    if not (name + ".").startswith(package + ".ui."):
        try:
            importlib.import_module(name)
        except ImportError as error:
            print(f"{name}: {error}")
        else:
            print(f"{name}: fine", file=sys.stderr)
"""

LOADED = "import importlib, sys; importlib.import_module(sys.argv[1]); print(*sys.modules)"

# A pytest plugin that blocks Qt; it is written to a folder on PYTHONPATH.
NO_QT = "\n".join([*IMPORT_WITHOUT.splitlines()[:8], "sys.meta_path.insert(0, ImportBlocker())"])


def without_qt(root: Path, package: str) -> tuple[list[str], list[str]]:
    """The modules outside of ui that cannot be imported without Qt, with the reason, and those that can."""
    command = [sys.executable, "-c", IMPORT_WITHOUT, str(root), package]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr.splitlines()


def loaded_by(module: str) -> set[str]:
    """The top-level packages that importing a module loads."""
    command = [sys.executable, "-c", LOADED, module]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def lint_imports(root: Path) -> tuple[bool, str]:
    """Whether import-linter finds the contracts of pyproject.toml kept under a root, and its output."""
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    environ = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", lint], capture_output=True, text=True, cwd=root, env=environ)
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the package and its contracts, to add faults to."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "clusterlab", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_everything_but_ui_imports_where_there_is_no_qt():
    failed, fine = without_qt(ROOT, "clusterlab")
    assert failed == []
    assert "clusterlab.core.points: fine" in fine


@pytest.mark.parametrize("name", ["PySide6.QtCore", "pyqtgraph", "shiboken6"])
def test_an_import_of_qt_is_detected(tmp_path, name):
    for folder in ("planted", "planted/core", "planted/ui"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "planted/ui/window.py").write_text(f"import {name}\n")
    (tmp_path / "planted/core/guilty.py").write_text(f"import {name}\n")
    (tmp_path / "planted/core/lazy.py").write_text(f"def paint():\n    import {name}\n")
    failed, fine = without_qt(tmp_path, "planted")
    assert [line.split(":")[0] for line in failed] == ["planted.core.guilty"]
    assert "planted.core.lazy: fine" in fine


def test_every_test_outside_ui_is_collected_where_there_is_no_qt(tmp_path):
    (tmp_path / "no_qt.py").write_text(NO_QT)
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    options = ["-p", "no_qt", "-p", "no:pytest-qt", "-p", "no:cacheprovider", "-q", "--collect-only"]
    command = [sys.executable, "-m", "pytest", "--assert=plain", *options, "tests"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ)
    assert done.returncode == 0, done.stdout
    assert "tests/test_layers.py" in done.stdout
    assert "tests/ui/" not in done.stdout


def test_import_linter_keeps_the_layers():
    if not (PACKAGE / "cli.py").exists() and not (PACKAGE / "cli").exists():
        pytest.skip("The contracts name clusterlab.cli, which is not there yet.")
    kept, said = lint_imports(ROOT)
    assert kept, said


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("core/planted.py", "import clusterlab.algorithms", "Arrows point down only BROKEN"),
        ("kernels/planted.py", "import clusterlab.core", "Arrows point down only BROKEN"),
        ("session/planted.py", "import PySide6", "Only ui knows Qt BROKEN"),
    ],
)
def test_an_import_upward_is_detected(copied, path, line, contract):
    if not (PACKAGE / "cli.py").exists() and not (PACKAGE / "cli").exists():
        pytest.skip("The contracts name clusterlab.cli, which is not there yet.")
    (copied / "clusterlab" / path).write_text(f"{line}\n")
    kept, said = lint_imports(copied)
    assert not kept
    assert contract in said


@pytest.mark.parametrize("module", ["clusterlab", "clusterlab.__main__", "clusterlab.ui.app"])
def test_starting_imports_no_heavy_packages(module):
    if not PACKAGE.parent.joinpath(*module.split(".")).with_suffix(".py").exists() and module != "clusterlab":
        pytest.skip(f"{module} is not there yet.")
    assert loaded_by(module).isdisjoint({"scipy", "polars", "sklearn"})


def test_numpy_is_loaded_when_a_name_of_the_package_is_used():
    assert "numpy" not in loaded_by("clusterlab.__main__")
    names = set(clusterlab.__all__)
    assert names == set(dir(clusterlab)) == {name for name in names if hasattr(clusterlab, name)}
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = clusterlab.nothing


def test_a_heavy_import_is_detected():
    assert "scipy" in loaded_by("scipy.linalg")
