"""The packages for each platform agree with the program, and are valid for its tools."""

import itertools
import os
import plistlib
import shutil
import struct
import subprocess
import sys
import tomllib
from xml.etree import ElementTree

import pytest

from clusterlab.core.version import VERSION
from clusterlab.kernels.native.loader import LEVELS
from clusterlab.session.saved.file_kind import MIME_TYPE, SUFFIX
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import save_session
from clusterlab.session.state.presets import opening
from tests.benchmarks.table import between
from tests.scripts import PACKAGING, ROOT, load

ID = "io.github.clusterlab.clusterlab"
DESKTOP = PACKAGING / "linux" / f"{ID}.desktop"
METAINFO = PACKAGING / "linux" / f"{ID}.metainfo.xml"
system, wrapping = load("system"), load("wrapping")


def has(tool):
    """Skips a test where a tool of the platform is missing."""
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"there is no {tool} here")


def desktop_entry():
    """The keys of the menu entry."""
    lines = DESKTOP.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("=", 1) for line in lines)


def test_the_description_has_the_version_of_the_program():
    metainfo = ElementTree.parse(METAINFO).getroot()
    assert metainfo.find("releases/release").get("version") == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_menu_entry_description_and_window_have_the_same_id():
    from clusterlab.ui.app import DESKTOP_FILE_NAME

    metainfo = ElementTree.parse(METAINFO).getroot()
    named = {metainfo.findtext("id"), metainfo.findtext("launchable").removesuffix(".desktop"), wrapping.ID}
    assert named | {desktop_entry()["Icon"]} == {DESKTOP_FILE_NAME} == {ID}
    assert f'bundle_identifier="{ID}"' in (PACKAGING / "clusterlab.spec").read_text(encoding="utf-8")


OFFERED = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".parquet": "application/vnd.apache.parquet",
}
"""The files beside whose names the program is offered under *Open with*, with their types."""


def test_the_same_files_are_offered_everywhere():
    types = {part.text for part in ElementTree.parse(METAINFO).getroot().findall("provides/mediatype")}
    assert types == set(filter(None, desktop_entry()["MimeType"].split(";")))
    assert types == {*OFFERED.values(), MIME_TYPE}
    installer = (PACKAGING / "windows" / "clusterlab.nsi").read_text(encoding="utf-8")
    for word, ending in itertools.product(("WriteRegNone", "DeleteRegValue"), OFFERED):
        line = f'{word} HKCU "${{CLASSES}}\\{ending}\\OpenWithProgids" "clusterlab.table"'
        assert installer.count(line) == 1
    assert installer.count(f'WriteRegStr HKCU "${{CLASSES}}\\{SUFFIX}" "" "clusterlab.session"') == 1
    assert f'["{SUFFIX[1:]}"]' in (PACKAGING / "clusterlab.spec").read_text(encoding="utf-8")


def test_sessions_are_known_by_their_name_and_their_first_bytes(tmp_path):
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    declared = ElementTree.parse(PACKAGING / "linux" / f"{ID}.xml").getroot().find(f"{space}mime-type")
    assert declared.get("type") == MIME_TYPE
    assert declared.find(f"{space}glob").get("pattern") == f"*{SUFFIX}"
    save_session(tmp_path / "some.clab", SavedSession(opening()))
    match = declared.find(f"{space}magic/{space}match/{space}match")
    value, offset = match.get("value").encode(), int(match.get("offset"))
    assert (tmp_path / "some.clab").read_bytes()[offset:].startswith(value)


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
    """A fake program and its icons."""
    program, icons = tmp_path / "dist" / "clusterlab", tmp_path / "icons"
    (program / "_internal").mkdir(parents=True)
    (program / "clusterlab").write_text("#!/bin/sh\n")
    (program / "clusterlab").chmod(0o755)
    (program / "LICENSES.txt").write_text("free\n")
    load("icons").main(icons)
    return program, icons


@has("dpkg-deb")
def test_the_debian_package_has_all_files_in_their_places(folder, tmp_path):
    made = wrapping.deb(*folder, tmp_path, tmp_path / "deb", "9.8.7")
    listed = subprocess.run(
        ["dpkg-deb", "--contents", made], capture_output=True, text=True, check=True
    ).stdout
    for place in (
        f"share/applications/{ID}.desktop",
        f"share/metainfo/{ID}.metainfo.xml",
        f"share/icons/hicolor/scalable/apps/{ID}.svg",
        f"share/mime/packages/{ID}.xml",
        f"share/icons/hicolor/48x48/apps/{ID}.png",
        "share/doc/clusterlab/copyright",
        "lib/clusterlab/clusterlab",
        "bin/clusterlab -> ../lib/clusterlab/clusterlab",
    ):
        assert f"./usr/{place}\n" in listed
    control = subprocess.run(["dpkg-deb", "--info", made], capture_output=True, text=True, check=True).stdout
    assert "Version: 9.8.7" in control
    assert "@" not in control.replace("@localhost", "")


def test_the_folder_of_the_appimage_is_complete(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(wrapping.shutil, "which", lambda tool: None)
    root = tmp_path / "AppDir"
    assert wrapping.appimage(*folder, tmp_path / "clusterlab.AppImage", root) == []
    subprocess.run([root / "AppRun"], check=True)
    assert (root / ".DirIcon").resolve().read_bytes().startswith(b"\x89PNG")
    assert (root / f"{ID}.desktop").is_file()


@has("x86_64-w64-mingw32-gcc")
def test_the_kernels_for_windows_are_compiled_by_gcc(tmp_path):
    shutil.copytree(ROOT / "clusterlab", tmp_path / "clusterlab", ignore=shutil.ignore_patterns("*.so"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    command = [sys.executable, "setup.py", "-q", "build_ext", "--compiler=mingw32", "--build-lib", "made"]
    environ = os.environ | {"CC": "x86_64-w64-mingw32-gcc"}
    subprocess.run(command, cwd=tmp_path, env=environ, check=True, capture_output=True)
    (made,) = tmp_path.glob("made/clusterlab/kernels/native/_kern*")
    assert made.read_bytes().startswith(b"MZ")
    assert all(f"kern_assign_{level}".encode() in made.read_bytes() for level in LEVELS)


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


@pytest.mark.parametrize("name", [".github/workflows/release.yml", "README.md"])
def test_the_system_packages_that_are_named_are_those_that_are_needed(name):
    if not (ROOT / name).exists() and (ROOT / "PKG-INFO").exists():
        pytest.skip("the source distribution holds no workflow")
    named = set((ROOT / name).read_text(encoding="utf-8").replace("`", " ").split())
    assert set(system.ALWAYS.values()) <= named
    assert {package for package in system.FOR_A_WINDOW.values() if "wayland" not in package} <= named
