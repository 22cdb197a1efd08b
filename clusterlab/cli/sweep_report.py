"""The results of a sweep, as text."""

from collections.abc import Iterable

from clusterlab.cli.text_report import (
    NOT_DEFINED,
    aligned_lines,
    best_of,
    data_lines,
    figure_names,
    sentence_lines,
    text_table,
)
from clusterlab.core.formatting import format_number
from clusterlab.core.message import Message, sentences
from clusterlab.export.stability_summary import STABILITY_NAMES, stability_cells, stability_sentences
from clusterlab.export.summary import (
    SweepOutcome,
    figure_keys,
    sweep_notes,
    sweep_summary,
)
from clusterlab.metrics.cluster_count.how_many import ClusterCount
from clusterlab.metrics.k_sweep import SweepEntry

METRIC_NAMES = {
    "silhouette": "silhouette",
    "calinski_harabasz": "Calinski-Harabasz",
    "davies_bouldin": "Davies-Bouldin",
    "gap": "gap",
}


def sweep_report(outcome: SweepOutcome) -> str:
    """A sweep as a table with one line for each K, the number of clusters, and the K of each criterion."""
    lines = [("algorithm", f"{outcome.algorithm.title}, {best_of(outcome.restarts)} for each K")]
    return "\n".join(
        [
            aligned_lines([*lines, *data_lines(outcome.prepared)]),
            text_table(_sweep_rows(outcome), left=bool(outcome.lines)),
            sentence_lines(_count_sentences(outcome.count)),
            sentence_lines(
                [*_chosen_k_sentences(outcome), *stability_sentences(outcome.entries), *sweep_notes(outcome)]
            ),
        ]
    )


def _count_sentences(count: ClusterCount) -> list[Message]:
    """How many clusters the points have, what that was drawn from, and the evidence."""
    return [sentences(count.words, *count.notes), *(line.words for line in count.evidence)]


def _sweep_rows(outcome: SweepOutcome) -> list[list[str]]:
    """A heading and a row of cells for each K, of every kind of covariances that was asked for."""
    figures = figure_names(outcome.algorithm, figure_keys(outcome))
    metrics = {
        key: name for key, name in METRIC_NAMES.items() if key != "gap" or outcome.algorithm.gap_statistic
    }
    several, stability = bool(outcome.lines), outcome.entries[0].stability is not None
    headings = [*figures.values(), *metrics.values(), *(STABILITY_NAMES if stability else ())]
    rows = [[*[outcome.algorithm.variant_param] * several, "K", *headings]]
    for kind, entries in (outcome.lines or {"": outcome.entries}).items():
        rows += [[*[kind] * several, *_cells(entry, figures, metrics)] for entry in entries]
    return rows


def _chosen_k_sentences(outcome: SweepOutcome) -> Iterable[str]:
    """The K that each criterion chooses, and the kind of covariances where there are several."""
    summary, criterion = sweep_summary(outcome), outcome.algorithm.criterion
    if outcome.lines:
        kind = next(iter(outcome.algorithm.variants()))
        yield f"{criterion.name} is best with {kind} covariances; of these is what follows."
    if summary["knee"] is not None:
        knee = f"The knee of the {criterion.name.lower()} is at K = {summary['knee']}"
        yield f"{knee} (a heuristic that finds one in most curves)."
    best = summary.get(f"{criterion.key}_k")
    if best is not None:
        fits = " of the fits without a collapsed component"
        collapsed = any(entry.collapsed for entry in outcome.entries)
        yield f"{criterion.name} is best at K = {best}{fits * collapsed}."
    if summary.get("suggested_k") is not None:
        yield f"The {outcome.algorithm.k_evidence} suggests K = {summary['suggested_k']}."
    if summary["silhouette_k"] is not None:
        yield f"The silhouette is highest at K = {summary['silhouette_k']}."
    if summary["gap_k"] is not None:
        yield f"The gap statistic chooses K = {summary['gap_k']}."


def _cells(entry: SweepEntry, figures: Iterable[str], metrics: Iterable[str]) -> list[str]:
    cells = [format_number(entry.figures[key]) if key in entry.figures else NOT_DEFINED for key in figures]
    cells += [format_number(entry.value(key)) for key in metrics]
    return [str(entry.k), *cells, *([] if entry.stability is None else stability_cells(entry.stability))]
