"""The presenter of the zoo: redraws outdated thumbnails, a few of them in a turn of the event loop."""

from dataclasses import replace
from time import monotonic

from clusterlab.core.formatting import format_count
from clusterlab.export.figure_grid import FigureCell, FigureGrid, zoo_layout
from clusterlab.export.grid_cell import BareViewCache, grid_cell
from clusterlab.session.playback.shown import Shown, ShownRun
from clusterlab.ui.presenter import Presenter

CELLS_PER_TURN, SECONDS_PER_TURN = 6, 0.02
"""The most thumbnails drawn in one turn, and seconds after which no further one is begun: mouse and keys are
handled between two turns."""
ZOO_CAPTION = "All runs play together. Click one to open it."


class ZooPresenter:
    """Keeps the thumbnails in sync with the player; a run that is being computed is redrawn at its end."""

    def __init__(self, presenter: Presenter, bare_views: BareViewCache) -> None:
        self._presenter, self._window, self._bare_views = presenter, presenter.window, bare_views
        self._drawn: dict[int, tuple[ShownRun, FigureCell]] = {}
        self._outdated: list[int] = []
        self._next = 0
        presenter.panes_changed.connect(self.follow)

    @property
    def busy(self) -> bool:
        """Whether thumbnails are still to be drawn."""
        return bool(self._outdated)

    @property
    def figure_grid(self) -> FigureGrid | None:
        """All thumbnails as one figure; None while some are missing or outdated."""
        shown = self._presenter.shown
        if self.busy or len(self._drawn) < len(shown.runs):
            return None
        cells = [self._drawn[index][1] for index in range(len(shown.runs))]
        return zoo_layout(shown.session, cells)

    def follow(self, shown: Shown) -> None:
        """Finds the thumbnails that are outdated; they are drawn a few at a time."""
        if not (shown.session.compares and shown.session.zoo):
            self._drawn, self._outdated = {}, []
            return
        if not self._drawn:
            self._window.pane_bar.show_panes(len(shown.runs), True)
            self._window.zoo.show_layout(zoo_layout(shown.session), len(shown.runs))
        self._outdated = [index for index, run in enumerate(shown.runs) if self._is_outdated(index, run)]
        self._presenter.poll_while_busy(self)

    def poll(self) -> Exception | None:
        """Draws a few outdated thumbnails, in turn, so that each is drawn while all are played."""
        queue = sorted(self._outdated, key=lambda index: (index < self._next, index))
        end, drawn = monotonic() + SECONDS_PER_TURN, 0
        while drawn < min(len(queue), CELLS_PER_TURN) and (not drawn or monotonic() < end):
            index = queue[drawn]
            self._draw(index, self._presenter.shown.runs[index])
            self._next, drawn = index + 1, drawn + 1
        self._outdated = queue[drawn:]
        if queue:
            runs = format_count(len(self._presenter.shown.runs), "run")
            self._window.caption.show_caption(f"Zoo · {runs}", ZOO_CAPTION)
        return None

    def _is_outdated(self, index: int, run: ShownRun) -> bool:
        if run.waiting or run.scene.prepared is None:
            return False
        drawn = self._drawn.get(index)
        return drawn is None or drawn[0] != _without_passing_step(run)

    def _draw(self, index: int, run: ShownRun) -> None:
        assert run.view is not None
        cell = grid_cell(run, run.scene.materialized(run.index), self._bare_views(run.view))
        self._drawn[index] = _without_passing_step(run), cell
        self._window.zoo.show_cell(index, cell)


def _without_passing_step(run: ShownRun) -> ShownRun:
    """The run without its step while it is being computed: the thumbnail does not follow each of them."""
    return run if run.scene.complete or not run.computing else replace(run, index=0, step=None)
