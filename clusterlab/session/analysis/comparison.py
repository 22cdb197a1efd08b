"""Several algorithms side by side on the same points: each run to its end, named, and in few words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from clusterlab.core.algorithm import Algorithm, Objective
from clusterlab.core.errors import RefusalError
from clusterlab.core.formatting import count, number
from clusterlab.core.memory_budget import ROOM, check_room
from clusterlab.core.params import Declared, declared, values
from clusterlab.core.progress import finish
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import Known
from clusterlab.session.analysis.comparison_metrics import NOTHING, Standing, standings
from clusterlab.session.playback.run_task import Worn, colors_of
from clusterlab.session.state.prepared import Prepared

NO_MEMORY = "There is not enough memory for this; try fewer points."


@dataclass(frozen=True, eq=False)
class Rival:
    """One algorithm of a comparison and where its run ended, or in a sentence why it could not."""

    algorithm: Algorithm
    last: Step | None = None
    seconds: float = 0.0
    failure: str = ""
    standing: Standing = NOTHING
    colors: tuple[int, ...] = ()


def compared(
    prepared: Prepared, algorithms: Sequence[Algorithm], classes: Known | None = None, room: int = ROOM
) -> list[Rival]:
    """Runs one algorithm after another on the same points; one that fails says why, and the others go on.

    Colors are matched to the first rival that has clusters.
    """
    rivals = [_run(prepared, algorithm, room) for algorithm in algorithms]
    found = finish(standings(prepared, [rival.last for rival in rivals], classes))
    return _dressed(
        [replace(rival, standing=standing) for rival, standing in zip(rivals, found, strict=True)], prepared
    )


def names_of(algorithms: Sequence[Algorithm]) -> list[str]:
    """The title of each algorithm, with the parameters but K in which it differs from its namesakes."""
    return [_name(algorithm, algorithms) for algorithm in algorithms]


def figures_of(algorithm: Algorithm, step: Step, prepared: Prepared, agreed: float | None) -> str:
    """What a moment has found, in few words: clusters, the ARI with known classes, and the criterion.

    Last is what a narrow pane cuts off: the ARI can be compared among all algorithms, a criterion cannot.
    """
    parts = [_clusters(algorithm, step)]
    parts += [ari_words(agreed)] if agreed is not None else []
    value = step.figures(prepared.points).get(algorithm.criterion.key)
    if value is not None and algorithm.centered:
        parts.append(f"{begun(algorithm.criterion)} {number(value)}")
    return " · ".join(filter(None, parts))


def ari_words(value: float) -> str:
    """An adjusted Rand index with two digits, of which a zero has no sign."""
    return f"ARI {round(value, 2) + 0.0:.2f}"


def begun(criterion: Objective) -> str:
    """The name of a criterion within a line; an abbreviation stays as it is."""
    return criterion.name if criterion.name.isupper() else criterion.name.lower()


def worn_by(prepared: Prepared, last: Step, colors: tuple[int, ...]) -> Worn:
    """What the clusters at the end of a run wear, for others to match."""
    return Worn(prepared.points, colors, last.labels, last.centers)


def _run(prepared: Prepared, algorithm: Algorithm, room: int) -> Rival:
    """The run to its end; its seconds are those of the algorithm alone."""
    began, last = perf_counter(), None
    try:
        check_room(algorithm, prepared.points.n, prepared.points.d, room)
        for step in algorithm.steps(prepared.points):
            last = step
    except RefusalError as refusal:
        return Rival(algorithm, failure=str(refusal))
    except MemoryError:
        return Rival(algorithm, failure=NO_MEMORY)
    return Rival(algorithm, last, perf_counter() - began)


def _dressed(rivals: Sequence[Rival], prepared: Prepared) -> list[Rival]:
    """The rivals in colors: those of the first with clusters are the model for all."""
    model: Worn | None = None
    dressed = []
    for rival in rivals:
        last = rival.last
        colors = () if last is None else colors_of(last, prepared.points, model)
        if model is None and last is not None and colors:
            model = worn_by(prepared, last, colors)
        dressed.append(replace(rival, colors=colors))
    return dressed


def _name(algorithm: Algorithm, among: Sequence[Algorithm]) -> str:
    own = values(algorithm)
    namesakes = [values(other) for other in among if type(other) is type(algorithm)]
    different = [
        _told(item, own[item.name])
        for item in declared(type(algorithm))
        if item.name != "k" and len({other[item.name] for other in namesakes}) > 1
    ]
    return " ".join([algorithm.title, ", ".join(different)]).strip()


def _told(item: Declared, value: object) -> str:
    """A parameter with its value, where its words alone do not say it."""
    words = item.param.choices.get(str(value))
    return words if words else f"{item.name.replace('_', ' ')} {value:g}"


def _clusters(algorithm: Algorithm, step: Step) -> str:
    if step.labels is None:
        return f"K {step.k}" if step.k else ""
    if hasattr(algorithm, "k"):
        return f"K {step.k}"
    return f"{count(step.k, 'cluster')}, {int((step.labels < 0).sum()):,} noise"
