"""Frames: the picture and the caption of a step, made of immutable values on any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.marks import Highlights
from clusterlab.core.step import Step
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.empty_picture import empty_picture
from clusterlab.export.picture import Picture, center_trajectories, picture
from clusterlab.session.playback.captions import Caption, DraggedCenter, drag_caption, run_title
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.drawing_choices import too_few_points
from clusterlab.session.state.session import scaling_label
from clusterlab.session.state.shown_rows import shown_places

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
    source, too_few = run.session.source, too_few_points(run.session)
    if isinstance(source, DrawnPoints) and not source.n:
        return lambda: Frame(empty_picture(source, run.session.layers, too_few), None)
    if scene.prepared is None or view is None:
        return None
    points, layers, colors = scene.prepared.points, run.session.layers, run.colors
    prepared, session = scene.prepared, run.session
    algorithm, shown, treatment = scene.algorithm, run.step, scaling_label(run.session)
    previous, listing, column = scene.past(index), run.listing, run.session.color_by
    places = shown_places(scene.prepared, run.session.shown_rows)

    def make() -> Frame:
        step = scene.materialized(index) if dragged is None else dragged.step
        words = run.caption
        if dragged is not None:
            words = drag_caption(algorithm, points, dragged, shown, treatment).renamed(listing)
        trajectories = center_trajectories(previous) if "paths" in layers else ()
        text = words.text if words else too_few
        name = run_title(session, prepared, session.k or (0 if step is None else step.k))
        marks = () if step is None else tuple(mark for overlay in overlays for mark in overlay(scene, step))
        codes = point_codes(prepared.at_step(step), column, prepared)
        drawn = picture(
            points,
            view,
            step,
            colors,
            layers,
            trajectories,
            name,
            text,
            marks,
            emphasis,
            listing,
            places,
            codes,
        )
        return Frame(drawn, words)

    return make


def step_frames(
    run: ShownRun, overlays: Sequence[Overlay] = (), emphasis: ClusterEmphasis = NO_EMPHASIS
) -> Callable[[int], Frame]:
    """A function, for any thread, that makes the frame of the step at an index of a run."""

    def frame_of(index: int) -> Frame:
        make = frame_task(replace(run, index=index, step=run.scene.run[index]), None, overlays, emphasis)
        assert make is not None, "a run with a step has points and a view"
        return make()

    return frame_of
