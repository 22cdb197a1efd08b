"""A cell of a figure grid: the picture of a run under its title and its metrics."""

from collections.abc import Sequence

from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import FigureCell, without_highlights
from clusterlab.export.picture import center_trajectories, picture
from clusterlab.session.analysis.comparison import ari_text, figures_text
from clusterlab.session.analysis.comparison_metrics import ari_with_ground_truth, ground_truth_of
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis

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


def grid_cell(
    run: ShownRun,
    step: Step | None,
    view: View,
    title: str = "",
    past: Sequence[Step] = (),
    emphasis: ClusterEmphasis = NO_EMPHASIS,
) -> FigureCell:
    """The cell of a step, with the center trajectories of `past` steps; without a title, a thumbnail."""
    assert run.scene.prepared is not None
    prepared, layers = run.scene.prepared.at_step(step), run.session.layers - {"legend"}
    trajectories = center_trajectories(past) if "paths" in layers else ()
    drawn = picture(prepared.points, view, step, run.colors, layers, trajectories, emphasis=emphasis)
    if step is None:
        return FigureCell(title, "", drawn, "" if run.failure is None else error_sentence(run.failure))
    labels, classes = step.labels, ground_truth_of(prepared)
    ari = None if labels is None or classes is None else ari_with_ground_truth(prepared, labels, classes)
    if title:
        return FigureCell(title, figures_text(run.session.algorithm, step, prepared, ari), drawn)
    return FigureCell("", "" if ari is None else ari_text(ari), without_highlights(drawn))
