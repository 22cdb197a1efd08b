"""A comparison of several algorithms on the same points: their runs, names, figures and colors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from clusterlab.core.algorithm import Algorithm, Objective, check_weights
from clusterlab.core.errors import UserError
from clusterlab.core.memory_budget import MEMORY_BUDGET, check_memory
from clusterlab.core.message import Message, join
from clusterlab.core.params import AUTOMATIC, DeclaredParam, declared_params, param_values
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import GroundTruth
from clusterlab.session.analysis.comparison_metrics import NO_METRICS, ComparisonMetrics, comparison_metrics
from clusterlab.session.playback.run_task import ColorAssignment, matched_colors
from clusterlab.session.state.prepared import Prepared

NO_MEMORY = Message("Not enough memory. Use fewer points.")


@dataclass(frozen=True, eq=False)
class ComparisonEntry:
    """One algorithm of a comparison and the last step of its run, or a sentence that says why it failed."""

    algorithm: Algorithm
    last: Step | None = None
    seconds: float = 0.0
    failure: Message = Message()
    metrics: ComparisonMetrics = NO_METRICS
    colors: tuple[int, ...] = ()


def run_comparison(
    prepared: Prepared,
    algorithms: Sequence[Algorithm],
    classes: GroundTruth | None = None,
    memory_budget: int = MEMORY_BUDGET,
) -> list[ComparisonEntry]:
    """Runs one algorithm after another on the same points; the others go on where one fails.

    Colors are matched to the first algorithm that has found clusters.
    """
    entries = [_run(prepared, algorithm, memory_budget) for algorithm in algorithms]
    found = drain(comparison_metrics(prepared, [entry.last for entry in entries], classes))
    return with_matched_colors(
        [replace(entry, metrics=metrics) for entry, metrics in zip(entries, found, strict=True)], prepared
    )


def with_matched_colors(entries: Sequence[ComparisonEntry], prepared: Prepared) -> list[ComparisonEntry]:
    """The entries with their colors, which are matched to those of the first with clusters."""
    reference: ColorAssignment | None = None
    colored = []
    for entry in entries:
        last = entry.last
        colors = () if last is None else matched_colors(last, prepared.points, reference)
        if reference is None and last is not None and colors:
            reference = color_assignment_of(prepared, last, colors)
        colored.append(replace(entry, colors=colors))
    return colored


def distinguishing_names(algorithms: Sequence[Algorithm]) -> list[Message]:
    """The title of each algorithm, with the parameters but K in which others of its class differ."""
    return [_name(algorithm, algorithms) for algorithm in algorithms]


def numbered_names(algorithms: Sequence[Algorithm], changes: Sequence[Message] = ()) -> list[Message]:
    """These names with the numbers of the panes before them, and the `changes` of their runs after them."""
    names = distinguishing_names(algorithms)
    if changes:
        names = [join(both, ", ") for both in zip(names, changes, strict=True)]
    return [Message("{number!s} · {name}", number=number, name=name) for number, name in enumerate(names, 1)]


def figures_text(
    algorithm: Algorithm, step: Step, prepared: Prepared, ground_truth_ari: float | None
) -> Message:
    """The clusters of a step, its ARI with known classes, and its criterion.

    The criterion comes last, where a narrow pane cuts it off: it cannot be compared among all algorithms.
    """
    parts = [_clusters(algorithm, step)]
    parts += [ari_text(ground_truth_ari)] if ground_truth_ari is not None else []
    value = step.figures(prepared.points).get(algorithm.criterion.key)
    is_of_all = algorithm.by_hand and step.n_measured(prepared.points) == prepared.points.n
    if value is not None and (algorithm.has_centers or is_of_all):
        parts.append(Message("{name} {value}", name=name_within_line(algorithm.criterion), value=value))
    return join(parts, " · ")


def ari_text(value: float) -> Message:
    """An adjusted Rand index with two decimals."""
    return Message("ARI {ari:hundredths}", ari=value)


def name_within_line(criterion: Objective) -> str:
    """The name of a criterion in lower case, unless it is an abbreviation."""
    return criterion.name if criterion.name.isupper() else criterion.name.lower()


def color_assignment_of(prepared: Prepared, last: Step, colors: tuple[int, ...]) -> ColorAssignment:
    """The colors of the clusters at the end of a run, for others to match."""
    return ColorAssignment(prepared.points, colors, last.labels, last.centers)


def _run(prepared: Prepared, algorithm: Algorithm, memory_budget: int) -> ComparisonEntry:
    """Runs an algorithm to its end; only its own time is measured."""
    began, last = perf_counter(), None
    try:
        check_weights(algorithm, prepared.points)
        check_memory(algorithm, prepared.points.n, prepared.points.d, memory_budget)
        for step in algorithm.steps(prepared.points):
            last = step
    except UserError as error:
        return ComparisonEntry(algorithm, failure=error.message)
    except MemoryError:
        return ComparisonEntry(algorithm, failure=NO_MEMORY)
    return ComparisonEntry(algorithm, last, perf_counter() - began)


def _name(algorithm: Algorithm, others: Sequence[Algorithm]) -> Message:
    own = param_values(algorithm)
    namesakes = [param_values(other) for other in others if type(other) is type(algorithm)]
    different = [
        _parameter_text(item, own[item.name])
        for item in declared_params(type(algorithm))
        if item.name != "k" and len({other[item.name] for other in namesakes}) > 1
    ]
    return join([Message("{algorithm}", algorithm=algorithm.title), join(different, ", ")])


def _parameter_text(item: DeclaredParam, value: object) -> Message:
    """The words of a chosen value, or the name of a parameter with its number."""
    words = AUTOMATIC if value is None else item.param.choices.get(str(value))
    if words:
        return Message("{choice}", choice=words)
    return Message("{name} {value:short}", name=item.name.replace("_", " "), value=value)


def _clusters(algorithm: Algorithm, step: Step) -> Message:
    if algorithm.takes_k or step.labels is None:
        return Message("K {k!s}", k=step.k) if step.k else Message()
    noise = int((step.labels < 0).sum())
    if algorithm.by_hand:
        return Message("K {k!s}, {left} not assigned" if noise else "K {k!s}", k=step.k, left=noise)
    return Message("{k:# cluster|# clusters}, {noise} noise", k=step.k, noise=noise)
