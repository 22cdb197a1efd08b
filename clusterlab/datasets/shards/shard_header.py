"""The header of a folder of prepared points: what is in it, and how they follow from their source.

A header may have been changed by hand or damaged: each value is checked when it is read.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.points import Units
from clusterlab.core.written import Written, WrittenError
from clusterlab.datasets.column_transforms import log_name
from clusterlab.datasets.missing_values import FILLED_BY
from clusterlab.datasets.scale import SCALINGS, Scaling
from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX
from clusterlab.datasets.source_rows import DroppedRow
from clusterlab.datasets.table import LoadError
from clusterlab.kernels.typing import CHUNK

FORMAT_NAME = POINTS_SUFFIX[1:]
FORMAT_VERSION = 1
ARRAYS = ("points", "records", "rows")
"""The arrays of a shard, each in a file of its own."""
MAX_SOURCE_ROWS = 2**40
"""More rows than any source has."""
MAX_FILE_SIZE = 2**53
MAX_EXPONENT = 2_200


@dataclass(frozen=True)
class ShardEntry:
    """A shard in the header: its number of rows, and the sizes in bytes and checksums of its files."""

    rows: int
    sizes: tuple[int, ...]
    checksums: tuple[int, ...]

    @classmethod
    def of(cls, written: Written) -> "ShardEntry":
        """The entry in written values; raises WrittenError."""
        sizes, checksums = (
            tuple(written.integers(name, len(ARRAYS), 0, high).tolist())
            for name, high in (("sizes", MAX_FILE_SIZE), ("checksums", 2**32 - 1))
        )
        return cls(written.whole("rows", 1, MAX_SOURCE_ROWS), sizes, checksums)


@dataclass(frozen=True)
class SourceFile:
    """A file that was prepared, with its size and the time when it was written, by which changes are seen."""

    path: str
    size: int
    written: int

    @classmethod
    def of(cls, path: Path) -> "SourceFile":
        """The file as it is now; raises OSError."""
        found = path.stat()
        return cls(str(path.absolute()), found.st_size, found.st_mtime_ns)

    @classmethod
    def of_written(cls, values: Written) -> "SourceFile":
        """The file in written values; raises WrittenError."""
        size = values.whole("size", 0, MAX_FILE_SIZE)
        return cls(values.text("path"), size, values.whole("written", -(2**63), 2**63))

    @property
    def has_changed(self) -> bool:
        """Whether the file is still there, but another one."""
        try:
            return SourceFile.of(Path(self.path)) != self
        except (OSError, ValueError):
            return False


@dataclass(frozen=True)
class ShardHeader:
    """What is in a folder, and how the points follow from their source.

    `source_rows` counts the rows of the source, of which those without a number in every column were dropped;
    `notes` say how many, and `first_dropped` which and why. `left_out` has the other columns of the source,
    each with the reason. The columns called log(NAME) are the logarithms of those of the source in `log`;
    `column_weights` has the weights that are not 1, by the names in the source. Where missing values became
    the mean or median, as `missing` says, `fill` (d,) has these and `filled` their number. The scaling is
    `shift` and `factor` (d,); `exponent` and `center` (d,) are the normalization after it. `files` are empty
    where the data were generated.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    source_rows: int
    scale: str
    shift: tuple[float, ...]
    factor: tuple[float, ...]
    exponent: int
    center: tuple[float, ...]
    shard_rows: int
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...]
    shards: tuple[ShardEntry, ...]
    left_out: dict[str, str]
    first_dropped: tuple[DroppedRow, ...]
    log: tuple[str, ...]
    column_weights: dict[str, float]
    missing: str
    fill: tuple[float, ...]
    filled: int

    @classmethod
    def of(cls, written: Written) -> "ShardHeader":
        """The header in written values; raises WrittenError."""
        columns = written.texts("columns")
        if not columns or len(set(columns)) < len(columns):
            raise WrittenError(Message('"columns" must have different names'))
        rows = written.whole("rows", 1, MAX_SOURCE_ROWS)
        header = cls(
            name=written.text("name"),
            columns=columns,
            rows=rows,
            source_rows=written.whole("source_rows", rows, MAX_SOURCE_ROWS),
            scale=written.text("scale", SCALINGS),
            **_transform(written, len(columns)),
            shard_rows=written.whole("shard_rows", CHUNK, MAX_SOURCE_ROWS),
            files=tuple(map(SourceFile.of_written, written.parts("files"))),
            notes=written.texts("notes"),
            shards=tuple(map(ShardEntry.of, written.parts("shards"))),
            left_out=_left_out(written),
            first_dropped=_first_dropped(written),
            log=written.texts("log"),
            column_weights=_column_weights(written),
            **_filling(written, len(columns)),
        )
        header.check_shards()
        return header

    def check_shards(self) -> None:
        """Raises WrittenError where the shards are not those of so many rows."""
        if self.shard_rows % CHUNK:
            raise WrittenError(Message('"shard_rows" must be a multiple of {n}', n=CHUNK))
        whole, rest = divmod(self.rows, self.shard_rows)
        sizes = [entry.rows for entry in self.shards]
        ends_well = len(sizes) == whole + (rest > 0) and sizes[whole:] == [rest] * (rest > 0)
        if not ends_well or any(size != self.shard_rows for size in sizes[:whole]):
            raise WrittenError(Message("its shards do not have as many rows as it says"))

    @property
    def scaling(self) -> Scaling:
        """The scaling of the columns."""
        return Scaling(self.scale, np.array(self.shift), np.array(self.factor), bool(self.column_weights))

    @property
    def logged(self) -> dict[str, str]:
        """The names in the source of the columns that are logarithms, by the names of these."""
        return {log_name(name): name for name in self.log}

    def changed_files(self) -> list[str]:
        """The names of the source files that have changed since."""
        return [Path(file.path).name for file in self.files if file.has_changed]

    @property
    def units(self) -> Units:
        """The map from normalized coordinates to those of the scaled columns."""
        d = len(self.columns)
        return Units(self.exponent, np.array(self.center), np.ones(d), np.zeros(d))

    @property
    def source_units(self) -> Units:
        """The map from normalized coordinates to the units of the source."""
        return self.units.followed_by(np.array(self.factor), np.array(self.shift))


def read_header(path: Path) -> ShardHeader:
    """The header in a file; raises LoadError where it is damaged or of another version, and OSError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise damaged(path, "it is no JSON") from None
    try:
        values = Written.of(content, "header")
        values.text("format", [FORMAT_NAME])
        version = values.whole("version", 1, MAX_SOURCE_ROWS)
        if version == FORMAT_VERSION:
            return ShardHeader.of(values)
    except WrittenError as error:
        raise damaged(path, str(error)) from None
    raise _other_version(path, version)


def header_text(header: ShardHeader) -> str:
    """The content of the file of a header."""
    return json.dumps({"format": FORMAT_NAME, "version": FORMAT_VERSION, **asdict(header)}, indent=1)


def damaged(path: Path, reason: str) -> LoadError:
    """The error for a file of a folder that does not hold what it should."""
    template = "{path} is damaged: {reason}. Make the folder anew with clusterlab prepare."
    return LoadError(Message(template, path=str(path), reason=reason))


def _transform(written: Written, d: int) -> dict[str, Any]:
    """The scaling and normalization of `d` columns, by the names of their fields; raises WrittenError."""
    shift, factor, center = (written.vector(name, d) for name in ("shift", "factor", "center"))
    if not (factor > 0).all():
        raise WrittenError(Message('"factor" must be above 0'))
    vectors = {"shift": shift, "factor": factor, "center": center}
    exponent = written.whole("exponent", -MAX_EXPONENT, MAX_EXPONENT)
    return {"exponent": exponent, **{name: tuple(value.tolist()) for name, value in vectors.items()}}


def _left_out(written: Written) -> dict[str, str]:
    """The reasons why columns are left out, by column; raises WrittenError."""
    found = written.part("left_out")
    return {column: found.text(column) for column in found.values}


def _column_weights(written: Written) -> dict[str, float]:
    """The weights of columns; raises WrittenError."""
    found = written.part("column_weights")
    return {column: found.number(column, above=0) for column in found.values}


def _filling(written: Written, d: int) -> dict[str, Any]:
    """What missing values of `d` columns became, by the names of the fields; raises WrittenError."""
    missing = written.text("missing", ("drop", *FILLED_BY))
    fill = tuple(written.vector("fill", 0 if missing == "drop" else d).tolist())
    return {"missing": missing, "fill": fill, "filled": written.whole("filled", 0, MAX_FILE_SIZE)}


def _first_dropped(written: Written) -> tuple[DroppedRow, ...]:
    """The first rows that were dropped; raises WrittenError."""
    found = [
        (one.whole("row", 0, MAX_SOURCE_ROWS), one.text("reason")) for one in written.parts("first_dropped")
    ]
    return tuple(DroppedRow(row, reason) for row, reason in found)


def _other_version(path: Path, version: int) -> LoadError:
    template = (
        "{path} was written by another version of clusterlab, in format {version}. "
        "Make the folder anew with clusterlab prepare."
    )
    return LoadError(Message(template, path=str(path), version=version))
