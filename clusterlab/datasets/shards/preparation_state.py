"""How far a preparation is, in a file of the unfinished folder, so that it can go on where it stopped."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from clusterlab.core.written import Written, WrittenError
from clusterlab.datasets.scale import Scaling
from clusterlab.datasets.shards.points_folder import HEADER_FILE
from clusterlab.datasets.shards.row_spool import NUMBER, ReadSoFar, record_width
from clusterlab.datasets.shards.shard_folder import array_path
from clusterlab.datasets.shards.shard_header import ARRAYS, ShardEntry

STATE, PLACING, READ_ROWS, PLACED_ROWS = "state.json", "placing.npz", "rows.bin", "placed.bin"
WORK_FILES = (STATE, f"{STATE}.new", PLACING, f"new-{PLACING}", READ_ROWS, PLACED_ROWS)
"""The files of a folder that is not finished."""
UNITS = "unit-*.npz"
"""The names of more of them, with the rows that workers have read."""


@dataclass(frozen=True)
class PreparationState:
    """How far a preparation is: what was read, and the shards that are written.

    When all is read, it is known what missing values become, `fill` (d,) where they are filled, and the
    scaling, `shift` and `factor` (d,); nothing is written until all is placed.
    """

    read: ReadSoFar = field(default_factory=ReadSoFar)
    fill: tuple[float, ...] = ()
    shift: tuple[float, ...] = ()
    factor: tuple[float, ...] = ()
    is_placed: bool = False
    shards: tuple[ShardEntry, ...] = ()

    @classmethod
    def of(cls, written: Written, d: int) -> "PreparationState":
        """The state of written values; raises WrittenError."""
        fill, shift, factor = (
            tuple(written.vector(name, d if written.items(name) else 0).tolist())
            for name in ("fill", "shift", "factor")
        )
        shards, read = (
            tuple(map(ShardEntry.of, written.parts("shards"))),
            ReadSoFar.of(written.part("read"), d),
        )
        return cls(read, fill, shift, factor, written.yes("is_placed"), shards)

    def scaling(self, kind: str, weighted: bool) -> Scaling:
        """The scaling of a kind, `weighted` where columns have weights."""
        return Scaling(kind, np.array(self.shift), np.array(self.factor), weighted)

    def is_of(self, folder: Path, d: int) -> bool:
        """Whether all files are there of which the state speaks, and none is too short; raises OSError."""
        records = folder / (PLACED_ROWS if self.is_placed else READ_ROWS)
        if self.read.kept and records.stat().st_size < self.read.kept * record_width(d) * NUMBER:
            return False
        return all(
            array_path(folder, number, name).stat().st_size == size
            for number, entry in enumerate(self.shards)
            for name, size in zip(ARRAYS, entry.sizes, strict=True)
        )


def save_state(folder: Path, request: Mapping[str, Any], state: PreparationState) -> None:
    """Writes the state of a request, of which the fingerprint is given, into a folder; raises OSError."""
    new = folder / f"{STATE}.new"
    new.write_text(json.dumps({"request": request, "state": asdict(state)}), encoding="utf-8")
    os.replace(new, folder / STATE)


def kept_state(folder: Path, request: Mapping[str, Any], d: int) -> PreparationState:
    """The state of the same request of `d` columns that was interrupted; else the first one.

    In a folder without such a state the files of another preparation are removed, and no others.
    """
    try:
        content = Written.of(json.loads((folder / STATE).read_text(encoding="utf-8")), STATE)
        if content.values.get("request") == json.loads(json.dumps(request)):
            found = PreparationState.of(content.part("state"), d)
            if found.is_of(folder, d):
                return found
    except (OSError, ValueError, RecursionError, WrittenError):
        pass
    remove_files(folder)
    return PreparationState()


def remove_files(folder: Path) -> None:
    """Removes the files that a preparation has made in its folder; raises OSError."""
    for path in own_files(folder):
        path.unlink(missing_ok=True)


def own_files(folder: Path) -> list[Path]:
    """The files that a preparation has made in its folder."""
    arrays = [path for name in ARRAYS for path in folder.glob(f"{'[0-9]' * 6}-{name}.npy")]
    return [*work_files(folder), folder / HEADER_FILE, *arrays]


def work_files(folder: Path) -> list[Path]:
    """The files in a folder that are not needed when it is finished."""
    return [*(folder / name for name in WORK_FILES), *folder.glob(UNITS)]
