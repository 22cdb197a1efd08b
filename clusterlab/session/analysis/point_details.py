"""What is told about the point or the center under the mouse."""

from dataclasses import dataclass

from clusterlab.core.formatting import number
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.prepared import Prepared

COLUMNS_TOLD = 6
SHARES_TOLD = 4


@dataclass(frozen=True)
class Card:
    """A point's row, its values, and the clusters that it belongs to with its share in each.

    `why` says why it is there, and `reach` how far it looks for neighbors, in inside units; `facts` are what
    else is known, by name.
    """

    title: str
    values: tuple[tuple[str, str], ...]
    shares: tuple[tuple[int, float], ...]
    more: str = ""
    why: str = ""
    reach: float | None = None
    facts: tuple[tuple[str, str], ...] = ()


def card(prepared: Prepared, step: Step | None, index: int, shares: Floats | None) -> Card:
    """The card of the point at `index` in spatial order; `shares` are its own (k,), for soft methods."""
    selection, position = prepared.selection, prepared.points.order[index]
    return Card(
        f"Row {prepared.row(index) + 1:,}",
        _values(prepared, selection.matrix[position]),
        _belonging(step, index, shares),
        _left(prepared),
        *((step.why(prepared.points, index), step.reach) if step is not None else ()),
    )


def center_card(prepared: Prepared, step: Step | None, cluster: int) -> Card | None:
    """The card of a center, where more is known of it than its place; else None."""
    if step is None or step.centers is None or not 0 <= cluster < len(step.centers):
        return None
    facts = step.known_of(cluster)
    if not facts:
        return None
    place = prepared.units.positions(prepared.shown(step.centers[cluster]))
    return Card(f"Center {cluster + 1}", _values(prepared, place), (), _left(prepared), facts=facts)


def _values(prepared: Prepared, row: Floats) -> tuple[tuple[str, str], ...]:
    names = prepared.selection.columns[:COLUMNS_TOLD]
    return tuple((name, number(float(value))) for name, value in zip(names, row, strict=False))


def _left(prepared: Prepared) -> str:
    left = len(prepared.selection.columns) - COLUMNS_TOLD
    return f"and {left} more" if left > 0 else ""


def _belonging(step: Step | None, index: int, shares: Floats | None) -> tuple[tuple[int, float], ...]:
    if shares is not None:
        largest = (-shares).argsort(kind="stable")[:SHARES_TOLD]
        return tuple((int(j), float(shares[j])) for j in largest if shares[j] >= 0.005)
    if step is None or step.labels is None:
        return ()
    return ((int(step.labels[index]), 1.0),)
