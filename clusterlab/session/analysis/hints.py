"""Hints about opened data: other scaling, columns that are no features, notes of the reader."""

from dataclasses import dataclass

from clusterlab.core.message import Message, join
from clusterlab.datasets.scale import suggests_scaling
from clusterlab.datasets.table import unlikely_features
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True)
class Hint:
    """A sentence about the data, with the text of a button that sets `scaling` or `columns`."""

    sentence: Message
    action: Message = Message()
    scaling: str = ""
    columns: tuple[str, ...] = ()


def hint_of(prepared: Prepared) -> Hint | None:
    """The most useful hint about opened data, if there is any."""
    selection = prepared.selection
    if prepared.generated:
        return None
    words = suggests_scaling(selection.matrix) if len(selection.columns) > 1 else Message()
    if words and prepared.scale.kind == "none":
        return Hint(words, Message("Use z-scores"), scaling="z-score")
    doubts = {
        name: why for name, why in unlikely_features(prepared.table).items() if name in selection.columns
    }
    others = tuple(name for name in selection.columns if name not in doubts)
    if doubts and others:
        template = "{column} is probably no feature: {reason}."
        why = join([Message(template, column=name, reason=reason) for name, reason in doubts.items()])
        return Hint(why, Message("Leave {columns} out", columns=list(doubts)), columns=others)
    return Hint(join(prepared.table.notes)) if prepared.table.notes else None
