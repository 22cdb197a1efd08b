"""The command that computes what a person chose in the window."""

import csv
import io
import math
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from clusterlab.core.memory_budget import MEMORY_BUDGET
from clusterlab.core.message import Message
from clusterlab.core.params import AUTOMATIC, declared_params, param_values
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.repeat.flag_names import (
    DECIMAL_WORDS,
    DELIMITER_WORDS,
    THOUSANDS_WORDS,
    FlagOwners,
    algorithm_flags,
    shape_flags,
)
from clusterlab.export.repeat.reading_code import DRAWING_FILE
from clusterlab.session.state.cluster_order import BY_HAND, MEAN, SIZE
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

ALWAYS = ("k", "seed")
"""The parameters that a command names even where they have their defaults."""
YES_NO = {True: "yes", False: "no"}


def command_line(session: Session, prepared: Prepared) -> str:
    """The command that runs the selected algorithm on the same points, as a line for the system's shell.

    Empty for clusters by eye, which no command makes.
    """
    if session.algorithm.by_hand:
        return ""
    words = ["clusterlab", "run", session.algorithm.name]
    for flag, value in _flags(session, prepared):
        words += [f"{flag}={value}"] if value.startswith("-") and value != "-" else [flag, value]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def command_omissions(session: Session) -> list[Message]:
    """What no command can say of a session, one sentence each."""
    if session.algorithm.by_hand:
        return [Message("No command makes clusters by eye. Save the session or the labels instead.")]
    found = []
    if session.rows is not None:
        found.append(Message("The command clusters all rows: rows that were chosen cannot be named in it."))
    if session.start is not None:
        found.append(Message("The command begins with the algorithm's own start, not with the given one."))
    if session.branches:
        found.append(Message("The command changes no centers by hand; its K is that of the end of the run."))
    if session.cluster_order.by == BY_HAND:
        found.append(Message("The command lists clusters as found, not in the order chosen by hand."))
    if session.names.given:
        found.append(Message("The command names no clusters."))
    if isinstance(session.source, OpenedFile) and session.source.content is not None:
        found.append(Message("The command reads the table from standard input."))
    if isinstance(session.source, DrawnPoints):
        found.append(
            Message("The command reads {file}: save the data as CSV under that name.", file=DRAWING_FILE)
        )
    return found


def _flags(session: Session, prepared: Prepared) -> Iterator[tuple[str, str]]:
    """The flags and their values, in the order of the help."""
    yield from _written(session.algorithm, algorithm_flags())
    if isinstance(session.source, OpenedFile):
        yield from _file_flags(session.source)
    elif isinstance(session.source, DrawnPoints):
        yield "--data", DRAWING_FILE
    else:
        yield "--make", session.source.name
        yield from _written(session.source, shape_flags())
    yield from _column_flags(session, prepared)
    yield from _row_flags(session)


def _written(owner: Any, flags: Mapping[str, FlagOwners]) -> Iterator[tuple[str, str]]:
    """The parameters of an algorithm or shape that have an effect and are not the default."""
    values = param_values(owner)
    names = {owners[owner.name].name: flag for flag, owners in flags.items() if owner.name in owners}
    for item in declared_params(type(owner)):
        value = values[item.name]
        if item.has_effect(values) and (value != item.default or item.name in ALWAYS):
            yield names[item.name], _value_text(value)


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return YES_NO[value]
    return AUTOMATIC if value is None else str(value)


def _file_flags(source: OpenedFile) -> Iterator[tuple[str, str]]:
    """The file, and what a person said of how it is written."""
    yield "--data", str(source.path.absolute()) if source.content is None else "-"
    given = source.options
    if given.encoding is not None:
        yield "--encoding", given.encoding
    for name, mark, words in (
        ("--delimiter", given.delimiter, DELIMITER_WORDS),
        ("--decimal", given.decimal, DECIMAL_WORDS),
        ("--thousands", given.thousands, THOUSANDS_WORDS),
    ):
        if mark is not None:
            yield name, {value: word for word, value in words.items()}.get(mark, mark)
    if given.header is not None:
        yield "--header", YES_NO[given.header]
    if given.skip is not None:
        yield "--skip", str(given.skip)
    if given.sheet is not None:
        yield "--sheet", given.sheet


def _column_flags(session: Session, prepared: Prepared) -> Iterator[tuple[str, str]]:
    """The columns, and what is done to them; those of prepared points are fixed."""
    source = session.source
    if isinstance(source, OpenedFile) and source.is_folder and not session.sample:
        return
    if session.columns is not None or isinstance(session.source, OpenedFile):
        in_file = prepared.table.logged
        yield "--columns", _listed(in_file.get(name, name) for name in prepared.selection.columns)
    if session.log:
        yield "--log", _listed(session.log)
    if session.column_weights:
        yield "--column-weights", _listed(f"{name}={weight!r}" for name, weight in session.column_weights)
    if session.scaling != "none":
        yield "--scale", session.scaling
    if session.missing != "drop":
        yield "--missing", session.missing
    if session.weights:
        yield "--weights", session.weights


def _row_flags(session: Session) -> Iterator[tuple[str, str]]:
    """Components, the order of clusters, sample and memory."""
    if session.reduce:
        yield "--reduce", str(session.reduce)
    order = session.cluster_order
    if order.by in (SIZE, MEAN):
        yield "--order", SIZE if order.by == SIZE else f"{MEAN}:{order.column}"
    if session.sample:
        yield "--sample", str(session.sample)
    if session.memory_budget != MEMORY_BUDGET:
        yield "--memory", str(math.ceil(session.memory_budget / 2**30))


def _listed(names: Iterable[str]) -> str:
    """Names with commas between them; one with a comma or quote is in double quotes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(list(names))
    return text.getvalue()
