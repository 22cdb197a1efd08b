"""Shows what is under the mouse where the points are in shards: a row where few are in view, else a block."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.core.worker import SingleTaskWorker
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.export.picking import nearest_index
from clusterlab.session.analysis.shard_details import HoveredPlace, hovered_block, hovered_row
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.prepared_folder import PreparedFolder
from clusterlab.ui.canvas.canvas import HOVER_DISTANCE, Canvas
from clusterlab.ui.presenter import Presenter

Look = Callable[[], HoveredPlace | None]


class ShardHover:
    """Shows the place under the mouse on a canvas: at once where its points are read here.

    Workers that have them are asked in the background, about the last place only.
    """

    def __init__(self, presenter: Presenter, canvas: Canvas) -> None:
        self._presenter, self._canvas = presenter, canvas
        self._worker: SingleTaskWorker | None = None
        canvas.place_hovered.connect(self.show)
        presenter.window.closing.connect(self._stop)

    @property
    def busy(self) -> bool:
        """Whether workers are asked."""
        return self._worker is not None and self._worker.busy

    def show(self, position: QPointF | None) -> None:
        """Shows what is at a pixel; nothing where nothing is."""
        run = self._presenter.shown.run
        look = place_look(self._canvas, run, position)
        if self._worker is not None:
            self._worker.cancel()
        if look is None or not isinstance(run.prepared, PreparedFolder):
            self._show(None)
        elif run.prepared.points.shards.are_here:
            self._show(look())
        else:
            self._ask(look)

    def poll(self) -> Exception | None:
        """Shows what workers have answered; that they are lost is said where more depends on them."""
        assert self._worker is not None
        failure = self._worker.failure()
        for found in self._worker.take():
            self._show(found)
        return None if isinstance(failure, ClusterError) else failure

    def _ask(self, look: Look) -> None:
        self._worker = self._worker or SingleTaskWorker("clusterlab hover")
        self._worker.start(lambda: iter((look(),)))
        self._presenter.poll_while_busy(self)

    def _show(self, found: HoveredPlace | None) -> None:
        if found is not None or self._canvas.pointer.place is not None:
            self._canvas.update_pointer(place=found)

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()


def place_look(canvas: Canvas, run: ShownRun, position: QPointF | None) -> Look | None:
    """What finds out what is at a pixel; None where nothing is, or where the canvas shows other points."""
    prepared, picture, viewport = run.prepared, canvas.picture, canvas.viewport
    if position is None or picture is None or viewport is None or not isinstance(prepared, PreparedFolder):
        return None
    if picture.shards is not prepared.points or run.view is not picture.view:
        return None
    near = canvas.view.plot.near_points
    if near is None:
        place = viewport.to_plane(np.array(position.toTuple()))
        return partial(hovered_block, prepared, run.step, picture.view, place)
    found = nearest_index(near.places, position.toTuple(), viewport, HOVER_DISTANCE)
    return (
        None
        if found < 0
        else partial(hovered_row, prepared, run.step, picture.view, int(near.indices[found]))
    )
