#!/usr/bin/env python3
"""Builds everything that people install: wheel, sdist, and the frozen program with its packages.

    python3 packaging/build.py                 builds, tries, measures and packs all of it into dist
    python3 packaging/build.py --untimed       builds and tries it, but neither packs nor measures
    python3 packaging/build.py --readme        writes what was measured into the README's table, too
    python3 packaging/build.py --twice         freezes twice, and fails unless both have the same files
    python3 packaging/build.py --onefile       makes one file that unpacks itself at each start

It works on Linux, Windows and macOS, each for itself, in an environment of its own under build.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "packaging"))
import system  # noqa: E402
import wrapping  # noqa: E402

WORK, DIST = ROOT / "build" / "frozen", ROOT / "dist"
SPEC = ROOT / "packaging" / "clusterlab.spec"
# What the sdist is made from: a copy, so that it has no other files of the project's folder.
FOLDERS = ("clusterlab", "resources", "packaging", "tests")
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "CHANGELOG.md", "LICENSE")
LITTER = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.egg-info", ".*")
TOOLS = ("pyinstaller>=6.22,<7", "build>=1.2")


def main(words: list[str]) -> int:
    """Runs the steps of the build; the first that fails ends it."""
    asked = arguments(words)
    system.prepare_building()
    python = environment(WORK / "venv")
    install_wheel(python, built_wheel(python))
    program = freeze(python, DIST, asked.onefile)
    if asked.twice:
        compare(program.parent, freeze(python, WORK / "again", asked.onefile).parent)
    run("trying the frozen program", [python, script("trials.py"), program])
    if asked.untimed:
        return 0
    archives = [] if asked.onefile else pack(python, program.parent)
    readme = ["--readme"] if asked.readme else []
    run("measuring it", [python, script("measured.py"), program, *archives, *readme])
    return 0


def arguments(words: list[str]) -> argparse.Namespace:
    """The parsed command line."""
    parser = argparse.ArgumentParser(
        prog="python3 packaging/build.py", description="Builds what is installed."
    )
    parser.add_argument("--untimed", action="store_true", help="neither pack nor measure")
    parser.add_argument("--readme", action="store_true", help="write what was measured into the README")
    kinds = parser.add_mutually_exclusive_group()  # two builds of one file always have the same list of files
    kinds.add_argument("--twice", action="store_true", help="freeze twice and compare the files")
    kinds.add_argument("--onefile", action="store_true", help="make one file that unpacks itself")
    return parser.parse_args(words)


def environment(home: Path) -> Path:
    """Makes a virtual environment with the tools alone, and returns its interpreter."""
    interpreter = getattr(sys, "_base_executable", None) or sys.executable
    run("making an environment", [interpreter, "-m", "venv", "--clear", home])
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    run("installing the tools", [python, *PIP, *TOOLS])
    return python


PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")


def built_wheel(python: Path) -> Path:
    """Builds the sdist and from it the wheel, and returns the wheel."""
    source, made = WORK / "source", WORK / "made"
    for folder in (source, made):
        shutil.rmtree(folder, ignore_errors=True)
    source.mkdir(parents=True)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=LITTER)
    for name in FILES:
        shutil.copy(ROOT / name, source)
    run("building sdist and wheel", [python, "-m", "build", "--outdir", made, source], quiet=True)
    DIST.mkdir(exist_ok=True)
    for path in made.iterdir():
        shutil.copy(path, DIST)
    return next(made.glob("*.whl"))


def install_wheel(python: Path, wheel: Path) -> None:
    """Installs the wheel and its dependencies, as a person would."""
    run("installing the wheel", [python, *PIP, wheel])


def freeze(python: Path, target: Path, onefile: bool) -> Path:
    """Freezes the program, with the licenses of its parts next to it, and returns its path."""
    icons, work = WORK / "icons", WORK / ("onefile" if onefile else "onedir")
    run("drawing icons", [python, script("icons.py"), icons])
    asked = {"CLUSTERLAB_ICONS": str(icons), "QT_QPA_PLATFORM": "offscreen"}
    asked |= {"CLUSTERLAB_ONEFILE": "1"} if onefile else {}
    options = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", target, "--workpath", work]
    run("freezing", [python, "-m", "PyInstaller", *options, SPEC], asked)
    program = target / wrapping.executable(onefile)
    names = ("EXE", "PYZ") if onefile else ("EXE", "PYZ", "COLLECT")
    tables = [work / "clusterlab" / f"{name}-00.toc" for name in names]
    licenses = target / "LICENSES.txt" if onefile else program.with_name("LICENSES.txt")
    run("collecting licenses", [python, script("collected.py"), *tables, licenses])
    return program


def compare(one: Path, other: Path) -> None:
    """Ends the build unless two folders have the same files."""
    differing = sorted(set(manifest(one)) ^ set(manifest(other)))
    if differing:
        sys.exit("clusterlab: two builds differ in " + ", ".join(differing[:20]))
    system.say(f"Two builds have the same {len(manifest(one)):,} files")


def manifest(folder: Path) -> list[str]:
    """The files in a folder, by their relative paths."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def pack(python: Path, folder: Path) -> list[Path]:
    """Makes the files that people download for this platform."""
    system.say("packing")
    version = subprocess.run([python, "-c", "import clusterlab; print(clusterlab.__version__)"], **TEXT)
    return wrapping.wrapped(folder, WORK / "icons", DIST, WORK / "wraps", version.stdout.strip())


TEXT = {"check": True, "capture_output": True, "text": True}


def script(name: str) -> Path:
    """A script in this folder."""
    return ROOT / "packaging" / name


def run(what: str, command: list, settings: dict[str, str] | None = None, quiet: bool = False) -> None:
    """Runs one step in the build folder without PYTHONPATH; a quiet one shows its output only if it fails."""
    system.say(what)
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | (settings or {})
    done = subprocess.run(
        [str(word) for word in command], cwd=WORK.parent, env=environ, capture_output=quiet, text=True
    )
    if done.returncode:
        print((done.stdout or "")[-4000:], (done.stderr or "")[-4000:], sep="\n", file=sys.stderr)
        sys.exit(f"clusterlab: {what} failed (see above).")


if __name__ == "__main__":
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nclusterlab: the build was stopped.")
