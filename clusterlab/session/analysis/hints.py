"""Hints about new data: columns with many missing values, other scaling, columns that are no features, and K
above the number of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from clusterlab.core.message import Message, join
from clusterlab.datasets.scale import suggests_scaling
from clusterlab.datasets.table import VALUES_MISSING, doubtful_features
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

MAX_NAMED = 3
"""So many columns are named in a hint."""


@dataclass(frozen=True)
class Hint:
    """A sentence about the data, with the text of a button that sets `scaling`, `columns` or `missing`."""

    sentence: Message = Message()
    action: Message = Message()
    scaling: str = ""
    columns: tuple[str, ...] = ()
    missing: str = ""


def hint_of(prepared: Prepared) -> Hint | None:
    """The most useful hint about opened data, if there is any."""
    selection = prepared.selection
    if prepared.generated:
        return None
    costly = [name for name, why in selection.left_out.items() if why.template == VALUES_MISSING]
    if costly:
        return _filling_hint({name: selection.left_out[name] for name in costly})
    words = suggests_scaling(selection.matrix, selection.columns) if len(selection.columns) > 1 else Message()
    if words and prepared.scale.kind == "none":
        return Hint(words, Message("Use z-scores"), scaling="z-score")
    doubts = doubtful_features(prepared.table, selection.columns)
    if not doubts:
        return None
    others = tuple(name for name in selection.columns if name not in doubts)
    template = '"{column}" looks like a {reason}, not a measurement.'
    why = join([Message(template, column=name, reason=reason) for name, reason in doubts.items()])
    return Hint(why, Message("Leave {columns} out", columns=list(doubts)), columns=others)


def _filling_hint(reasons: Mapping[str, Message]) -> Hint:
    """Proposes to fill the missing values of columns that were left out for them."""
    named = [Message("{name} ({why})", name=name, why=why) for name, why in reasons.items()][:MAX_NAMED]
    if len(reasons) > MAX_NAMED:
        named.append(Message("{n!s} more", n=len(reasons) - MAX_NAMED))
    sentence = Message("Left out: {columns}.", columns=named)
    action = Message("Fill with medians, use {n:it|them}", n=len(reasons))
    return Hint(sentence, action, missing="median")


def lowered_k_sentence(session: Session, rows: int) -> Message:
    """Says that K is lowered to the number of rows in the panes that are shown; empty if in none of them."""
    if session.k > rows:
        template = "K is now {rows!s}: there {rows:is # row|are # rows}, and K was {k!s}."
        return Message(template, rows=rows, k=session.k)
    if not session.compares:
        return Message()
    return Message("K is now at most {rows!s} in every pane: there {rows:is # row|are # rows}.", rows=rows)
