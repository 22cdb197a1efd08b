"""The formats of pictures, by the suffixes of their files."""

from pathlib import Path

from clusterlab.core.message import Message
from clusterlab.export.atomic_write import SaveError

PICTURE_FORMATS = (".png", ".svg", ".pdf")


def picture_format(path: Path) -> str:
    """The suffix that says as what a picture is written, `.png` without one; raises SaveError for others."""
    suffix = path.suffix.lower()
    if suffix in PICTURE_FORMATS:
        return suffix
    if suffix:
        template = "{path} cannot be written: a picture is a .png, .svg or .pdf file; name one of these."
        raise SaveError(Message(template, path=str(path)))
    return ".png"
