"""How a file of a session is told from a table; the window begins without what reads and writes it."""

from pathlib import Path

SUFFIX = ".clab"
MIME_TYPE = "application/vnd.clusterlab.session+zip"


def is_session(path: Path) -> bool:
    """Whether a file is named as a session, or begins as one."""
    if path.suffix.lower() == SUFFIX:
        return True
    try:
        if not path.is_file():  # a pipe would wait for ever
            return False
        with path.open("rb") as file:
            return MIME_TYPE.encode() in file.read(128)
    except (OSError, ValueError):
        return False
