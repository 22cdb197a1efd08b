"""Collects the licenses of all parts of the frozen program; runs in the environment that froze it.

    python packaging/collected.py EXE-00.toc PYZ-00.toc COLLECT-00.toc LICENSES.txt

PyInstaller's tables of contents list the source of every file; the Python and Debian packages to which these
belong have the licenses.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN = ("clusterlab", "pyinstaller")
QT = ("pyside6", "shiboken6")
QT_TEXTS = ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-parts.txt")
QT_NOTICE = """\
Qt, PySide6 and Shiboken are used under the GNU Lesser General Public License, version 3. They are separate
files in the folder of the program, which may be replaced by other versions of them; the program as one file
is made anew with others by packaging/build.py of its sources. The sources of Qt and PySide6 are at
https://download.qt.io/official_releases/ and https://code.qt.io/cgit/pyside/pyside-setup.git/
"""
LEGAL = re.compile(r"(?i)licen[sc]e|legal|copying")
COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z]+(?:-[\d.]*\d)?)")


def main(contents: list[str], target: str) -> int:
    """Writes the text; 1 where the license of a part was not found."""
    sources = {Path(source).resolve() for name in contents for source in source_files(Path(name))}
    texts = dict(
        sorted(
            [*own_licenses(), *package_licenses(sources), *system_licenses(sources)],
            key=lambda item: item[0].lower(),
        )
    )
    missing = [name for name, text in texts.items() if not text.strip()]
    if missing:
        print(f"No license was found of {', '.join(missing)}.", file=sys.stderr)
        return 1
    Path(target).write_text("\n".join(chapters(texts)), encoding="utf-8")
    print(f"The licenses of {len(texts)} parts are in {target}")
    return 0


def source_files(contents: Path) -> Iterator[str]:
    """The files that a table of contents of PyInstaller names."""
    table = ast.literal_eval(contents.read_text(encoding="utf-8"))
    rows = [row for part in table if isinstance(part, list) for row in part if isinstance(row, tuple)]
    yield from (row[1] for row in rows if row[2] != "SYMLINK" and row[1])


def own_licenses() -> Iterator[tuple[str, str]]:
    """This program, Python, and what starts the frozen program."""
    yield "clusterlab", read(HERE.parent / "LICENSE")
    yield "The example data of clusterlab", read(HERE.parent / "resources" / "examples" / "README.md")
    for license in sorted(HERE.parent.glob("resources/*/LICENSE.txt")):
        yield f"The {license.parent.name} of clusterlab", read(license)
    yield "Python", python_license()
    loader = [package for package in distributions() if package.name.lower() == "pyinstaller"]
    yield "PyInstaller (its bootloader)", "".join(map(package_license, loader))


def python_license() -> str:
    """The license of the Python that runs this."""
    minor = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    libraries = (Path(sys.base_prefix, "lib", minor), Path(sys.base_prefix))
    places = [*(place / "LICENSE.txt" for place in libraries), Path("/usr/share/doc", minor, "copyright")]
    return next((read(place) for place in places if place.is_file()), "")


def package_licenses(sources: set[Path]) -> Iterator[tuple[str, str]]:
    """The license of every Python package of which a file is included."""
    for package in distributions():
        files = {Path(str(package.locate_file(file))).resolve() for file in package.files or ()}
        if package.name.lower() not in OWN and not files.isdisjoint(sources):
            yield (
                f"{package.name} {package.version}",
                package_license(package) + embedded_licenses(files & sources),
            )


def package_license(package: Distribution) -> str:
    """The license texts of a Python package."""
    if package.name.lower().startswith(QT):
        return QT_NOTICE + "".join(f"\n{read(HERE / 'licenses' / name)}" for name in QT_TEXTS)
    texts = [file for file in package.files or () if says_license(Path(str(file)))]
    return "\n".join(read(Path(str(package.locate_file(file)))) for file in texts)


def embedded_licenses(files: set[Path]) -> str:
    """The license files among the included files of a package, such as those of its data."""
    inner = (file for file in sorted(files) if not any(part.endswith(".dist-info") for part in file.parts))
    return "".join(f"\n{file.name}\n\n{read(file)}" for file in inner if LEGAL.search(file.name))


def says_license(file: Path) -> bool:
    """Whether a file of a package is a license, by its name and path."""
    named = file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))
    return any(part.endswith(".dist-info") for part in file.parts) and (named or "licenses" in file.parts)


def system_licenses(sources: set[Path]) -> Iterator[tuple[str, str]]:
    """The copyright of every Debian package of which a library is included."""
    outside = [path for path in sources if path.is_relative_to("/usr/lib") or path.is_relative_to("/lib")]
    if outside and shutil.which("dpkg-query"):
        for package in sorted(owners(outside)):
            yield f"{package} (Debian)", read(Path("/usr/share/doc", package.partition(":")[0], "copyright"))


def owners(paths: Iterable[Path]) -> set[str]:
    """The Debian packages that files belong to, by either name that Debian has for their folder."""
    names = {str(path) for path in paths}
    names |= {name.removeprefix("/usr") for name in names}
    found = subprocess.run(["dpkg-query", "--search", *sorted(names)], capture_output=True, text=True)
    lines = [
        line.partition(": ")[0] for line in found.stdout.splitlines() if not line.startswith("diversion")
    ]
    return {package.strip().partition(":")[0] for line in lines for package in line.split(",")}


def chapters(texts: dict[str, str]) -> Iterator[str]:
    """One chapter a part; licenses to which Debian's texts only refer are at the end."""
    yield from ("The packaged clusterlab consists of these parts:\n", *(f"    {name}" for name in texts))
    for name, text in texts.items():
        yield f"\n{'=' * 100}\n{name}\n{'=' * 100}\n\n{text.strip()}\n"
    for name in sorted({name for text in texts.values() for name in COMMON.findall(text)}):
        path = Path("/usr/share/common-licenses", name)
        if path.is_file():
            yield f"\n{'=' * 100}\nThe license {name}\n{'=' * 100}\n\n{read(path).strip()}\n"


def read(path: Path) -> str:
    """The text of a file, or none where there is no file."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:-1], sys.argv[-1]))
