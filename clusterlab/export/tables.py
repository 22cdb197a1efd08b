"""Tables as CSV: the labels of a run, one row for every row of the input."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.export.atomic_write import SaveError, save_text
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.prepared import Prepared

CsvValue = str | int | float | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""The first characters by which a spreadsheet recognizes a formula (OWASP, CSV injection)."""


def save_labels(path: Path, prepared: Prepared, step: Step, names: Sequence[str] = ()) -> None:
    """Writes the labels of a step as CSV; raises SaveError and leaves an existing file unchanged."""
    save_text(path, labels_text(prepared, step, names))


def labels_text(prepared: Prepared, step: Step, names: Sequence[str] = ()) -> str:
    """The labels of a step as CSV: row (from 1), label (`cluster_number`, empty where dropped), the name of
    the cluster if there are `names`, of a soft clustering also the responsibilities.

    One line for every row of the table, in its order. Raises SaveError where there are no labels yet.
    """
    if step.labels is None:
        raise SaveError(Message("There are no labels at this step yet. Go to a later step, then save."))
    responsibilities = step.responsibilities(prepared.points)
    shares = [f"share {cluster + 1}" for cluster in range(_share_count(responsibilities))]
    header = ["row", "label", *["name"] * bool(names), *shares]
    return csv_text(header, _rows(prepared, step, responsibilities, names))


def cluster_number(label: int) -> int:
    """The number of a cluster on screen and in files, 1 to k, from its label in Python; noise stays -1."""
    return label + 1 if label >= 0 else label


def csv_text(header: Sequence[str], rows: Iterable[Sequence[CsvValue]]) -> str:
    """A table as CSV; texts that look like formulas are escaped, numbers have all their digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet evaluates as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(
    prepared: Prepared, step: Step, responsibilities: Floats | None, names: Sequence[str]
) -> Iterator[list[CsvValue]]:
    assert step.labels is not None
    points, width = prepared.points, _share_count(responsibilities)
    labels = prepared.rows(points.to_row_order(step.labels))
    of_kept = iter(points.to_row_order(responsibilities).tolist() if responsibilities is not None else [])
    for row, label in enumerate(labels, start=1):
        if label is None:
            yield [row, None, *[None] * (bool(names) + width)]
        else:
            named = [names[label] if label >= 0 else None] if names else []
            yield [row, cluster_number(label), *named, *(next(of_kept) if width else [])]


def _share_count(responsibilities: Floats | None) -> int:
    return 0 if responsibilities is None else responsibilities.shape[1]
