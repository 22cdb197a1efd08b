"""Panes side by side in a live window: they follow the player, the mouse points in all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.formatting import count
from clusterlab.core.step import Step
from clusterlab.export.figure_grid import PENDING, Cell, Sheet, columns_for
from clusterlab.session.analysis.comparison import names_of
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.run_slot import Reel
from clusterlab.session.state.highlight import Highlight
from clusterlab.session.state.panes import panes_of
from clusterlab.session.state.session import Session
from clusterlab.ui.canvas.frame import Portraits
from clusterlab.ui.canvas.mouse import Pointing
from clusterlab.ui.compare.grid_cell import Bared, cell_of
from clusterlab.ui.compare.pane_grid import PaneCanvas
from clusterlab.ui.compare.zoo_presenter import Zoo
from clusterlab.ui.presenter import Live


@dataclass(frozen=True, eq=False)
class Seen:
    """What the panes show, and what is said of the selected one."""

    sheet: Sheet
    caption: Caption | None


class Comparing:
    """Keeps the panes of a live window in step with its player."""

    def __init__(self, live: Live, highlight: Highlight) -> None:
        self._live, self._window, self._highlight = live, live.window, highlight
        self._portraits: Portraits[Seen] = Portraits(self._show, live.lanes.lane())
        self._pointings: list[PanePointing] = []
        self._key: object = None
        self._cells: dict[Reel, tuple[object, Cell]] = {}  # what was drawn last of each run
        self._bared = Bared()
        self._zoo = Zoo(live, self._bared)
        self._sheet: Sheet | None = None
        live.window.panes.added.connect(self._point)
        live.window.panes.pressed.connect(live.panes.select)
        live.window.panes.removed.connect(live.panes.remove)
        live.window.zoo.pressed.connect(live.panes.open_cell)
        live.window.panebar.preset_chosen.connect(live.panes.choose_preset)
        live.window.panebar.add_asked.connect(live.panes.add)

    @property
    def busy(self) -> bool:
        """Whether pictures are being made."""
        return self._portraits.busy or self._zoo.busy

    @property
    def sheet(self) -> Sheet | None:
        """All that is compared as one picture, when all of it is there."""
        return self._zoo.sheet if self._live.document.session.zoo else self._sheet

    def tick(self) -> Exception | None:
        """Looks what is on screen and has it drawn where it is another."""
        session = self._live.document.session
        if session.compares and session.zoo:
            self._zoo.tick()
        else:
            self._zoo.leave()
        if session.compares and not session.zoo:
            self._follow(session)
        else:
            self._key, self._sheet = None, None
            self._cells.clear()
        return self._portraits.tick()

    def cancel(self) -> bool:
        """There is nothing to cancel: pictures are made in a moment."""
        return False

    def hold(self, place: int, step: Step) -> None:
        """Shows a step of one pane as it would be with the center that is held by hand."""
        if self._sheet is not None:
            reel = self._live.player.shown[place]
            self._window.panes.hold(place, self._cell(reel, self._sheet.cells[place].title, step)())

    def _follow(self, session: Session) -> None:
        key = (self._live.player.waiting, session, *map(_look, self._live.player.shown))
        if key != self._key:
            self._key = key
            self._ask()
        for pointing in self._pointings:
            pointing.tick()

    def _ask(self) -> None:
        player = self._live.player
        reels = player.shown
        names = names_of([reel.scene.algorithm for reel in reels])
        cells = [
            None if reel.scene.prepared is None else self._cell(reel, name)
            for reel, name in zip(reels, names, strict=True)
        ]
        selected, index = player.scene, player.index
        layout = Sheet(_title(reels), columns_for(len(reels)), ())

        def make() -> Seen:
            sheet = replace(layout, cells=tuple(PENDING if cell is None else cell() for cell in cells))
            return Seen(sheet, selected.caption(index))

        self._portraits.ask(make, sum(_size(reel) for reel in reels))

    def _cell(self, reel: Reel, title: str, held: Step | None = None) -> Callable[[], Cell]:
        """How to make the cell of a pane, from values that no longer change, on whatever thread."""
        scene, index, view = reel.scene, reel.index, reel.view()
        look, kept = (*_look(reel), title), self._cells.get(reel)
        if held is None and kept is not None and kept[0] == look:
            return lambda: kept[1]
        assert view is not None
        bare, earlier = self._bared(view), reel.past

        def make() -> Cell:
            cell = cell_of(scene, held or scene.recalled(index), bare, title, earlier)
            if held is None:
                self._cells[reel] = look, cell
            return cell

        return make

    def _show(self, seen: Seen) -> None:
        session = self._live.document.session
        if not session.compares or session.zoo:
            return
        panes = len(seen.sheet.cells)
        self._sheet = seen.sheet if PENDING not in seen.sheet.cells else None
        self._window.panebar.show_panes(panes, False)
        place = len(session.before)
        self._window.panes.show_sheet(seen.sheet, place)
        drawn = seen.sheet.cells[place].picture
        if drawn is not None:
            self._window.say(drawn=" ".join(drawn.notes) or "All points are drawn")
        pill = f"Compare · {count(panes, 'pane')}"
        name, said = panes_of(session)[place].algorithm.title, seen.caption
        if said is None:
            self._window.caption.show_caption(pill, f"{place + 1} · {name}: no run.")
            return
        words = f"{place + 1} · {name}, {said.pill}: {said.sentence}"
        self._window.caption.show_caption(pill, words, said.objective, said.change, said.better, said.help)

    def _point(self, canvas: PaneCanvas) -> None:
        self._pointings.append(PanePointing(self, self._live, self._highlight, canvas, len(self._pointings)))


class PanePointing(Pointing):
    """Follows the mouse over the canvas of one pane."""

    def __init__(
        self, comparing: Comparing, live: Live, highlight: Highlight, canvas: PaneCanvas, place: int
    ) -> None:
        self._comparing, self._place = comparing, place
        super().__init__(live, highlight, canvas)

    @property
    def reel(self) -> Reel:
        """The run that the canvas shows; any other while there is no such pane."""
        shown = self._player.shown
        return shown[self._place] if self._place < len(shown) else self._player.reel

    def hold(self, step: Step) -> None:
        """Shows a step as it would be with the center that is held by hand."""
        self._comparing.hold(self._place, step)


def _look(reel: Reel) -> tuple[object, ...]:
    """All that a picture of a run depends on."""
    scene = reel.scene
    session = scene.session
    return (
        scene,
        scene.prepared,
        reel.waiting,
        reel.step,
        scene.colors,
        reel.view(),
        session.layers,
        scene.failure,
    )


def _size(reel: Reel) -> int:
    prepared, step = reel.scene.prepared, reel.step
    return 0 if prepared is None or step is None else prepared.points.n * max(1, step.k)


def _title(reels: Sequence[Reel]) -> str:
    prepared = reels[0].scene.prepared
    return (
        ""
        if prepared is None
        else " · ".join([prepared.chip, count(prepared.points.n, "row"), count(len(reels), "algorithm")])
    )
