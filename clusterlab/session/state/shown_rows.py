"""Which of the clustered points are shown, where a person chose some rows to be shown."""

from clusterlab.core.cache import cached_latest
from clusterlab.core.message import Message
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.kernels.typing import Flags
from clusterlab.session.state.prepared import Prepared


def shown_places(prepared: Prepared, shown: RowSubset | None) -> Flags | None:
    """Whether each point is shown (n,), in spatial order; None where all are.

    All are shown, too, where the rows were chosen of a table with another number of rows.
    """
    if shown is None or shown.of != prepared.table.rows:
        return None
    selection, points = prepared.selection, prepared.points
    return cached_latest(prepared, "shown places", (shown,), lambda: shown.mask[selection.kept[points.order]])


def shown_text(prepared: Prepared, shown: RowSubset | None) -> Message:
    """How many of the points are shown; empty where all are."""
    places = shown_places(prepared, shown)
    if places is None:
        return Message()
    template = "showing {shown} of {n:# point|# points}"
    return Message(template, shown=int(places.sum()), n=prepared.points.n)
