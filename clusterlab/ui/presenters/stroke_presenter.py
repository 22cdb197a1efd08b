"""Draws strokes: points are shown at once, and clustered after the stroke or a few times a second."""

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.pointer_state import NO_POINTS
from clusterlab.kernels.typing import Floats, Rows
from clusterlab.session.commands.drawing_commands import DrawingCommands
from clusterlab.session.state.drawing_choices import points_to_draw_on
from clusterlab.session.state.prepared import Prepared
from clusterlab.ui.panels.draw_box import DrawBox
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.canvas_units import CanvasUnits
from clusterlab.ui.presenters.drawn_frame import DrawnFrame

if TYPE_CHECKING:
    from clusterlab.datasets.strokes import Brush, SelectionMove, Stroke
LIVE_INTERVAL, MAX_POINTS_RUN_LIVE = 0.25, 5_000
"""Seconds between two runs while one draws, and the most points that are clustered meanwhile."""
SELECTION_DISTANCE = 8.0  # logical pixels: the pick radius of selected points


class StrokePresenter:
    """Turns the places of a stroke into edits of the points, each of which is one undo entry."""

    def __init__(self, presenter: Presenter, box: DrawBox) -> None:
        self._presenter, self._box, self._canvas = presenter, box, presenter.window.canvas
        self.commands = DrawingCommands(presenter.document)
        self._frame = DrawnFrame(presenter, self._shown_now)
        self.units = CanvasUnits(self._canvas, lambda: self._axes)
        self._stroke: Stroke | SelectionMove | None = None
        self._before: DrawnPoints | None = None  # the points of the last run during this stroke
        self._selected: Rows = NO_POINTS
        self._path: list[Floats] = []
        self._shown_at, self._is_begun = 0.0, False
        presenter.drag_cancelers.append(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether a stroke is being drawn."""
        return self._stroke is not None

    def poll(self) -> Exception | None:
        """Shows what was drawn since, and clusters it from time to time."""
        self._apply_path()
        few = self._stroke is not None and self._stroke.drawn.n <= MAX_POINTS_RUN_LIVE
        waited = monotonic() - self._shown_at > LIVE_INTERVAL
        if few and waited and not self._presenter.player.waiting:
            self._commit(ends=False)
        return None

    @property
    def points(self) -> DrawnPoints:
        """The present points, on which a stroke begins."""
        return points_to_draw_on(self._presenter.document.session, self._current_prepared)

    @property
    def selected(self) -> Rows:
        """Which of the present points are selected, ascending."""
        rows = np.array(sorted(self._presenter.highlight.selected), np.intp)
        source, prepared = self._presenter.document.session.source, self._current_prepared
        if isinstance(source, DrawnPoints) or prepared is None:
            n = source.n if isinstance(source, DrawnPoints) else 0
            return rows[rows < n]
        kept = prepared.selection.kept
        found = np.minimum(np.searchsorted(kept, rows), len(kept) - 1)
        return np.asarray(found[kept[found] == rows])

    def takes_stroke(self, position: QPointF) -> bool:
        """Whether a press at a pixel begins a stroke; one that moves points begins at a selected one.

        While a question is open, a click answers it instead; on data that are being read nothing is drawn.
        """
        if self._presenter.window.predict.is_open or self._presenter.shown.drawing_obstacle:
            return False
        picture, viewport = self._canvas.picture, self._canvas.viewport
        if self._box.options.kind != "move" or picture is None or viewport is None:
            return picture is not None and viewport is not None
        pixels = viewport.to_pixels(picture.places[self._canvas.pointer.selected])
        near = np.hypot(*(pixels - position.toTuple()).T) <= SELECTION_DISTANCE * viewport.scale
        return bool(near.any())

    def stroke(self, position: QPointF, part: str) -> None:
        """Begins, continues or ends a stroke at a pixel."""
        if part == "start":
            self._begin()
        if self._stroke is None:
            return
        self._path.append(self.units.place_at(position))
        if part == "end":
            self._end()
        else:
            self._presenter.poll_while_busy(self)

    def edit(self, drawn: DrawnPoints, kind: str, selected: Sequence[int] | Rows = ()) -> None:
        """Shows the points after an edit that is no stroke, with some of them selected."""
        self._frame.link()
        self.commands.draw(drawn, kind)
        self._show_edited(selected)

    def select_near(self, position: QPointF) -> None:
        """Selects the points under the brush at a pixel."""
        from clusterlab.datasets.strokes import PathPart

        points, place = self.points, self.units.place_at(position)
        near = np.flatnonzero(PathPart(place, place, place[None]).near(points.places, self._brush().radii))
        prepared, source = self._current_prepared, self._presenter.document.session.source
        if not isinstance(source, DrawnPoints) and prepared is not None:
            near = prepared.selection.kept[near]
        self._presenter.highlight.select(near.tolist())

    def nudge(self, pixels: QPointF) -> None:
        """Moves the selected points by some pixels."""
        points, selected, by = self.points, self.selected, self.units.way(pixels)
        self._frame.link()
        self._keep_range()
        self.commands.nudge(points, selected, by)
        self._show_edited(selected)

    def cancel(self) -> bool:
        """Drops the stroke that is being drawn; whether there is one."""
        if self._stroke is None:
            return False
        self._canvas.view.plot.box.cancel_stroke()
        self._stroke, self._path = None, []
        if self._is_begun:
            self.commands.cancel()
        self._presenter.show_picture(self._presenter.shown)
        return True

    @property
    def _axes(self) -> tuple[str, str]:
        return self._frame.axes or self.points.axes

    @property
    def _current_prepared(self) -> Prepared | None:
        """The data of the document's session; None while they are still being read."""
        shown = self._presenter.shown
        return None if shown.awaits_data else shown.run.prepared

    def _begin(self) -> None:
        """Begins a stroke on the present points."""
        from clusterlab.datasets.strokes import SelectionMove, Stroke

        self._frame.link()
        self._keep_range()
        points, self._path, self._is_begun = self.points, [], False
        self._before, self._selected = points, self.selected
        if self._box.options.kind == "move":
            self._stroke = SelectionMove(points, self._selected)
        else:
            self._stroke = Stroke(self._box.options.kind, points, self._brush())
        self._shown_at = monotonic()

    def _brush(self) -> "Brush":
        """The brush, a circle on the screen whose radius is in the units of the horizontal axis."""
        picture, lengths = self._canvas.picture, self.units.of_pixel()
        assert picture is not None
        across = self._axes.index(picture.view.axes[0])
        first, second = (lengths / lengths[across]).tolist()
        return self._box.options.brush((first, second), self._box.chosen_group)

    def _end(self) -> None:
        self._apply_path()
        kind, selected = self._box.options.kind, self._selected
        if self._stroke is not None and (self._is_begun or self._stroke.drawn is not self._before):
            self._commit(ends=True)
            self._stroke = None
            self._show_edited(selected if kind != "eraser" else NO_POINTS)
        elif self._stroke is not None:  # it had nothing to change
            self._stroke = None
            self._presenter.show_picture(self._presenter.shown)

    def _apply_path(self) -> None:
        """Draws along the places that the mouse was at since."""
        if self._stroke is None or not self._path:
            return
        for place in self._path:
            self._stroke.go_to(place)
        self._path = []
        self._show(self._stroke.drawn)

    def _commit(self, ends: bool) -> None:
        """Makes the points of the stroke those of the document, if they are others."""
        if self._stroke is None or (self._stroke.drawn is self._before and not ends):
            return
        self._before, self._shown_at, self._is_begun = self._stroke.drawn, monotonic(), True
        self.commands.draw(self._stroke.drawn, self._box.options.kind, ends)
        self._frame.append(self._presenter.document.session.source)
        self._show(self._stroke.drawn)

    def _show_edited(self, selected: Sequence[int] | Rows) -> None:
        """Shows the points of the document, with some of them selected."""
        source = self._presenter.document.session.source
        self._frame.append(source)
        self._selected = np.asarray(selected, np.intp)
        self._presenter.highlight.select(self._selected.tolist())
        if isinstance(source, DrawnPoints) and self._presenter.shown.awaits_data:
            self._show(source)

    def _keep_range(self) -> None:
        """Keeps the axes as they are while one draws."""
        self._canvas.keep_range()
        self._canvas.keeps_units = True

    def _shown_now(self) -> DrawnPoints | None:
        """The points that are to be seen now: those of the stroke, else those of the document."""
        if self._stroke is not None:
            return self._stroke.drawn
        source = self._presenter.document.session.source
        return source if isinstance(source, DrawnPoints) else None

    def _show(self, drawn: DrawnPoints) -> None:
        selected = NO_POINTS if self._box.options.kind == "eraser" else self._selected
        self._frame.show(drawn, selected[selected < drawn.n])
