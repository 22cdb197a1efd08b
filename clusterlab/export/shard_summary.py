"""The results of a run over points in shards, as plain values by name."""

from dataclasses import dataclass

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.params import written_params
from clusterlab.core.step import Step
from clusterlab.datasets.selection_notes import weights_text
from clusterlab.datasets.shards.prepared_shards import PreparedShards
from clusterlab.export.json_text import Summary, finite_summary
from clusterlab.export.summary import collapsed_summary
from clusterlab.export.table_summary import dropped_row_list


@dataclass(frozen=True, eq=False)
class ShardOutcome:
    """A finished run: the algorithm as asked for, the best restart, its last step, and the cluster sizes.

    `notes` are sentences on the request.
    """

    algorithm: Algorithm
    winner: Algorithm
    step: Step
    folder: PreparedShards
    sizes: list[int]
    restarts: int
    seconds: float
    notes: tuple[Message, ...] = ()


def shard_run_summary(outcome: ShardOutcome) -> Summary:
    """All results of a run; centers and covariances are in the units of the source."""
    header, step, points = outcome.folder.header, outcome.step, outcome.folder.points
    objective = outcome.algorithm.objective
    figures = step.figures(points)
    return finite_summary(
        {
            "algorithm": outcome.algorithm.name,
            "parameters": written_params(outcome.algorithm),
            "restarts": outcome.restarts,
            "source": {
                "folder": None if outcome.folder.path is None else str(outcome.folder.path),
                "files": [file.path for file in header.files],
            },
            "n": points.n,
            "d": points.d,
            "columns": list(header.columns),
            "left_out": header.left_out,
            "dropped_rows": header.source_rows - header.rows,
            "first_dropped": dropped_row_list(header.first_dropped),
            "weights": None,
            "log": list(header.log),
            "column_weights": header.column_weights,
            "missing": {"treatment": header.missing, "filled": header.filled},
            "sample": None,
            "reduced": None,
            "scaling": header.scale,
            "seed": outcome.winner.seed if outcome.winner.seeded else None,
            "k": step.k,
            "steps": step.iteration,
            "stopped": step.stopped,
            "objective": {
                "name": objective.key,
                "value": objective.value(figures, points.total_weight),
                "per_point": objective.per_point,
            },
            **figures,
            "sizes": outcome.sizes,
            **step.model(header.source_units),
            **collapsed_summary(step),
            "seconds": outcome.seconds,
            "notes": shard_run_notes(outcome),
        }
    )


def lost_run_summary(algorithm: Algorithm, step: Step, folder: PreparedShards, reason: Message) -> Summary:
    """What is known of the last step of a run that lost its workers, without another pass over the points."""
    header = folder.header
    return finite_summary(
        {
            "algorithm": algorithm.name,
            "parameters": written_params(algorithm),
            "source": {"folder": None if folder.path is None else str(folder.path)},
            "n": header.rows,
            "columns": list(header.columns),
            "scaling": header.scale,
            "seed": algorithm.seed if algorithm.seeded else None,
            "k": step.k,
            "steps": step.iteration,
            "stopped": reason,
            **step.model(header.source_units),
            "notes": [str(note) for note in step.notes],
        }
    )


def shard_run_notes(outcome: ShardOutcome) -> list[str]:
    """What a person should know about a run, one note a sentence."""
    header, notes = outcome.folder.header, list[str](outcome.notes)
    for name in header.changed_files():
        template = "{name} has changed since it was prepared: these are the points of before."
        notes.append(Message(template, name=name))
    figures = [key.replace("_", " ") for key in outcome.step.figures(outcome.folder.points)]
    if header.scale != "none":
        template = "{scaling} scaling: {figures} are those of the scaled columns."
        notes.append(Message(template, scaling=header.scale, figures=figures))
    if header.column_weights:
        template = "{weights}: {figures} are those of the weighted columns."
        notes.append(Message(template, weights=weights_text(header.column_weights), figures=figures))
    first = outcome.winner.first(outcome.folder.points).notes
    return [*dict.fromkeys((*header.notes, *notes, *first, *outcome.step.notes))]
