"""The rows of the table of all algorithms that were tried."""

from collections.abc import Sequence

import numpy as np

from clusterlab.core.formatting import format_duration
from clusterlab.core.message import Message, sentences
from clusterlab.core.terms import sentence_of
from clusterlab.export.metrics_rows import MISSING_TEXT, ratio_cell
from clusterlab.export.table_cell import Cell
from clusterlab.session.analysis.comparison import ComparisonEntry

ARI_HEADER = Cell("ARI", tip=f"{sentence_of('ARI')} With the known classes.")


def try_all_header(known: bool) -> list[Cell]:
    """The header of the table; ARI needs `known` classes."""
    return [
        Cell("Algorithm"),
        Cell("Clusters", tip="The number of clusters."),
        Cell("Noise", tip=sentence_of("Noise")),
        *([ARI_HEADER] if known else []),
        Cell("Silh.", tip=f"{sentence_of('Silhouette')} Of the points that belong to a cluster."),
        Cell("Time", tip="Computing time of all starts, without drawing."),
        Cell("Notes"),
    ]


def try_all_rows(entries: Sequence[ComparisonEntry], known: bool) -> list[list[Cell]]:
    """A row for each algorithm: what it found and how good that is, or why it cannot run."""
    return [_row(entry, known) for entry in entries]


def _row(entry: ComparisonEntry, known: bool) -> list[Cell]:
    title, last = entry.algorithm.title, entry.last
    if last is None or last.labels is None:
        missing = [Cell(MISSING_TEXT, muted=True)] * (4 + known)
        return [Cell(title, muted=True), *missing, Cell(entry.failure, muted=True)]
    noise = int(np.count_nonzero(last.labels < 0))
    metrics = entry.metrics
    return [
        Cell(title, bold=True),
        Cell(f"{last.k:,}", last.k),
        Cell(f"{noise:,}", noise),
        *([ratio_cell(metrics.ground_truth_ari)] if known else []),
        ratio_cell(metrics.silhouette),
        Cell(format_duration(entry.seconds), entry.seconds),
        Cell(_notes(entry)),
    ]


def _notes(entry: ComparisonEntry) -> Message:
    return sentences(*(() if entry.last is None else entry.last.notes))
