"""What a context menu of a canvas is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from clusterlab.ui.canvas.cluster_plot import ClusterPlot

NO_TARGET = -2


@dataclass(frozen=True)
class MenuTarget:
    """The row of a cluster in the legend, a center, a point, or the plane.

    `index` is the palette number of the cluster, -1 for noise, or the number of the center or of the point.
    """

    kind: Literal["legend", "center", "point", "plane"]
    index: int = NO_TARGET


def target_at(position: QPointF, plot: "ClusterPlot", point_at: Callable[[QPointF], int]) -> MenuTarget:
    """What is at a pixel of a plot; `point_at` finds the point there, -1 for none."""
    if plot.legend.covers(position):
        row = plot.legend.row_at(position)
        return MenuTarget("legend", NO_TARGET if row is None or row.number is None else row.number)
    if (center := plot.centers.part_at(position)) >= 0:
        return MenuTarget("center", center)
    if (point := point_at(position)) >= 0:
        return MenuTarget("point", point)
    return MenuTarget("plane")
