"""Makes the files that people download: archives, packages and installers of the frozen program."""

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ID = "io.github.clusterlab.clusterlab"
LINUX, WINDOWS = HERE / "linux", HERE / "windows"
NSIS = r"C:\Program Files (x86)\NSIS"  # NSIS's own installer does not add it to PATH
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}  # as Debian calls them


def executable(onefile: bool = False) -> str:
    """The path of the program in the folder that is built."""
    ending = ".exe" if sys.platform == "win32" else ""
    return f"clusterlab-portable{ending}" if onefile else f"clusterlab/clusterlab{ending}"


def wrapped(folder: Path, icons: Path, target: Path, work: Path, version: str) -> list[Path]:
    """Makes all files that this platform can make, and returns their paths."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    stem = str(target / f"clusterlab-{version}-{sys.platform}-{platform.machine().lower()}")
    if sys.platform == "win32":
        made = [archive(folder, stem, "zip"), *installer(folder, icons, Path(f"{stem}-setup.exe"), version)]
    elif sys.platform == "darwin":
        made = [image(folder, work / "image", Path(f"{stem}.dmg"))]
    else:
        made = [archive(folder, stem, "xztar"), deb(folder, icons, target, work / "deb", version)]
        made += appimage(folder, icons, Path(f"{stem}.AppImage"), work / "AppDir")
    return made


def archive(folder: Path, stem: str, kind: str) -> Path:
    """The folder as an archive: a portable program."""
    if kind == "xztar" and shutil.which("xz"):  # on all cores; Python's own takes one
        path = Path(f"{stem}.tar.xz")
        owned = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]
        run(["tar", "-I", "xz -T0", *owned, "-cf", path, "-C", folder.parent, folder.name])
        return path
    return Path(shutil.make_archive(stem, kind, folder.parent, folder.name))


# ---- Linux ----


def tree(root: Path, folder: Path, icons: Path) -> None:
    """The files of a Linux package: program, menu entry, description, type of sessions and icons."""
    share = root / "usr" / "share"
    shutil.copytree(folder, root / "usr" / "lib" / "clusterlab", symlinks=True, copy_function=os.link)
    copy_to(LINUX / f"{ID}.desktop", share / "applications" / f"{ID}.desktop")
    copy_to(LINUX / f"{ID}.metainfo.xml", share / "metainfo" / f"{ID}.metainfo.xml")
    copy_to(LINUX / f"{ID}.xml", share / "mime" / "packages" / f"{ID}.xml")
    copy_to(icons / "clusterlab.svg", share / "icons" / "hicolor" / "scalable" / "apps" / f"{ID}.svg")
    for icon in icons.glob("*.png"):
        copy_to(icon, share / "icons" / "hicolor" / f"{icon.stem}x{icon.stem}" / "apps" / f"{ID}.png")
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "clusterlab").symlink_to("../lib/clusterlab/clusterlab")


def deb(folder: Path, icons: Path, target: Path, root: Path, version: str) -> Path:
    """A package for Debian and its relatives."""
    tree(root, folder, icons)
    documents = root / "usr" / "share" / "doc" / "clusterlab"
    copy_to(folder / "LICENSES.txt", documents / "copyright")
    changes = (HERE.parent / "CHANGELOG.md").read_bytes()
    Path(documents, "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    facts = {"VERSION": version, "ARCHITECTURE": architecture, "SIZE": str(folder_size(root) // 1024)}
    facts["GLIBC"] = platform.libc_ver()[1]
    sums = checksums(root)
    control = root / "DEBIAN"
    control.mkdir()
    Path(control, "control").write_text(
        filled_template((LINUX / "control").read_text(encoding="utf-8"), facts)
    )
    Path(control, "md5sums").write_text(sums, encoding="utf-8")
    path = target / f"clusterlab_{version}_{architecture}.deb"
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, path])
    return path


def appimage(folder: Path, icons: Path, path: Path, root: Path) -> list[Path]:
    """Makes the folder for appimagetool, and the AppImage where that tool is installed."""
    tree(root, folder, icons)
    copy_to(LINUX / "AppRun", root / "AppRun")
    copy_to(LINUX / f"{ID}.desktop", root / f"{ID}.desktop")
    copy_to(icons / "256.png", root / f"{ID}.png")
    (root / ".DirIcon").symlink_to(f"{ID}.png")
    if not shutil.which("appimagetool"):
        return []
    run(["appimagetool", root, path])
    return [path]


def checksums(root: Path) -> str:
    """The MD5 of every file, in the format of dpkg."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() for path in files]
    return "".join(f"{sum_}  {path.relative_to(root)}\n" for sum_, path in zip(sums, files, strict=True))


def folder_size(root: Path) -> int:
    """The bytes of all files in a folder, links not followed."""
    return sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())


def filled_template(text: str, facts: dict[str, str]) -> str:
    """A template with @NAME@ replaced by the fact of that name."""
    for name, fact in facts.items():
        text = text.replace(f"@{name}@", fact)
    return text


def copy_to(source: Path, target: Path) -> None:
    """Copies a file, and makes the folder of the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


# ---- Windows and macOS ----


def installer(folder: Path, icons: Path, path: Path, version: str) -> list[Path]:
    """The installer for Windows, where NSIS is installed."""
    tool = shutil.which("makensis") or shutil.which("makensis", path=NSIS)
    if tool is None:
        return []
    facts = {"VERSION": version, "PROGRAM": folder, "ICON": icons / "clusterlab.ico", "OUT": path}
    facts["SLASH"] = os.sep
    run([tool, "-V2", *(f"-D{name}={fact}" for name, fact in facts.items()), WINDOWS / "clusterlab.nsi"])
    return [path]


def image(folder: Path, stage: Path, path: Path) -> Path:
    """The disk image for macOS: the program, a link to the applications, and the licenses."""
    app = folder.parent / "clusterlab.app"
    shutil.copytree(app, stage / app.name, symlinks=True)
    copy_to(folder / "LICENSES.txt", stage / "LICENSES.txt")
    (stage / "Applications").symlink_to("/Applications")
    run(["hdiutil", "create", "-volname", "clusterlab", "-srcfolder", stage, "-ov", "-format", "UDZO", path])
    return path


def run(command: list) -> None:
    """Runs a tool; prints its output and exits where it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        sys.exit(f"clusterlab: {command[0]} failed (see above).")
