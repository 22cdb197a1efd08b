"""A moment of a scene as it goes on screen: its picture and its words, ready to be shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from clusterlab.core.marks import Rings
from clusterlab.core.step import Step
from clusterlab.core.worker import Job, Lane
from clusterlab.export.picture import Picture, picture, tracks_of
from clusterlab.session.playback.captions import Caption, moving, title
from clusterlab.session.playback.run_slot import Reel
from clusterlab.session.playback.scene import Scene
from clusterlab.session.state.session import treatment_of
from clusterlab.ui.canvas.canvas_state import Seen
from clusterlab.ui.canvas.render_cache import Painted

T = TypeVar("T")
AT_ONCE = 30_000
"""Points times clusters up to which a portrait is made without asking the worker."""


Overlay = Callable[[Scene, Step], tuple[Rings, ...]]
"""What another part of the program draws over the points of a step; it is asked on whatever thread."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """What the canvas and the caption show; large pictures come painted."""

    picture: Picture
    caption: Caption | None
    painted: Painted | None = None


def portrait_of(
    reel: Reel, held: Step | None = None, overlays: Sequence[Overlay] = ()
) -> Callable[[], Portrait] | None:
    """How to make the portrait of the step on screen, or of what it becomes while a center is `held` by hand.

    It is made from values that no longer change, on whatever thread.
    """
    scene, index, view = reel.scene, reel.index, reel.view()
    if scene.prepared is None or view is None:
        return None
    points, layers, colors = scene.prepared.points, scene.session.layers, scene.colors
    name = title(scene.session, scene.prepared, scene.session.k)
    algorithm, shown, treatment = scene.algorithm, reel.step, treatment_of(scene.session)
    earlier = reel.past

    def make() -> Portrait:
        step = held or scene.recalled(index)
        words = scene.caption(index)
        if held is not None:
            words = moving(algorithm, points, held, shown, treatment)
        tracks = tracks_of(earlier) if "paths" in layers else ()
        text = words.text if words else ""
        over = () if step is None else tuple(mark for overlay in overlays for mark in overlay(scene, step))
        drawn = picture(points, view, step, colors, layers, tracks, name, text, over)
        return Portrait(drawn, words)

    return make


def painting(make: Callable[[], Portrait], seen: Seen) -> Callable[[], Portrait]:
    """How to make a portrait and paint its picture for a canvas: what takes long leaves the window alone."""

    def made() -> Portrait:
        portrait = make()
        return replace(portrait, painted=seen.painted(portrait.picture))

    return made


class Portraits(Generic[T]):
    """Makes portraits: small ones at once, large ones on a worker, the latest wish after the present one."""

    def __init__(self, show: Callable[[T], None], worker: Job | Lane | None = None) -> None:
        self._show, self._job = show, worker or Job("clusterlab portrait")
        self._wish: Callable[[], T] | None = None

    @property
    def busy(self) -> bool:
        """Whether a portrait is being made or waits to be shown."""
        return self._wish is not None or not self._job.idle

    def ask(self, make: Callable[[], T], size: int) -> None:
        """Shows the portrait of `size` points times clusters as soon as it can be had."""
        if size <= AT_ONCE:
            self._wish = None
            self._job.cancel()
            self._show(make())
            return
        self._wish = make
        self.tick()

    def tick(self) -> Exception | None:
        """Shows what is ready and begins with what is wished for; an error to tell, if there was one."""
        failure = self._job.failure()
        for portrait in self._job.take():
            self._show(portrait)
        if self._wish is not None and self._job.idle:
            make, self._wish = self._wish, None
            self._job.start(lambda: iter((make(),)))
        return failure

    def close(self) -> bool:
        """Ends a worker of its own and waits for it."""
        self._wish = None
        return not isinstance(self._job, Job) or self._job.close()
