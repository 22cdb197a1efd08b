"""What the mouse on the canvas means: points that are looked at, centers that are put elsewhere."""

from dataclasses import replace

import numpy as np

from clusterlab.core.marks import PointMarks
from clusterlab.core.step import Step
from clusterlab.session.analysis.point_details import PointDetails, details_of_center, point_details
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.session import Branch
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.canvas.frame import frame_task
from clusterlab.ui.canvas.render_cache import NO_POINTS
from clusterlab.ui.presenter import Presenter

DEGREES_PER_PIXEL = 0.5  # that a view turns with each pixel of the mouse


class MousePresenter:
    """Follows the mouse over the canvas of a live window, and shows what is pointed at elsewhere."""

    busy = False

    def __init__(self, presenter: Presenter, highlight: Highlight, canvas: Canvas | None = None) -> None:
        self._live, self._player, self._canvas = (
            presenter,
            presenter.player,
            canvas or presenter.window.canvas,
        )
        self._highlight = highlight
        self._shown: object = None
        self._card_picture: object = None
        self._canvas.hovered.connect(self.hover)
        self._canvas.point_clicked.connect(self.click)
        for told in (self._canvas.center_hovered, self._canvas.center_selected):
            told.connect(lambda _: self._show_center())
        self._canvas.center_dragged.connect(self.drag_center)
        self._canvas.center_dropped.connect(self.drop_center)
        self._canvas.rotated.connect(self.rotate)
        self._canvas.pair_requested.connect(self.open_pair)
        highlight.listeners.append(self._show)

    @property
    def slot(self) -> RunSlot:
        """The run that the canvas shows."""
        return self._player.slot

    def show_preview(self, step: Step) -> None:
        """Shows a step as it would be with the center that is held by hand."""
        make = frame_task(self.slot, step)
        if make is not None:
            self._live.show_frame(make)

    def hover(self, index: int) -> None:
        """Tells everybody about the point under the mouse."""
        row = self._row(index)
        if row == self._highlight.hovered:
            self._show()
        self._highlight.hover(row)

    def click(self, index: int, adding: bool) -> None:
        """Selects a point, alone or one more; a click beside all points selects none."""
        row = self._row(index)
        if row is None:
            self._highlight.select(() if not adding else self._highlight.selected)
        elif adding:
            self._highlight.toggle((row,))
        else:
            self._highlight.select((row,))

    def tick(self) -> None:
        """Points keep their marks when they are prepared or looked at anew."""
        picture = self._canvas.picture
        if picture is not None and picture.places is not self._shown:
            self._shown = picture.places
            self._show()
        if picture is not self._card_picture:
            self._card_picture = picture
            self._show_center()

    def cancel(self) -> bool:
        """There is nothing to cancel."""
        return False

    def drag_center(self, cluster: int, place: np.ndarray) -> None:
        """Shows the step as it would be with a center at a place of the plane."""
        branch = self._branch(cluster, place)
        step = None if branch is None else self.slot.preview(branch)
        if step is not None:
            self._player.pause()
            self.show_preview(step)

    def drop_center(self, cluster: int, place: np.ndarray) -> None:
        """The run goes on from the center's new place."""
        branch = self._branch(cluster, place)
        if branch is not None:
            self._live.show_next_at(self.slot.index + 2)
            self._live.commands.drop_center(cluster, branch.position)

    def _show(self) -> None:
        """Marks on the canvas what is pointed at and selected, if it is among the points on screen."""
        prepared, picture, highlight = self.slot.current_prepared, self._canvas.picture, self._highlight
        if prepared is None or picture is None or len(picture.places) != prepared.points.n:
            self._canvas.show_highlight(-1, None, NO_POINTS)
            return
        places = prepared.places(() if highlight.hovered is None else (highlight.hovered,))
        index = int(places[0]) if len(places) else -1
        card = self._card(index) if index >= 0 else None
        self._canvas.show_highlight(index, card, prepared.places(highlight.selected))

    def _show_center(self) -> None:
        """Tells of the center that is pointed at, or else of the selected one, as it is at this step."""
        seen, pointer = self.slot.current_prepared, self._canvas.pointer
        cluster = pointer.hovered_center if pointer.hovered_center >= 0 else pointer.center
        self._canvas.show_center(None if seen is None else details_of_center(seen, self.slot.step, cluster))

    def _row(self, index: int) -> int | None:
        """The row of the table behind a point of the canvas; None where it belongs to other data already."""
        prepared, picture = self.slot.current_prepared, self._canvas.picture
        if index < 0 or prepared is None or picture is None or len(picture.places) != prepared.points.n:
            return None
        return prepared.row(index)

    def _card(self, index: int) -> PointDetails | None:
        prepared, picture = self.slot.current_prepared, self._canvas.picture
        assert prepared is not None
        dots = picture.mark(PointMarks) if picture is not None else None
        responsibilities = (
            dots.responsibilities[index] if dots is not None and dots.responsibilities is not None else None
        )
        return point_details(prepared, self.slot.step, index, responsibilities)

    def rotate(self, right: float, down: float, finished: bool) -> None:
        """Turns a view of three dimensions with the mouse that is so many pixels farther."""
        choice = self._live.document.session.view
        if choice is not None:
            turn, tilt = (
                (choice.turn + DEGREES_PER_PIXEL * right) % 360,
                choice.tilt + DEGREES_PER_PIXEL * down,
            )
            rotated = replace(choice, turn=turn, tilt=min(max(tilt, -90.0), 90.0))
            self._live.commands.choose_view(rotated, finished)

    def open_pair(self, axes: tuple[str, str]) -> None:
        """Looks at one small plot of a matrix alone."""
        self._live.commands.choose_view(ViewChoice("columns", axes))

    def _branch(self, cluster: int, place: np.ndarray) -> Branch | None:
        view, step = self.slot.view(), self.slot.step
        if view is None or step is None or step.centers is None or cluster >= len(step.centers):
            return None
        return Branch(self.slot.index, cluster, view.unproject(place, step.centers[cluster]))
