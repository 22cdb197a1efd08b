"""Several algorithms side by side on the same points: each run to its end, named, and in few words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from clusterlab.core.algorithm import Algorithm, Objective
from clusterlab.core.errors import UserError
from clusterlab.core.formatting import format_count, format_number
from clusterlab.core.memory_budget import MEMORY_BUDGET, check_memory
from clusterlab.core.params import DeclaredParam, declared_params, param_values
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.session.analysis.comparison_metrics import NO_METRICS, ComparisonMetrics, comparison_metrics
from clusterlab.session.playback.run_task import ColorAssignment, matched_colors
from clusterlab.session.state.prepared import Prepared

NO_MEMORY = "There is not enough memory for this; try fewer points."


@dataclass(frozen=True, eq=False)
class ComparisonEntry:
    """One algorithm of a comparison and where its run ended, or in a sentence why it could not."""

    algorithm: Algorithm
    last: Step | None = None
    seconds: float = 0.0
    failure: str = ""
    metrics: ComparisonMetrics = NO_METRICS
    colors: tuple[int, ...] = ()


def run_comparison(
    prepared: Prepared,
    algorithms: Sequence[Algorithm],
    classes: GroundTruth | None = None,
    memory_budget: int = MEMORY_BUDGET,
) -> list[ComparisonEntry]:
    """Runs one algorithm after another on the same points; one that fails says why, and the others go on.

    Colors are matched to the first rival that has clusters.
    """
    entries = [_run(prepared, algorithm, memory_budget) for algorithm in algorithms]
    found = drain(comparison_metrics(prepared, [entry.last for entry in entries], classes))
    return _with_colors(
        [replace(entry, metrics=metrics) for entry, metrics in zip(entries, found, strict=True)], prepared
    )


def distinguishing_names(algorithms: Sequence[Algorithm]) -> list[str]:
    """The title of each algorithm, with the parameters but K in which it differs from its namesakes."""
    return [_name(algorithm, algorithms) for algorithm in algorithms]


def figures_text(algorithm: Algorithm, step: Step, prepared: Prepared, ground_truth_ari: float | None) -> str:
    """What a moment has found, in few words: clusters, the ARI with known classes, and the criterion.

    Last is what a narrow pane cuts off: the ARI can be compared among all algorithms, a criterion cannot.
    """
    parts = [_clusters(algorithm, step)]
    parts += [ari_text(ground_truth_ari)] if ground_truth_ari is not None else []
    value = step.figures(prepared.points).get(algorithm.criterion.key)
    if value is not None and algorithm.has_centers:
        parts.append(f"{name_within_line(algorithm.criterion)} {format_number(value)}")
    return " · ".join(filter(None, parts))


def ari_text(value: float) -> str:
    """An adjusted Rand index with two digits, of which a zero has no sign."""
    return f"ARI {round(value, 2) + 0.0:.2f}"


def name_within_line(criterion: Objective) -> str:
    """The name of a criterion within a line; an abbreviation stays as it is."""
    return criterion.name if criterion.name.isupper() else criterion.name.lower()


def color_assignment_of(prepared: Prepared, last: Step, colors: tuple[int, ...]) -> ColorAssignment:
    """What the clusters at the end of a run wear, for others to match."""
    return ColorAssignment(prepared.points, colors, last.labels, last.centers)


def _run(prepared: Prepared, algorithm: Algorithm, memory_budget: int) -> ComparisonEntry:
    """The run to its end; its seconds are those of the algorithm alone."""
    began, last = perf_counter(), None
    try:
        check_memory(algorithm, prepared.points.n, prepared.points.d, memory_budget)
        for step in algorithm.steps(prepared.points):
            last = step
    except UserError as error:
        return ComparisonEntry(algorithm, failure=str(error))
    except MemoryError:
        return ComparisonEntry(algorithm, failure=NO_MEMORY)
    return ComparisonEntry(algorithm, last, perf_counter() - began)


def _with_colors(entries: Sequence[ComparisonEntry], prepared: Prepared) -> list[ComparisonEntry]:
    """The rivals in colors: those of the first with clusters are the model for all."""
    reference: ColorAssignment | None = None
    colored = []
    for entry in entries:
        last = entry.last
        colors = () if last is None else matched_colors(last, prepared.points, reference)
        if reference is None and last is not None and colors:
            reference = color_assignment_of(prepared, last, colors)
        colored.append(replace(entry, colors=colors))
    return colored


def _name(algorithm: Algorithm, others: Sequence[Algorithm]) -> str:
    own = param_values(algorithm)
    namesakes = [param_values(other) for other in others if type(other) is type(algorithm)]
    different = [
        _parameter_text(item, own[item.name])
        for item in declared_params(type(algorithm))
        if item.name != "k" and len({other[item.name] for other in namesakes}) > 1
    ]
    return " ".join([algorithm.title, ", ".join(different)]).strip()


def _parameter_text(item: DeclaredParam, value: object) -> str:
    """A parameter with its value, where its words alone do not say it."""
    words = item.param.choices.get(str(value))
    return words if words else f"{item.name.replace('_', ' ')} {value:g}"


def _clusters(algorithm: Algorithm, step: Step) -> str:
    if step.labels is None:
        return f"K {step.k}" if step.k else ""
    if hasattr(algorithm, "k"):
        return f"K {step.k}"
    return f"{format_count(step.k, 'cluster')}, {int((step.labels < 0).sum()):,} noise"
