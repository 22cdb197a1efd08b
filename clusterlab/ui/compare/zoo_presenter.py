"""The zoo in a live window: small pictures that follow the player, a few of them at a time."""

from collections.abc import Sequence

from clusterlab.core.formatting import format_count
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.ui.compare.grid_cell import BareViewCache, grid_cell
from clusterlab.ui.presenter import Presenter

CELLS_PER_TICK = 6
"""So many pictures are drawn between two looks at the mouse and the keys."""
ZOO_CAPTION = "One clock plays them all. Press a picture to work on it by itself."


class ZooPresenter:
    """Keeps the pictures of a zoo in step with the player; a run that still grows waits for its end."""

    def __init__(self, presenter: Presenter, bare_views: BareViewCache) -> None:
        self._player, self._window, self._bare_views = presenter.player, presenter.window, bare_views
        self._drawn: dict[RunSlot, tuple[object, FigureCell]] = {}
        self._places: list[RunSlot] = []
        self._next = 0
        self.busy = False

    @property
    def sheet(self) -> FigureGrid | None:
        """All pictures as one, when all are there and none of them is behind."""
        slots = self._player.shown
        if self.busy or not all(slot in self._drawn for slot in slots):
            return None
        return _figure_layout(slots, [self._drawn[slot][1] for slot in slots])

    def tick(self) -> None:
        """Draws a few of the pictures that are behind, those first that have waited longest."""
        slots = self._player.shown
        if list(slots) != self._places:
            self._start(slots)
        outdated = [place for place, slot in enumerate(slots) if self._is_outdated(slot)]
        queue = [place for place in outdated if place >= self._next] + [p for p in outdated if p < self._next]
        for place in queue[:CELLS_PER_TICK]:
            self._draw(slots[place], place)
            self._next = place + 1
        self.busy = len(queue) > CELLS_PER_TICK
        if queue:
            self._show_caption()

    def reset(self) -> None:
        """Forgets what was drawn."""
        self._drawn.clear()
        self._places, self.busy = [], False

    def _start(self, slots: Sequence[RunSlot]) -> None:
        self._places, self._next = list(slots), 0
        self._window.panebar.show_panes(len(slots), True)
        self._window.zoo.show_layout(_figure_layout(slots), len(slots))

    def _show_caption(self) -> None:
        self._window.caption.show_caption(f"Zoo · {format_count(len(self._places), 'run')}", ZOO_CAPTION)

    def _is_outdated(self, slot: RunSlot) -> bool:
        if slot.waiting or slot.scene.prepared is None:
            return False
        cached = self._drawn.get(slot)
        return cached is None or cached[0] != _render_key(slot)

    def _draw(self, slot: RunSlot, place: int) -> None:
        view, step = slot.view(), slot.materialized_step
        assert view is not None
        cell = grid_cell(slot.scene, step, self._bare_views(view))
        self._drawn[slot] = _render_key(slot), cell
        self._window.zoo.show_cell(place, cell)


def _render_key(slot: RunSlot) -> tuple[object, ...]:
    """All that the picture of a run depends on; its newest steps do not count while it is computed."""
    scene = slot.scene
    step = slot.step if scene.complete or not slot.computing else None
    return (scene, step, scene.colors, scene.session.layers, scene.failure)


def _figure_layout(slots: Sequence[RunSlot], cells: Sequence[FigureCell] = ()) -> FigureGrid:
    """The rows and columns of a zoo, which are told from its runs."""
    row_titles = list(dict.fromkeys(slot.target_session.source.title for slot in slots))
    column_titles = list(dict.fromkeys(slot.target_session.algorithm.title for slot in slots))
    title = f"{format_count(len(row_titles), 'data set')} · {format_count(len(column_titles), 'algorithm')}"
    return FigureGrid(title, len(column_titles), tuple(cells), tuple(column_titles), tuple(row_titles))
