"""What is told about the point or the center under the mouse."""

from dataclasses import dataclass

from clusterlab.core.formatting import format_number
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.prepared import Prepared

MAX_VALUES_SHOWN = 6
MAX_SHARES_SHOWN = 4


@dataclass(frozen=True)
class PointDetails:
    """A point's row, its values, and the clusters that it belongs to with its share in each.

    `why` says why it is there, and `reach` how far it looks for neighbors, in inside units; `facts` are what
    else is known, by name.
    """

    title: str
    values: tuple[tuple[str, str], ...]
    responsibilities: tuple[tuple[int, float], ...]
    more: str = ""
    explanation: str = ""
    search_radius: float | None = None
    facts: tuple[tuple[str, str], ...] = ()


def point_details(
    prepared: Prepared, step: Step | None, index: int, responsibilities: Floats | None
) -> PointDetails:
    """The card of the point at `index` in spatial order; `responsibilities` are its own (k,), for soft methods."""
    selection, position = prepared.selection, prepared.points.order[index]
    return PointDetails(
        f"Row {prepared.row(index) + 1:,}",
        _values(prepared, selection.matrix[position]),
        _cluster_shares(step, index, responsibilities),
        _columns_left_out(prepared),
        *((step.explain_point(prepared.points, index), step.search_radius) if step is not None else ()),
    )


def details_of_center(prepared: Prepared, step: Step | None, cluster: int) -> PointDetails | None:
    """The card of a center, where more is known of it than its place; else None."""
    if step is None or step.centers is None or not 0 <= cluster < len(step.centers):
        return None
    facts = step.center_details(cluster)
    if not facts:
        return None
    place = prepared.units.positions(prepared.shown(step.centers[cluster]))
    return PointDetails(
        f"Center {cluster + 1}", _values(prepared, place), (), _columns_left_out(prepared), facts=facts
    )


def _values(prepared: Prepared, row: Floats) -> tuple[tuple[str, str], ...]:
    names = prepared.selection.columns[:MAX_VALUES_SHOWN]
    return tuple((name, format_number(float(value))) for name, value in zip(names, row, strict=False))


def _columns_left_out(prepared: Prepared) -> str:
    left = len(prepared.selection.columns) - MAX_VALUES_SHOWN
    return f"and {left} more" if left > 0 else ""


def _cluster_shares(
    step: Step | None, index: int, responsibilities: Floats | None
) -> tuple[tuple[int, float], ...]:
    if responsibilities is not None:
        largest = (-responsibilities).argsort(kind="stable")[:MAX_SHARES_SHOWN]
        return tuple((int(j), float(responsibilities[j])) for j in largest if responsibilities[j] >= 0.005)
    if step is None or step.labels is None:
        return ()
    return ((int(step.labels[index]), 1.0),)
