"""Several runs over the same points in shards: one for each K of a sweep, or one for each algorithm."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.params import written_params
from clusterlab.core.step import Step
from clusterlab.export.json_text import Summary, finite_summary
from clusterlab.export.shard_summary import ShardOutcome, shard_run_notes, shard_run_summary
from clusterlab.kernels.blocks import Blocks
from clusterlab.metrics.external import ari_of_table
from clusterlab.metrics.knee import knee

DATA_KEYS = (
    *("source", "n", "d", "columns", "left_out", "dropped_rows", "first_dropped"),
    *("weights", "log", "column_weights", "missing", "sample", "reduced", "scaling"),
)
RUN_KEYS = ("k", "seed", "steps", "stopped", "objective", "sizes", "collapsed", "seconds")
NO_SILHOUETTE = Message(
    "Silhouettes, gaps and other metrics that need all points in memory are left out; a sample has them."
)


@dataclass(frozen=True)
class ShardFailure:
    """An algorithm that could not run, and why."""

    algorithm: Algorithm
    reason: Message


def shard_sweep_summary(outcomes: Sequence[ShardOutcome]) -> Summary:
    """All results of a sweep: one entry for each K, and the K that each criterion chooses."""
    algorithm, criterion = outcomes[0].algorithm, outcomes[0].algorithm.criterion
    asked = {name: value for name, value in written_params(algorithm).items() if name != "k"}
    return finite_summary(
        {
            "algorithm": algorithm.name,
            "parameters": asked,
            "restarts": outcomes[0].restarts,
            **_data(outcomes[0]),
            "entries": [_entry(outcome) for outcome in outcomes],
            "knee": shard_knee(outcomes),
            f"{criterion.key}_k": best_criterion_k(outcomes),
            "seconds": sum(outcome.seconds for outcome in outcomes),
            "notes": shard_sweep_notes(outcomes),
        }
    )


def shard_sweep_notes(outcomes: Sequence[ShardOutcome]) -> list[str]:
    """What a person should know about a sweep, one note a sentence."""
    notes = [note for outcome in outcomes for note in shard_run_notes(outcome)]
    return [*dict.fromkeys((*notes, NO_SILHOUETTE))]


def shard_knee(outcomes: Sequence[ShardOutcome]) -> int | None:
    """The knee of the objective over K; None where that is not the criterion."""
    algorithm = outcomes[0].algorithm
    if algorithm.criterion is not algorithm.objective or not algorithm.has_comparable_objective:
        return None
    heights = [outcome.step.objective for outcome in outcomes]
    values = [float("nan") if height is None else height for height in heights]
    return knee([outcome.algorithm.k for outcome in outcomes], values)


def best_criterion_k(outcomes: Sequence[ShardOutcome]) -> int | None:
    """The K at which the criterion is best where that is not the objective; collapsed fits count last."""
    algorithm, criterion = outcomes[0].algorithm, outcomes[0].algorithm.criterion
    if criterion is algorithm.objective or len(outcomes) < 2:
        return None
    sign = 1 if criterion.lower_is_better else -1

    def rank(outcome: ShardOutcome) -> tuple[bool, float]:
        return bool(outcome.step.collapsed), sign * outcome.step.figures(outcome.folder.points)[criterion.key]

    return min(outcomes, key=rank).algorithm.k


def shard_comparison_summary(
    outcomes: Sequence[ShardOutcome], failures: Sequence[ShardFailure], agreement: Sequence[Sequence[float]]
) -> Summary:
    """The data, an entry for each algorithm, and the ARI of each two."""
    entries = [
        {
            "algorithm": outcome.algorithm.name,
            "parameters": written_params(outcome.algorithm),
            "failure": None,
            **_entry(outcome),
        }
        for outcome in outcomes
    ]
    failed = [
        {"algorithm": one.algorithm.name, "parameters": written_params(one.algorithm), "failure": one.reason}
        for one in failures
    ]
    return finite_summary(
        {
            **_data(outcomes[0]),
            "entries": [*entries, *failed],
            "ari_between": agreement,
            "notes": shard_sweep_notes(outcomes),
        }
    )


def agreement_between(outcomes: Sequence[ShardOutcome]) -> list[list[float]]:
    """The ARI of each two runs, in one pass over the points for each run but the first."""
    points = outcomes[0].folder.points
    found = [[1.0] * len(outcomes) for _ in outcomes]
    for i, one in enumerate(outcomes):
        for j in range(i):
            table = points.reduce_numbered(partial(_common_points, one.step, outcomes[j].step), np.add)
            found[i][j] = found[j][i] = ari_of_table(table)
    return found


def _common_points(one: Step, other: Step, number: int, blocks: Blocks) -> NDArray[Any]:
    """How many points of a shard each two clusters have in common: (k, m)."""
    rows, columns = one.classify(blocks.points).astype(np.int64), other.classify(blocks.points)
    counts = np.bincount(rows * other.k + columns, minlength=one.k * other.k)
    return counts.reshape(one.k, other.k)


def _data(outcome: ShardOutcome) -> Summary:
    summary = shard_run_summary(outcome)
    return {key: summary[key] for key in DATA_KEYS}


def _entry(outcome: ShardOutcome) -> Summary:
    summary, figures = shard_run_summary(outcome), outcome.step.figures(outcome.folder.points)
    return {key: value for key, value in summary.items() if key in (*RUN_KEYS, *figures)}
