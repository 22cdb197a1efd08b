"""The cell of one run among others: its picture under its name and its figures."""

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
"""So many views are kept without their numbers: one for each data set of a zoo, and some more."""


class BareViewCache:
    """Views without the numbers along their axes: the same object for the same view."""

    def __init__(self) -> None:
        self._cached: dict[int, tuple[View, View]] = {}

    def __call__(self, view: View) -> View:
        """The bare view of a view."""
        found = self._cached.get(id(view))
        if found is None or found[0] is not view:
            found = self._cached[id(view)] = (view, view.without_axis_labels)
            while len(self._cached) > CACHED_VIEWS:
                del self._cached[next(iter(self._cached))]
        return found[1]


def grid_cell(
    scene: Scene, step: Step | None, view: View, title: str = "", previous: Sequence[Step] = ()
) -> FigureCell:
    """A moment of a run; without a title it is small, and has neither rings nor paths of `previous` steps."""
    assert scene.prepared is not None
    prepared, layers = scene.prepared.at_step(step), scene.session.layers - {"legend"}
    trajectories = center_trajectories(previous) if "paths" in layers else ()
    pane_picture = picture(prepared.points, view, step, scene.colors, layers, trajectories)
    if step is None:
        return FigureCell(
            title, "", pane_picture, "" if scene.failure is None else error_sentence(scene.failure)
        )
    classes = ground_truth_of(prepared) if step.labels is not None else None
    ground_truth_ari = None if classes is None else ari_with_ground_truth(prepared, step.labels, classes)
    if title:
        return FigureCell(
            title, figures_text(scene.algorithm, step, prepared, ground_truth_ari), pane_picture
        )
    return FigureCell(
        "", "" if ground_truth_ari is None else ari_text(ground_truth_ari), without_highlights(pane_picture)
    )
