"""The system packages that the program needs: which are missing, and their installation."""

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# The system libraries that Qt needs, each with its Debian package.
ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
FOR_A_WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# The tools that compile the native kernels, each with its package. Without them the numpy kernels run.
TOOLS = {
    "gcc": "gcc",
    "/usr/include/stdio.h": "libc6-dev",
}
# The tool with which PyInstaller inspects libraries, and its package.
FREEZER = {"objdump": "binutils"}


def prepare(window: bool, installed: bool, compiling: bool = False) -> None:
    """Installs the system packages that are missing, or exits with the command that does."""
    if not sys.platform.startswith("linux"):
        return
    essential, welcome = missing_packages(window, installed)
    if not essential:
        if compiling:
            prepare_compiler()
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(install_instructions(essential))
    install(essential + welcome)
    importlib.invalidate_caches()
    essential, _ = missing_packages(window, installed)
    if essential:
        sys.exit(f"clusterlab: still missing after apt-get: {' '.join(essential)}.")


def prepare_compiler() -> None:
    """Installs a C compiler where that is possible, or prints the consequence of its absence."""
    missing = missing_tools()
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing a C compiler with apt-get: {' '.join(missing)}")
        if not run_apt(missing).returncode:
            return
    say(f"There is no C compiler ({' '.join(missing)}), so the slower numpy kernels will run.")


def prepare_building() -> None:
    """Installs what freezing the program needs on Linux, or exits with the command that does."""
    missing = missing_for_building() if sys.platform.startswith("linux") else []
    if missing and (os.geteuid() != 0 or not shutil.which("apt-get")):
        sys.exit(install_instructions(missing))
    if missing:
        install(missing)
        importlib.invalidate_caches()


def missing_for_building() -> list[str]:
    """The packages that freezing needs and that are missing; only installed libraries can be frozen."""
    libraries = ALWAYS | FOR_A_WINDOW
    missing = [package for name, package in libraries.items() if not library_loads(name)]
    missing += [package for name, package in FREEZER.items() if not tool_exists(name)]
    missing += [] if module_exists("ensurepip") else [venv_package(sys.version_info)]
    return missing + ([] if has_shared_python() else [python_library(sys.version_info)]) + missing_tools()


def has_shared_python() -> bool:
    """Whether the shared library of this Python is installed; in Debian it is a separate package."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return Path(sysconfig.get_config_var("LIBDIR") or "", name).is_file() or library_loads(name)


def python_library(version) -> str:
    """The Debian package of this Python's library."""
    return f"libpython{version[0]}.{version[1]}"


def missing_tools() -> list[str]:
    """The packages of the C compiler that are missing."""
    return [package for name, package in TOOLS.items() if not tool_exists(name)]


def tool_exists(name: str) -> bool:
    """Whether there is a program of that name, or a file of that path."""
    return bool(shutil.which(name)) or Path(name).is_file()


def missing_packages(window: bool, installed: bool) -> tuple[list[str], list[str]]:
    """The missing packages without which this start fails, and those that only other kinds of start need."""
    essential = [package for name, package in ALWAYS.items() if not library_loads(name)]
    shown = [package for name, package in FOR_A_WINDOW.items() if not library_loads(name)]
    welcome = missing_tools()
    if not installed and not module_exists("ensurepip"):
        essential.append(venv_package(sys.version_info))
    return (essential + shown, welcome) if window else (essential, shown + welcome)


def venv_package(version) -> str:
    """The Debian package with which this Python makes virtual environments."""
    return f"python{version[0]}.{version[1]}-venv"


def library_loads(name: str) -> bool:
    """Whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def module_exists(name: str) -> bool:
    """Whether this Python could import a module, without importing it."""
    return importlib.util.find_spec(name) is not None


def apt_line(packages: list[str]) -> str:
    """The shell line that installs Debian packages."""
    return "apt-get update && apt-get install -y --no-install-recommends " + " ".join(packages)


def install_instructions(packages: list[str]) -> str:
    """The instructions for a person who may not install system packages, with the command to run."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        return f"clusterlab: some system libraries are missing; Debian's packages of them are {names}."
    line = ("sudo sh -c" if shutil.which("sudo") else "su -c") + f" '{apt_line(packages)}'"
    return f"clusterlab needs some system packages. Run this line, then start again:\n\n    {line}\n"


def install(packages: list[str]) -> None:
    """Runs apt-get quietly and shows its words only when it fails."""
    say(f"Installing system packages with apt-get: {' '.join(packages)}")
    done = run_apt(packages)
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-12:])
        sys.exit(f"{tail}\nclusterlab: apt-get failed. The line was:\n\n    {apt_line(packages)}\n")


def run_apt(packages: list[str]) -> subprocess.CompletedProcess:
    """Runs apt-get and keeps its words."""
    command = ["sh", "-c", f"exec 2>&1; {apt_line(packages)}"]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, errors="replace")


def say(sentence: str) -> None:
    """Prints what happens next."""
    print(f"clusterlab: {sentence}", flush=True)
