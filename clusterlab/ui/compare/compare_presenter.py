"""The presenter of the compared panes, which follow the player and share the highlighted rows."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from clusterlab.core.formatting import format_count
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import PENDING_CELL, FigureCell, FigureGrid, comparison_title, grid_columns
from clusterlab.export.grid_cell import BareViewCache, cell_without_points, grid_cell
from clusterlab.session.analysis.comparison import numbered_names
from clusterlab.session.playback.captions import Caption, DraggedCenter
from clusterlab.session.playback.change_sentence import last_changes
from clusterlab.session.playback.frame_renderer import FrameRenderer
from clusterlab.session.playback.shown import Shown, ShownRun
from clusterlab.session.state.cluster_emphasis import ClusterEmphasis
from clusterlab.ui.compare.pane_grid import PaneCanvas
from clusterlab.ui.compare.zoo_presenter import ZooPresenter
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.center_presenter import CenterPresenter
from clusterlab.ui.presenters.mouse_presenter import MousePresenter


@dataclass(frozen=True, eq=False)
class PanesFrame:
    """The runs of all panes, their cells, and the caption of the selected one."""

    shown: Shown
    emphasis: ClusterEmphasis
    figure_grid: FigureGrid
    caption: Caption | None


class ComparePresenter:
    """Keeps the compared panes in sync with the player."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._window = presenter, presenter.window
        self._frame_renderer: FrameRenderer[PanesFrame] = FrameRenderer(
            self._show, presenter.worker.task_queue()
        )
        self._mouse_presenters: list[PaneMousePresenter] = []
        self._bare_views = BareViewCache()
        self._zoo_presenter = ZooPresenter(presenter, self._bare_views)
        self._drawn: PanesFrame | None = None
        presenter.panes_changed.connect(self.follow)
        presenter.emphasis_changed.connect(lambda: self.follow(presenter.shown))
        presenter.window.panes.added.connect(self._add_mouse_presenter)
        presenter.window.panes.pressed.connect(presenter.pane_commands.select)
        presenter.window.panes.removed.connect(presenter.pane_commands.remove)
        presenter.window.zoo.pressed.connect(presenter.pane_commands.open_cell)
        presenter.window.pane_bar.preset_chosen.connect(presenter.pane_commands.choose_preset)
        presenter.window.pane_bar.add.clicked.connect(presenter.pane_commands.add)

    @property
    def figure_grid(self) -> FigureGrid | None:
        """The panes or the zoo as one figure; None until all cells are drawn."""
        if self._presenter.shown.session.zoo:
            return self._zoo_presenter.figure_grid
        is_drawn = self._drawn is not None and PENDING_CELL not in self._drawn.figure_grid.cells
        return self._drawn.figure_grid if self._drawn is not None and is_drawn else None

    @property
    def busy(self) -> bool:
        """Whether panes are to be made, which takes long: one in a turn of the event loop."""
        shown = self._presenter.shown
        return shown.panes_compared and len(self._window.panes.canvases) < len(shown.runs)

    def poll(self) -> Exception | None:
        """Makes a pane, and draws all of them once there are enough."""
        if self.busy:
            self._window.panes.add_canvas()
        if not self.busy:
            self.follow(self._presenter.shown)
        return None

    @property
    def selected_centers(self) -> CenterPresenter | None:
        """What changes the centers of the selected pane; None while it is not made yet."""
        selected = self._presenter.shown.session.selected
        made = self._mouse_presenters[selected : selected + 1]
        return made[0].centers if made else None

    def follow(self, shown: Shown) -> None:
        """Draws the panes that have changed."""
        if not shown.panes_compared:
            self._drawn = None
            return
        if self.busy:
            self._presenter.poll_while_busy(self)
            return
        cells = self._cell_tasks(shown)
        prepared, panes = shown.runs[0].scene.prepared, len(shown.runs)
        title = "" if prepared is None else comparison_title(prepared, panes)
        layout, emphasis = FigureGrid(title, grid_columns(panes), ()), self._presenter.highlight.emphasis

        def task() -> PanesFrame:
            figure_grid = replace(layout, cells=tuple(cell() for cell in cells))
            return PanesFrame(shown, emphasis, figure_grid, shown.run.caption)

        self._frame_renderer.ask(task, sum(run.size for run in shown.runs if run.step is not None))
        self._presenter.poll_while_busy(self._frame_renderer)

    def show_preview(self, pane_index: int, step: Step | None) -> None:
        """Shows the step of one pane with its dragged center, or without one that step of its run.

        While a pane that was added or removed is not drawn yet, there may be no such run or no such cell.
        """
        runs, cells = self._presenter.shown.runs, () if self._drawn is None else self._drawn.figure_grid.cells
        if pane_index < min(len(runs), len(cells)):
            cell = self._cell_task(runs[pane_index], pane_index, cells[pane_index].title, step)
            is_selected = pane_index == self._presenter.shown.session.selected
            self._window.panes.show_preview(pane_index, cell(), is_selected)

    def _cell_tasks(self, shown: Shown) -> list[Callable[[], FigureCell]]:
        """Tasks that draw the cells of all panes; those that are drawn already are used again."""
        drawn, emphasis = self._drawn, self._presenter.highlight.emphasis
        is_same = drawn is not None and drawn.emphasis == emphasis
        cells = (
            {}
            if drawn is None or not is_same
            else dict(zip(drawn.shown.runs, drawn.figure_grid.cells, strict=True))
        )
        sessions = [run.session for run in shown.runs]
        changes = last_changes([session.branches for session in sessions])
        names = numbered_names([session.algorithm for session in sessions], changes)
        tasks = []
        for place, (run, name) in enumerate(zip(shown.runs, names, strict=True)):
            cell = cells.get(run, PENDING_CELL)
            is_kept = cell.title == name
            tasks.append((lambda cell=cell: cell) if is_kept else self._cell_task(run, place, name))
        return tasks

    def _cell_task(
        self, run: ShownRun, place: int, title: str, preview: Step | None = None
    ) -> Callable[[], FigureCell]:
        """A task that draws the cell of a pane; it reads only immutable values, so any thread can run it.

        The legend of a column by which points are colored is in the first pane.
        """
        if run.view is None:
            return lambda: cell_without_points(run, title)
        bare_view, past = self._bare_views(run.view), run.scene.past(run.index)
        emphasis = self._presenter.highlight.emphasis
        return lambda: grid_cell(
            run, preview or run.scene.materialized(run.index), bare_view, title, past, emphasis, not place
        )

    def _show(self, frame: PanesFrame) -> None:
        if not self._presenter.shown.panes_compared:
            return
        self._drawn = frame
        session, panes = frame.shown.session, len(frame.figure_grid.cells)
        self._window.pane_bar.show_panes(panes, False)
        selected = session.selected
        self._window.panes.show_figure_grid(frame.figure_grid, selected)
        self._presenter.player.release_runs()
        picture = frame.figure_grid.cells[selected].picture
        if picture is not None:
            self._window.set_status(drawn=" ".join(picture.notes) or "All points are drawn")
        name = f"{selected + 1} · {session.panes[selected].algorithm.title}"
        self._show_caption(name, panes, frame.caption)
        for mouse_presenter in self._mouse_presenters:
            mouse_presenter.follow_picture()

    def _show_caption(self, name: str, panes: int, caption: Caption | None) -> None:
        phase_label = f"Compare · {format_count(panes, 'pane')}"
        if caption is None:
            self._window.caption.show_caption(phase_label, f"{name}: no run.")
            return
        words = f"{name}, {caption.phase_label}: {caption.sentence}"
        self._window.caption.show_step(phase_label, words, caption)

    def _add_mouse_presenter(self, canvas: PaneCanvas) -> None:
        index = len(self._mouse_presenters)
        self._mouse_presenters.append(PaneMousePresenter(self, self._presenter, canvas, index))


class PaneMousePresenter(MousePresenter):
    """Follows the mouse over the canvas of one pane."""

    def __init__(
        self, compare_presenter: ComparePresenter, presenter: Presenter, canvas: PaneCanvas, pane_index: int
    ) -> None:
        self._compare_presenter, self._pane_index = compare_presenter, pane_index
        super().__init__(presenter, canvas)

    @property
    def run(self) -> ShownRun:
        """The run that the canvas shows; the selected run while there is no such pane."""
        shown = self._presenter.shown
        return shown.runs[self._pane_index] if self._pane_index < len(shown.runs) else shown.run

    def show_preview(self, dragged: DraggedCenter | None) -> None:
        """Shows a step with its dragged center; None ends that."""
        self._compare_presenter.show_preview(self._pane_index, None if dragged is None else dragged.step)
