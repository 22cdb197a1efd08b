"""What is told about the point under the mouse."""

from dataclasses import dataclass

from clusterlab.core.steps import Step
from clusterlab.core.words import number
from clusterlab.kernels.arrays import Floats
from clusterlab.session.prepare import Prepared

COLUMNS_TOLD = 6
SHARES_TOLD = 4


@dataclass(frozen=True)
class Card:
    """A point's row, its values, and the clusters that it belongs to with its share in each.

    `why` says why it is there, and `reach` how far it looks for neighbors, in inside units.
    """

    title: str
    values: tuple[tuple[str, str], ...]
    shares: tuple[tuple[int, float], ...]
    more: str = ""
    why: str = ""
    reach: float | None = None


def card(prepared: Prepared, step: Step | None, index: int, shares: Floats | None) -> Card:
    """The card of the point at `index` in spatial order; `shares` are its own (k,), for soft methods."""
    selection, position = prepared.selection, prepared.points.order[index]
    names, row = selection.columns[:COLUMNS_TOLD], selection.matrix[position]
    values = tuple((name, number(float(value))) for name, value in zip(names, row, strict=False))
    left = len(selection.columns) - len(names)
    return Card(
        f"Row {prepared.row(index) + 1:,}",
        values,
        _belonging(step, index, shares),
        f"and {left} more" if left else "",
        *((step.why(prepared.points, index), step.reach) if step is not None else ()),
    )


def _belonging(step: Step | None, index: int, shares: Floats | None) -> tuple[tuple[int, float], ...]:
    if shares is not None:
        largest = (-shares).argsort(kind="stable")[:SHARES_TOLD]
        return tuple((int(j), float(shares[j])) for j in largest if shares[j] >= 0.005)
    if step is None or step.labels is None:
        return ()
    return ((int(step.labels[index]), 1.0),)
