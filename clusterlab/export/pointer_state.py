"""What the pointer hovers and selects of a picture."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.marks import Mark
from clusterlab.core.projection import View
from clusterlab.core.reason import ReasonLine
from clusterlab.kernels.typing import Flags, Floats, Rows
from clusterlab.session.analysis.point_details import PointDetails
from clusterlab.session.analysis.shard_details import HoveredPlace

if TYPE_CHECKING:
    from clusterlab.session.prediction.question_marks import QuestionMarks

NO_POINTS: Rows = np.zeros(0, np.intp)
NO_ENDS: Floats = np.zeros((0, 2))
MAX_SELECTED_RINGS = 2_000
"""At most so many selected points are ringed; more rings would hide the points."""


@dataclass(frozen=True, eq=False)
class PointerState:
    """The overlay of a picture: the selected center and points, the hovered point and its details.

    Points are indices in spatial order; -1 is none. `center_card` has the details of the hovered center, or
    else of the selected one; `mouse` is the mouse position at which the hovered point was found, and
    `reason` has the distances that explain what is selected, `question` what is drawn of a question.
    Marks of the `concealed` kinds would answer one, and are not shown. The ellipse of the selected center can
    be changed at `axis_ends` (4, 2), positions of the plane: the ends of both axes on one side, then the
    other; `held_axis` is the one that the arrow keys move. Of points in shards `place` is under the mouse.
    """

    center: int = -1
    hovered_center: int = -1
    center_card: PointDetails | None = None
    selected: Rows = field(default_factory=lambda: NO_POINTS)
    point: int = -1
    card: PointDetails | None = None
    mouse: tuple[float, float] = (0.0, 0.0)
    reason: tuple[ReasonLine, ...] = ()
    question: "QuestionMarks | None" = None
    concealed: tuple[type[Mark], ...] = ()
    axis_ends: Floats = field(default_factory=lambda: NO_ENDS)
    held_axis: int = -1
    place: HoveredPlace | None = None


def ringed_places(selected: Rows, view: View, shown_places: Flags | None) -> Rows:
    """Those of the selected points that are ringed; of the points (n,) all are shown if None."""
    shown = selected if shown_places is None else selected[shown_places[selected]]
    return shown[: max_rings(view)]


def max_rings(view: View) -> int:
    """At most how many selected points are ringed, in every plot of a view."""
    return MAX_SELECTED_RINGS // len(view.plot_positions(np.zeros(len(view.axes))))
