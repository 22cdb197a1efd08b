"""Makes a folder of prepared points where the disk has room for it, with errors as sentences."""

import errno
import shutil
from collections.abc import Generator
from pathlib import Path

from clusterlab.core.message import Message
from clusterlab.core.progress import Progress
from clusterlab.datasets.shards.folder_preparation import (
    FolderRequest,
    PreparationProgress,
    partial_folder,
    prepare_folder,
)
from clusterlab.datasets.shards.preparation_estimate import preparation_estimate
from clusterlab.export.atomic_write import SaveError

STAGE_NAMES = ("read", "place", "write")
"""The stages of a preparation, in their order."""


def write_folder(request: FolderRequest, target: Path) -> Generator[Progress, None, None]:
    """Makes the folder `target`; raises LoadError for the data, SaveError for the disk."""
    if target.exists():
        raise SaveError(Message("{path} is there already; name a new folder.", path=str(target)))
    check_disk_room(preparation_estimate(request).disk_bytes, target)
    try:
        for found in prepare_folder(request, target):
            yield _progress(found)
    except OSError as error:
        raise folder_error(error, target) from None


def check_disk_room(needed: int, target: Path) -> None:
    """Raises SaveError where the disk has less room than is needed."""
    partial = partial_folder(target)
    there = sum(file.stat().st_size for file in partial.glob("*")) if partial.is_dir() else 0
    free = shutil.disk_usage(target.absolute().parent).free + there
    if needed > free:
        template = "{path} needs {needed:bytes} while it is made; its disk has {free:bytes} free."
        raise SaveError(Message(template, path=str(target), needed=needed, free=free))


def folder_error(error: OSError, target: Path) -> SaveError:
    """The error of a disk as a sentence."""
    reason = error.strerror or str(error)
    template = "{path} could not be written: {reason}."
    if error.errno == errno.ENOSPC:
        template = "{path} could not be written: the disk is full. Free some of it, then repeat the command."
    return SaveError(Message(template, path=str(target), reason=reason))


def _progress(found: PreparationProgress) -> Progress:
    """How far all stages together are; one whose rows are not known yet counts as half done."""
    of = found.of or 2 * max(found.done, 1)
    return Progress(STAGE_NAMES.index(found.stage) * of + found.done, len(STAGE_NAMES) * of)
