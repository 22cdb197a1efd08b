"""Panes side by side in a live window: they follow the player, the mouse points in all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clusterlab.core.steps import Step
from clusterlab.core.views import View
from clusterlab.core.words import count
from clusterlab.export.pictures import picture, tracks_of
from clusterlab.export.sheets import PENDING, Cell, Sheet, columns_for, without_rings
from clusterlab.session.captions import Caption
from clusterlab.session.choices import Session
from clusterlab.session.comparing import ari_words, figures_of, names_of
from clusterlab.session.highlight import Highlight
from clusterlab.session.panes import panes_of
from clusterlab.session.reel import Reel
from clusterlab.session.standing import classes_in, known_ari
from clusterlab.ui.failures import sentence_of
from clusterlab.ui.live import Live
from clusterlab.ui.panes import PaneCanvas
from clusterlab.ui.pointing import Pointing
from clusterlab.ui.portrait import Portraits

KEPT = 16
"""So many views are kept without their numbers: one for each data set of a zoo, and some more."""


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
        self._bare: dict[int, tuple[View, View]] = {}  # each view with its bare one
        self.sheet: Sheet | None = None
        live.window.panes.added.connect(self._point)
        live.window.panes.pressed.connect(live.panes.select)
        live.window.panes.removed.connect(live.panes.remove)
        live.window.zoo.pressed.connect(live.panes.open_cell)
        live.window.panebar.preset_chosen.connect(live.panes.choose_preset)
        live.window.panebar.add_asked.connect(live.panes.add)

    @property
    def busy(self) -> bool:
        """Whether pictures are being made."""
        return self._portraits.busy

    def tick(self) -> Exception | None:
        """Looks what is on screen and has it drawn where it is another."""
        session = self._live.document.session
        if not session.compares:
            self._key, self.sheet = None, None
            self._cells.clear()
            return None
        key = (self._live.player.waiting, session, *map(_look, self._live.player.shown))
        if key != self._key:
            self._key = key
            self._ask(session)
        for pointing in self._pointings:
            pointing.tick()
        return self._portraits.tick()

    def cancel(self) -> bool:
        """There is nothing to cancel: pictures are made in a moment."""
        return False

    def hold(self, place: int, step: Step) -> None:
        """Shows a step of one pane as it would be with the center that is held by hand."""
        if self.sheet is not None:
            reel = self._live.player.shown[place]
            self._window.panes.hold(place, self._cell(reel, self.sheet.cells[place].title, step)())

    def _ask(self, session: Session) -> None:
        player, zoo = self._live.player, session.zoo
        reels = player.shown
        names = names_of([reel.scene.algorithm for reel in reels])
        cells = [
            None
            if reel.scene.prepared is None or (zoo and reel.waiting)
            else self._cell(reel, "" if zoo else name)
            for reel, name in zip(reels, names, strict=True)
        ]
        size = 0 if zoo else sum(_size(reel) for reel in reels)
        selected, index = player.scene, player.index
        layout = _zoo_layout(reels) if zoo else Sheet(_title(reels), columns_for(len(reels)), ())

        def make() -> Seen:
            sheet = replace(layout, cells=tuple(PENDING if cell is None else cell() for cell in cells))
            return Seen(sheet, None if zoo else selected.caption(index))

        self._portraits.ask(make, size)

    def _cell(self, reel: Reel, title: str, held: Step | None = None) -> Callable[[], Cell]:
        """How to make the cell of a pane, from values that no longer change, on whatever thread."""
        scene, index, view = reel.scene, reel.index, reel.view()
        look, kept = (*_look(reel), title), self._cells.get(reel)
        if held is None and kept is not None and kept[0] == look:
            return lambda: kept[1]
        assert scene.prepared is not None
        assert view is not None
        prepared, layers, bare = scene.prepared, scene.session.layers - {"legend"}, self._bared(view)
        earlier = [scene.run[i] for i in range(min(index + 1, len(scene.run)))]
        failure = "" if scene.failure is None else sentence_of(scene.failure)

        def make() -> Cell:
            cell = drawn_cell()
            if held is None:
                self._cells[reel] = look, cell
            return cell

        def drawn_cell() -> Cell:
            step = held or scene.recalled(index)
            tracks = tracks_of(earlier) if "paths" in layers and title else ()
            drawn = picture(prepared.points, bare, step, scene.colors, layers, tracks)
            if step is None:
                return Cell(title, "", drawn, failure)
            classes = classes_in(prepared) if step.labels is not None else None
            agreed = None if classes is None else known_ari(prepared, step.labels, classes)
            if title:
                return Cell(title, figures_of(scene.algorithm, step, prepared, agreed), drawn)
            return Cell("", "" if agreed is None else ari_words(agreed), without_rings(drawn))

        return make

    def _bared(self, view: View) -> View:
        """A view without the numbers along its axes: the same object for the same view."""
        found = self._bare.get(id(view))
        if found is None or found[0] is not view:
            found = self._bare[id(view)] = (view, replace(view, axes=("", "")))
            while len(self._bare) > KEPT:
                del self._bare[next(iter(self._bare))]
        return found[1]

    def _show(self, seen: Seen) -> None:
        session = self._live.document.session
        if not session.compares:
            return
        panes = len(seen.sheet.cells)
        self.sheet = seen.sheet if PENDING not in seen.sheet.cells else None
        self._window.panebar.show_panes(panes, session.zoo)
        if session.zoo:
            self._window.zoo.show_sheet(seen.sheet)
            words = "One clock plays them all. Press a picture to work on it by itself."
            self._window.caption.show_caption(f"Zoo · {count(panes, 'run')}", words)
            return
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
        session.view,
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


def _zoo_layout(reels: Sequence[Reel]) -> Sheet:
    """The rows and columns of a zoo, which are told from its runs."""
    sides = list(dict.fromkeys(reel.asked.source.title for reel in reels))
    heads = list(dict.fromkeys(reel.asked.algorithm.title for reel in reels))
    title = f"{count(len(sides), 'data set')} · {count(len(heads), 'algorithm')}"
    return Sheet(title, len(heads), (), tuple(heads), tuple(sides))
