"""What tells a folder of prepared points from other folders; loaded without what reads one."""

from pathlib import Path

POINTS_SUFFIX = ".clab-points"
"""The suffix of a folder of prepared points."""
HEADER_FILE = "header.json"


def is_points_folder(path: Path) -> bool:
    """Whether a path names a folder of prepared points, by its suffix or its header."""
    return path.suffix == POINTS_SUFFIX or (path / HEADER_FILE).is_file()


def named_folder(path: Path) -> Path:
    """The folder of prepared points whose header a path names, else the path itself."""
    return path.parent if path.name == HEADER_FILE and is_points_folder(path.parent) else path
