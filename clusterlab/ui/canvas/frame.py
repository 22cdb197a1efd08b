"""Frames: the picture and the caption of a step, made on a worker where that takes long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.core.worker import SingleTaskWorker, TaskQueue
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.session.playback.captions import Caption, drag_caption, run_title
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.session import scaling_label
from clusterlab.ui.canvas.canvas_state import CanvasState
from clusterlab.ui.canvas.raster import RasterImages

T = TypeVar("T")
SYNC_LIMIT = 30_000
"""Up to this many points times clusters a frame is made on the GUI thread."""
Overlay = Callable[[Scene, Step], tuple[Highlights, ...]]
"""Makes the highlights that a presenter draws over the points of a step; called on any thread."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The picture and caption of a step; `images` are those of a large picture."""

    picture: Picture
    caption: Caption | None
    images: RasterImages | None = None


def frame_task(
    run: ShownRun, dragged_step: Step | None = None, overlays: Sequence[Overlay] = ()
) -> Callable[[], Frame] | None:
    """A function that makes the frame of the current step, or of `dragged_step` while a center is dragged.

    It uses only immutable values, so it may run on any thread.
    """
    scene, index, view = run.scene, run.index, run.view
    if scene.prepared is None or view is None:
        return None
    points, layers, colors = scene.prepared.points, run.session.layers, run.colors
    name = run_title(run.session, scene.prepared, run.session.k)
    algorithm, shown, treatment = scene.algorithm, run.step, scaling_label(run.session)
    previous = scene.past(index)

    def make() -> Frame:
        step, words = dragged_step or scene.materialized(index), scene.caption(index)
        if dragged_step is not None:
            words = drag_caption(algorithm, points, dragged_step, shown, treatment)
        trajectories = center_trajectories(previous) if "paths" in layers else ()
        text = words.text if words else ""
        marks = () if step is None else tuple(mark for overlay in overlays for mark in overlay(scene, step))
        return Frame(picture(points, view, step, colors, layers, trajectories, name, text, marks), words)

    return make


def rendered_frame_task(make: Callable[[], Frame], state: CanvasState) -> Callable[[], Frame]:
    """A function that makes a frame and renders its picture for a canvas; may run on any thread."""

    def render_task() -> Frame:
        frame = make()
        return replace(frame, images=state.images(frame.picture))

    return render_task


class FrameRenderer(Generic[T]):
    """Makes frames: small ones at once, large ones on a worker, which skips all but the latest request."""

    def __init__(self, show: Callable[[T], None], worker: SingleTaskWorker | TaskQueue | None = None) -> None:
        self._show, self._worker = show, worker or SingleTaskWorker("clusterlab frame")
        self._pending: Callable[[], T] | None = None

    @property
    def busy(self) -> bool:
        """Whether a frame is being made or waits to be made."""
        return self._pending is not None or not self._worker.idle

    def ask(self, make: Callable[[], T], size: int) -> None:
        """Requests a frame of `size` points times clusters, to be shown as soon as it is made."""
        if size <= SYNC_LIMIT:
            self._pending = None
            self._worker.cancel()
            self._show(make())
            return
        self._pending = make
        self.poll()

    def poll(self) -> Exception | None:
        """Shows finished frames and starts the pending request; returns the worker's exception, if any."""
        failure = self._worker.failure()
        for frame in self._worker.take():
            self._show(frame)
        if self._pending is not None and self._worker.idle:
            make, self._pending = self._pending, None
            self._worker.start(lambda: iter((make(),)))
        return failure

    def stop(self) -> None:
        """Drops the pending request, and lets the worker end if it is the renderer's own."""
        self._pending = None
        if isinstance(self._worker, SingleTaskWorker):
            self._worker.stop()
