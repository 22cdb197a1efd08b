"""Frames: the picture and the caption of a step, made of immutable values on any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.session.playback.captions import Caption, DraggedCenter, drag_caption, run_title
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.session import scaling_label

Overlay = Callable[[Scene, Step], tuple[Highlights, ...]]
"""Makes the highlights that a presenter draws over the points of a step; called on any thread."""


@dataclass(frozen=True, eq=False)
class Frame:
    """The picture and caption of a step."""

    picture: Picture
    caption: Caption | None


def frame_task(
    run: ShownRun,
    dragged: DraggedCenter | None = None,
    overlays: Sequence[Overlay] = (),
    emphasis: ClusterEmphasis = NO_EMPHASIS,
) -> Callable[[], Frame] | None:
    """A function that makes the frame of the current step, or of another while a center is `dragged`.

    It uses only immutable values, so it may run on any thread.
    """
    scene, index, view = run.scene, run.index, run.view
    if scene.prepared is None or view is None:
        return None
    points, layers, colors = scene.prepared.points, run.session.layers, run.colors
    name = run_title(run.session, scene.prepared, run.session.k)
    algorithm, shown, treatment = scene.algorithm, run.step, scaling_label(run.session)
    previous, names = scene.past(index), run.session.names

    def make() -> Frame:
        step = scene.materialized(index) if dragged is None else dragged.step
        words = scene.caption(index)
        if dragged is not None:
            words = drag_caption(algorithm, points, dragged, shown, treatment)
        trajectories = center_trajectories(previous) if "paths" in layers else ()
        text = words.text if words else ""
        marks = () if step is None else tuple(mark for overlay in overlays for mark in overlay(scene, step))
        drawn = picture(points, view, step, colors, layers, trajectories, name, text, marks, emphasis, names)
        return Frame(drawn, words)

    return make
