"""The presenter of the zoo: redraws outdated thumbnails, a few of them per tick."""

from collections.abc import Sequence

from clusterlab.core.formatting import format_count
from clusterlab.datasets.generators.shape import Shape
from clusterlab.export.figure_grid import FigureCell, FigureGrid
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.state.prepared import Source
from clusterlab.ui.compare.grid_cell import BareViewCache, grid_cell
from clusterlab.ui.presenter import Presenter

CELLS_PER_TICK = 6
"""The number of thumbnails drawn per tick; mouse and keys are handled between two ticks."""
ZOO_CAPTION = "One clock plays them all. Press a picture to work on it by itself."


class ZooPresenter:
    """Keeps the thumbnails in sync with the player; a run that is being computed is redrawn at its end."""

    def __init__(self, presenter: Presenter, bare_views: BareViewCache) -> None:
        self._player, self._window, self._bare_views = presenter.player, presenter.window, bare_views
        self._drawn: dict[RunSlot, tuple[object, FigureCell]] = {}
        self._slots: list[RunSlot] = []
        self._next = 0
        self.busy = False

    @property
    def figure_grid(self) -> FigureGrid | None:
        """All thumbnails as one figure; None while some are missing or outdated."""
        slots = self._player.shown
        if self.busy or not all(slot in self._drawn for slot in slots):
            return None
        return _figure_layout(slots, [self._drawn[slot][1] for slot in slots])

    def tick(self) -> None:
        """Redraws a few outdated thumbnails, in turn."""
        slots = self._player.shown
        if list(slots) != self._slots:
            self._start(slots)
        outdated = [index for index, slot in enumerate(slots) if self._is_outdated(slot)]
        queue = [index for index in outdated if index >= self._next] + [p for p in outdated if p < self._next]
        for index in queue[:CELLS_PER_TICK]:
            self._draw(slots[index], index)
            self._next = index + 1
        self.busy = len(queue) > CELLS_PER_TICK
        if queue:
            self._show_caption()

    def reset(self) -> None:
        """Discards the drawn cells."""
        self._drawn.clear()
        self._slots, self.busy = [], False

    def _start(self, slots: Sequence[RunSlot]) -> None:
        self._slots, self._next = list(slots), 0
        self._window.pane_bar.show_panes(len(slots), True)
        self._window.zoo.show_layout(_figure_layout(slots), len(slots))

    def _show_caption(self) -> None:
        self._window.caption.show_caption(f"Zoo · {format_count(len(self._slots), 'run')}", ZOO_CAPTION)

    def _is_outdated(self, slot: RunSlot) -> bool:
        if slot.waiting or slot.scene.prepared is None:
            return False
        cached = self._drawn.get(slot)
        return cached is None or cached[0] != _render_key(slot)

    def _draw(self, slot: RunSlot, index: int) -> None:
        view, step = slot.view(), slot.materialized_step
        assert view is not None
        cell = grid_cell(slot.scene, step, self._bare_views(view))
        self._drawn[slot] = _render_key(slot), cell
        self._window.zoo.show_cell(index, cell)


def _render_key(slot: RunSlot) -> tuple[object, ...]:
    """Everything that a thumbnail depends on; the step is left out while its run is being computed."""
    scene = slot.scene
    step = slot.step if scene.complete or not slot.computing else None
    return (scene, step, scene.colors, scene.session.layers, scene.failure)


def _source_title(source: Source) -> str:
    return source.title if isinstance(source, Shape) else source.path.name


def _figure_layout(slots: Sequence[RunSlot], cells: Sequence[FigureCell] = ()) -> FigureGrid:
    """The figure of a zoo, whose rows and columns are the data sets and algorithms of its runs."""
    row_titles = list(dict.fromkeys(_source_title(slot.target_session.source) for slot in slots))
    column_titles = list(dict.fromkeys(slot.target_session.algorithm.title for slot in slots))
    title = f"{format_count(len(row_titles), 'data set')} · {format_count(len(column_titles), 'algorithm')}"
    return FigureGrid(title, len(column_titles), tuple(cells), tuple(column_titles), tuple(row_titles))
