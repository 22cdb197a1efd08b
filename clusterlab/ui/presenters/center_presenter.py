"""Selecting, moving, adding and removing centers on a canvas, and changing the axes of ellipses."""

from collections.abc import Callable

import numpy as np

from clusterlab.core.marks import Ellipses
from clusterlab.core.message import Message, sentences
from clusterlab.core.params import ParamError
from clusterlab.core.projection import View
from clusterlab.export.pointer_state import NO_ENDS
from clusterlab.kernels.typing import Floats
from clusterlab.session.analysis.point_details import details_of_center
from clusterlab.session.commands.center_commands import NO_CENTER
from clusterlab.session.playback.captions import DraggedCenter
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.branches import Branch
from clusterlab.ui.canvas.canvas import Canvas
from clusterlab.ui.presenter import Presenter

END_SIGMA = 2.0
"""The ends of axes lie on the contour of so many standard deviations."""
NOT_IN_THIS_VIEW = "A center cannot be placed in this view. Choose one with two columns or components."
HOLD_WORDS = Message("Enter ends, Esc cancels.")
AXIS_WORDS = Message("Tab goes to its axes.")


class CenterPresenter:
    """Connects a canvas with the commands about centers of the run that it shows."""

    def __init__(
        self,
        presenter: Presenter,
        canvas: Canvas,
        run: Callable[[], ShownRun],
        show_preview: Callable[[DraggedCenter | None], None],
    ) -> None:
        self._presenter, self._canvas, self._run = presenter, canvas, run
        self._show_preview = show_preview
        self._dragged: DraggedCenter | None = None
        self._awaited: ShownRun | None = None
        self._holds_added = False
        self._held_at: ShownRun | None = None
        for signal in (canvas.center_hovered, canvas.center_selected):
            signal.connect(lambda _: self._show_center())
        canvas.edits.dragged.connect(self.drag)
        canvas.edits.dropped.connect(self.drop)
        canvas.edits.canceled.connect(self._end_preview)
        canvas.edits.added.connect(self.add)
        canvas.edits.removed.connect(self.remove)
        canvas.edits.keys_changed.connect(self._show_held)

    def follow_picture(self) -> None:
        """Shows what is known of the selected center in another picture; at another step, lets it go."""
        self._let_go_elsewhere()
        self._select_added()
        self._show_center()

    def drag(self, cluster: int, axis: int, place: Floats) -> None:
        """Previews the step with a center, or the end of an axis of its ellipse, at a place of the plane."""
        run, branch = self._run(), self._branch(cluster, axis, place)
        step = run.scene.materialized(run.index)
        if branch is None or step is None:
            return
        self._presenter.player.pause()
        self._presenter.window.message.hide()  # it would cover a small canvas
        if axis < 0:
            self._canvas.select_center(cluster)
        try:
            previewed = run.scene.preview(step, branch)
        except ParamError as error:
            self._presenter.show_error(error.message)
            return
        self._dragged = DraggedCenter(previewed, cluster, axis >= 0)
        self._show_preview(self._dragged)

    def drop(self, cluster: int, axis: int, place: Floats) -> None:
        """Goes on from a center, or the end of an axis of its ellipse, at a place of the plane."""
        branch = self._branch(cluster, axis, place)
        self._dragged = None
        if branch is None:
            return
        commands = self._presenter.center_commands
        done = (
            commands.move(cluster, branch.position)
            if axis < 0
            else commands.stretch(cluster, axis, branch.position)
        )
        if not done:
            self._show_preview(None)

    def add(self, place: Floats) -> bool:
        """Adds a center at a place of the plane, and selects it; whether that was possible.

        Features that the view does not show are at their mean.
        """
        run = self._run()
        if run.view is None or run.step is None or run.prepared is None:
            return False
        if not run.view.is_invertible:
            self._presenter.show_error(NOT_IN_THIS_VIEW)
            return False
        mean = run.prepared.analyzed.points.values.mean(axis=0)
        added = self._presenter.center_commands.add(run.view.unproject(place, mean))
        if added:
            self._awaited = run
        return added

    def add_by_key(self) -> None:
        """Adds a center at the mouse, or in the middle of the view, and lets the arrow keys move it."""
        place = self._canvas.edits.place_for_new()
        if place is not None and self.add(place):
            self._holds_added = True

    def remove(self) -> None:
        """Removes the selected center."""
        if self._presenter.center_commands.remove(self._canvas.pointer.center):
            self._canvas.select_center(-1)
            self._show_center()

    def hold(self) -> None:
        """Lets the arrow keys move the selected center."""
        self._canvas.setFocus()
        if not self._canvas.edits.hold():
            self._presenter.show_error(NO_CENTER)

    def _select_added(self) -> None:
        """Selects a center that was added, once it is on screen."""
        run, awaited = self._run(), self._awaited
        if awaited is None or run.scene is awaited.scene:
            return
        self._awaited, holds, self._holds_added = None, self._holds_added, False
        last, picture = run.session.branches[-1:], self._canvas.picture
        if not last or last[0].change != "added" or picture is None or last[0].cluster >= picture.k:
            return  # an earlier step may be on screen by now
        self._canvas.select_center(last[0].cluster)
        self._canvas.center_selected.emit(last[0].cluster)
        if holds:
            self.hold()

    def _let_go_elsewhere(self) -> None:
        """Drops what the keys hold where the run shows another step, or another run is on screen."""
        held, run = self._held_at, self._run()
        if held is not None and (held.scene is not run.scene or held.index != run.index):
            self._canvas.edits.cancel()

    def _show_center(self) -> None:
        """Shows the details of the hovered center, or else of the selected one, and the ends of its axes."""
        run, pointer = self._run(), self._canvas.pointer
        cluster = pointer.hovered_center if pointer.hovered_center >= 0 else pointer.center
        card = None
        if run.prepared is not None and self._dragged is None:
            card = details_of_center(run.prepared, run.step, cluster, run.listing)
        self._canvas.show_center(card)
        ends = self._axis_ends()
        if not np.array_equal(ends, pointer.axis_ends):
            self._canvas.update_pointer(axis_ends=ends)

    def _axis_ends(self) -> Floats:
        """Where the axes of the selected ellipse end on the plane (4, 2); none where they cannot be moved."""
        run, center, picture = self._run(), self._canvas.pointer.center, self._canvas.picture
        step = run.step if self._dragged is None else self._dragged.step
        if step is None or step.compacted or run.view is None or not 0 <= center < step.k:
            return NO_ENDS
        if picture is None or picture.mark(Ellipses) is None or not _shows_plane_itself(run.view):
            return NO_ENDS
        axes = step.axes(center)
        if axes is None or step.centers is None:
            return NO_ENDS
        return run.view.project(step.centers[center] + END_SIGMA * np.vstack([axes, -axes]))

    def _show_held(self, cluster: int, axis: int) -> None:
        """Says what the arrow keys move now."""
        self._canvas.update_pointer(held_axis=axis)
        message = self._presenter.window.message
        if cluster < 0:
            self._held_at = None
            message.hide()
            return
        self._held_at = self._run()
        self._presenter.player.pause()
        name = self._run().listing.reference(cluster)
        template = "Arrow keys move the center of {cluster}."
        if axis >= 0:
            template = "Arrow keys move an axis of {cluster}."
        has_axes = axis < 0 and len(self._canvas.pointer.axis_ends) > 0
        said = sentences(Message(template, cluster=name), HOLD_WORDS, AXIS_WORDS if has_axes else Message())
        message.show_line(said)

    def _end_preview(self) -> None:
        self._dragged = None
        self._show_preview(None)
        self._show_center()

    def _branch(self, cluster: int, axis: int, place: Floats) -> Branch | None:
        """The change that a drag to a place of the plane makes; None while there is no such center."""
        run = self._run()
        view, step = run.view, run.step
        if view is None or step is None or step.centers is None or cluster >= len(step.centers):
            return None
        center = step.centers[cluster]
        position = view.unproject(place, center)
        if axis < 0:
            return Branch(run.index, cluster, position)
        return Branch(run.index, cluster, center + (position - center) / END_SIGMA, "stretched", axis)


def _shows_plane_itself(view: View) -> bool:
    """Whether a view shows two features with one scale, so that lengths and right angles are kept."""
    matrix = view.matrix
    return view.is_invertible and matrix.shape == (2, 2) and np.allclose(matrix.T @ matrix, np.eye(2))
