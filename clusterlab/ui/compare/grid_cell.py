"""A cell of a figure grid: the picture of a run under its title and its metrics."""

from collections.abc import Sequence

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import FigureCell, without_highlights
from clusterlab.export.picture import center_trajectories, picture
from clusterlab.session.analysis.comparison import ari_text, figures_text
from clusterlab.session.analysis.comparison_metrics import ari_with_ground_truth, ground_truth_of
from clusterlab.session.playback.scene import Scene
from clusterlab.ui.platform.error_sentence import error_sentence

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
    scene: Scene, step: Step | None, view: View, title: str = "", previous: Sequence[Step] = ()
) -> FigureCell:
    """The cell of a step, with the center trajectories of `previous` steps; without a title, a thumbnail."""
    assert scene.prepared is not None
    prepared, layers = scene.prepared.at_step(step), scene.session.layers - {"legend"}
    trajectories = center_trajectories(previous) if "paths" in layers else ()
    pane_picture = picture(prepared.points, view, step, scene.colors, layers, trajectories)
    if step is None:
        return FigureCell(
            title, "", pane_picture, "" if scene.failure is None else error_sentence(scene.failure)
        )
    labels = step.labels
    classes = None if labels is None else ground_truth_of(prepared)
    ground_truth_ari = (
        None if labels is None or classes is None else ari_with_ground_truth(prepared, labels, classes)
    )
    if title:
        return FigureCell(
            title, figures_text(scene.algorithm, step, prepared, ground_truth_ari), pane_picture
        )
    return FigureCell(
        "", "" if ground_truth_ari is None else ari_text(ground_truth_ari), without_highlights(pane_picture)
    )
