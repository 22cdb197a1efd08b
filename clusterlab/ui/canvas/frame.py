"""A moment of a scene as it goes on screen: its picture and its words, ready to be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.core.worker import SingleTaskWorker, TaskQueue
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.session.playback.captions import Caption, drag_caption, run_title
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.session import scaling_label
from clusterlab.ui.canvas.canvas_state import CanvasState
from clusterlab.ui.canvas.render_cache import RenderedImage

T = TypeVar("T")
SYNC_LIMIT = 30_000
"""Points times clusters up to which a portrait is made without asking the worker."""


Overlay = Callable[[Scene, Step], tuple[Highlights, ...]]
"""What another part of the program draws over the points of a step; it is asked on whatever thread."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What the canvas and the caption show; large pictures come painted."""

    picture: Picture
    caption: Caption | None
    rendered: RenderedImage | None = None


def frame_task(
    slot: RunSlot, dragged_step: Step | None = None, overlays: Sequence[Overlay] = ()
) -> Callable[[], Frame] | None:
    """How to make the portrait of the step on screen, or of what it becomes while a center is `dragged_step` by hand.

    It is made from values that no longer change, on whatever thread.
    """
    scene, index, view = slot.scene, slot.index, slot.view()
    if scene.prepared is None or view is None:
        return None
    points, layers, colors = scene.prepared.points, scene.session.layers, scene.colors
    name = run_title(scene.session, scene.prepared, scene.session.k)
    algorithm, shown, treatment = scene.algorithm, slot.step, scaling_label(scene.session)
    previous = slot.past

    def make() -> Frame:
        step = dragged_step or scene.materialized(index)
        words = scene.caption(index)
        if dragged_step is not None:
            words = drag_caption(algorithm, points, dragged_step, shown, treatment)
        trajectories = center_trajectories(previous) if "paths" in layers else ()
        text = words.text if words else ""
        overlay_marks = (
            () if step is None else tuple(mark for overlay in overlays for mark in overlay(scene, step))
        )
        drawn = picture(points, view, step, colors, layers, trajectories, name, text, overlay_marks)
        return Frame(drawn, words)

    return make


def rendered_frame_task(make: Callable[[], Frame], state: CanvasState) -> Callable[[], Frame]:
    """How to make a portrait and paint its picture for a canvas: what takes long leaves the window alone."""

    def render_task() -> Frame:
        frame = make()
        return replace(frame, rendered=state.rendered(frame.picture))

    return render_task


class FrameRenderer(Generic[T]):
    """Makes portraits: small ones at once, large ones on a worker, the latest wish after the present one."""

    def __init__(self, show: Callable[[T], None], worker: SingleTaskWorker | TaskQueue | None = None) -> None:
        self._show, self._worker = show, worker or SingleTaskWorker("clusterlab portrait")
        self._pending: Callable[[], T] | None = None

    @property
    def busy(self) -> bool:
        """Whether a portrait is being made or waits to be shown."""
        return self._pending is not None or not self._worker.idle

    def ask(self, make: Callable[[], T], size: int) -> None:
        """Shows the portrait of `size` points times clusters as soon as it can be had."""
        if size <= SYNC_LIMIT:
            self._pending = None
            self._worker.cancel()
            self._show(make())
            return
        self._pending = make
        self.tick()

    def tick(self) -> Exception | None:
        """Shows what is ready and begins with what is wished for; an error to tell, if there was one."""
        failure = self._worker.failure()
        for frame in self._worker.take():
            self._show(frame)
        if self._pending is not None and self._worker.idle:
            make, self._pending = self._pending, None
            self._worker.start(lambda: iter((make(),)))
        return failure

    def close(self) -> bool:
        """Ends a worker of its own and waits for it."""
        self._pending = None
        return not isinstance(self._worker, SingleTaskWorker) or self._worker.close()
