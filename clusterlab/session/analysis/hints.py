"""Hints about new data: columns with many missing values, other scaling, columns that are no features, and K
above the number of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clusterlab.core.cache import cached
from clusterlab.core.message import Message
from clusterlab.datasets.column_transforms import skewed_columns
from clusterlab.datasets.scale import suggests_scaling
from clusterlab.datasets.table import VALUES_MISSING, doubtful_features
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

MAX_NAMED = 3
"""So many columns are named in a hint."""


@dataclass(frozen=True)
class Hint:
    """A sentence about the data, with the text of a button that sets one of the other fields.

    `subject` names what is asked about; it is the same while the figures in the sentence change.
    """

    sentence: Message = Message()
    action: Message = Message()
    scaling: str = ""
    columns: tuple[str, ...] = ()
    missing: str = ""
    log: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()


def hints_of(prepared: Prepared) -> tuple[Hint, ...]:
    """All hints about opened data, the most useful first; none about generated points or prepared folders.

    They are computed once, where the points are prepared: that takes longer than the window may wait.
    """
    if prepared.generated or prepared.rows_obstacle:
        return ()
    return cached(prepared, "hints", lambda: tuple(_hints(prepared)))


def _hints(prepared: Prepared) -> Iterator[Hint]:
    selection = prepared.selection
    costly = [name for name, why in selection.left_out.items() if why.template == VALUES_MISSING]
    if costly:
        yield _filling_hint({name: selection.left_out[name] for name in costly})
    words = suggests_scaling(selection.matrix, selection.columns) if len(selection.columns) > 1 else Message()
    if words and prepared.scale.kind == "none":
        yield Hint(words, Message("Use z-scores"), scaling="z-score", subject=("scaling",))
    doubts = doubtful_features(prepared.table, selection.columns)
    for reason in dict.fromkeys(doubts.values()):
        yield _columns_hint([name for name in doubts if doubts[name] == reason], reason, selection.columns)
    yield from _logarithm_hints(prepared)


def _columns_hint(doubtful: Sequence[str], reason: Message, chosen: Sequence[str]) -> Hint:
    """Proposes to leave out the columns that look like the same thing that is no measurement."""
    named = [Message('"{column}"', column=name) for name in doubtful][:MAX_NAMED]
    if len(doubtful) > MAX_NAMED:
        named.append(Message("{n!s} more", n=len(doubtful) - MAX_NAMED))
    one, several = "{columns} looks like a {reason}, not a measurement.", "{columns} look like {reason}s."
    sentence = Message(one if len(doubtful) == 1 else several, columns=named, reason=reason)
    action = Message("Leave {columns} out", columns=list(doubtful))
    if len(doubtful) > MAX_NAMED:
        action = Message("Leave {n!s} columns out", n=len(doubtful))
    others = tuple(name for name in chosen if name not in doubtful)
    return Hint(sentence, action, columns=others, subject=("columns", *doubtful))


def _logarithm_hints(prepared: Prepared) -> Iterator[Hint]:
    """Proposes logarithms of columns in which few values are much larger than the others."""
    logged = prepared.table.logged
    skewed = skewed_columns(prepared.selection.matrix, prepared.selection.columns)
    columns = tuple(name for name in skewed if name not in logged)
    if columns:
        template = "A few values of {columns} are far above the others: distances depend on them."
        sentence = Message(template, columns=list(columns[:MAX_NAMED]))
        action = Message("Use {log:logarithm of it|logarithms}", log=len(columns))
        yield Hint(sentence, action, log=(*logged.values(), *columns), subject=("log", *columns))


def _filling_hint(reasons: Mapping[str, Message]) -> Hint:
    """Proposes to fill the missing values of columns that were left out for them."""
    named = [Message("{name} ({why})", name=name, why=why) for name, why in reasons.items()][:MAX_NAMED]
    if len(reasons) > MAX_NAMED:
        named.append(Message("{n!s} more", n=len(reasons) - MAX_NAMED))
    sentence = Message("Left out: {columns}.", columns=named)
    action = Message("Fill with medians, use {n:it|them}", n=len(reasons))
    return Hint(sentence, action, missing="median", subject=("missing", *reasons))


def lowered_k_sentence(session: Session, rows: int) -> Message:
    """Says that K is lowered to the number of rows in the panes that are shown; empty if in none of them."""
    if session.k > rows:
        template = "K is now {rows!s}: there {rows:is # row|are # rows}, and K was {k!s}."
        return Message(template, rows=rows, k=session.k)
    if not session.compares:
        return Message()
    return Message("K is now at most {rows!s} in every pane: there {rows:is # row|are # rows}.", rows=rows)
