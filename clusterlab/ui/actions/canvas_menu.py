"""The context menus of a canvas: of a cluster in the legend, a center, a point, a pane, or the plane."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from clusterlab.session.analysis.point_details import copied_center, copied_point
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import ClusterEmphasis
from clusterlab.ui import dialogs
from clusterlab.ui.actions.by_eye_menus import label_by_eye, merge_menu, put_menu
from clusterlab.ui.actions.color_menu import color_menu
from clusterlab.ui.actions.mnemonics import set_mnemonics, without_mnemonic
from clusterlab.ui.actions.order_menu import move_cluster, order_menu
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.menu_target import MenuTarget
from clusterlab.ui.compare.pane_grid import PaneCanvas
from clusterlab.ui.dialogs.ask_sample import offer_folder_sample
from clusterlab.ui.presenter import Presenter

PLANE_ACTIONS = ("copy_picture", "save_picture", "fit_view", "legend")
"""The actions of the table that stand at the end of every menu."""
SELECTION_ACTIONS = ("cluster_only", "leave_out", "show_only", "save_selected_rows")
"""Those that stand before them where points are selected."""
Entry = tuple[str, Callable[[], object]]


class CanvasMenu:
    """Makes the context menu of a canvas for what is under the mouse.

    `actions` are those of the table.
    """

    def __init__(self, actions: Mapping[str, QAction], presenter: Presenter) -> None:
        self._actions, self._presenter, self._highlight = actions, presenter, presenter.highlight

    def open(self, canvas: Canvas, run: ShownRun, target: MenuTarget, place: QPoint) -> None:
        """Opens the menu at a place of the screen."""
        menu = QMenu(canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, callback in self._entries(canvas, run, target):
            menu.addAction(words).triggered.connect(callback)
        if target.kind == "legend" and target.index in run.numbers:
            menu.addMenu(color_menu(self._presenter, target.index, menu))
            menu.addMenu(order_menu(self._presenter, run, menu))
            self._add_merge_menu(menu, run, target.index)
        menu.addSeparator()
        if target.kind == "center":
            self._add_of_table(menu, "start_from_here")
        if self._highlight.selected:
            self._add_of_table(menu, "make_cluster")
            menu.addMenu(put_menu(self._presenter, menu))
        self._add_of_table(menu, *SELECTION_ACTIONS * bool(self._highlight.selected), *PLANE_ACTIONS)
        set_mnemonics(menu)
        menu.popup(place)

    def _add_of_table(self, menu: QMenu, *names: str) -> None:
        """Adds actions of the table, whose mnemonics are those of another menu."""
        for name in names:
            menu.addAction(without_mnemonic(self._actions[name], menu))

    def _add_merge_menu(self, menu: QMenu, run: ShownRun, number: int) -> None:
        """Offers to merge a cluster by eye with another, where there is one."""
        label = label_by_eye(self._presenter, run, number)
        if label is not None and len(run.numbers) > 1:
            menu.addMenu(merge_menu(self._presenter, label, menu))

    def _entries(self, canvas: Canvas, run: ShownRun, target: MenuTarget) -> Iterator[Entry]:
        if target.kind == "legend":
            yield from self._cluster_entries(canvas, run, target.index)
        elif target.kind == "center":
            yield from self._center_entries(canvas, run, target.index)
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
            yield "Rename…", partial(dialogs.ask_cluster_name, self._presenter, number)
        by_eye = label_by_eye(self._presenter, run, number)
        if by_eye is not None:
            yield "Delete", partial(self._presenter.commands.by_eye.delete, by_eye)
        if number in run.numbers:
            place = run.listing.number(run.numbers.index(number))
            if place > 1:
                yield "Move up", partial(move_cluster, self._presenter, run, number, -1)
            if place < len(run.numbers):
                yield "Move down", partial(move_cluster, self._presenter, run, number, 1)

    def _center_entries(self, canvas: Canvas, run: ShownRun, cluster: int) -> Iterator[Entry]:
        prepared, step = run.prepared, run.step
        if prepared is None or step is None or step.centers is None or cluster >= len(step.centers):
            return
        name = run.listing.reference(cluster)
        yield f"Select the points of {name}", partial(self._select_cluster, run, cluster)
        if run.session.algorithm.has_centers and len(step.centers) > 1:
            yield "Remove it", partial(_remove_center, canvas, cluster)
        yield "Copy its position", partial(_copy, copied_center(prepared, step, cluster, run.listing))

    def _point_entries(self, run: ShownRun, index: int) -> Iterator[Entry]:
        prepared, labels = run.prepared, run.labels
        if prepared is None or index >= prepared.points.n:
            return
        row = prepared.row(index)
        words = "Deselect" if row in self._highlight.selected else "Select"
        yield f"{words} row {prepared.table.row_number(row):,}", partial(self._highlight.toggle, (row,))
        if labels is not None and index < len(labels):
            label = int(labels[index])
            name = (
                "the points in no cluster" if label < 0 else f"the points of {run.listing.reference(label)}"
            )
            yield f"Select {name}", partial(self._select_cluster, run, label)
        yield "Copy its row", partial(_copy, copied_point(prepared, run.step, index, run.listing))

    def _emphasize(self, emphasis: ClusterEmphasis) -> Callable[[], object]:
        return partial(self._highlight.emphasize, replace(emphasis, hovered=None))

    def _select_cluster(self, run: ShownRun, label: int) -> None:
        """Selects the points of a cluster, or with -1 the noise."""
        if run.rows_obstacle:
            return offer_folder_sample(
                self._presenter.window.message, self._presenter.commands, run.rows_obstacle
            )
        return self._highlight.select(run.rows_of(label))


def _remove_center(canvas: Canvas, cluster: int) -> None:
    canvas.select_center(cluster)
    canvas.edits.removed.emit()


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
