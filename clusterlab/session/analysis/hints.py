"""Hints about new data: other scaling, columns that are no features, K above the number of rows."""

from dataclasses import dataclass

from clusterlab.core.message import Message, join
from clusterlab.datasets.scale import suggests_scaling
from clusterlab.datasets.table import doubtful_features
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session


@dataclass(frozen=True)
class Hint:
    """A sentence about the data, with the text of a button that sets `scaling` or `columns`."""

    sentence: Message = Message()
    action: Message = Message()
    scaling: str = ""
    columns: tuple[str, ...] = ()


def hint_of(prepared: Prepared) -> Hint | None:
    """The most useful hint about opened data, if there is any."""
    selection = prepared.selection
    if prepared.generated:
        return None
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


def lowered_k_sentence(session: Session, rows: int) -> Message:
    """Says that K is lowered to the number of rows in the panes that are shown; empty if in none of them."""
    if session.k > rows:
        template = "K is now {rows!s}: there {rows:is # row|are # rows}, and K was {k!s}."
        return Message(template, rows=rows, k=session.k)
    if not session.compares:
        return Message()
    return Message("K is now at most {rows!s} in every pane: there {rows:is # row|are # rows}.", rows=rows)
