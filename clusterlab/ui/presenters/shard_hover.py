"""Shows what is under the mouse where the points are in shards: a row where few are in view, else a block."""

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.export.picking import nearest_index
from clusterlab.session.analysis.shard_details import HoveredPlace, hovered_block, hovered_row
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.prepared_folder import PreparedFolder
from clusterlab.ui.canvas.canvas import HOVER_DISTANCE, Canvas


def hovered_place(canvas: Canvas, run: ShownRun, position: QPointF | None) -> HoveredPlace | None:
    """What is at a pixel of a canvas; None where nothing is, or where the canvas shows other points."""
    prepared, picture, viewport = run.prepared, canvas.picture, canvas.viewport
    if position is None or picture is None or viewport is None or not isinstance(prepared, PreparedFolder):
        return None
    if picture.shards is not prepared.points.here or run.view is not picture.view:
        return None
    near = canvas.view.plot.near_points
    if near is None:
        place = viewport.to_plane(np.array(position.toTuple()))
        return hovered_block(prepared, run.step, picture.view, place)
    found = nearest_index(near.places, position.toTuple(), viewport, HOVER_DISTANCE)
    return None if found < 0 else hovered_row(prepared, run.step, picture.view, int(near.indices[found]))
