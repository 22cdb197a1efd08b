"""The results of a run as text, and what texts of results are made of."""

from collections.abc import Iterable, Sequence

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_count, format_list, format_number
from clusterlab.core.pca import reduction_text
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.export.run_outcome import RunOutcome, cluster_sizes, run_notes
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared

MAX_LISTED = 12
NOT_DEFINED = "–"
"""The cell of a figure that an entry lacks."""


def run_report(outcome: RunOutcome) -> str:
    """A short summary of a run: aligned lines, then notes."""
    step, points, found = outcome.step, outcome.prepared.points, outcome.silhouettes
    figures = step.figures(points)
    names = figure_names(outcome.algorithm, figures)
    if step.estimated_objective is not None:
        names[step.estimated_objective.key] = step.estimated_objective.name.lower()
    lines = [
        ("algorithm", f"{outcome.algorithm.title}, {best_of(outcome.restarts)}"),
        *data_lines(outcome.prepared),
        ("clusters", _clusters(step, outcome.prepared.points, outcome.listing)),
        *((names[key], format_number(value)) for key, value in figures.items()),
        ("silhouette", format_number(None if found is None else found.mean)),
        *_agreement_lines(outcome),
        ("stopped", f"after {format_count(step.iteration, step.iteration_unit)}: {step.stopped}"),
        ("time", f"{format_number(outcome.seconds)} s"),
    ]
    return aligned_lines(lines) + sentence_lines(run_notes(outcome))


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


def figure_names(algorithm: Algorithm, keys: Iterable[str]) -> dict[str, str]:
    """The declared names of figures, the objective in lower case; of one that is not declared, its key."""
    objective = algorithm.objective
    declared = {one.key: one.name for one in (*algorithm.other_criteria, algorithm.criterion)}
    declared[objective.key] = objective.name.lower()
    return {key: declared.get(key, key.replace("_", " ")) for key in keys}


def best_of(restarts: int) -> str:
    """Of how many runs a result is the best."""
    return "one run" if restarts == 1 else f"the best of {restarts} runs"


def data_lines(prepared: Prepared) -> Iterable[tuple[str, str]]:
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


def sentence_lines(notes: Iterable[str]) -> str:
    """Sentences, each on a line."""
    return "".join(f"{note}\n" for note in notes)
