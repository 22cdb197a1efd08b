"""The flags that say what stands in the file of labels, and how many files there are."""

import argparse
import re
from pathlib import Path
from typing import Any

from clusterlab.cli.console import write_stderr
from clusterlab.cli.exit_codes import UsageError
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.progress import drain
from clusterlab.export.labeled_rows import PLAIN_LABELS, LabelColumns, LabeledStep, save_labels
from clusterlab.session.analysis.row_figures import ROW_FIGURES, offered_figures
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Source

COLUMNS_WORD, ALL_WORD, CLUSTERS_WORD = "columns", "all", "clusters"
LABELS_HELP = (
    "The cluster of every row, as .csv, .xlsx or .parquet: 1 to K, -1 for noise, empty for a dropped row."
)
WITH_HELP = (
    f"What stands in the file of labels: all columns of the data, the cluster, and some of "
    f"{', '.join(ROW_FIGURES)}; {ALL_WORD} of them, or {COLUMNS_WORD} alone. Without it row and label."
)
SPLIT_HELP = f"{CLUSTERS_WORD} writes a file for each cluster, such as labels-cluster 2.csv."


def add_labels_flags(group: argparse._ArgumentGroup) -> None:
    """Adds --labels, --with and --split."""
    group.add_argument("--labels", metavar="FILE", help=LABELS_HELP)
    group.add_argument("--with", metavar="A,B", help=WITH_HELP)
    group.add_argument("--split", metavar="WORD", help=SPLIT_HELP)


def label_columns(options: Any, algorithm: Algorithm) -> LabelColumns:
    """What the flags ask for; raises UsageError."""
    words, split = vars(options)["with"], options.split
    for flag, given in (("--with", words), ("--split", split)):
        if given is not None and options.labels is None:
            raise UsageError(Message("{flag} needs --labels FILE.", flag=flag))
    if split not in (None, CLUSTERS_WORD):
        raise UsageError(Message("--split must be {word}; it was {text!r}.", word=CLUSTERS_WORD, text=split))
    if words is None:
        return LabelColumns(PLAIN_LABELS.data, PLAIN_LABELS.figures, split=split is not None)
    return LabelColumns(True, _figures(words, algorithm), split=split is not None)


def _figures(text: str, algorithm: Algorithm) -> tuple[str, ...]:
    """The figures that --with lists, in our order."""
    names, offered = set(re.split(r"\s*,\s*", text.strip())), offered_figures(algorithm)
    if unknown := sorted(names - {*ROW_FIGURES, COLUMNS_WORD, ALL_WORD}):
        known = [COLUMNS_WORD, *ROW_FIGURES, ALL_WORD]
        template = "--with must list some of {known}; it had {name!r}."
        raise UsageError(Message(template, known=known, name=unknown[0]))
    if names - {*offered, COLUMNS_WORD, ALL_WORD}:
        template = "--with shares does not apply to {algorithm}, which puts each row in one cluster."
        raise UsageError(Message(template, algorithm=algorithm.name))
    return tuple(name for name in offered if name in names or ALL_WORD in names)


def write_labels_file(path: str, labeled: LabeledStep, columns: LabelColumns, source: Source) -> None:
    """Writes the labels, and says on standard error what a person should know."""
    data = source.path if isinstance(source, OpenedFile) and source.content is None else None
    for note in drain(save_labels(Path(path), labeled, columns, data)):
        write_stderr(note)
