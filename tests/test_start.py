"""The decisions and sentences of the script that sets everything up."""

import ast
import hashlib
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "packaging" / "start.py"


def load(path: Path):
    """A script as a module, without running it."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


start = load(SCRIPT)
checks = load(ROOT / "packaging" / "checks.py")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A fake project with an environment; records the commands that would be run."""
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['numpy']\n")
    home = tmp_path / ".venv"
    monkeypatch.setattr(start, "ROOT", tmp_path)
    done = []

    def make(home):
        done.append("make")
        start.python_of(home).parent.mkdir(parents=True, exist_ok=True)
        start.python_of(home).touch()

    monkeypatch.setattr(start, "make_environment", make)
    monkeypatch.setattr(start, "install_packages", lambda home, kind: done.append(kind))
    monkeypatch.setattr(start, "is_sound", lambda home: start.python_of(home).exists())
    return home, done


# ---- Python ----


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (4, 0, 0)])
def test_a_new_enough_python_is_accepted(version):
    assert start.python_error(version) is None


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14), (2, 7, 18)])
def test_an_old_python_gets_a_sentence(version):
    assert start.python_error(version) == (
        f"clusterlab needs Python 3.11 or newer; this is {version[0]}.{version[1]}."
    )


def test_an_old_python_can_parse_the_script_up_to_its_check_of_the_version():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    names = [getattr(node, "name", None) for node in tree.body]
    check = next(at for at, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = [node for node in tree.body[:check] if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in before] == ["python_error"]
    assert not any(argument.annotation for argument in before[0].args.args)
    assert names.index("main") > check


def test_the_declared_python_is_the_one_that_is_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*start.OLDEST)


def test_the_script_needs_nothing_but_the_standard_library():
    own = SCRIPT.with_name("system.py")
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (SCRIPT, own)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names | {own.stem}


# ---- the display and the locale ----


@pytest.mark.parametrize(
    ("platform", "environ", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_window_opens_only_with_a_display_or_an_explicit_platform(platform, environ, shown):
    assert start.has_display(platform, environ) is shown


def test_a_locale_is_set_only_where_there_is_none():
    assert start.locale_fallback("linux", {}) == {"LC_ALL": "C.UTF-8"}
    assert start.locale_fallback("linux", {"LANG": ""}) == {"LC_ALL": "C.UTF-8"}
    assert start.locale_fallback("linux", {"LANG": "de_DE.UTF-8"}) == {}
    assert start.locale_fallback("win32", {}) == {}


# ---- the environment and its stamp ----


def test_the_first_start_installs_and_the_second_does_nothing(project):
    home, done = project
    start.prepare_packages(home, "run")
    assert done == ["make", "run"]
    start.prepare_packages(home, "run")
    assert done == ["make", "run"]


def test_an_installation_for_tests_suffices_for_a_start_but_not_vice_versa(project):
    home, done = project
    start.prepare_packages(home, "run")
    start.prepare_packages(home, "test")
    start.prepare_packages(home, "run")
    assert done == ["make", "run", "test"]


def test_a_changed_declaration_is_installed_into_the_same_environment(project):
    home, done = project
    start.prepare_packages(home, "run")
    (home.parent / "pyproject.toml").write_text("[project]\ndependencies = ['numpy', 'scipy']\n")
    start.prepare_packages(home, "run")
    assert done == ["make", "run", "run"]


def test_a_changed_c_source_is_compiled_again(project):
    home, done = project
    source = home.parent / "clusterlab" / "kernels" / "native" / "kernels.c"
    source.parent.mkdir(parents=True)
    source.write_text("int one;\n")
    start.prepare_packages(home, "run")
    source.write_text("int two;\n")
    start.prepare_packages(home, "run")
    assert done == ["make", "run", "run"]


def test_a_compiler_that_is_installed_later_is_used_and_a_removed_one_is_not_needed(project, monkeypatch):
    home, done = project
    monkeypatch.setattr(start.system, "tool_exists", lambda name: False)
    start.prepare_packages(home, "run")
    monkeypatch.setattr(start.system, "tool_exists", lambda name: True)
    start.prepare_packages(home, "run")
    monkeypatch.setattr(start.system, "tool_exists", lambda name: False)
    start.prepare_packages(home, "run")
    assert done == ["make", "run", "run"]


def test_the_sources_that_an_installation_is_made_from_are_there():
    (module,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["ext-modules"]
    built_from = {str(path.relative_to(ROOT)) for pattern in start.BUILT_FROM for path in ROOT.glob(pattern)}
    assert built_from == {"pyproject.toml", *module["sources"], *module["depends"]}


def test_an_interrupted_installation_is_repeated(project, monkeypatch):
    home, done = project

    def interrupted(home, kind):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(start, "install_packages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.prepare_packages(home, "run")
    start.prepare_packages(home, "run")
    assert done == ["make", "make", "run"]


def test_an_environment_without_its_python_is_made_again(project):
    home, done = project
    start.prepare_packages(home, "run")
    start.python_of(home).unlink()
    start.prepare_packages(home, "run")
    assert done == ["make", "run"] * 2


def test_an_environment_made_by_hand_is_used(project):
    home, done = project
    start.make_environment(home)
    start.prepare_packages(home, "run")
    assert done == ["make", "run"]


def test_the_stamp_changes_with_path_and_python(project, tmp_path, monkeypatch):
    home, _ = project
    here = start.stamp_for("run", tmp_path, home, True)
    assert start.stamp_for("run", tmp_path, tmp_path / "elsewhere", True) != here
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert start.stamp_for("run", tmp_path, home, True) != here


def test_an_environment_that_was_moved_is_not_sound(tmp_path):
    home = tmp_path / "made"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    assert start.is_sound(home)
    moved = home.rename(tmp_path / "moved")
    assert not start.is_sound(moved)
    assert not start.is_sound(tmp_path / "absent")


# ---- places ----


def test_a_project_that_cannot_be_written_is_set_up_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(start.os, "access", lambda path, mode: False)
    fingerprint = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    home = start.environment_folder(ROOT)
    assert home.name == "venv"
    assert home.parent.is_dir()
    assert home.parent.name == fingerprint


def test_it_then_installs_only_what_the_project_needs():
    needs = start.declared_needs(ROOT, "run")
    assert any(need.startswith("PySide6-Essentials") for need in needs)
    assert not any(need.startswith("pytest") for need in needs)
    assert any(need.startswith("pytest") for need in start.declared_needs(ROOT, "test"))


def test_the_picture_goes_where_one_can_write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert start.picture_folder() == tmp_path
    monkeypatch.setattr(start.os, "access", lambda path, mode: False)
    assert start.picture_folder() != tmp_path


def test_the_example_that_is_drawn_ships_with_the_project(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    ran = []

    def run(command):
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start.subprocess, "run", run)
    assert start.render_example("python") == 0
    assert Path(ran[0][ran[0].index("--data") + 1]).exists()
    assert str(tmp_path / "clusterlab-iris.png") in capsys.readouterr().out


# ---- the checks ----


def test_the_tests_run_last_so_that_their_summary_ends_the_output():
    names = [name for name, _ in checks.checks(["-k", "words"])]
    assert names == ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]
    assert checks.checks(["-k", "words"])[-1][1][-2:] == ["-k", "words"]


def test_quick_runs_every_check_and_only_the_quick_tests():
    *others, (_, command) = checks.checks(["quick", "-x"])
    assert [name for name, _ in others] == ["ruff check", "ruff format", "mypy", "lint-imports"]
    assert command[-len(checks.QUICK) - 3 :] == ["-m", "not alone", *checks.QUICK, "-x"]
    assert all((ROOT / path).exists() for path in checks.QUICK)


def test_only_the_files_of_tests_that_measure_time_are_collected_for_them(monkeypatch, tmp_path):
    timed = tmp_path / "tests" / "ui" / "test_pace.py"
    timed.parent.mkdir(parents=True)
    timed.write_text(f"pytestmark = pytest.{checks.TIMED}\n", encoding="utf-8")
    (tmp_path / "tests" / "test_words.py").write_text("def test_words(): pass\n", encoding="utf-8")
    assert "tests/ui/test_heartbeat.py" in checks.timed_files()
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    commands = dict(checks.checks([]))
    assert commands["pytest, one at a time"][-3:] == ["-m", "alone", "tests/ui/test_pace.py"]
    assert commands["pytest"][-2:] == ["-m", "not alone"]


def test_one_failed_check_fails_all_and_is_named(monkeypatch, capsys):
    monkeypatch.setattr(checks, "passes", lambda name, command: name != "mypy")
    assert checks.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "Failed: mypy"


def test_the_checks_need_no_display_but_let_one_be_chosen():
    assert checks.settings({})["QT_QPA_PLATFORM"] == "offscreen"
    assert checks.settings({"QT_QPA_PLATFORM": "xcb"})["QT_QPA_PLATFORM"] == "xcb"


def test_the_checks_keep_bytecode_outside_of_the_project_where_none_is_to_be_written():
    assert "PYTHONPYCACHEPREFIX" not in checks.settings({})
    kept = checks.settings({"PYTHONDONTWRITEBYTECODE": "1"})
    assert kept["PYTHONDONTWRITEBYTECODE"] == ""
    assert Path(kept["PYTHONPYCACHEPREFIX"]).is_relative_to(checks.CACHE)
