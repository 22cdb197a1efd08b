"""What a run or a sweep found, as plain values by name and as strict JSON."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_count, format_list
from clusterlab.core.params import param_values
from clusterlab.core.step import Step
from clusterlab.datasets.table import SAMPLE_SEED
from clusterlab.metrics.k_sweep import SweepEntry, best_k, has_gap_statistic
from clusterlab.metrics.silhouette import Silhouettes
from clusterlab.metrics.verdict import Verdict, verdict
from clusterlab.session.analysis.agreement import Agreement
from clusterlab.session.state.prepared import OpenedFile, Prepared, Source, reduction_text

Summary = dict[str, Any]


@dataclass(frozen=True, eq=False)
class RunOutcome:
    """A finished run: what was asked, the winner of the restarts and its last step."""

    algorithm: Algorithm
    winner: Algorithm
    step: Step
    source: Source
    prepared: Prepared
    silhouettes: Silhouettes | None
    restarts: int
    seconds: float
    agreement: Agreement | None = None


@dataclass(frozen=True, eq=False)
class SweepOutcome:
    """A finished sweep: what was asked, and the winner at each K.

    `lines` holds the sweeps of several kinds of covariances by name, where these were asked for; `entries`
    are then those of the best kind, which is the algorithm's own.
    """

    algorithm: Algorithm
    entries: Sequence[SweepEntry]
    source: Source
    prepared: Prepared
    restarts: int
    seconds: float
    references: int = 0
    lines: Mapping[str, Sequence[SweepEntry]] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict | None:
        """What the sweep says in words."""
        return verdict(self.algorithm, self.entries)


def run_summary(outcome: RunOutcome) -> Summary:
    """Everything about a run, centers and covariances in the data's units, numbers that overflow as null."""
    step, found = outcome.step, outcome.silhouettes
    return finite_summary(
        {
            **_request_summary(outcome, param_values(outcome.algorithm)),
            "seed": getattr(outcome.winner, "seed", None),
            "k": step.k,
            "steps": step.iteration,
            "stopped": step.stopped,
            "objective": _objective(outcome.algorithm, step, outcome.prepared),
            **step.figures(outcome.prepared.points),
            "sizes": cluster_sizes(step),
            **step.model(outcome.prepared.units),
            **_collapsed(step),
            "silhouette": None if found is None else found.mean,
            "silhouette_of": 0 if found is None else found.size,
            **_agreement(outcome.agreement),
            "seconds": outcome.seconds,
            "notes": run_notes(outcome),
        }
    )


def sweep_summary(outcome: SweepOutcome) -> Summary:
    """Everything about a sweep: one entry for each K, and the K that each criterion points to."""
    algorithm = outcome.algorithm
    asked = {name: value for name, value in param_values(algorithm).items() if name != "k"}
    return finite_summary(
        {
            **_request_summary(outcome, asked),
            **_references(outcome),
            "entries": _entries(outcome),
            **_verdict(outcome),
            **_criterion_k(outcome),
            "seconds": outcome.seconds,
            "notes": sweep_notes(outcome),
        }
    )


def strict_json(summary: Summary) -> str:
    """A summary as JSON that every reader takes, one line for each name and each entry of a list."""
    lines = [f"  {json.dumps(name)}: {_json_lines(value)}" for name, value in summary.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def cluster_sizes(step: Step) -> list[int]:
    """How many points each cluster has; noise belongs to none."""
    assert step.labels is not None
    counts: list[int] = np.bincount(step.labels[step.labels >= 0], minlength=step.k).tolist()
    return counts


def run_notes(outcome: RunOutcome) -> list[str]:
    """What a person should know about a run, in sentences."""
    found, points = outcome.silhouettes, outcome.prepared.points
    notes = [*data_notes(outcome.prepared), *_scale_notes(outcome.prepared, outcome.step.figures(points))]
    notes += [*outcome.winner.first(points).notes, *outcome.step.notes]
    if found is not None and found.sampled:
        notes.append(
            f"The silhouette is that of a sample: {found.size:,} of {format_count(found.of, 'point')}."
        )
    if outcome.agreement is not None and outcome.agreement.note:
        notes.append(outcome.agreement.note)
    return list(dict.fromkeys(notes))


def sweep_notes(outcome: SweepOutcome) -> list[str]:
    """What a person should know about a sweep, in sentences."""
    last = outcome.entries[-1]
    notes = [*data_notes(outcome.prepared), *_scale_notes(outcome.prepared, last.figures)]
    notes += [f"K = {entry.k}: {note}" for entry in outcome.entries for note in entry.step.notes]
    if outcome.algorithm.criterion is not outcome.algorithm.objective:
        notes.append(f"The curve of {outcome.algorithm.criterion.name} has a minimum, not a knee.")
    elif outcome.entries[0].k != 1:
        notes.append("The knee is defined on the curve from K = 1.")
    if 0 < (last.silhouette_of or 0) < outcome.prepared.points.n:
        notes.append(f"The silhouettes are those of samples of about {last.silhouette_of:,} points.")
    if last.gap is not None and last.gap.of < outcome.prepared.points.n:
        notes.append(f"Each uniform reference of the gap statistic has {last.gap.of:,} points.")
    return [*notes, *(note for note in last.notes if note not in last.step.notes)]


def _request_summary(outcome: RunOutcome | SweepOutcome, parameters: dict[str, Any]) -> Summary:
    """What was asked for and of which data, by name."""
    return {
        "algorithm": outcome.algorithm.name,
        "parameters": parameters,
        "restarts": outcome.restarts,
        **data_summary(outcome.source, outcome.prepared),
    }


def data_summary(source: Source, prepared: Prepared) -> Summary:
    """Which data, and what of it took part, by name."""
    return {
        "source": _source(source),
        "data_seed": getattr(source, "seed", None),
        "n": prepared.points.n,
        "d": prepared.points.d,
        "columns": list(prepared.selection.columns),
        "left_out": prepared.selection.left_out,
        "dropped_rows": prepared.selection.dropped,
        "sample": _sample(prepared),
        "scaling": prepared.scale.kind,
        "reduced": _reduced(prepared),
    }


def _sample(prepared: Prepared) -> dict[str, int] | None:
    """How many rows were drawn of how many complete ones, and by which random seed."""
    selection = prepared.selection
    return {"rows": prepared.points.n, "of": selection.of, "seed": SAMPLE_SEED} if selection.of else None


def _reduced(prepared: Prepared) -> dict[str, Any] | None:
    """To how many principal components the columns were reduced, and the share of the variance kept."""
    found = prepared.reduced
    return None if found is None else {"components": found.m, "variance": found.explained_variance}


def _source(source: Source) -> dict[str, Any]:
    if isinstance(source, OpenedFile):
        return {"file": str(source.path)}
    return {"shape": source.name, "parameters": param_values(source)}


def _objective(algorithm: Algorithm, step: Step, prepared: Prepared) -> dict[str, Any] | None:
    """What the algorithm improves: the figure of that name, or its mean over the points."""
    objective, points = algorithm.objective, prepared.points
    figure = step.figures(points).get(objective.key)
    if figure is None:
        return None
    value = figure / points.n if objective.per_point else figure
    return {"name": objective.key, "value": value, "per_point": objective.per_point}


def _collapsed(step: Step) -> Summary:
    collapsed = getattr(step, "collapsed", None)
    return {} if collapsed is None else {"collapsed": list(collapsed)}


def _agreement(found: Agreement | None) -> Summary:
    """How well the clusters agree with the known labels, where some were named."""
    return {} if found is None else {"truth": found.ground_truth.name, "ari": found.ari, "ami": found.ami}


def _criterion_k(outcome: SweepOutcome) -> dict[str, int | None]:
    """The K at which a figure that counts parameters is best, where the algorithm has one."""
    criterion = outcome.algorithm.criterion
    if criterion is outcome.algorithm.objective:
        return {}
    return {f"{criterion.key}_k": best_k(outcome.entries, criterion.key, criterion.lower_is_better)}


def _references(outcome: SweepOutcome) -> Summary:
    """How many uniform references the gap statistic went by, and how many points each of them had."""
    found = [entry.gap for entry in outcome.entries if entry.gap is not None]
    return {"references": found[0].references, "references_of": found[0].of} if found else {}


def _verdict(outcome: SweepOutcome) -> Summary:
    """The K that each criterion chooses, and what they say together."""
    verdict_found = outcome.verdict
    if verdict_found is None:
        silhouette_k = best_k(outcome.entries, "silhouette", lowest=False)
        return {"knee": None, "silhouette_k": silhouette_k, "gap_k": None, "verdict": None, "verdict_k": None}
    choices = {
        "knee": verdict_found.knee,
        "silhouette_k": verdict_found.silhouette_k,
        "gap_k": verdict_found.gap_k,
    }
    return {**choices, "verdict": verdict_found.words, "verdict_k": verdict_found.k}


def _entries(outcome: SweepOutcome) -> list[Summary]:
    """Everything about each K, of every kind of covariances that was asked for."""
    lines = outcome.lines or {"": outcome.entries}
    return [
        ({"covariance": name} if name else {}) | _entry(entry, outcome)
        for name, found in lines.items()
        for entry in found
    ]


def _gap(entry: SweepEntry, outcome: SweepOutcome) -> Summary:
    """The gap, its standard error, and the least and greatest inertia of the references."""
    gap, squared = entry.gap, outcome.prepared.points.units.squared
    if gap is None:
        return {"gap": None, "gap_s": None} if has_gap_statistic(outcome.algorithm) else {}
    known = gap.value is not None
    return {
        "gap": gap.value,
        "gap_s": gap.error if known else None,
        "reference_inertia": [squared(gap.low), squared(gap.high)],
    }


def _entry(entry: SweepEntry, outcome: SweepOutcome) -> Summary:
    return {
        "k": entry.k,
        "made": entry.made,
        **entry.figures,
        "silhouette": entry.silhouette,
        "silhouette_of": entry.silhouette_of or 0,
        "calinski_harabasz": entry.separation_scores.calinski_harabasz,
        "davies_bouldin": entry.separation_scores.davies_bouldin,
        **_gap(entry, outcome),
        "sizes": cluster_sizes(entry.step),
        **_collapsed(entry.step),
        "steps": entry.step.iteration,
        "stopped": entry.step.stopped,
        "seed": entry.seed,
        "notes": list(entry.notes),
    }


def data_notes(prepared: Prepared) -> Iterator[str]:
    yield from prepared.table.notes
    dropped = prepared.selection.dropped
    if dropped:
        rows = f"{format_count(dropped, 'row')} with a missing value {'was' if dropped == 1 else 'were'}"
        yield f"{rows} dropped; {'its label is' if dropped == 1 else 'their labels are'} empty."
    if prepared.sample_text:
        yield f"Clustered on {prepared.sample_text}; the labels of the others are empty."


def _scale_notes(prepared: Prepared, figures: dict[str, float]) -> Iterator[str]:
    names = format_list([name.replace("_", " ") for name in (*figures, "silhouette")])
    if prepared.scale.kind != "none":
        yield f"{prepared.scale.kind} scaling: {names} are those of the scaled columns."
    if prepared.reduced is not None:
        words = reduction_text(prepared.reduced)
        yield f"Clustered on {words}: {names} are those of the components, centers those of the columns."


def finite_summary(summary: Summary) -> Summary:
    """A summary of plain finite values; numbers that are not finite are null, and a note says where."""
    plain = {name: _plain_value(value) for name, value in summary.items()}
    broken = [name for name, value in summary.items() if _has_overflow(value)]
    if broken:
        plain["notes"] = [*plain["notes"], f"Beyond what a number can hold, so null: {format_list(broken)}."]
    return plain


def _plain_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain_value(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _has_overflow(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_overflow(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_overflow(item) for item in value)
    if isinstance(value, (np.ndarray, np.generic, float)):
        return not np.isfinite(value).all()
    return False


def _json_lines(value: Any) -> str:
    """A list of lists or of entries with one of them a line, everything else on one line."""
    if isinstance(value, list) and value and all(isinstance(item, (list, dict)) for item in value):
        return "[\n    " + ",\n    ".join(json.dumps(item, allow_nan=False) for item in value) + "\n  ]"
    return json.dumps(value, allow_nan=False)
