"""When a person can draw on the points of a session, and the session of the points that were drawn."""

from dataclasses import replace
from typing import Any

import numpy as np

from clusterlab.core.message import Message
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.ground_truth import GENERATED
from clusterlab.datasets.table import LoadError
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.prepared import Prepared, Source
from clusterlab.session.state.session import Session, exceeds_rows, without_branches

NOT_READ_YET = Message("The data are still being read.")
NO_DRAWING_ON_PANES = Message("Draw works on one canvas. Leave the comparison first.")
NO_DRAWING_ON_STREAMS = Message("Nothing can be drawn on a stream. Choose batches at random.")
NO_DRAWING_ON_LOGARITHMS = Message("Nothing can be drawn on logarithms. Take none.")
NO_DRAWING_ON_WEIGHTS = Message("Nothing can be drawn on weighted rows. Choose no weights.")


class TooFewPointsError(LoadError):
    """A drawing that has fewer points than there are to be clusters."""


def is_empty(source: Source) -> bool:
    """Whether a source is a drawing without points."""
    return isinstance(source, DrawnPoints) and not source.n


def needed_points(session: Session) -> int:
    """How many points a drawing needs to be clustered."""
    return max(session.k, 1)


def too_few_points(session: Session) -> Message:
    """Says that a drawing needs more points; empty for other data, and where it has enough."""
    source, k = session.source, needed_points(session)
    if not isinstance(source, DrawnPoints) or source.n >= k:
        return Message()
    reason = Message(" (K is {k})", k=k) if session.k else Message()
    there = Message("{n:is # point|are # points}", n=source.n) if source.n else Message("are none")
    template = "Draw at least {k:# point|# points}{reason}; there {there}."
    return Message(template, k=k, reason=reason, there=there)


def check_drawn(session: Session) -> None:
    """Raises TooFewPointsError where a drawing has fewer points than the algorithm makes clusters."""
    source = session.source
    if isinstance(source, DrawnPoints) and exceeds_rows(session.algorithm, source.n):
        raise TooFewPointsError(too_few_points(session))


def drawing_obstacle(session: Session, prepared: Prepared | None) -> Message:
    """Why nothing can be drawn on the points of a session; empty where something can.

    `prepared` are its data, None while they are still being read.
    """
    if session.compares:
        return NO_DRAWING_ON_PANES
    if session.algorithm.initial_rows:
        return NO_DRAWING_ON_STREAMS
    if session.weights:
        return NO_DRAWING_ON_WEIGHTS
    if session.log:
        return NO_DRAWING_ON_LOGARITHMS
    if is_whole_drawing(session):
        return Message()
    return NOT_READ_YET if prepared is None else _data_obstacle(session, prepared)


def points_to_draw_on(session: Session, prepared: Prepared | None) -> DrawnPoints:
    """The present points, as they are before the first stroke.

    A drawing goes on; of other data these are the clustered rows, in the units before scaling.
    """
    source = session.source
    if isinstance(source, DrawnPoints) and is_whole_drawing(session):
        return source
    assert prepared is not None, "points that cannot be drawn on yet"
    selection = prepared.selection
    if isinstance(source, DrawnPoints) and selection.columns == source.axes:
        return source.only(selection.kept)
    first, second = selection.columns
    equal = prepared.generated or prepared.table.equal_axes
    return DrawnPoints.of(prepared.table, (first, second), selection.matrix, selection.kept, equal)


def with_drawn_points(session: Session, drawn: DrawnPoints) -> Session:
    """The session of points that were drawn: with the scaling, the K and the starts given for it as before.

    Branches are dropped, and so are a choice of rows and the treatment of missing values, of which the
    drawing has the results.
    """
    changes: dict[str, Any] = {"columns": drawn.axes, "missing": "drop", "sample": 0}
    panes = tuple(without_branches(pane, pane.algorithm) for pane in session.panes)
    color_by = drawn.group_column if session.color_by == GENERATED else session.color_by
    changes |= {"rows": None, "shown_rows": None, "color_by": color_by, "compares": False, "zoo": False}
    by_eye = None if session.by_eye is None else _followed(session.by_eye, session.source, drawn)
    return replace(session, source=drawn, panes=panes, by_eye=by_eye, **changes)


def _followed(by_eye: HandPartition, before: Source, drawn: DrawnPoints) -> HandPartition | None:
    """Clusters by eye of the points before, with new points in none; None where the rows were others."""
    ids = before.ids if isinstance(before, DrawnPoints) else np.arange(drawn.base.rows)
    if by_eye.of != len(ids) or not len(ids):
        return None
    found = np.minimum(np.searchsorted(ids, drawn.ids), len(ids) - 1)
    return HandPartition.holding(np.where(ids[found] == drawn.ids, by_eye.labels[found], -1))


def is_whole_drawing(session: Session) -> bool:
    """Whether all points of a drawing are clustered, in its two columns."""
    source = session.source
    whole = session.rows is None and not session.sample
    return isinstance(source, DrawnPoints) and whole and session.columns == source.axes


def _data_obstacle(session: Session, prepared: Prepared) -> Message:
    if prepared.rows_obstacle:
        return prepared.rows_obstacle
    if prepared.features.d != 2 or prepared.reduced is not None:
        template = "Draw needs exactly two features; {d:there is #|there are #}. Choose two columns."
        return Message(template, d=prepared.features.d)
    view = prepared.cached_view(session.view)
    return Message() if np.linalg.det(view.matrix) else Message("Draw needs two different axes.")
