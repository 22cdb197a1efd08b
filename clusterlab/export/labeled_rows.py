"""The rows of a table with their clusters and figures beside its own columns."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.core.progress import Progress, map_progress
from clusterlab.core.step import NO_CLUSTERS_YET, Step
from clusterlab.datasets.table import Table
from clusterlab.export.atomic_write import SaveError, resolved_path
from clusterlab.export.table_file import write_tables
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.analysis.row_figures import row_figures
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.prepared import Prepared

if TYPE_CHECKING:
    import polars as pl

MAX_WHOLE_FLOAT = 2.0**53
MAX_LABEL_FILES = 200
"""The most files that labels are split into: all are open until the last one is written."""
NO_CLUSTER, NOISE_NUMBER = 0, -1
"""What stands for the cluster of a dropped row, and of noise, among numbers from 1."""
Saving = Generator[Progress, None, list[Message]]
"""Work that returns what a person should know of the files."""


@dataclass(frozen=True)
class LabelColumns:
    """What stands in a file of labels: the columns of the `data`, else the row number, and `figures` by name.

    The names of clusters are there, too, where `names` are wanted and a person gave some, and clusters that a
    person made where those `by_eye` are wanted. Labels are `split` into a file for each cluster, or in one
    file.
    """

    data: bool = False
    figures: tuple[str, ...] = ("shares",)
    names: bool = True
    split: bool = False
    by_eye: bool = True


PLAIN_LABELS = LabelColumns()
"""The row number, the label, and of a soft clustering the shares."""


@dataclass(frozen=True, eq=False)
class LabeledStep:
    """A step with its data, how its clusters are listed, and those that a person made `by_eye`, if any.

    `rows` are the 0-based rows of the source (m,) that are wanted, None for all.
    """

    prepared: Prepared
    step: Step
    listing: ClusterListing = PLAIN_LISTING
    rows: Rows | None = None
    by_eye: HandPartition | None = None


def save_labels(
    path: Path, labeled: LabeledStep, columns: LabelColumns = PLAIN_LABELS, data: Path | None = None
) -> Saving:
    """Writes the labels of a step to a file, or to one for each cluster; raises SaveError.

    Every file is written or none, and none replaces the file of the `data`.
    """
    frame, numbers, notes = yield from labels_frame(labeled, columns)
    frames = split_frames(path, frame, numbers) if columns.split else {path: frame}
    for written in frames:
        if data is not None and resolved_path(written) == resolved_path(data):
            raise SaveError(Message("{name} is the open table. Choose another name.", name=written.name))
    yield from map_progress(lambda done: Progress(done.of + done.done, 2 * done.of), write_tables(frames))
    return notes


def labels_frame(
    labeled: LabeledStep, columns: LabelColumns
) -> "Generator[Progress, None, tuple[pl.DataFrame, NDArray[np.int64], list[Message]]]":
    """The labels of a step as a frame, the number of the cluster of each of its rows, and notes.

    It has a row for every row of the table, in its order, also for those that were dropped. Raises SaveError
    where there are no labels yet.
    """
    prepared, step = labeled.prepared, labeled.step
    if step.labels is None:
        raise SaveError(NO_CLUSTERS_YET)
    points, kept = prepared.points, prepared.selection.kept
    yield Progress(0, points.n)  # so that it can be canceled from now on
    figures = yield from map_progress(
        lambda done: Progress(done.done, 2 * done.of), row_figures(points, step, columns.figures)
    )
    labels, n = points.to_row_order(step.labels), prepared.table.rows
    numbers = np.full(n, NO_CLUSTER, np.int64)
    listing, k = labeled.listing, step.k
    numbers[kept] = np.array([*map(listing.number, range(k)), NOISE_NUMBER], np.int64)[labels]
    found: dict[str, pl.Series] = {}
    if columns.names and listing.has_names:
        found["name"] = name_series(numbers, {listing.number(c): listing.title(c) for c in range(k)})
    if columns.by_eye and labeled.by_eye is not None:
        found["by eye"] = _by_eye_series(labeled.by_eye)
    for name, values in _shares_as_listed(figures, listing, k).items():
        found[name] = scattered(points.to_row_order(values), kept, n)
    frame, notes = beside(prepared.table, numbers, found, columns.data)
    if labeled.rows is None:
        return frame, numbers, notes
    wanted = np.unique(np.asarray(labeled.rows) - prepared.before)
    wanted = wanted[(wanted >= 0) & (wanted < n)]
    return frame[wanted.tolist()], numbers[wanted], notes


def _by_eye_series(partition: HandPartition) -> "pl.Series":
    """The number of the cluster by eye of each row: (n,)."""
    import polars as pl

    labels = partition.labels.astype(np.int64)
    return pl.Series(values=np.where(labels < 0, NOISE_NUMBER, labels + 1))


def _shares_as_listed(figures: Mapping[str, Floats], listing: ClusterListing, k: int) -> Mapping[str, Floats]:
    """Figures of rows by name, with shares under the numbers of their clusters, and in their order."""
    names = {f"share {label + 1}": f"share {listing.number(label)}" for label in listing.listed(k)}
    if not listing.order or not names.keys() <= figures.keys():
        return figures
    shares = {new: figures[old] for old, new in names.items()}
    first = next(place for place, name in enumerate(figures) if name in names)
    others = [(name, values) for name, values in figures.items() if name not in names]
    return dict([*others[:first], *shares.items(), *others[first:]])


def split_frames(path: Path, frame: "pl.DataFrame", numbers: NDArray[np.int64]) -> "dict[Path, pl.DataFrame]":
    """A file for each of the `numbers` (n,) of clusters, for noise, and for rows without a cluster."""
    present = sorted(set(numbers.tolist()), key=lambda number: (number < 1, -number))
    if len(present) > MAX_LABEL_FILES:
        template = "There are {n:# cluster|# clusters}, and at most {most} files are written. Save one file."
        raise SaveError(Message(template, n=len(present), most=MAX_LABEL_FILES))
    parts = {number: np.flatnonzero(numbers == number).tolist() for number in present}
    return {split_path(path, number): frame[rows] for number, rows in parts.items()}


def split_path(path: Path, number: int) -> Path:
    """The name of the file of one cluster, by its number."""
    endings = {NO_CLUSTER: "no cluster", NOISE_NUMBER: "noise"}
    return path.with_name(f"{path.stem}-{endings.get(number, f'cluster {number}')}{path.suffix}")


def table_frame(table: Table) -> "pl.DataFrame":
    """All columns of a table as they were read, in their order; columns of whole numbers hold integers."""
    import polars as pl

    original = table.unlogged or table
    return pl.DataFrame([_column(original, name) for name in original.order])


def beside(
    table: Table, numbers: NDArray[np.int64], found: "Mapping[str, pl.Series]", data: bool
) -> "tuple[pl.DataFrame, list[Message]]":
    """The `numbers` (n,) of clusters and the columns `found`, beside those of the table where the `data` are
    wanted, else beside the row number; of the same name, ours get another, which the notes say.
    """
    import polars as pl

    clusters = pl.Series(values=numbers).set(pl.Series(values=numbers == NO_CLUSTER), None)
    if not data:
        return pl.DataFrame({"row": pl.Series(values=table.row_numbers), "label": clusters, **found}), []
    frame, own = table_frame(table), {"cluster": clusters, **found}
    if table.source is not None:
        own = {"row": pl.Series(values=table.row_numbers), **own}
    names = free_names([*own], frame.columns)
    notes = [
        Message("The data have a column {name!r}; the new one is {own!r}.", name=name, own=other)
        for name, other in names.items()
        if other != name
    ]
    return frame.with_columns(column.alias(names[name]) for name, column in own.items()), notes


def free_names(wanted: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """The wanted names of columns; where the data have such a name, in whatever case, with our name added."""
    used, found = {name.casefold() for name in taken}, {}
    for name in wanted:
        found[name] = next(other for other in _candidates(name) if other.casefold() not in used)
        used.add(found[name].casefold())
    return found


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield f"{name} (clusterlab)"
    number = 2
    while True:
        yield f"{name} (clusterlab {number})"
        number += 1


def _column(table: Table, name: str) -> "pl.Series":
    import polars as pl

    if name in table.texts:
        return _text_series(name, table.texts[name])
    values = table.values[:, table.columns.index(name)]
    missing = np.isnan(values)
    known = values[~missing]
    whole = (known == np.rint(known)) & (np.abs(known) <= MAX_WHOLE_FLOAT)
    negative_zero = np.signbit(known) & (known == 0)
    if len(known) and whole.all() and not negative_zero.any():
        integers = pl.Series(name, np.where(missing, 0, values).astype(np.int64))
        return integers.set(pl.Series(values=missing), None)
    return pl.Series(name, values).fill_nan(None)


def _text_series(name: str, texts: Sequence[str | None]) -> "pl.Series":
    """A column of texts, of which empty ones are missing."""
    import polars as pl

    try:
        return pl.Series(name, [text or None for text in texts], dtype=pl.String)
    except UnicodeEncodeError:  # half a character, which no file of text can hold
        whole = [text.encode("utf-8", "backslashreplace").decode() if text else None for text in texts]
        return pl.Series(name, whole, dtype=pl.String)


def name_series(numbers: NDArray[np.int64], names: Mapping[int, str]) -> "pl.Series":
    """The name of the cluster of each row, by its number: (n,)."""
    return _text_series("name", [names.get(number) for number in numbers.tolist()])


def scattered(values: Floats, kept: Rows, n: int) -> "pl.Series":
    """A column of `n` rows with the values of those that are kept; empty where there is no finite one."""
    import polars as pl

    found = np.full(n, np.nan)
    found[kept] = np.where(np.isfinite(values), values, np.nan)
    return pl.Series(values=found).fill_nan(None)
