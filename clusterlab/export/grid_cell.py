"""A cell of a figure grid: the picture of a run under its title and its metrics."""

from collections.abc import Sequence
from dataclasses import replace

from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.empty_picture import empty_picture
from clusterlab.export.figure_grid import PENDING_CELL, FigureCell, without_highlights
from clusterlab.export.picture import center_trajectories, picture
from clusterlab.session.analysis.comparison import ari_text, figures_text
from clusterlab.session.analysis.comparison_metrics import ari_with_ground_truth, ground_truth_of
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.drawing_choices import is_empty
from clusterlab.session.state.shown_rows import shown_places

CACHED_VIEWS = 16
"""The number of views that are cached: one for each data set of a zoo, and some more."""


class BareViewCache:
    """Caches views without axis numbers, so that the same view gives the same object."""

    def __init__(self) -> None:
        self._cached: dict[int, tuple[View, View]] = {}

    def __call__(self, view: View) -> View:
        """The view without axis numbers."""
        found = self._cached.get(id(view))
        if found is None or found[0] is not view:
            found = self._cached[id(view)] = (view, view.without_axis_labels)
            while len(self._cached) > CACHED_VIEWS:
                del self._cached[next(iter(self._cached))]
        return found[1]


def cell_without_points(run: ShownRun, title: str) -> FigureCell:
    """The cell of a run on an empty drawing, with the plane and what is missing; else one that is pending."""
    source = run.session.source
    if not isinstance(source, DrawnPoints) or not is_empty(source):
        return PENDING_CELL
    drawn = empty_picture(source, run.session.layers - {"legend"}, "")
    plane = replace(drawn, view=drawn.view.without_axis_labels)
    return FigureCell(title, "", plane, "" if run.failure is None else error_sentence(run.failure))


def grid_cell(
    run: ShownRun,
    step: Step | None,
    view: View,
    title: str = "",
    past: Sequence[Step] = (),
    emphasis: ClusterEmphasis = NO_EMPHASIS,
    has_legend: bool = False,
) -> FigureCell:
    """The cell of a step, with the center trajectories of `past` steps; without a title, a thumbnail.

    Only a column by which points are colored has a legend.
    """
    assert run.scene.prepared is not None
    prepared, layers = run.scene.prepared.at_step(step), run.session.layers
    codes = point_codes(prepared, run.session.color_by, run.scene.prepared)
    layers = layers if has_legend and codes is not None else layers - {"legend"}
    trajectories = center_trajectories(past) if "paths" in layers else ()
    places = shown_places(prepared, run.session.shown_rows)
    drawn = picture(
        prepared.points,
        view,
        step,
        run.colors,
        layers,
        trajectories,
        emphasis=emphasis,
        shown_places=places,
        listing=run.listing,
        column_codes=codes,
    )
    if step is None:
        return FigureCell(title, "", drawn, "" if run.failure is None else error_sentence(run.failure))
    labels, classes = step.labels, ground_truth_of(prepared)
    ari = None if labels is None or classes is None else ari_with_ground_truth(prepared, labels, classes)
    if title:
        return FigureCell(title, figures_text(run.session.algorithm, step, prepared, ari), drawn)
    return FigureCell("", "" if ari is None else ari_text(ari), without_highlights(drawn))
