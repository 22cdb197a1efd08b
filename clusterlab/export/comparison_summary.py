"""What a comparison found, as plain values by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.params import values
from clusterlab.datasets.ground_truth import Known
from clusterlab.export.summary import Summary, data_notes, data_of, finite, sizes
from clusterlab.session.analysis.comparison import Rival
from clusterlab.session.state.prepared import Prepared, Source


@dataclass(frozen=True, eq=False)
class Comparison:
    """Some algorithms on the same points, and the classes that they are compared with, if any."""

    source: Source
    prepared: Prepared
    rivals: Sequence[Rival]
    classes: Known | None = None


def comparison_summary(comparison: Comparison) -> Summary:
    """The data and an entry for each algorithm, numbers that overflow as null."""
    prepared = comparison.prepared
    return finite(
        {
            **data_of(comparison.source, prepared),
            **_truth(comparison),
            "entries": [_entry(rival, prepared) for rival in comparison.rivals],
            "ari_between": [rival.standing.agrees for rival in comparison.rivals],
            "notes": comparison_notes(comparison),
        }
    )


def zoo_summary(rows: Sequence[Comparison]) -> Summary:
    """An entry for each algorithm on each data set."""
    entries = [
        {**data_of(row.source, row.prepared), **_truth(row), **_entry(rival, row.prepared)}
        for row in rows
        for rival in row.rivals
    ]
    return finite({"entries": entries, "notes": []})


def comparison_notes(comparison: Comparison) -> list[str]:
    """What a person should know about a comparison, in sentences."""
    notes = list(data_notes(comparison.prepared))
    for rival in comparison.rivals:
        notes += [] if rival.last is None else rival.last.notes
    sampled = [r.standing.silhouette_of for r in comparison.rivals if _is_sampled(r)]
    if sampled:
        notes.append(f"Silhouettes are those of samples of about {max(sampled):,} points.")
    return list(dict.fromkeys(notes))


def _is_sampled(rival: Rival) -> bool:
    if rival.last is None or rival.last.labels is None or not rival.standing.silhouette_of:
        return False
    return bool(rival.standing.silhouette_of < (rival.last.labels >= 0).sum())


def _truth(comparison: Comparison) -> Summary:
    return {} if comparison.classes is None else {"truth": comparison.classes.name}


def _entry(rival: Rival, prepared: Prepared) -> Summary:
    """What a rival found by name; what it failed with is a sentence, else null."""
    last, standing = rival.last, rival.standing
    return {
        "algorithm": rival.algorithm.name,
        "parameters": values(rival.algorithm),
        "failure": rival.failure or None,
        "seconds": rival.seconds,
        "k": None if last is None else last.k,
        "steps": None if last is None else last.iteration,
        "stopped": None if last is None else last.stopped,
        "sizes": None if last is None else sizes(last),
        **({} if last is None else last.figures(prepared.points)),
        "inertia": standing.inertia,
        "silhouette": standing.silhouette,
        "silhouette_of": standing.silhouette_of,
        "ari": standing.known,
    }
