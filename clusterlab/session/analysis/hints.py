"""What a person might want to know about the data they opened."""

from dataclasses import dataclass

from clusterlab.core.formatting import format_list
from clusterlab.datasets.scale import suggests_scaling
from clusterlab.datasets.table import unlikely_features
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True)
class Hint:
    """A sentence about the data, and the scaling or the columns that would help, under words for a button."""

    sentence: str
    action: str = ""
    scaling: str = ""
    columns: tuple[str, ...] = ()


def hint_of(prepared: Prepared) -> Hint | None:
    """The most useful hint about opened data, if there is any."""
    selection = prepared.selection
    if prepared.generated:
        return None
    words = suggests_scaling(selection.matrix) if len(selection.columns) > 1 else ""
    if words and prepared.scale.kind == "none":
        return Hint(words, "Use z-scores", scaling="z-score")
    doubts = {
        name: why for name, why in unlikely_features(prepared.table).items() if name in selection.columns
    }
    others = tuple(name for name in selection.columns if name not in doubts)
    if doubts and others:
        why = " ".join(f"{name} is probably no feature: {reason}." for name, reason in doubts.items())
        return Hint(why, f"Leave {format_list(list(doubts))} out", columns=others)
    return Hint(" ".join(prepared.table.notes)) if prepared.table.notes else None
