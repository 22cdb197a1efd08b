"""Which system packages are installed, and the instructions where they cannot be."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "packaging" / "system.py"
SPEC = importlib.util.spec_from_file_location("system", SCRIPT)
system = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(system)


@pytest.fixture
def machine(monkeypatch):
    """A fake machine with given libraries, modules, programs and user."""

    def pretend(libraries=(), modules=(), programs=(), user=0):
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(system, "library_loads", lambda name: name in libraries)
        monkeypatch.setattr(system, "module_exists", lambda name: name in modules)
        monkeypatch.setattr(system, "tool_exists", lambda name: name in programs)
        monkeypatch.setattr(system.shutil, "which", lambda name: name if name in programs else None)
        monkeypatch.setattr(system.os, "geteuid", lambda: user, raising=False)

    return pretend


def test_a_bare_machine_without_display_needs_the_offscreen_list(machine):
    machine()
    essential, welcome = system.missing_packages(window=False, installed=False)
    offscreen = ["libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libxkbcommon0"]
    assert essential == [*offscreen, "python{}.{}-venv".format(*sys.version_info)]
    assert "libxcb-cursor0" in welcome


def test_a_window_needs_the_libraries_of_the_display_too(machine):
    machine(libraries=system.ALWAYS, modules=["ensurepip"])
    essential, _ = system.missing_packages(window=True, installed=False)
    assert essential == list(system.FOR_A_WINDOW.values())
    assert system.missing_packages(window=False, installed=False)[0] == []


def test_only_what_is_missing_is_installed(machine):
    there = {*system.ALWAYS, *system.FOR_A_WINDOW} - {"libEGL.so.1"}
    machine(libraries=there, modules=["ensurepip"], programs=system.TOOLS)
    assert system.missing_packages(window=True, installed=False) == (["libegl1"], [])


def test_an_existing_environment_needs_no_ensurepip(machine):
    machine(libraries=system.ALWAYS)
    assert system.missing_packages(window=False, installed=True)[0] == []


@pytest.mark.parametrize(
    ("programs", "head"),
    [
        (["apt-get", "sudo"], "sudo sh -c 'apt-get update && apt-get install -y"),
        (["apt-get"], "su -c 'apt-get update"),
    ],
)
def test_a_user_who_may_not_install_gets_the_exact_command(machine, programs, head):
    machine(libraries=system.ALWAYS, programs=programs, user=1000)
    with pytest.raises(SystemExit) as ended:
        system.prepare(window=False, installed=False)
    assert head in ended.value.code
    assert f"--no-install-recommends {system.venv_package(sys.version_info)}'" in ended.value.code


def test_a_machine_without_apt_gets_the_names(machine):
    machine(modules=["ensurepip"])
    with pytest.raises(SystemExit) as ended:
        system.prepare(window=False, installed=False)
    assert "libgl1" in ended.value.code
    assert "apt-get" not in ended.value.code


def test_root_installs_what_is_missing_for_any_later_start(machine, monkeypatch):
    machine(programs=["apt-get"])
    asked = []

    def install(packages):
        asked.extend(packages)
        machine(libraries={*system.ALWAYS, *system.FOR_A_WINDOW}, modules=["ensurepip"], programs=["apt-get"])

    monkeypatch.setattr(system, "install", install)
    system.prepare(window=False, installed=False)
    assert {"libgl1", "libxcb-cursor0"} <= set(asked)


def test_packages_that_apt_did_not_install_are_named(machine, monkeypatch):
    machine(libraries=system.ALWAYS, programs=["apt-get"])
    monkeypatch.setattr(system, "install", lambda packages: None)
    with pytest.raises(SystemExit, match=r"still missing after apt-get: python3\.\d+-venv"):
        system.prepare(window=False, installed=False)


@pytest.fixture
def apt(monkeypatch):
    """The packages that apt-get was asked to install, and its exit code."""
    asked, codes = [], [0]

    def ran(packages):
        asked.append(packages)
        return subprocess.CompletedProcess([], codes[0], "E: no network")

    monkeypatch.setattr(system, "run_apt", ran)
    return asked, codes


COMPLETE = {"libraries": system.ALWAYS, "modules": ["ensurepip"]}
NO_COMPILER = "clusterlab: There is no C compiler (gcc libc6-dev), so the slower numpy kernels will run.\n"


def test_root_gets_a_compiler_where_nothing_else_is_missing(machine, apt):
    machine(**COMPLETE, programs=["apt-get"])
    system.prepare(window=False, installed=True, compiling=True)
    assert apt[0] == [["gcc", "libc6-dev"]]


def test_the_headers_alone_are_installed_where_only_they_are_missing(machine, apt):
    machine(**COMPLETE, programs=["apt-get", "gcc"])
    system.prepare(window=False, installed=True, compiling=True)
    assert apt[0] == [["libc6-dev"]]


@pytest.mark.parametrize("how", [{"user": 1000, "programs": ["apt-get"]}, {"programs": []}])
def test_without_the_right_to_install_a_compiler_it_starts_without_one_and_says_so(machine, apt, capsys, how):
    machine(**COMPLETE, **how)
    system.prepare(window=False, installed=True, compiling=True)
    assert apt[0] == []
    assert capsys.readouterr().out == NO_COMPILER


def test_where_apt_installs_no_compiler_it_starts_without_one(machine, apt, capsys):
    machine(**COMPLETE, programs=["apt-get"])
    apt[1][0] = 100
    system.prepare(window=False, installed=True, compiling=True)
    assert capsys.readouterr().out.endswith(NO_COMPILER)


def test_no_compiler_is_looked_for_where_everything_is_installed_already(machine, apt, capsys):
    machine(**COMPLETE, programs=["apt-get"])
    system.prepare(window=False, installed=True)
    assert (apt[0], capsys.readouterr().out) == ([], "")
