"""The results of a comparison, as plain values by name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.params import written_params
from clusterlab.core.points import Points
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.export.data_summary import color_notes, color_summary, data_notes, data_summary
from clusterlab.export.json_text import Summary, finite_summary
from clusterlab.export.run_outcome import cluster_sizes
from clusterlab.session.analysis.comparison import ComparisonEntry
from clusterlab.session.state.prepared import Prepared, Source


@dataclass(frozen=True, eq=False)
class ComparisonOutcome:
    """Several algorithms on the same points, and the known classes that they are compared with, if any.

    Their pictures have the colors of the column `color_by`, of clusters where that is empty.
    """

    source: Source
    prepared: Prepared
    entries: Sequence[ComparisonEntry]
    classes: GroundTruth | None = None
    color_by: str = ""


def comparison_summary(comparison: ComparisonOutcome) -> Summary:
    """The data and an entry for each algorithm, numbers that overflow as null."""
    prepared = comparison.prepared
    return finite_summary(
        {
            **data_summary(comparison.source, prepared),
            **_truth(comparison),
            "entries": [_entry(entry, prepared) for entry in comparison.entries],
            **_agreement_between(comparison),
            **color_summary(prepared, comparison.color_by),
            "notes": comparison_notes(comparison),
        }
    )


def zoo_summary(rows: Sequence[ComparisonOutcome]) -> Summary:
    """An entry for each algorithm on each data set."""
    entries = [
        {**data_summary(row.source, row.prepared), **_truth(row), **_entry(entry, row.prepared)}
        for row in rows
        for entry in row.entries
    ]
    return finite_summary({"entries": entries, "notes": []})


def comparison_notes(comparison: ComparisonOutcome) -> list[Message]:
    """What a person should know about a comparison, one note a sentence."""
    prepared = comparison.prepared
    notes = [*data_notes(prepared), *color_notes(prepared, comparison.color_by)]
    for entry in comparison.entries:
        notes += [] if entry.last is None else entry.last.notes
    sampled = [
        r.metrics.silhouette_of for r in comparison.entries if _is_sampled(r, comparison.prepared.points)
    ]
    if sampled:
        notes.append(Message("Silhouettes are those of samples of about {n} points.", n=max(sampled)))
    if comparison.classes is not None and comparison.prepared.points.weights is not None:
        notes.append(Message("ARI counts rows, not weights."))
    return list(dict.fromkeys(notes))


def _is_sampled(entry: ComparisonEntry, points: Points) -> bool:
    if entry.last is None or entry.last.labels is None or not entry.metrics.silhouette_of:
        return False
    labels = entry.last.labels[points.counted]
    return bool(entry.metrics.silhouette_of < np.count_nonzero(labels >= 0))


def _agreement_between(comparison: ComparisonOutcome) -> Summary:
    """The ARI of each two algorithms, where it was computed."""
    found = [entry.metrics.pairwise_ari for entry in comparison.entries]
    return {"ari_between": found} if any(found) else {}


def _truth(comparison: ComparisonOutcome) -> Summary:
    return {} if comparison.classes is None else {"truth": comparison.classes.name}


def _entry(entry: ComparisonEntry, prepared: Prepared) -> Summary:
    """The results of one algorithm by name; `failure` is a sentence where it failed, else null."""
    last, metrics = entry.last, entry.metrics
    return {
        "algorithm": entry.algorithm.name,
        "parameters": written_params(entry.algorithm),
        "failure": entry.failure or None,
        "seconds": entry.seconds,
        "k": None if last is None else last.k,
        "steps": None if last is None else last.iteration,
        "stopped": None if last is None else last.stopped,
        "sizes": None if last is None else cluster_sizes(last, prepared.points),
        **({} if last is None else last.figures(prepared.points)),
        "inertia": metrics.inertia,
        "silhouette": metrics.silhouette,
        "silhouette_of": metrics.silhouette_of,
        "ari": metrics.ground_truth_ari,
    }
