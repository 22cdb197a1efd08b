"""The presenter of the compared panes, which follow the player and share the highlighted rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.formatting import format_count
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import PENDING_CELL, FigureCell, FigureGrid, grid_columns
from clusterlab.session.analysis.comparison import distinguishing_names
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_slot import RunSlot
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.frame import FrameRenderer
from clusterlab.ui.canvas.mouse import MousePresenter
from clusterlab.ui.compare.grid_cell import BareViewCache, grid_cell
from clusterlab.ui.compare.pane_grid import PaneCanvas
from clusterlab.ui.compare.zoo_presenter import ZooPresenter
from clusterlab.ui.presenter import Presenter


@dataclass(frozen=True, eq=False)
class PanesFrame:
    """The cells of all panes, and the caption of the selected one."""

    figure_grid: FigureGrid
    caption: Caption | None


class ComparePresenter:
    """Keeps the compared panes in sync with the player."""

    def __init__(self, presenter: Presenter, highlight: Highlight) -> None:
        self._presenter, self._window, self._highlight = presenter, presenter.window, highlight
        self._frame_renderer: FrameRenderer[PanesFrame] = FrameRenderer(
            self._show, presenter.worker.task_queue()
        )
        self._mouse_presenters: list[PaneMousePresenter] = []
        self._key: object = None
        self._cells: dict[RunSlot, tuple[object, FigureCell]] = {}  # the cell drawn last of each run
        self._bare_views = BareViewCache()
        self._zoo_presenter = ZooPresenter(presenter, self._bare_views)
        self._figure_grid: FigureGrid | None = None
        presenter.window.panes.added.connect(self._add_mouse_presenter)
        presenter.window.panes.pressed.connect(presenter.pane_commands.select)
        presenter.window.panes.removed.connect(presenter.pane_commands.remove)
        presenter.window.zoo.pressed.connect(presenter.pane_commands.open_cell)
        presenter.window.pane_bar.preset_chosen.connect(presenter.pane_commands.choose_preset)
        presenter.window.pane_bar.add_requested.connect(presenter.pane_commands.add)

    @property
    def busy(self) -> bool:
        """Whether cells are being drawn."""
        return self._frame_renderer.busy or self._zoo_presenter.busy

    @property
    def figure_grid(self) -> FigureGrid | None:
        """The panes or the zoo as one figure; None until all cells are drawn."""
        return self._zoo_presenter.figure_grid if self._presenter.document.session.zoo else self._figure_grid

    def tick(self) -> Exception | None:
        """Redraws the panes or the zoo if what they show has changed."""
        session = self._presenter.document.session
        if session.compares and session.zoo:
            self._zoo_presenter.tick()
        else:
            self._zoo_presenter.reset()
        if session.compares and not session.zoo:
            self._show_session(session)
        else:
            self._key, self._figure_grid = None, None
            self._cells.clear()
        return self._frame_renderer.tick()

    def cancel(self) -> bool:
        """Returns False: drawing cells takes too little time to cancel."""
        return False

    def show_preview(self, pane_index: int, step: Step) -> None:
        """Shows the step of one pane with its dragged center."""
        if self._figure_grid is not None:
            slot = self._presenter.player.shown[pane_index]
            self._window.panes.show_preview(
                pane_index, self._cell(slot, self._figure_grid.cells[pane_index].title, step)()
            )

    def _show_session(self, session: Session) -> None:
        key = (self._presenter.player.waiting, session, *map(_render_key, self._presenter.player.shown))
        if key != self._key:
            self._key = key
            self._request_frame()
        for mouse_presenter in self._mouse_presenters:
            mouse_presenter.tick()

    def _request_frame(self) -> None:
        player = self._presenter.player
        slots = player.shown
        names = distinguishing_names([slot.scene.algorithm for slot in slots])
        cells = [
            None if slot.scene.prepared is None else self._cell(slot, name)
            for slot, name in zip(slots, names, strict=True)
        ]
        selected, index = player.scene, player.index
        layout = FigureGrid(_figure_title(slots), grid_columns(len(slots)), ())

        def task() -> PanesFrame:
            figure_grid = replace(
                layout, cells=tuple(PENDING_CELL if cell is None else cell() for cell in cells)
            )
            return PanesFrame(figure_grid, selected.caption(index))

        self._frame_renderer.ask(task, sum(_workload(slot) for slot in slots))

    def _cell(self, slot: RunSlot, title: str, preview: Step | None = None) -> Callable[[], FigureCell]:
        """A task that draws the cell of a pane; it reads only immutable values, so any thread can run it."""
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
        session = self._presenter.document.session
        if not session.compares or session.zoo:
            return
        panes = len(frame.figure_grid.cells)
        self._figure_grid = frame.figure_grid if PENDING_CELL not in frame.figure_grid.cells else None
        self._window.pane_bar.show_panes(panes, False)
        selected = session.selected
        self._window.panes.show_figure_grid(frame.figure_grid, selected)
        picture = frame.figure_grid.cells[selected].picture
        if picture is not None:
            self._window.set_status(drawn=" ".join(picture.notes) or "All points are drawn")
        phase_label = f"Compare · {format_count(panes, 'pane')}"
        name, caption = session.panes[selected].algorithm.title, frame.caption
        if caption is None:
            self._window.caption.show_caption(phase_label, f"{selected + 1} · {name}: no run.")
            return
        words = f"{selected + 1} · {name}, {caption.phase_label}: {caption.sentence}"
        self._window.caption.show_caption(
            phase_label, words, caption.objective, caption.change, caption.better, caption.help
        )

    def _add_mouse_presenter(self, canvas: PaneCanvas) -> None:
        self._mouse_presenters.append(
            PaneMousePresenter(self, self._presenter, self._highlight, canvas, len(self._mouse_presenters))
        )


class PaneMousePresenter(MousePresenter):
    """Follows the mouse over the canvas of one pane."""

    def __init__(
        self,
        compare_presenter: ComparePresenter,
        presenter: Presenter,
        highlight: Highlight,
        canvas: PaneCanvas,
        pane_index: int,
    ) -> None:
        self._compare_presenter, self._pane_index = compare_presenter, pane_index
        super().__init__(presenter, highlight, canvas)

    @property
    def slot(self) -> RunSlot:
        """The run that the canvas shows; the selected run while there is no such pane."""
        shown = self._player.shown
        return shown[self._pane_index] if self._pane_index < len(shown) else self._player.slot

    def show_preview(self, step: Step) -> None:
        """Shows a step with its dragged center."""
        self._compare_presenter.show_preview(self._pane_index, step)


def _render_key(slot: RunSlot) -> tuple[object, ...]:
    """Everything that the cell of a run depends on."""
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
