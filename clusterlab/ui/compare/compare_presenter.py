"""Panes side by side in a live window: they follow the player, the mouse points in all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.formatting import format_count
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import PENDING_CELL, FigureCell, FigureGrid, grid_columns
from clusterlab.session.analysis.comparison import distinguishing_names
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.panes import panes_of
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.frame import FrameRenderer
from clusterlab.ui.canvas.mouse import MousePresenter
from clusterlab.ui.compare.grid_cell import BareViewCache, grid_cell
from clusterlab.ui.compare.pane_grid import PaneCanvas
from clusterlab.ui.compare.zoo_presenter import ZooPresenter
from clusterlab.ui.presenter import Presenter


@dataclass(frozen=True, eq=False)
class PanesFrame:
    """What the panes show, and what is said of the selected one."""

    sheet: FigureGrid
    caption: Caption | None


class ComparePresenter:
    """Keeps the panes of a live window in step with its player."""

    def __init__(self, presenter: Presenter, highlight: Highlight) -> None:
        self._live, self._window, self._highlight = presenter, presenter.window, highlight
        self._frame_renderer: FrameRenderer[PanesFrame] = FrameRenderer(
            self._show, presenter.worker.task_queue()
        )
        self._mouse_presenters: list[PaneMousePresenter] = []
        self._key: object = None
        self._cells: dict[RunSlot, tuple[object, FigureCell]] = {}  # what was drawn last of each run
        self._bare_views = BareViewCache()
        self._zoo_presenter = ZooPresenter(presenter, self._bare_views)
        self._sheet: FigureGrid | None = None
        presenter.window.panes.added.connect(self._add_mouse_presenter)
        presenter.window.panes.pressed.connect(presenter.pane_commands.select)
        presenter.window.panes.removed.connect(presenter.pane_commands.remove)
        presenter.window.zoo.pressed.connect(presenter.pane_commands.open_cell)
        presenter.window.panebar.preset_chosen.connect(presenter.pane_commands.choose_preset)
        presenter.window.panebar.add_requested.connect(presenter.pane_commands.add)

    @property
    def busy(self) -> bool:
        """Whether pictures are being made."""
        return self._frame_renderer.busy or self._zoo_presenter.busy

    @property
    def sheet(self) -> FigureGrid | None:
        """All that is compared as one picture, when all of it is there."""
        return self._zoo_presenter.sheet if self._live.document.session.zoo else self._sheet

    def tick(self) -> Exception | None:
        """Looks what is on screen and has it drawn where it is another."""
        session = self._live.document.session
        if session.compares and session.zoo:
            self._zoo_presenter.tick()
        else:
            self._zoo_presenter.reset()
        if session.compares and not session.zoo:
            self._show_session(session)
        else:
            self._key, self._sheet = None, None
            self._cells.clear()
        return self._frame_renderer.tick()

    def cancel(self) -> bool:
        """There is nothing to cancel: pictures are made in a moment."""
        return False

    def show_preview(self, place: int, step: Step) -> None:
        """Shows a step of one pane as it would be with the center that is held by hand."""
        if self._sheet is not None:
            slot = self._live.player.shown[place]
            self._window.panes.show_preview(place, self._cell(slot, self._sheet.cells[place].title, step)())

    def _show_session(self, session: Session) -> None:
        key = (self._live.player.waiting, session, *map(_render_key, self._live.player.shown))
        if key != self._key:
            self._key = key
            self._request_frame()
        for mouse_presenter in self._mouse_presenters:
            mouse_presenter.tick()

    def _request_frame(self) -> None:
        player = self._live.player
        slots = player.shown
        names = distinguishing_names([slot.scene.algorithm for slot in slots])
        cells = [
            None if slot.scene.prepared is None else self._cell(slot, name)
            for slot, name in zip(slots, names, strict=True)
        ]
        selected, index = player.scene, player.index
        layout = FigureGrid(_figure_title(slots), grid_columns(len(slots)), ())

        def task() -> PanesFrame:
            sheet = replace(layout, cells=tuple(PENDING_CELL if cell is None else cell() for cell in cells))
            return PanesFrame(sheet, selected.caption(index))

        self._frame_renderer.ask(task, sum(_workload(slot) for slot in slots))

    def _cell(self, slot: RunSlot, title: str, preview: Step | None = None) -> Callable[[], FigureCell]:
        """How to make the cell of a pane, from values that no longer change, on whatever thread."""
        scene, index, view = slot.scene, slot.index, slot.view()
        render_key, cached = (*_render_key(slot), title), self._cells.get(slot)
        if preview is None and cached is not None and cached[0] == render_key:
            return lambda: cached[1]
        assert view is not None
        bare_view, previous = self._bare_views(view), slot.past

        def task() -> FigureCell:
            cell = grid_cell(scene, preview or scene.materialized(index), bare_view, title, previous)
            if preview is None:
                self._cells[slot] = render_key, cell
            return cell

        return task

    def _show(self, frame: PanesFrame) -> None:
        session = self._live.document.session
        if not session.compares or session.zoo:
            return
        panes = len(frame.sheet.cells)
        self._sheet = frame.sheet if PENDING_CELL not in frame.sheet.cells else None
        self._window.panebar.show_panes(panes, False)
        place = len(session.before)
        self._window.panes.show_sheet(frame.sheet, place)
        drawn = frame.sheet.cells[place].picture
        if drawn is not None:
            self._window.set_status(drawn=" ".join(drawn.notes) or "All points are drawn")
        phase_label = f"Compare · {format_count(panes, 'pane')}"
        name, said = panes_of(session)[place].algorithm.title, frame.caption
        if said is None:
            self._window.caption.show_caption(phase_label, f"{place + 1} · {name}: no run.")
            return
        words = f"{place + 1} · {name}, {said.phase_label}: {said.sentence}"
        self._window.caption.show_caption(
            phase_label, words, said.objective, said.change, said.better, said.help
        )

    def _add_mouse_presenter(self, canvas: PaneCanvas) -> None:
        self._mouse_presenters.append(
            PaneMousePresenter(self, self._live, self._highlight, canvas, len(self._mouse_presenters))
        )


class PaneMousePresenter(MousePresenter):
    """Follows the mouse over the canvas of one pane."""

    def __init__(
        self,
        compare_presenter: ComparePresenter,
        presenter: Presenter,
        highlight: Highlight,
        canvas: PaneCanvas,
        place: int,
    ) -> None:
        self._comparing, self._place = compare_presenter, place
        super().__init__(presenter, highlight, canvas)

    @property
    def slot(self) -> RunSlot:
        """The run that the canvas shows; any other while there is no such pane."""
        shown = self._player.shown
        return shown[self._place] if self._place < len(shown) else self._player.slot

    def show_preview(self, step: Step) -> None:
        """Shows a step as it would be with the center that is held by hand."""
        self._comparing.show_preview(self._place, step)


def _render_key(slot: RunSlot) -> tuple[object, ...]:
    """All that a picture of a run depends on."""
    scene = slot.scene
    session = scene.session
    return (
        scene,
        scene.prepared,
        slot.waiting,
        slot.step,
        scene.colors,
        slot.view(),
        session.layers,
        scene.failure,
    )


def _workload(slot: RunSlot) -> int:
    prepared, step = slot.scene.prepared, slot.step
    return 0 if prepared is None or step is None else prepared.points.n * max(1, step.k)


def _figure_title(slots: Sequence[RunSlot]) -> str:
    prepared = slots[0].scene.prepared
    return (
        ""
        if prepared is None
        else " · ".join(
            [prepared.summary, format_count(prepared.points.n, "row"), format_count(len(slots), "algorithm")]
        )
    )
