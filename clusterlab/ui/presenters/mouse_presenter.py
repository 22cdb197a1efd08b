"""Mouse interaction with the canvas: hovering and selecting points and clusters, rotating views."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint

from clusterlab.core.marks import PointMarks
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Rows
from clusterlab.session.analysis.point_details import PointDetails, point_details
from clusterlab.session.playback.captions import DraggedCenter
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_emphasis import NO_NUMBERS
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.menu_target import MenuTarget
from clusterlab.ui.dialogs.ask_sample import offer_folder_sample
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.center_presenter import CenterPresenter
from clusterlab.ui.presenters.shard_hover import ShardHover
from clusterlab.ui.presenters.shard_images import ShardImages

DEGREES_PER_PIXEL = 0.5  # rotation per pixel of mouse movement
NO_ROWS = np.zeros(0, np.intp)


class MousePresenter:
    """Connects the mouse signals of a canvas with its run and with the highlight that all charts share."""

    def __init__(self, presenter: Presenter, canvas: Canvas) -> None:
        self._presenter, self._canvas, self._highlight = presenter, canvas, presenter.highlight
        self._canvas.hovered.connect(self.hover)
        self._canvas.point_clicked.connect(self.click)
        self._canvas.points_outlined.connect(self.select)
        self.centers = CenterPresenter(presenter, canvas, lambda: self.run, self.show_preview)
        self.shard_images = ShardImages(presenter, canvas)
        self.shard_hover = ShardHover(presenter, canvas)
        self._canvas.rotated.connect(self.rotate)
        self._canvas.pair_requested.connect(self.open_pair)
        self._canvas.legend_hovered.connect(self.hover_cluster)
        self._canvas.legend_clicked.connect(self.click_cluster)
        self._canvas.menu_requested.connect(self.request_menu)
        presenter.highlight_changed.connect(self._show)
        presenter.frame_shown.connect(self.follow_picture)

    @property
    def run(self) -> ShownRun:
        """The run that the canvas shows."""
        return self._presenter.shown.run

    def show_preview(self, dragged: DraggedCenter | None) -> None:
        """Shows the step that would follow from the position of a dragged center; None ends that."""
        self._presenter.show_picture(self._presenter.shown, dragged)

    def hover(self, index: int) -> None:
        """Sets the hovered point of the shared highlight."""
        row = self._row(index)
        if row == self._highlight.hovered:
            self._show()
        self._highlight.hover(row)

    def click(self, index: int, adding: bool) -> None:
        """Selects a point, alone or in addition; a click on no point clears the selection."""
        row = self._row(index)
        if row is None:
            self._highlight.select(() if not adding else self._highlight.selected)
            self._highlight.emphasize(replace(self._highlight.emphasis, highlighted=NO_NUMBERS))
        elif adding:
            self._highlight.toggle((row,))
        else:
            self._highlight.select((row,))

    def hover_cluster(self, number: int | None) -> None:
        """Lets a cluster stand out while the mouse is on its row of the legend."""
        self._highlight.emphasize(self._highlight.emphasis.with_hovered(number))

    def click_cluster(self, number: int, hides: bool) -> None:
        """Highlights a cluster, or hides it; a second time ends that."""
        emphasis = self._highlight.emphasis
        toggled = emphasis.with_hidden_toggled(number) if hides else emphasis.with_highlight_toggled(number)
        self._highlight.emphasize(toggled)

    def request_menu(self, target: MenuTarget, place: QPoint) -> None:
        """Requests the context menu of what is under the mouse."""
        self._presenter.menu_requested.emit(self._canvas, self.run, target, place)

    def select(self, indices: Rows, adding: bool) -> None:
        """Selects points, instead of those selected before or in addition to them."""
        prepared, obstacle = self._shown_points, self.run.rows_obstacle
        if obstacle:
            offer_folder_sample(self._presenter.window.message, self._presenter.commands, obstacle)
        if prepared is not None:
            rows = frozenset(prepared.rows_of(indices).tolist())
            self._highlight.select(self._highlight.selected | rows if adding else rows)

    def follow_picture(self) -> None:
        """Highlights points and centers in another picture."""
        self._show()
        self.centers.follow_picture()
        self.shard_images.follow()

    def _show(self) -> None:
        """Shows the hovered and the selected points on the canvas, if they are among the points on screen."""
        prepared, highlight = self._shown_points, self._highlight
        if prepared is None:
            self._canvas.show_highlight(-1, None, NO_ROWS)
            return
        places = prepared.places(() if highlight.hovered is None else (highlight.hovered,))
        index = int(places[0]) if len(places) else -1
        card = self._card(prepared, index) if index >= 0 else None
        self._canvas.show_highlight(index, card, prepared.selected_places(highlight.selected))

    def _row(self, index: int) -> int | None:
        """The table row of a point of the canvas; None if the canvas still shows other data."""
        prepared = self._shown_points
        return None if index < 0 or prepared is None else prepared.row(index)

    @property
    def _shown_points(self) -> Prepared | None:
        """The points of the run; None while the canvas still shows other data."""
        prepared, picture = self.run.prepared, self._canvas.picture
        same = prepared is not None and picture is not None and len(picture.places) == prepared.points.n
        return prepared if same else None

    def _card(self, prepared: Prepared, index: int) -> PointDetails | None:
        marks = self._canvas.picture.mark(PointMarks) if self._canvas.picture is not None else None
        soft = None if marks is None else marks.responsibilities
        shares, color_by = None if soft is None else soft[index], self.run.session.color_by
        card = point_details(prepared, self.run.step, index, shares, color_by)
        question = self._canvas.pointer.question
        is_asked = question is not None and question.is_open  # when an explanation would be the answer
        return replace(card, explanation=Message()) if is_asked else card

    def rotate(self, right: float, down: float, finished: bool) -> None:
        """Rotates a 3D view by a mouse movement in pixels; `finished` makes it one undoable choice."""
        choice = self._presenter.document.session.view
        if choice is not None:
            turn = (choice.turn + DEGREES_PER_PIXEL * right) % 360
            tilt = choice.tilt + DEGREES_PER_PIXEL * down
            rotated = replace(choice, turn=turn, tilt=min(max(tilt, -90.0), 90.0))
            self._presenter.commands.choose_view(rotated, finished)

    def open_pair(self, axes: tuple[str, str]) -> None:
        """Shows one cell of a scatter matrix as a view of two columns."""
        self._presenter.commands.choose_view(ViewChoice("columns", axes))
