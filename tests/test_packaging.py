"""What wraps the program says the same as the program, and the build's own decisions are right."""

import ast
import importlib.util
import plistlib
import shutil
import struct
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from clusterlab.core.version import VERSION
from tests.benchmarks.table import between

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
ID = "io.github.clusterlab.clusterlab"
DESKTOP = PACKAGING / "linux" / f"{ID}.desktop"
METAINFO = PACKAGING / "linux" / f"{ID}.metainfo.xml"


def load(name):
    """A script of the build as a module, without running it."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, collected, measured, parts = load("build"), load("collected"), load("measured"), load("parts")
system, trials, wrapping = load("system"), load("trials"), load("wrapping")


def has(tool):
    """Skips a test where a tool of the platform is missing."""
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"there is no {tool} here")


# ---- what comes into the frozen program ----


def excluded_imports(source):
    """The modules that a source imports and the frozen program leaves out."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    for node in (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module):
        names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [name for name in names for out in parts.EXCLUDED if (name + ".").startswith(out + ".")]


def test_nothing_that_the_program_imports_is_left_out():
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("clusterlab/**/*.py")]
    assert [name for source in sources for name in excluded_imports(source)] == []


@pytest.mark.parametrize(
    "line", ["from PySide6 import QtNetwork", "import PIL.Image", "from pyqtgraph.opengl import x"]
)
def test_an_import_of_what_is_left_out_is_seen(line):
    assert excluded_imports(f"def f():\n    {line}")


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
def test_what_the_window_stands_on_is_kept(place):
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


def test_libraries_of_the_system_come_along_only_where_something_needs_them():
    linked = {"/venv/a.so": ["libx.so"], "/lib/libx.so": ["liby.so"], "/lib/libgtk.so": ["libz.so"]}
    names = ["libx.so", "liby.so", "libgtk.so", "libz.so"]
    entries = [("a.so", "/venv/a.so", "EXTENSION"), *((name, f"/lib/{name}", "BINARY") for name in names)]
    python = ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY")
    kept = parts.needed([*entries, python], lambda source: [(name, None) for name in linked.get(source, ())])
    assert {place for place, *_ in kept} == {"a.so", "libx.so", "liby.so", python[0]}


def test_libraries_are_never_stripped_or_squeezed():
    text = (PACKAGING / "clusterlab.spec").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    said = [
        (key.arg, key.value.value) for call in calls for key in call.keywords if key.arg in ("strip", "upx")
    ]
    assert said == [("strip", False), ("upx", False)] * 2


def test_resources_are_found_in_a_wheel_before_a_folder_of_that_name_beside_it(tmp_path):
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


def test_one_file_is_weighed_by_itself_and_a_folder_as_a_whole(tmp_path):
    alone, inner = tmp_path / "clusterlab-portable", tmp_path / "clusterlab" / "_internal"
    alone.write_bytes(bytes(3_000_000))
    inner.mkdir(parents=True)
    (inner / "base.zip").write_bytes(bytes(2_000_000))
    (inner.parent / "clusterlab").write_bytes(bytes(5_000_000))
    assert list(measured.sizes(alone, [])) == ["| `clusterlab-portable` | 3 MB |  |"]
    assert list(measured.sizes(inner.parent / "clusterlab", [])) == ["| unpacked | 7 MB |  |"]


def test_a_trial_that_fails_fails_them_all_and_is_named(monkeypatch, capsys):
    def it_flies(program):
        trials.hold(False, "it fell")

    monkeypatch.setattr(trials, "TRIALS", [lambda program: None, it_flies])
    assert trials.main(Path("program")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "FAIL  it flies: it fell"


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended program is a script of the shell")
def test_a_program_that_says_something_else_fails_its_trials(tmp_path):
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
    monkeypatch.setattr(collected, "own", lambda: [("clusterlab", "BSD")])
    monkeypatch.setattr(collected, "of_packages", lambda sources: [("free", " ")])
    assert collected.main([str(table)], str(tmp_path / "LICENSES.txt")) == 1
    assert "No license was found of free." in capsys.readouterr().err
    monkeypatch.setattr(collected, "of_packages", lambda sources: [("free", "MIT")])
    assert collected.main([str(table)], str(tmp_path / "LICENSES.txt")) == 0
    assert "BSD" in (tmp_path / "LICENSES.txt").read_text(encoding="utf-8")


def test_the_packages_of_files_that_were_taken_are_found_with_their_licenses():
    numpy = Path(importlib.util.find_spec("numpy").origin).resolve()
    (found,) = collected.of_packages({numpy})
    assert found[0].startswith("numpy ")
    assert "Redistribution" in found[1]


def test_qt_stands_under_the_lesser_license():
    package = next(each for each in collected.distributions() if each.name == "PySide6_Essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in collected.of_package(package)


# ---- the desktops ----


def desktop_entry():
    """The keys of the menu entry."""
    lines = DESKTOP.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("=", 1) for line in lines)


def test_the_description_has_the_version_of_the_program():
    metainfo = ElementTree.parse(METAINFO).getroot()
    assert metainfo.find("releases/release").get("version") == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_menu_entry_description_and_window_go_by_one_name():
    from clusterlab.ui.app import DESKTOP_FILE

    metainfo = ElementTree.parse(METAINFO).getroot()
    named = {metainfo.findtext("id"), metainfo.findtext("launchable").removesuffix(".desktop"), wrapping.ID}
    assert named | {desktop_entry()["Icon"]} == {DESKTOP_FILE} == {ID}
    assert f'bundle_identifier="{ID}"' in (PACKAGING / "clusterlab.spec").read_text(encoding="utf-8")


def test_the_same_files_are_offered_everywhere():
    types = {part.text for part in ElementTree.parse(METAINFO).getroot().findall("provides/mediatype")}
    assert types == set(filter(None, desktop_entry()["MimeType"].split(";")))
    assert types == {"text/csv", "text/tab-separated-values"}
    installer = (PACKAGING / "windows" / "clusterlab.nsi").read_text(encoding="utf-8")
    assert all(installer.count(f"\\{ending}\\OpenWithProgids") == 2 for ending in (".csv", ".tsv"))


@has("desktop-file-validate")
def test_the_menu_entry_is_valid():
    done = subprocess.run(["desktop-file-validate", DESKTOP], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@has("appstreamcli")
def test_the_description_is_valid():
    done = subprocess.run(["appstreamcli", "validate", "--no-net", METAINFO], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def folder(tmp_path):
    """A pretended program and its icons."""
    program, icons = tmp_path / "dist" / "clusterlab", tmp_path / "icons"
    (program / "_internal").mkdir(parents=True)
    (program / "clusterlab").write_text("#!/bin/sh\n")
    (program / "clusterlab").chmod(0o755)
    (program / "LICENSES.txt").write_text("free\n")
    load("icons").main(icons)
    return program, icons


@has("dpkg-deb")
def test_the_package_for_debian_holds_everything_where_it_belongs(folder, tmp_path):
    made = wrapping.deb(*folder, tmp_path, tmp_path / "deb", "9.8.7")
    listed = subprocess.run(
        ["dpkg-deb", "--contents", made], capture_output=True, text=True, check=True
    ).stdout
    for place in (
        f"share/applications/{ID}.desktop",
        f"share/metainfo/{ID}.metainfo.xml",
        f"share/icons/hicolor/scalable/apps/{ID}.svg",
        f"share/icons/hicolor/48x48/apps/{ID}.png",
        "share/doc/clusterlab/copyright",
        "lib/clusterlab/clusterlab",
        "bin/clusterlab -> ../lib/clusterlab/clusterlab",
    ):
        assert f"./usr/{place}\n" in listed
    control = subprocess.run(["dpkg-deb", "--info", made], capture_output=True, text=True, check=True).stdout
    assert "Version: 9.8.7" in control
    assert "@" not in control.replace("@localhost", "")


def test_an_appimage_could_be_made_of_its_folder(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(wrapping.shutil, "which", lambda tool: None)
    root = tmp_path / "AppDir"
    assert wrapping.appimage(*folder, tmp_path / "clusterlab.AppImage", root) == []
    subprocess.run([root / "AppRun"], check=True)
    assert (root / ".DirIcon").resolve().read_bytes().startswith(b"\x89PNG")
    assert (root / f"{ID}.desktop").is_file()


@has("makensis")
def test_the_installer_for_windows_compiles(folder, tmp_path):
    made = tmp_path / "clusterlab-setup.exe"
    assert wrapping.installer(*folder, made, VERSION) == [made]
    assert made.read_bytes().startswith(b"MZ")


def test_the_image_for_macos_holds_the_program_and_the_licenses(folder, tmp_path, monkeypatch):
    (folder[0].parent / "clusterlab.app").mkdir()
    monkeypatch.setattr(wrapping, "run", lambda command: None)
    wrapping.image(folder[0], tmp_path / "stage", tmp_path / "clusterlab.dmg")
    held = {path.name for path in (tmp_path / "stage").iterdir()}
    assert held == {"clusterlab.app", "LICENSES.txt", "Applications"}


def test_the_entitlements_of_macos_can_be_read():
    asked = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert asked == dict.fromkeys(asked, True)


def test_icons_hold_their_pictures():
    icons = load("icons")
    pictures = {size: icons.png(size) for size in icons.SIZES}
    ico, icns = icons.ico(pictures), icons.icns(pictures)
    assert struct.unpack("<HHH", ico[:6]) == (0, 1, len(icons.IN_ICO))
    size, place = struct.unpack("<II", ico[6 + 8 : 6 + 16])
    assert ico[place : place + size] == pictures[16]
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


def test_the_readme_names_the_files_that_the_build_makes():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (f"clusterlab_{VERSION}_amd64.deb", f"clusterlab-{VERSION}-linux-x86_64.tar.xz"):
        assert f"`{name}`" in text


def test_the_readme_has_places_for_what_the_build_measures():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for marker in ("packaged", "onefile"):
        between(marker, text)


def test_wheels_are_tried_on_every_system():
    wheels = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["cibuildwheel"]
    assert wheels["test-command"] == "clusterlab --self-test"
