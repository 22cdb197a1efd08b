"""The last frame of the canvas, on which points are shown that were drawn since it was computed."""

from collections.abc import Callable

import numpy as np

from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.export.picture import Picture
from clusterlab.export.stroke_picture import DrawnOn
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.drawing_choices import is_empty
from clusterlab.session.state.prepared import Source
from clusterlab.ui.presenter import Presenter


class DrawnFrame:
    """Follows the frames of the canvas; `drawn_now` has the points that are to be seen on each."""

    def __init__(self, presenter: Presenter, drawn_now: Callable[[], DrawnPoints | None]) -> None:
        self._presenter, self._canvas, self._drawn_now = presenter, presenter.window.canvas, drawn_now
        self._on: DrawnOn | None = None
        self._chain: list[Source] = []  # the source of the run on screen, and what was made of it since
        presenter.frame_shown.connect(self._follow_frame)

    @property
    def axes(self) -> tuple[str, str] | None:
        """The columns of the frame."""
        return None if self._on is None else self._on.axes

    def link(self) -> None:
        """Begins an edit of what is on screen, or of what was drawn since."""
        source = self._presenter.document.session.source
        if not self._chain or self._chain[-1] is not source:
            self._chain = [source]

    def append(self, source: Source) -> None:
        """Remembers the source that an edit made."""
        self._chain.append(source)

    def show(self, drawn: DrawnPoints, selected: Rows) -> None:
        """Shows points on the last frame, if that is one of what was drawn on, and which are selected."""
        source = self._presenter.shown.run.session.source
        if self._on is None or not any(one is source for one in self._chain):
            return
        self._canvas.show_points(self._on.with_points(drawn))
        self._canvas.update_pointer(selected=selected, point=-1, card=None)

    def _follow_frame(self) -> None:
        """Shows the points of now on another frame, where that is of earlier ones."""
        run, drawn = self._presenter.shown.run, self._drawn_now()
        self._on = _drawn_on(run, self._canvas.picture)
        latest = self._presenter.document.session.source
        if run.session.source is latest:
            self._chain = [latest]
        if drawn is not None and drawn is not run.session.source:
            self.show(drawn, self._canvas.pointer.selected[:0])


def _drawn_on(run: ShownRun, picture: Picture | None) -> DrawnOn | None:
    """A frame as one to draw on; None where it is not that of the run, or not of two features."""
    source, prepared = run.session.source, run.prepared
    if picture is None:
        return None
    if isinstance(source, DrawnPoints) and is_empty(source):
        return DrawnOn(picture, None, source.ids, source.axes)
    if prepared is None or prepared.features.d != 2 or picture.view is not run.view:
        return None
    first, second = prepared.selection.columns
    kept = prepared.selection.kept
    is_drawn = isinstance(source, DrawnPoints) and (first, second) == source.axes
    ids = source.ids[kept] if isinstance(source, DrawnPoints) and is_drawn else np.arange(len(kept))
    return DrawnOn(picture, prepared.points, ids, (first, second))
