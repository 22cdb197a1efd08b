"""What is shown about the point or the center under the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.color_choice import column_value_text
from clusterlab.session.state.prepared import Prepared

MAX_VALUES_SHOWN = 6
MAX_SHARES_SHOWN = 4


@dataclass(frozen=True)
class PointDetails:
    """A point's row, its values, and the clusters that it belongs to with its share in each.

    `more` says how many values are not shown, `explanation` why the point is in its cluster;
    `search_radius` is in normalized units, and `facts` are further values by name.
    """

    title: Message
    values: tuple[tuple[str, Message], ...]
    responsibilities: tuple[tuple[int, float], ...]
    more: Message = Message()
    explanation: Message = Message()
    search_radius: float | None = None
    facts: tuple[tuple[Message, Message], ...] = ()


def point_details(
    prepared: Prepared, step: Step | None, index: int, responsibilities: Floats | None, color_by: str = ""
) -> PointDetails:
    """The details of the point at `index` in spatial order, with its `responsibilities` (k,), if any.

    They have its value in the column `color_by`, if one is given.
    """
    selection, position = prepared.selection, prepared.points.order[index]
    return PointDetails(
        Message("Row {row}", row=prepared.table.row_number(prepared.row(index))),
        _values(prepared, selection.matrix[position]),
        _cluster_shares(step, index, responsibilities),
        _columns_left_out(prepared),
        Message() if step is None else step.explain_point(prepared.points, index).brief,
        None if step is None else step.search_radius,
        (*_weight(prepared, index), *_color_value(prepared, index, color_by)),
    )


def details_of_center(
    prepared: Prepared, step: Step | None, cluster: int, listing: ClusterListing = PLAIN_LISTING
) -> PointDetails | None:
    """The details of a center; None where its position is all that is known."""
    if step is None or step.centers is None or not 0 <= cluster < len(step.centers):
        return None
    facts = step.center_details(cluster)
    if not facts:
        return None
    place = prepared.units.positions(step.centers[cluster])
    title = Message("Center of {cluster}", cluster=listing.reference(cluster))
    return PointDetails(title, _values(prepared, place), (), _columns_left_out(prepared), facts=facts)


def _values(prepared: Prepared, row: Floats) -> tuple[tuple[str, Message], ...]:
    names = prepared.selection.columns[:MAX_VALUES_SHOWN]
    return tuple(
        (name, Message("{value}", value=float(value))) for name, value in zip(names, row, strict=False)
    )


def _weight(prepared: Prepared, index: int) -> tuple[tuple[Message, Message], ...]:
    """The weight of a point, where it has one."""
    weights = prepared.points.weights
    if weights is None:
        return ()
    return ((Message("weight"), Message("{weight}", weight=whole_number(weights[index]))),)


def _color_value(prepared: Prepared, index: int, column: str) -> tuple[tuple[Message, Message], ...]:
    """The value of a point in the column of its color, unless that is shown anyway."""
    value = column_value_text(prepared, column, index) if column else Message()
    if not value or column in prepared.selection.columns[:MAX_VALUES_SHOWN]:
        return ()
    return ((Message("{column}", column=column), value),)


def _columns_left_out(prepared: Prepared) -> Message:
    left = len(prepared.selection.columns) - MAX_VALUES_SHOWN
    return Message("and {left!s} more", left=left) if left > 0 else Message()


def _cluster_shares(
    step: Step | None, index: int, responsibilities: Floats | None
) -> tuple[tuple[int, float], ...]:
    if responsibilities is not None:
        largest = (-responsibilities).argsort(kind="stable")[:MAX_SHARES_SHOWN]
        return tuple((int(j), float(responsibilities[j])) for j in largest if responsibilities[j] >= 0.005)
    if step is None or step.labels is None:
        return ()
    return ((int(step.labels[index]), 1.0),)


def copied_point(prepared: Prepared, step: Step | None, index: int, listing: ClusterListing) -> str:
    """The row of the point at `index` in spatial order as a table for the clipboard, with its header."""
    labels = None if step is None else step.labels
    cluster = [] if labels is None else [listing.number(int(labels[index]))]
    values = prepared.selection.matrix[prepared.points.order[index]]
    header = ("row", *prepared.selection.columns, *["cluster"] * len(cluster))
    return _table_text(header, (prepared.table.row_number(prepared.row(index)), *values.tolist(), *cluster))


def copied_center(prepared: Prepared, step: Step, cluster: int, listing: ClusterListing) -> str:
    """The position of a center in the units of the data as a table for the clipboard, with its header."""
    assert step.centers is not None
    values = prepared.units.positions(step.centers[cluster])
    return _table_text(("cluster", *prepared.selection.columns), (listing.number(cluster), *values.tolist()))


def _table_text(header: Sequence[object], row: Sequence[object]) -> str:
    return "\n".join("\t".join(map(str, line)) for line in (header, row))
