"""The results of a comparison, as text."""

from collections.abc import Iterable, Sequence

from clusterlab.cli.text_report import (
    NOT_DEFINED,
    aligned_lines,
    data_lines,
    sentence_lines,
    text_table,
)
from clusterlab.core.formatting import format_count, format_number
from clusterlab.core.message import Message
from clusterlab.export.comparison_summary import ComparisonOutcome, comparison_notes
from clusterlab.export.try_all_rows import try_all_header, try_all_rows
from clusterlab.session.analysis.comparison import ComparisonEntry, distinguishing_names


def comparison_report(comparison: ComparisonOutcome) -> str:
    """A comparison as a table with one line for each algorithm, with the ARI of each two."""
    lines = list(data_lines(comparison.prepared))
    if comparison.classes is not None:
        classes = format_count(len(comparison.classes.classes), "class", "classes")
        lines.append(("known", f"{classes}, {comparison.classes.name}"))
    return "\n".join(
        [
            aligned_lines(lines),
            text_table(_entry_rows(comparison, numbered=True), left=2),
            sentence_lines([*_failures(comparison), *comparison_notes(comparison)]),
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
    return "\n".join([aligned_lines(data_lines(comparison.prepared)), table, sentence_lines(sentences_below)])


def zoo_report(rows: Sequence[ComparisonOutcome]) -> str:
    """A table with one line for each algorithm on each data set."""
    first, *lines = [line for row in rows for line in _entry_rows(row, numbered=False)]
    kept = [line for line in lines if line != first]
    failed = sentence_lines(sentence for row in rows for sentence in _failures(row))
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
