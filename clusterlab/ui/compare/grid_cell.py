"""The cell of one run among others: its picture under its name and its figures."""

from collections.abc import Sequence

from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import Cell, without_rings
from clusterlab.export.picture import picture, tracks_of
from clusterlab.session.analysis.comparison import ari_words, figures_of
from clusterlab.session.analysis.comparison_metrics import classes_in, known_ari
from clusterlab.session.playback.scene import Scene
from clusterlab.ui.platform.error_sentence import sentence_of

KEPT = 16
"""So many views are kept without their numbers: one for each data set of a zoo, and some more."""


class Bared:
    """Views without the numbers along their axes: the same object for the same view."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[View, View]] = {}

    def __call__(self, view: View) -> View:
        """The bare view of a view."""
        found = self._kept.get(id(view))
        if found is None or found[0] is not view:
            found = self._kept[id(view)] = (view, view.bare)
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return found[1]


def cell_of(
    scene: Scene, step: Step | None, view: View, title: str = "", earlier: Sequence[Step] = ()
) -> Cell:
    """A moment of a run; without a title it is small, and has neither rings nor paths of `earlier` steps."""
    assert scene.prepared is not None
    prepared, layers = scene.prepared.at(step), scene.session.layers - {"legend"}
    tracks = tracks_of(earlier) if "paths" in layers else ()
    drawn = picture(prepared.points, view, step, scene.colors, layers, tracks)
    if step is None:
        return Cell(title, "", drawn, "" if scene.failure is None else sentence_of(scene.failure))
    classes = classes_in(prepared) if step.labels is not None else None
    agreed = None if classes is None else known_ari(prepared, step.labels, classes)
    if title:
        return Cell(title, figures_of(scene.algorithm, step, prepared, agreed), drawn)
    return Cell("", "" if agreed is None else ari_words(agreed), without_rings(drawn))
