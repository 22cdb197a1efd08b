"""Which modules and files of the packages are frozen; used by the spec and the tests."""

from collections.abc import Callable, Iterable

# Packages of embeddings with their dependencies: as large as the rest of the program.
VIEWS = ["openTSNE", "umap", "pynndescent", "sklearn", "numba", "llvmlite"]

# The encoders of MP4: the wheel of av has x264 and x265, which are under the GPL.
ENCODERS = ["av"]

# What connects to clusters: the packaged program opens no network connection.
CONNECTIONS = ["distributed", "dask", "tornado"]

# Modules that the program does not use; a test fails where it imports one of them.
EXCLUDED = [
    *VIEWS,
    *ENCODERS,
    *CONNECTIONS,
    *("tkinter", "lib2to3", "setuptools", "pkg_resources", "pip", "wheel", "IPython", "matplotlib"),
    *("pandas", "pyarrow", "h5py", "cupy", "OpenGL", "pytest", "hypothesis"),
    *("torch", "jax", "sparse", "ndonnx"),
    *("PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtPdf"),
    *(
        "PySide6.QtDesigner",
        "PySide6.QtHelp",
        "PySide6.QtSql",
        "PySide6.QtUiTools",
        "PySide6.QtVirtualKeyboard",
    ),
    *("pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.console"),
]

# Modules that are imported by a name that is computed at run time.
HIDDEN = ["PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"]

# Folders and files of Qt that the program does not use: networks, databases, framebuffers.
DROPPED = (
    *(
        "translations/",
        "qml/",
        "plugins/generic/",
        "plugins/egldeviceintegrations/",
        "plugins/networkinformation/",
    ),
    *("plugins/tls/", "plugins/sqldrivers/", "plugins/qmltooling/", "plugins/virtualkeyboard/"),
    *("plugins/platforminputcontexts/libqtvirtualkeyboard", "plugins/platformthemes/libqgtk3"),
    *(f"plugins/imageformats/{lib}q{name}" for lib in ("", "lib") for name in ("pdf", "tga", "tiff", "wbmp")),
    *("Qt6Network", "Qt6Qml", "Qt6Quick", "Qt6Pdf", "Qt6VirtualKeyboard", "Qt6EglF", "opengl32sw"),
    *("platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqminimal", "platforms/libqvnc"),
    *("platforms/libqvkkhrdisplay", "platforms/libqwebgl", "platforms/qminimal", "platforms/qdirect2d"),
)


def belongs(place: str) -> bool:
    """Whether a file is frozen, by its path in the program."""
    place = place.replace("\\", "/")
    return ("PySide6" not in place and "Qt6" not in place) or not any(part in place for part in DROPPED)


def needed(entries: list[tuple], imports: Callable[[str], Iterable[tuple[str, str]]]) -> list[tuple]:
    """The entries (place, source, kind) without libraries of the system that no other of them needs.

    `imports` gives the libraries that a file is linked with. Files that were dropped had further
    dependencies, and the result must not depend on what else is installed on the build machine.
    """
    spare = {place: (source, kind) for place, source, kind in entries if is_of_system(source)}
    kept = [entry for entry in entries if entry[0] not in spare]
    for entry in kept:  # the list grows during the iteration
        for name, _ in imports(entry[1]) if entry[2] in ("BINARY", "EXTENSION") else ():
            if name in spare:
                kept.append((name, *spare.pop(name)))
    return kept


def is_of_system(source: str) -> bool:
    """Whether a file was taken from the libraries of a Linux system, Python's own left aside."""
    return source.startswith(("/lib/", "/usr/lib/")) and "python3" not in source
