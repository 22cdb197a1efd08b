"""The results of a run or a sweep, as plain values by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.params import written_params
from clusterlab.core.step import Step
from clusterlab.export.data_summary import color_summary, data_notes, data_summary
from clusterlab.export.flow_summary import flow_summary
from clusterlab.export.json_text import Summary, finite_summary
from clusterlab.export.partition_summary import listing_summary, partition_summary
from clusterlab.export.profile_summary import profile_summary
from clusterlab.export.run_outcome import RunOutcome, cluster_sizes, run_notes, scale_notes
from clusterlab.export.stability_summary import stability_summary, supported_k
from clusterlab.metrics.cluster_count.how_many import ClusterCount
from clusterlab.metrics.k_sweep import NO_WEIGHTED_GAP, SweepEntry, best_k, sweep_gap, sweep_knee
from clusterlab.session.analysis.agreement import Agreement
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.prepared import Prepared, Source


@dataclass(frozen=True, eq=False)
class SweepOutcome:
    """A finished sweep: the algorithm as asked for, and the best restart at each K.

    `count` is how many clusters the points have, whichever algorithm was swept. `lines` holds the sweeps of
    several kinds of covariances by name, where these were asked for; `algorithm` and `entries` are then those
    of the best kind.
    """

    algorithm: Algorithm
    entries: Sequence[SweepEntry]
    source: Source
    prepared: Prepared
    restarts: int
    seconds: float
    count: ClusterCount
    references: int = 0
    lines: Mapping[str, Sequence[SweepEntry]] = field(default_factory=dict)


def run_summary(outcome: RunOutcome, profiles: Sequence[ClusterProfile] = ()) -> Summary:
    """All results of a run, with profiles of its clusters if there are any.

    Centers and covariances are in the data's units, numbers that overflow are null.
    """
    step, found = outcome.step, outcome.silhouettes
    model = step.model(outcome.prepared.units)
    return finite_summary(
        {
            **_request_summary(outcome, written_params(outcome.algorithm)),
            "seed": outcome.winner.seed if outcome.winner.seeded else None,
            "k": step.k,
            "steps": step.iteration,
            "stopped": step.stopped,
            "objective": _objective(outcome.algorithm, step, outcome.prepared),
            **step.figures(outcome.prepared.points),
            "sizes": cluster_sizes(step, outcome.prepared.points),
            **listing_summary(outcome.listing, step.k),
            **partition_summary(step, outcome.prepared.points),
            **model,
            **collapsed_summary(step, outcome.listing),
            "silhouette": None if found is None else found.mean,
            "silhouette_of": 0 if found is None else found.size,
            **_agreement(outcome.agreement),
            **({"profile": profile_summary(profiles, outcome.listing)} if profiles else {}),
            **color_summary(outcome.prepared, outcome.color_by),
            "seconds": outcome.seconds,
            "notes": [*run_notes(outcome), *_omission_notes(model)],
        }
    )


def sweep_summary(outcome: SweepOutcome) -> Summary:
    """All results of a sweep: one entry for each K, and the K that each criterion chooses."""
    algorithm = outcome.algorithm
    asked = {name: value for name, value in written_params(algorithm).items() if name != "k"}
    return finite_summary(
        {
            **_request_summary(outcome, asked),
            **_references(outcome),
            "entries": sweep_entries(outcome),
            **_verdict(outcome),
            **_criterion_k(outcome),
            "seconds": outcome.seconds,
            "notes": sweep_notes(outcome),
        }
    )


def sweep_notes(outcome: SweepOutcome) -> list[Message]:
    """What a person should know about a sweep, one note a sentence."""
    last, n = outcome.entries[-1], outcome.prepared.points.n_counted
    notes = [*data_notes(outcome.prepared), *scale_notes(outcome.prepared, last.figures, outcome.algorithm)]
    notes += [
        Message("K = {k!s}: {note}", k=entry.k, note=note)
        for entry in outcome.entries
        for note in entry.step.notes
    ]
    if outcome.algorithm.criterion is not outcome.algorithm.objective:
        template = "The curve of {criterion} has a minimum, not a knee."
        notes.append(Message(template, criterion=outcome.algorithm.criterion.name))
    elif outcome.entries[0].k != 1:
        notes.append(Message("The knee is defined on the curve from K = 1."))
    if 0 < (last.silhouette_of or 0) < n:
        template = "The silhouettes are those of samples of about {n} points."
        notes.append(Message(template, n=last.silhouette_of))
    if outcome.references and outcome.prepared.points.weights is not None:
        notes.append(NO_WEIGHTED_GAP)
    if last.gap is not None and last.gap.of < n:
        template = "Each uniform reference of the gap statistic has {n} points."
        notes.append(Message(template, n=last.gap.of))
    return [*notes, *(note for note in last.notes if note not in last.step.notes)]


def _request_summary(outcome: RunOutcome | SweepOutcome, parameters: dict[str, Any]) -> Summary:
    """The algorithm, its parameters and the data that were asked for, by name."""
    return {
        "algorithm": outcome.algorithm.name,
        "parameters": parameters,
        "restarts": outcome.restarts,
        **data_summary(outcome.source, outcome.prepared),
    }


def _objective(algorithm: Algorithm, step: Step, prepared: Prepared) -> dict[str, Any] | None:
    """The objective of the algorithm: the figure of that name, or its mean over the points."""
    objective, points = algorithm.objective, prepared.points
    value = objective.value(step.figures(points), points.total_weight)
    if value is None:
        return None
    return {"name": objective.key, "value": value, "per_point": objective.per_point}


def _omission_notes(model: Mapping[str, Any]) -> Iterator[Message]:
    """Which parts of a model are left out for their size."""
    omitted = [name for name, value in model.items() if value is None]
    if omitted:
        yield Message("Too many numbers for a summary, so null: {names}.", names=omitted)


def collapsed_summary(step: Step, listing: ClusterListing = PLAIN_LISTING) -> Summary:
    """The numbers of components that are held at the minimum variance, where the algorithm has such."""
    if step.collapsed is None:
        return {}
    return {"collapsed": [listing.number(component) for component in step.collapsed]}


def _agreement(found: Agreement | None) -> Summary:
    """The agreement of the clusters with the known labels, where a column of these was chosen."""
    return {} if found is None else {"truth": found.ground_truth.name, "ari": found.ari, "ami": found.ami}


def _criterion_k(outcome: SweepOutcome) -> dict[str, int | None]:
    """The K at which the criterion is best, where it is another figure than the objective."""
    criterion = outcome.algorithm.criterion
    if criterion is outcome.algorithm.objective:
        return {}
    return {f"{criterion.key}_k": best_k(outcome.entries, criterion.key, criterion.lower_is_better)}


def _references(outcome: SweepOutcome) -> Summary:
    """The number of uniform references of the gap statistic, and of points in each."""
    found = [entry.gap for entry in outcome.entries if entry.gap is not None]
    return {"references": found[0].references, "references_of": found[0].of} if found else {}


def _verdict(outcome: SweepOutcome) -> Summary:
    """The K that each criterion of the sweep chooses, and how many clusters the points have."""
    return {
        "knee": sweep_knee(outcome.algorithm, outcome.entries),
        "silhouette_k": best_k(outcome.entries, "silhouette", lowest=False),
        "gap_k": sweep_gap(outcome.entries),
        **_supported_k(outcome),
        **_suggested_k(outcome),
        "verdict": asdict(outcome.count),
    }


def _supported_k(outcome: SweepOutcome) -> dict[str, int | None]:
    """The K that prediction strength supports, where stabilities were computed."""
    known = any(entry.stability is not None for entry in outcome.entries)
    return {"prediction_strength_k": supported_k(outcome.entries)} if known else {}


def _suggested_k(outcome: SweepOutcome) -> dict[str, int | None]:
    """The K that the steps of the algorithm themselves suggest, where it has such evidence."""
    return {"suggested_k": outcome.entries[-1].step.suggested_k} if outcome.algorithm.k_evidence else {}


def sweep_entries(outcome: SweepOutcome) -> list[Summary]:
    """The results at each K, of every kind of covariances that was asked for.

    All entries have the same keys: what is not defined at a K is None.
    """
    lines = outcome.lines or {"": outcome.entries}
    entries = [
        ({outcome.algorithm.variant_param: name} if name else {}) | _entry(entry, outcome, before)
        for name, found in lines.items()
        for entry, before in zip(found, (None, *found), strict=False)
    ]
    keys = dict.fromkeys(key for entry in entries for key in entry)
    return [{key: entry.get(key) for key in keys} for entry in entries]


def figure_keys(outcome: SweepOutcome) -> list[str]:
    """The figures of all entries, also of those that are not defined at every K, in order of appearance."""
    lines = outcome.lines.values() or [outcome.entries]
    return list(dict.fromkeys(key for found in lines for entry in found for key in entry.figures))


def _gap(entry: SweepEntry, outcome: SweepOutcome) -> Summary:
    """The gap, its standard error, and the least and greatest inertia of the references."""
    gap, squared = entry.gap, outcome.prepared.points.units.squared
    if gap is None:
        return {"gap": None, "gap_s": None} if outcome.algorithm.gap_statistic else {}
    known = gap.value is not None
    return {
        "gap": gap.value,
        "gap_s": gap.error if known else None,
        "reference_inertia": [squared(gap.low), squared(gap.high)],
    }


def _entry(entry: SweepEntry, outcome: SweepOutcome, before: SweepEntry | None) -> Summary:
    return {
        "k": entry.k,
        "made": entry.made,
        **entry.figures,
        "silhouette": entry.silhouette,
        "silhouette_of": entry.silhouette_of or 0,
        "calinski_harabasz": entry.separation_scores.calinski_harabasz,
        "davies_bouldin": entry.separation_scores.davies_bouldin,
        **_gap(entry, outcome),
        **stability_summary(entry.stability),
        **flow_summary(entry, before),
        "sizes": cluster_sizes(entry.step, outcome.prepared.points),
        **collapsed_summary(entry.step),
        "steps": entry.step.iteration,
        "stopped": entry.step.stopped,
        "seed": entry.seed,
        "notes": list(entry.notes),
    }
