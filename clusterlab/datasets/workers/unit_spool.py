"""Units of rows that workers have read, in files of an unfinished folder: they are read once, whatever ends.

Each file is whole or not there, since it is renamed when it is written; one that is damaged is read anew.
"""

import json
import os
import zipfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import numpy as np

from clusterlab.core.written import Written, WrittenError
from clusterlab.datasets.shards.row_spool import ReadSoFar
from clusterlab.kernels.typing import Floats

ReadUnit = tuple[Floats, list[ReadSoFar]]
"""The records (m, d + 1) of a unit, and what was found in each chunk."""


def unit_path(folder: Path, number: int) -> Path:
    """The file of a unit."""
    return folder / f"unit-{number:06d}.npz"


def kept_unit(path: Path, d: int) -> ReadUnit | None:
    """A unit of `d` columns that was kept; None where there is none, or not a whole one."""
    try:
        with np.load(path, allow_pickle=False) as file:
            records, found = file["records"], json.loads(file["found"].tobytes())
            read = [ReadSoFar.of(Written.of(part, path.name), d) for part in found]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, WrittenError):
        return None
    is_whole = records.dtype == float and records.shape == (sum(part.kept for part in read), d + 1)
    return (records, read) if is_whole else None


def keep_unit(path: Path, unit: ReadUnit) -> None:
    """Keeps a unit; without room on the disk it is read again another time."""
    records, read = unit
    found = np.frombuffer(json.dumps([asdict(part) for part in read]).encode(), np.uint8)
    new = path.with_name(f"unit-{uuid4().hex}.npz")
    with suppress(OSError):
        try:
            with new.open("wb") as file:
                np.savez(file, records=records, found=found)
            os.replace(new, path)
        finally:
            new.unlink(missing_ok=True)
