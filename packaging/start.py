#!/usr/bin/env python3
"""Sets clusterlab up in its own folder and starts it; with `test` it runs the checks instead.

    python3 packaging/start.py             opens the window, or renders a picture where there is no display
    python3 packaging/start.py ARGS...     hands ARGS to the program
    python3 packaging/start.py test        sets up what the tests need and runs them

Only the standard library is used, because on a bare machine there is nothing else.
"""

import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
UNFINISHED = "unfinished"

# The sources of an installation: when one of these changes, it is updated.
BUILT_FROM = ("pyproject.toml", "clusterlab/kernels/native/*.c", "clusterlab/kernels/native/*.h")


def python_error(version):
    """The sentence for a Python that is too old, or None; must be valid syntax for old Pythons."""
    if tuple(version[:2]) >= OLDEST:
        return None
    return f"clusterlab needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {version[0]}.{version[1]}."


if python_error(sys.version_info):
    sys.exit(python_error(sys.version_info))

sys.path.insert(0, str(ROOT / "packaging"))  # not there already where Python runs with -P
import system  # noqa: E402  # not valid syntax for older Pythons
from system import say  # noqa: E402


def main(arguments: list[str]) -> int:
    """Sets up what is missing, then runs the program, the example picture or the checks."""
    testing = arguments[:1] == ["test"]
    window = not testing and has_display(sys.platform, os.environ)
    os.environ.update(locale_fallback(sys.platform, os.environ))
    home = environment_folder(ROOT)
    kind = "test" if testing else "run"
    system.prepare(window, python_of(home).exists(), compiling=not is_installed(home, kind))
    with only_one_at_a_time(home.parent):
        prepare_packages(home, kind)
    python = str(python_of(home))
    if testing:
        return replace_process([python, str(ROOT / "packaging" / "checks.py"), *arguments[1:]])
    if not arguments and not window:
        return render_example(python)
    return replace_process([python, "-P", "-m", "clusterlab", *arguments])


# ---- the system ----


def has_display(platform: str, environ) -> bool:
    """Whether a window can be opened, or Qt's platform is set explicitly."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def locale_fallback(platform: str, environ) -> dict[str, str]:
    """A UTF-8 locale where none is set, since Qt and Python would use ASCII."""
    named = any(environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return {} if named or not platform.startswith("linux") else {"LC_ALL": "C.UTF-8"}


# ---- the Python packages ----


def environment_folder(root: Path) -> Path:
    """The virtual environment: in the project, or in a cache folder where that cannot be written."""
    if os.access(root, os.W_OK):
        return root / ".venv"
    folder = cache_folder(sys.platform, os.environ) / "clusterlab" / digest(str(root))[:12]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"clusterlab: neither {root} nor {folder} can be written ({error.strerror}).")
    return folder / "venv"


def cache_folder(platform: str, environ) -> Path:
    """The cache folder of the platform."""
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@contextlib.contextmanager
def only_one_at_a_time(folder: Path):
    """Makes a second start wait while the first one installs; the lock ends with its process."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    os.set_inheritable(handle, True)  # a pip that runs on after this process keeps the lock
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def prepare_packages(home: Path, kind: str) -> None:
    """Makes the virtual environment and installs into it.

    The stamp is written last, so that an interrupted installation is repeated.
    """
    stamp = home / "clusterlab.stamp"
    found = read_stamp(stamp)
    if is_installed(home, kind):
        return
    if found == UNFINISHED or not is_sound(home):
        say(f"Making a virtual environment for about 600 MB of Python packages in {home}")
        make_environment(home)
    say(f"Installing clusterlab and the packages it needs to {kind}")
    stamp.write_text(UNFINISHED, encoding="utf-8")
    install_packages(home, kind)
    stamp.write_text(stamp_for(kind, ROOT, home, not system.missing_tools()), encoding="utf-8")


def is_installed(home: Path, kind: str) -> bool:
    """Whether the installation is complete, and none of its sources has changed since."""
    return is_fresh(read_stamp(home / "clusterlab.stamp"), kind, ROOT, home) and python_of(home).exists()


def read_stamp(path: Path) -> str:
    """The stamp of the last installation; empty where there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_fresh(found: str, kind: str, root: Path, home: Path) -> bool:
    """Whether an installation is up to date; one for tests or with a compiler suffices for those without."""
    serving = {"run": ("run", "test"), "test": ("test",)}[kind]
    compilers = {True, not system.missing_tools()}
    return found in {stamp_for(each, root, home, there) for each in serving for there in compilers}


def stamp_for(kind: str, root: Path, home: Path, compiler: bool) -> str:
    """A text that changes with sources, Python version, the paths of both folders, and a compiler."""
    files = sorted(path for pattern in BUILT_FROM for path in root.glob(pattern))
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    version = "{}.{}".format(*sys.version_info)
    how = "compiled" if compiler else "not compiled"
    return kind + " " + digest("\n".join([sources, version, str(root), str(home), how]))


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def python_of(home: Path) -> Path:
    """The interpreter of a virtual environment."""
    return home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def is_sound(home: Path) -> bool:
    """Whether a virtual environment was not moved, runs, is new enough and has pip."""
    python = python_of(home)
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        # Scripts contain the path of their interpreter: those of a moved environment call the old one.
        made_here = str(home).encode() in next(python.parent.glob("pip*")).read_bytes()
        return made_here and not subprocess.run([python, "-P", "-c", probe], capture_output=True).returncode
    except (OSError, StopIteration):
        return False


def make_environment(home: Path) -> None:
    """Makes an empty virtual environment, replacing whatever is there."""
    # Within an environment its base interpreter is used, since that very environment may be replaced.
    interpreter = getattr(sys, "_base_executable", None) or sys.executable
    if home.is_symlink() or home.is_file():
        home.unlink()
    if subprocess.run([interpreter, "-m", "venv", "--clear", home]).returncode:
        sys.exit(f"clusterlab: Python could not make a virtual environment in {home} (see above).")


def install_packages(home: Path, kind: str) -> None:
    """Installs the program and its dependencies with pip and its user's settings."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    options = ["--disable-pip-version-check", "--no-input", *quiet]
    command = [str(python_of(home)), "-P", "-m", "pip", "install", *options, *what_to_install(home, kind)]
    if subprocess.run(command, close_fds=False).returncode:
        sys.exit("clusterlab: pip failed (see above). Once its cause is gone, the same command tries again.")
    compile_project(home)


def what_to_install(home: Path, kind: str) -> list[str]:
    """The arguments of pip: the editable project; of one that cannot be written, its dependencies alone."""
    if os.access(ROOT, os.W_OK):
        return ["-e", f"{ROOT}[test]" if kind == "test" else str(ROOT)]
    link_project(home)
    return declared_needs(ROOT, kind)


def declared_needs(root: Path, kind: str) -> list[str]:
    """The dependencies in pyproject.toml."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["test"] if kind == "test" else []
    return project["dependencies"] + extra


def link_project(home: Path) -> None:
    """Makes the project importable in a virtual environment without writing into the project."""
    ask = [python_of(home), "-P", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
    Path(packages, "clusterlab.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def compile_project(home: Path) -> None:
    """Compiles the bytecode of the project, which pip does not, so that no start has to."""
    if os.access(ROOT, os.W_OK):
        command = [str(python_of(home)), "-P", "-m", "compileall", "-q", str(ROOT / "clusterlab")]
        subprocess.run(command)  # a failure only makes starts slower


# ---- what runs then ----


def replace_process(command: list[str]) -> int:
    """Replaces this process by another program; on Windows, runs it and waits for it."""
    if sys.platform != "win32":
        os.execv(command[0], command)
    return subprocess.run(command).returncode


def render_example(python: str) -> int:
    """Renders a run on the shipped iris data into a file, and prints its path."""
    picture = picture_folder() / "clusterlab-iris.png"
    example = ROOT / "resources" / "examples" / "iris.csv"
    say("There is no display, so k-means runs on the iris example and is drawn into a picture.")
    options = ["--k", "3", "--seed", "0", "--data", str(example), "--picture", str(picture)]
    failed = subprocess.run([python, "-P", "-m", "clusterlab", "run", "kmeans", *options]).returncode
    if not failed:
        say(f"The picture is {picture}")
    return failed


def picture_folder() -> Path:
    """The current folder, or the temporary one where that cannot be written."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nclusterlab: stopped. The next start goes on from here.")
    except OSError as error:
        sys.exit(f"clusterlab: {error}")
