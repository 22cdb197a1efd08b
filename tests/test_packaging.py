"""The contents of the frozen program, and the decisions of the build."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from clusterlab.datasets import read_table
from clusterlab.datasets.readers.formats.statistics_files import StatisticsFile
from clusterlab.datasets.readers.table_format import FORMATS, recognized
from clusterlab.session.analysis.embedding import EMBEDDINGS
from tests.scripts import PACKAGING, ROOT, load

build, collected, measured, parts = load("build"), load("collected"), load("measured"), load("parts")
system, trials = load("system"), load("trials")


# ---- what comes into the frozen program ----


def excluded_imports(source):
    """The modules that a source imports and the frozen program leaves out."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module):
        names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names for out in parts.EXCLUDED if (name + ".").startswith(out + ".")]


def test_no_module_that_the_program_imports_is_excluded():
    """But for what connects to clusters, which the packaged program refuses before it imports that."""
    paths = set(ROOT.glob("clusterlab/**/*.py")) - {ROOT / "clusterlab/datasets/workers/dask_workers.py"}
    sources = [path.read_text(encoding="utf-8") for path in paths]
    assert [name for source in sources for name in excluded_imports(source)] == []


@pytest.mark.parametrize(
    "line", ["from PySide6 import QtNetwork", "import matplotlib.image", "from pyqtgraph.opengl import x"]
)
def test_an_import_of_an_excluded_module_is_detected(line):
    assert excluded_imports(f"def f():\n    {line}")


def test_optional_embedding_packages_are_not_frozen():
    assert {each.module for each in EMBEDDINGS.values()} | {"sklearn", "numba"} <= set(parts.EXCLUDED)


def test_encoders_of_films_under_the_gpl_are_not_frozen():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [each.partition(">")[0] for each in extras["optional-dependencies"]["video"]] == parts.ENCODERS
    assert set(parts.ENCODERS) <= set(parts.EXCLUDED)


def test_new_files_of_the_program_are_in_its_wheel(tmp_path):
    """An algorithm, a lesson and a translation that were added, with nothing else changed."""
    source = tmp_path / "source"
    for name in build.FOLDERS[:2]:
        shutil.copytree(ROOT / name, source / name, ignore=build.LITTER)
    for name in build.FILES:
        shutil.copy(ROOT / name, source)
    joined = ["algorithms/joined.py", "resources/lessons/first/text.md", "resources/translations/de.json"]
    for name in joined:
        path = source / (name if name.startswith("resources") else f"clusterlab/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    command = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", tmp_path / "made"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    assert all((tmp_path / "made" / "clusterlab" / name).is_file() for name in joined)
    assert not (tmp_path / "made" / "clusterlab" / "resources" / "pictures").exists()


def test_all_that_is_in_the_wheel_is_frozen():
    called = [ast.unparse(node) for node in ast.walk(spec_tree()) if isinstance(node, ast.Call)]
    assert {"collect_submodules('clusterlab')", "collect_data_files('clusterlab')"} <= set(called)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/QtOpenGL.abi3.so",
        "scipy/translations/odd.so",
    ],
)
def test_files_that_the_window_needs_are_kept(place):
    assert parts.belongs(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6EglFSDeviceIntegration.so.6",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6\\opengl32sw.dll",
        "PySide6\\plugins\\imageformats\\qpdf.dll",
    ],
)
def test_what_the_program_never_uses_is_dropped(place):
    assert not parts.belongs(place)


def test_system_libraries_are_included_only_where_something_needs_them():
    linked = {"/venv/a.so": ["libx.so"], "/lib/libx.so": ["liby.so"], "/lib/libgtk.so": ["libz.so"]}
    names = ["libx.so", "liby.so", "libgtk.so", "libz.so"]
    entries = [("a.so", "/venv/a.so", "EXTENSION"), *((name, f"/lib/{name}", "BINARY") for name in names)]
    python = ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY")
    kept = parts.needed([*entries, python], lambda source: [(name, None) for name in linked.get(source, ())])
    assert {place for place, *_ in kept} == {"a.so", "libx.so", "liby.so", python[0]}


def spec_tree():
    """The syntax tree of the spec of PyInstaller."""
    return ast.parse((PACKAGING / "clusterlab.spec").read_text(encoding="utf-8"))


def test_libraries_are_neither_stripped_nor_compressed():
    calls = [node for node in ast.walk(spec_tree()) if isinstance(node, ast.Call)]
    said = [
        (key.arg, key.value.value) for call in calls for key in call.keywords if key.arg in ("strip", "upx")
    ]
    assert said == [("strip", False), ("upx", False)] * 2


def test_resources_are_found_in_a_wheel_before_a_folder_of_that_name_next_to_it(tmp_path):
    core = tmp_path / "clusterlab" / "core"
    core.mkdir(parents=True)
    shutil.copy(ROOT / "clusterlab" / "core" / "resources.py", core)
    for folder in (tmp_path / "clusterlab" / "resources", tmp_path / "resources"):
        folder.mkdir()
        (folder / "window.qss").touch()
    spec = importlib.util.spec_from_file_location("found", core / "resources.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.resource("window.qss") == tmp_path / "clusterlab" / "resources" / "window.qss"


# ---- the build ----


def test_two_builds_with_other_files_end_it(tmp_path):
    for folder, names in (("one", ["a", "b"]), ("other", ["a", "c"])):
        for name in names:
            path = tmp_path / folder / "inner" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    build.compare(tmp_path / "one", tmp_path / "one")
    with pytest.raises(SystemExit, match="inner/b, inner/c"):
        build.compare(tmp_path / "one", tmp_path / "other")


def test_the_build_asks_for_what_is_missing(monkeypatch):
    monkeypatch.setattr(system, "library_loads", lambda name: False)
    monkeypatch.setattr(system, "tool_exists", lambda name: False)
    monkeypatch.setattr(system.sysconfig, "get_config_var", lambda name: None)
    missing = system.missing_for_building()
    library = "libpython{}.{}".format(*sys.version_info)
    assert {"binutils", library, "libgl1", "libxcb-cursor0", "gcc"} <= set(missing)


def test_everything_that_the_sdist_is_made_from_is_there():
    assert all((ROOT / name).is_dir() for name in build.FOLDERS)
    assert all((ROOT / name).is_file() for name in build.FILES)


def test_the_size_of_one_file_or_of_a_whole_folder_is_measured(tmp_path):
    alone, inner = tmp_path / "clusterlab-portable", tmp_path / "clusterlab" / "_internal"
    alone.write_bytes(bytes(3_000_000))
    inner.mkdir(parents=True)
    (inner / "base.zip").write_bytes(bytes(2_000_000))
    (inner.parent / "clusterlab").write_bytes(bytes(5_000_000))
    assert list(measured.sizes(alone, [])) == ["| `clusterlab-portable` | 3 MB |  |"]
    assert list(measured.sizes(inner.parent / "clusterlab", [])) == ["| unpacked | 7 MB |  |"]


def test_one_failed_trial_is_named_and_fails_all(monkeypatch, capsys):
    def it_flies(program):
        trials.check(False, "it fell")

    monkeypatch.setattr(trials, "CHECKS", [lambda program: None, it_flies])
    assert trials.main(Path("program")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "FAIL  it flies: it fell"


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended program is a script of the shell")
def test_the_program_is_tried_with_a_file_of_every_format_that_needs_no_extra(tmp_path):
    tables, tried = load("trial_tables").TABLES, set()
    for name, content in tables.items():
        kind = recognized(content)
        tried.add(kind.name if kind else "text")
        (tmp_path / name).write_bytes(content)
        if name.startswith("table."):
            assert read_table(tmp_path / name).values.tolist() == load("trial_tables").NUMBERS.tolist()
    extra = {name for name, kind in FORMATS.all().items() if issubclass(kind, StatisticsFile)}
    assert tried == {"text", *FORMATS.all()} - extra


def test_a_program_with_other_output_fails_its_trials(tmp_path):
    program = tmp_path / "clusterlab"
    program.write_text("#!/bin/sh\necho 'The kernels are the numpy reference.'\n")
    program.chmod(0o755)
    for does in (
        trials.it_passes_its_self_test_with_compiled_kernels,
        trials.without_a_display_it_says_so_in_a_sentence,
    ):
        with pytest.raises(trials.TrialError):
            does(program)


def test_a_part_without_a_license_ends_the_build(monkeypatch, tmp_path, capsys):
    table = tmp_path / "COLLECT-00.toc"
    table.write_text(repr(([("a.so", "/nowhere/a.so", "BINARY")],)))
    monkeypatch.setattr(collected, "own_licenses", lambda: [("clusterlab", "BSD")])
    monkeypatch.setattr(collected, "package_licenses", lambda sources: [("free", " ")])
    assert collected.main([str(table)], str(tmp_path / "LICENSES.txt")) == 1
    assert "No license was found of free." in capsys.readouterr().err
    monkeypatch.setattr(collected, "package_licenses", lambda sources: [("free", "MIT")])
    assert collected.main([str(table)], str(tmp_path / "LICENSES.txt")) == 0
    assert "BSD" in (tmp_path / "LICENSES.txt").read_text(encoding="utf-8")


def test_the_licenses_of_shipped_files_are_included():
    own = dict(collected.own_licenses())
    assert "Bitstream Vera" in own["The fonts of clusterlab"]
    assert "CC BY 4.0" in own["The example data of clusterlab"]
    licensed = {path.parent.name for path in ROOT.glob("resources/*/LICENSE.txt")}
    brought = {path.parent.name for path in ROOT.glob("resources/*/*.[ot]tf")}
    assert brought == licensed


def test_modules_in_the_archive_of_modules_count_as_included(tmp_path):
    table = tmp_path / "PYZ-00.toc"
    rows = [("polars", "/venv/polars/__init__.py", "PYMODULE"), ("link", "/venv/link", "SYMLINK")]
    table.write_text(repr(("/work/PYZ-00.pyz", rows)))
    assert list(collected.source_files(table)) == ["/venv/polars/__init__.py"]


def test_the_packages_of_included_files_are_found_with_their_licenses():
    numpy = Path(importlib.util.find_spec("numpy").origin).resolve()
    (found,) = collected.package_licenses({numpy})
    assert found[0].startswith("numpy ")
    assert "Redistribution" in found[1]


def test_the_license_of_data_within_a_package_is_included():
    maps = Path(importlib.util.find_spec("pyqtgraph").origin).resolve().parent / "colors" / "maps"
    (found,) = collected.package_licenses(set(maps.iterdir()))
    assert "Creative Commons" in found[1]


def test_qt_is_licensed_under_the_lgpl():
    package = next(each for each in collected.distributions() if each.name == "PySide6_Essentials")
    text = collected.package_license(package)
    assert all(words in text for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "harfbuzz", "Unicode, Inc."))


def test_the_names_that_the_spec_imports_from_parts_are_there():
    spec = ROOT.joinpath("packaging", "clusterlab.spec").read_text(encoding="utf-8")
    names = re.search(r"^from parts import (.*)$", spec, re.MULTILINE)[1].split(", ")
    assert [name for name in names if not hasattr(parts, name)] == []


AS_PACKAGED = """
import socket, sys
sys.frozen = True
found = []

def heard(event, given):
    family = given[1] if event == "socket.__new__" else socket.AF_INET
    if event.startswith("socket.") and event != "socket.gethostname" and family != socket.AF_UNIX:
        found.append((event, given))

sys.addaudithook(heard)
from clusterlab.cli.main import main
code = main(sys.argv[1:])
print(found, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "kmeans", "--make", "blobs"], ""),
        (
            ["run", "kmeans", "--make", "blobs", "--cluster", "tcp://127.0.0.1:8786"],
            "opens no network connection",
        ),
    ],
)
def test_the_packaged_program_opens_no_socket(words, sentence):
    """Not even where a cluster was named."""
    command = [sys.executable, "-c", AS_PACKAGED, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == bool(sentence)
    assert done.stderr.splitlines()[-1] == "[]"
    assert sentence in done.stderr
