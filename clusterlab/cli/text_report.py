"""The results of a run, a sweep or a comparison, as text."""

from collections.abc import Iterable, Sequence

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_count, format_list, format_number
from clusterlab.core.message import Message, sentences
from clusterlab.core.pca import reduction_text
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.export.comparison_summary import ComparisonOutcome, comparison_notes
from clusterlab.export.stability_summary import STABILITY_NAMES, stability_cells, stability_sentences
from clusterlab.export.summary import (
    RunOutcome,
    SweepOutcome,
    cluster_sizes,
    figure_keys,
    run_notes,
    sweep_notes,
    sweep_summary,
)
from clusterlab.export.try_all_rows import try_all_header, try_all_rows
from clusterlab.metrics.cluster_count.how_many import ClusterCount
from clusterlab.metrics.k_sweep import SweepEntry
from clusterlab.session.analysis.comparison import ComparisonEntry, distinguishing_names
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared

MAX_LISTED = 12
NOT_DEFINED = "–"
"""The cell of a figure that an entry lacks."""
METRIC_NAMES = {
    "silhouette": "silhouette",
    "calinski_harabasz": "Calinski-Harabasz",
    "davies_bouldin": "Davies-Bouldin",
    "gap": "gap",
}


def run_report(outcome: RunOutcome) -> str:
    """A short summary of a run: aligned lines, then notes."""
    step, points, found = outcome.step, outcome.prepared.points, outcome.silhouettes
    figures = step.figures(points)
    names = figure_names(outcome.algorithm, figures)
    if step.estimated_objective is not None:
        names[step.estimated_objective.key] = step.estimated_objective.name.lower()
    lines = [
        ("algorithm", f"{outcome.algorithm.title}, {best_of(outcome.restarts)}"),
        *_data_lines(outcome.prepared),
        ("clusters", _clusters(step, outcome.prepared.points, outcome.listing)),
        *((names[key], format_number(value)) for key, value in figures.items()),
        ("silhouette", format_number(None if found is None else found.mean)),
        *_agreement_lines(outcome),
        ("stopped", f"after {format_count(step.iteration, step.iteration_unit)}: {step.stopped}"),
        ("time", f"{format_number(outcome.seconds)} s"),
    ]
    return aligned_lines(lines) + _sentences(run_notes(outcome))


def sweep_report(outcome: SweepOutcome) -> str:
    """A sweep as a table with one line for each K, the number of clusters, and the K of each criterion."""
    lines = [("algorithm", f"{outcome.algorithm.title}, {best_of(outcome.restarts)} for each K")]
    return "\n".join(
        [
            aligned_lines([*lines, *_data_lines(outcome.prepared)]),
            text_table(_sweep_rows(outcome), left=bool(outcome.lines)),
            _sentences(_count_sentences(outcome.count)),
            _sentences(
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


def comparison_report(comparison: ComparisonOutcome) -> str:
    """A comparison as a table with one line for each algorithm, with the ARI of each two."""
    lines = list(_data_lines(comparison.prepared))
    if comparison.classes is not None:
        classes = format_count(len(comparison.classes.classes), "class", "classes")
        lines.append(("known", f"{classes}, {comparison.classes.name}"))
    return "\n".join(
        [
            aligned_lines(lines),
            text_table(_entry_rows(comparison, numbered=True), left=2),
            _sentences([*_failures(comparison), *comparison_notes(comparison)]),
        ]
    )


def try_all_report(comparison: ComparisonOutcome) -> str:
    """All algorithms as a table, the best first, with the reasons of those that cannot run."""
    known = comparison.classes is not None
    cells = [try_all_header(known), *try_all_rows(comparison.entries, known)]
    table = text_table(
        [[cell.text for cell in row[:-1]] for row in cells], left=1
    )  # notes are sentences here
    order = Message("Sorted by silhouette, which favors compact clusters.")
    if comparison.classes is not None:
        order = Message("Sorted by ARI with {name} classes.", name=comparison.classes.name)
    sentences_below = [order, *_failures(comparison), *comparison_notes(comparison)]
    return "\n".join([aligned_lines(_data_lines(comparison.prepared)), table, _sentences(sentences_below)])


def zoo_report(rows: Sequence[ComparisonOutcome]) -> str:
    """A table with one line for each algorithm on each data set."""
    first, *lines = [line for row in rows for line in _entry_rows(row, numbered=False)]
    kept = [line for line in lines if line != first]
    failed = _sentences(sentence for row in rows for sentence in _failures(row))
    return text_table([first, *kept], left=2) + failed


def _entry_rows(comparison: ComparisonOutcome, numbered: bool) -> list[list[str]]:
    """A heading and a row of cells for each algorithm."""
    entries = comparison.entries
    between = [f"ARI with {i}" for i in range(1, len(entries) + 1)] if numbered else []
    known = ["ARI"] if comparison.classes is not None or not numbered else []
    rows = [["" if numbered else "data", "algorithm", "K", "steps", "time", "inertia", "silhouette"]]
    rows[0] += [*known, *between]
    for i, (name, entry) in enumerate(
        zip(distinguishing_names([r.algorithm for r in entries]), entries, strict=True), 1
    ):
        first = str(i) if numbered else comparison.prepared.table.name
        rows.append([first, name, *_entry_cells(entry, bool(known), len(between))])
    return rows


def _entry_cells(entry: ComparisonEntry, known: bool, between: int) -> list[str]:
    last, metrics = entry.last, entry.metrics
    if last is None:
        return ["failed", *[""] * (4 + known + between)]
    figures = [metrics.inertia, metrics.silhouette, *([metrics.ground_truth_ari] if known else [])]
    figures += metrics.pairwise_ari[:between]
    cells = [NOT_DEFINED if figure is None else format_number(figure) for figure in figures]
    return [str(last.k), f"{last.iteration:,}", f"{format_number(entry.seconds)} s", *cells]


def _failures(comparison: ComparisonOutcome) -> Iterable[str]:
    return (f"{r.algorithm.title}: {r.failure}" for r in comparison.entries if r.failure)


def _agreement_lines(outcome: RunOutcome) -> Iterable[tuple[str, str]]:
    """The agreement of the clusters with the known labels, where a column of these was chosen."""
    found = outcome.agreement
    if found is not None:
        yield (
            "known",
            f"{format_count(len(found.ground_truth.classes), 'class', 'classes')}, {found.ground_truth.name}",
        )
        yield "ARI", format_number(found.ari)
        yield "AMI", format_number(found.ami)


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


def figure_names(algorithm: Algorithm, keys: Iterable[str]) -> dict[str, str]:
    """The declared names of figures, the objective in lower case; of one that is not declared, its key."""
    objective = algorithm.objective
    declared = {one.key: one.name for one in (*algorithm.other_criteria, algorithm.criterion)}
    declared[objective.key] = objective.name.lower()
    return {key: declared.get(key, key.replace("_", " ")) for key in keys}


def best_of(restarts: int) -> str:
    """Of how many runs a result is the best."""
    return "one run" if restarts == 1 else f"the best of {restarts} runs"


def _data_lines(prepared: Prepared) -> Iterable[tuple[str, str]]:
    """The data, the columns used and those that were not."""
    columns = prepared.selection.columns
    rows, of = format_count(prepared.points.n, "row"), format_count(len(columns), "column")
    yield "data", f"{prepared.table.name}, {rows} of {of}"
    yield "columns", listed_words(columns)
    if prepared.reduced is not None:
        yield "reduced to", reduction_text(prepared.reduced)
    if prepared.selection.left_out:
        reasons = [f"{name} ({reason})" for name, reason in prepared.selection.left_out.items()]
        yield "left out", listed_words(reasons)


def listed_words(words: Sequence[str]) -> str:
    """The first words of a list, and how many more there are."""
    more = len(words) - MAX_LISTED
    shown = list(words[:MAX_LISTED]) + ([f"{more:,} more"] if more > 0 else [])
    return format_list(shown)


def _clusters(step: Step, points: Points, listing: ClusterListing) -> str:
    """The number of clusters and their sizes by number, of weighted points the sums of weights, and names."""
    found, listed = cluster_sizes(step, points), listing.listed(step.k)
    sizes = [found[label] for label in listed]
    if not sizes:
        return "0: every point is noise"
    words = [format_number(size) for size in sizes]
    if listing.has_names:
        words = [f"{size} ({listing.reference(c)})" for size, c in zip(words, listed, strict=True)]
    if points.weights is not None:
        return f"{step.k}, of weight {listed_words(words)}"
    noun = "point" if sum(sizes) == 1 else "points"
    return f"{step.k}, of {listed_words(words)} {noun}"


def _cells(entry: SweepEntry, figures: Iterable[str], metrics: Iterable[str]) -> list[str]:
    cells = [format_number(entry.figures[key]) if key in entry.figures else NOT_DEFINED for key in figures]
    cells += [format_number(entry.value(key)) for key in metrics]
    return [str(entry.k), *cells, *([] if entry.stability is None else stability_cells(entry.stability))]


def aligned_lines(lines: Iterable[tuple[str, str]]) -> str:
    """Lines of a name and a text, whose own line breaks, as in names of columns, become blanks."""
    pairs = list(lines)
    width = max(len(name) for name, _ in pairs) + 2
    return "".join(f"{name:<{width}}{' '.join(text.split())}\n" for name, text in pairs)


def text_table(rows: Sequence[Sequence[str]], left: int = 0) -> str:
    """Rows of cells in aligned columns, the first `left` of them to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "".join(_line(row, widths, left) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int], left: int) -> str:
    pairs = enumerate(zip(row, widths, strict=True))
    cells = (cell.ljust(width) if i < left else cell.rjust(width) for i, (cell, width) in pairs)
    return "  ".join(cells).rstrip() + "\n"


def _sentences(notes: Iterable[str]) -> str:
    return "".join(f"{note}\n" for note in notes)
