"""The context menus of a canvas: of a cluster in the legend, a center, a point, a pane, or the plane."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from clusterlab.session.analysis.point_details import copied_center, copied_point
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import ClusterEmphasis
from clusterlab.session.state.highlight import Highlight
from clusterlab.ui.actions.mnemonics import with_mnemonics
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.menu_target import MenuTarget
from clusterlab.ui.compare.pane_grid import PaneCanvas

PLANE_ACTIONS = ("copy_picture", "save_picture", "fit_view", "legend")
"""The actions of the table that stand at the end of every menu."""
SELECTION_ACTIONS = ("cluster_only", "leave_out")
"""Those that stand before them where points are selected."""
Entry = tuple[str, Callable[[], object]]


class CanvasMenu:
    """Makes the context menu of a canvas for what is under the mouse.

    `actions` are those of the table, `rename` asks for the name of the cluster of a palette number.
    """

    def __init__(
        self, actions: Mapping[str, QAction], highlight: Highlight, rename: Callable[[int], object]
    ) -> None:
        self._actions, self._highlight, self._rename = actions, highlight, rename

    def open(self, canvas: Canvas, run: ShownRun, target: MenuTarget, place: QPoint) -> None:
        """Opens the menu at a place of the screen."""
        menu = QMenu(canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries = [*self._entries(canvas, run, target)]
        for words, (_, callback) in zip(with_mnemonics(words for words, _ in entries), entries, strict=True):
            menu.addAction(words).triggered.connect(callback)
        menu.addSeparator()
        if target.kind == "center":
            menu.addAction(self._actions["start_from_here"])
        for name in (*SELECTION_ACTIONS * bool(self._highlight.selected), *PLANE_ACTIONS):
            menu.addAction(self._actions[name])
        menu.popup(place)

    def _entries(self, canvas: Canvas, run: ShownRun, target: MenuTarget) -> Iterator[Entry]:
        if target.kind == "legend":
            yield from self._cluster_entries(canvas, run, target.index)
        elif target.kind == "center":
            yield from self._center_entries(run, target.index)
        elif target.kind == "point":
            yield from self._point_entries(run, target.index)
        if self._highlight.emphasis.hidden:
            shown = self._highlight.emphasis.with_all_shown()
            yield "Show all clusters", partial(self._highlight.emphasize, shown)
        if target.kind == "legend" and canvas.view.plot.legend.place.position is not None:
            yield "Move the legend back to a corner", canvas.view.plot.legend.reset_place
        if isinstance(canvas, PaneCanvas) and not canvas.close_button.isHidden():
            yield "Remove this pane", canvas.removed.emit

    def _cluster_entries(self, canvas: Canvas, run: ShownRun, number: int) -> Iterator[Entry]:
        """What can be done with the cluster of a palette number, -1 for noise."""
        picture, emphasis = canvas.picture, self._highlight.emphasis
        if picture is None or number not in (*picture.colors, -1):
            return
        is_highlighted, is_hidden = number in emphasis.highlighted, number in emphasis.hidden
        yield (
            "Stop highlighting" if is_highlighted else "Highlight",
            self._emphasize(emphasis.with_highlight_toggled(number)),
        )
        yield "Show" if is_hidden else "Hide", self._emphasize(emphasis.with_hidden_toggled(number))
        label = -1 if number < 0 else picture.colors.index(number)
        yield "Select its points", partial(self._select_cluster, run, label)
        if number >= 0:
            yield "Rename…", partial(self._rename, number)

    def _center_entries(self, run: ShownRun, cluster: int) -> Iterator[Entry]:
        prepared, step = run.prepared, run.step
        if prepared is None or step is None or step.centers is None or cluster >= len(step.centers):
            return
        yield f"Select the points of cluster {cluster + 1}", partial(self._select_cluster, run, cluster)
        yield "Copy its position", partial(_copy, copied_center(prepared, step, cluster))

    def _point_entries(self, run: ShownRun, index: int) -> Iterator[Entry]:
        prepared, labels = run.prepared, run.labels
        if prepared is None or index >= prepared.points.n:
            return
        row = prepared.row(index)
        words = "Deselect" if row in self._highlight.selected else "Select"
        yield f"{words} row {row + 1:,}", partial(self._highlight.toggle, (row,))
        if labels is not None and index < len(labels):
            label = int(labels[index])
            name = "noise" if label < 0 else f"the points of cluster {label + 1}"
            yield f"Select {name}", partial(self._select_cluster, run, label)
        yield "Copy its row", partial(_copy, copied_point(prepared, run.step, index))

    def _emphasize(self, emphasis: ClusterEmphasis) -> Callable[[], object]:
        return partial(self._highlight.emphasize, replace(emphasis, hovered=None))

    def _select_cluster(self, run: ShownRun, label: int) -> None:
        """Selects the points of a cluster, or with -1 the noise."""
        if run.labels is not None and run.prepared is not None:
            self._highlight.select(run.prepared.rows_of(np.flatnonzero(run.labels == label)).tolist())


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
