"""The clusters of points in shards, written for every row of their source without holding all in memory."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cancellation import check_canceled
from clusterlab.core.message import Message
from clusterlab.core.progress import Progress
from clusterlab.core.scratch_array import scratch_array
from clusterlab.core.step import Step
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.export.atomic_write import SaveError, atomic_replacement
from clusterlab.export.labeled_rows import NO_CLUSTER
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import chunks, label_dtype

if TYPE_CHECKING:
    import polars as pl

LABELED_AT_ONCE = 32
"""The labels of so many shards may be in memory together."""
LABELS_AT_ONCE = 2**19
"""Rows that are written at once."""


def save_shard_labels(path: Path, folder: PreparedShards, step: Step) -> Generator[Progress, None, None]:
    """Writes row and label of every row of the source to a CSV or Parquet file; raises SaveError.

    Labels are 1 to K, and empty for rows that were dropped.
    """
    check_shard_labels(path)
    rows = folder.header.source_rows
    numbers = scratch_array(rows, label_dtype(step.k + 1))
    for part in chunks(rows, LABELS_AT_ONCE):
        numbers[part] = NO_CLUSTER
    for number, labels in enumerate(shard_labels(folder, step)):
        numbers[folder.points.shards.rows(number)] = labels + 1
        yield Progress(min((number + 1) * folder.header.shard_rows, rows), 2 * rows)
    with atomic_replacement(path) as file:
        WRITERS_IN_PARTS[path.suffix.lower()](lambda: _frames(numbers), file)
        check_canceled()  # before the file is replaced
    yield Progress(2 * rows, 2 * rows)


def check_shard_labels(path: Path) -> None:
    """Raises SaveError where a file of that name is not written in parts."""
    if path.suffix.lower() not in WRITERS_IN_PARTS:
        template = (
            "The labels of points in shards are written as .csv or .parquet; {name} has another suffix."
        )
        raise SaveError(Message(template, name=path.name))


def shard_labels(folder: PreparedShards, step: Step) -> Iterator[NDArray[Any]]:
    """The labels (m,) of the points of each shard, from 0, in their order."""
    for numbers in chunks(folder.points.n_shards, LABELED_AT_ONCE):
        yield from folder.points.map(partial(_labels, step), range(numbers.start, numbers.stop))


def shard_cluster_sizes(folder: PreparedShards, step: Step) -> list[int]:
    """How many points each cluster has."""
    sizes = folder.points.reduce_numbered(partial(_sizes, step), np.add)
    return [int(size) for size in sizes]


def _labels(step: Step, number: int, blocks: Blocks) -> NDArray[Any]:
    return (step.shard_labeling or step.classify)(blocks.points)


def _sizes(step: Step, number: int, blocks: Blocks) -> NDArray[Any]:
    return np.bincount(_labels(step, number, blocks), minlength=step.k)


def _frames(numbers: NDArray[Any]) -> "Iterator[pl.DataFrame]":
    """The rows and labels of consecutive rows as frames."""
    import polars as pl

    for part in chunks(len(numbers), LABELS_AT_ONCE):
        own = pl.Series(values=numbers[part].astype(np.int64))
        rows = pl.Series(values=np.arange(part.start + 1, part.stop + 1))
        yield pl.DataFrame({"row": rows, "label": own.set(own == NO_CLUSTER, None)})


def _write_csv_parts(frames: "Callable[[], Iterator[pl.DataFrame]]", file: BinaryIO) -> None:
    for place, frame in enumerate(frames()):
        file.write(frame.write_csv(include_header=not place).encode())


def _write_parquet_parts(frames: "Callable[[], Iterator[pl.DataFrame]]", file: BinaryIO) -> None:
    import polars as pl
    from polars.io.plugins import register_io_source

    def source(*_: Any) -> "Iterator[pl.DataFrame]":
        return frames()

    lazy = register_io_source(source, schema={"row": pl.Int64, "label": pl.Int64})
    lazy.sink_parquet(file, maintain_order=True)


WRITERS_IN_PARTS = {".csv": _write_csv_parts, ".parquet": _write_parquet_parts}
