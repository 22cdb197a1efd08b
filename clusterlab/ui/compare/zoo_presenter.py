"""The zoo in a live window: small pictures that follow the player, a few of them at a time."""

from collections.abc import Sequence

from clusterlab.core.formatting import count
from clusterlab.export.figure_grid import Cell, Sheet
from clusterlab.session.playback.run_slot import Reel
from clusterlab.ui.compare.grid_cell import Bared, cell_of
from clusterlab.ui.presenter import Live

AT_ONCE = 6
"""So many pictures are drawn between two looks at the mouse and the keys."""
WORDS = "One clock plays them all. Press a picture to work on it by itself."


class Zoo:
    """Keeps the pictures of a zoo in step with the player; a run that still grows waits for its end."""

    def __init__(self, live: Live, bared: Bared) -> None:
        self._player, self._window, self._bared = live.player, live.window, bared
        self._drawn: dict[Reel, tuple[object, Cell]] = {}
        self._places: list[Reel] = []
        self._next = 0
        self.busy = False

    @property
    def sheet(self) -> Sheet | None:
        """All pictures as one, when all are there and none of them is behind."""
        reels = self._player.shown
        if self.busy or not all(reel in self._drawn for reel in reels):
            return None
        return _layout(reels, [self._drawn[reel][1] for reel in reels])

    def tick(self) -> None:
        """Draws a few of the pictures that are behind, those first that have waited longest."""
        reels = self._player.shown
        if list(reels) != self._places:
            self._begin(reels)
        behind = [place for place, reel in enumerate(reels) if self._is_behind(reel)]
        turn = [place for place in behind if place >= self._next] + [p for p in behind if p < self._next]
        for place in turn[:AT_ONCE]:
            self._draw(reels[place], place)
            self._next = place + 1
        self.busy = len(turn) > AT_ONCE
        if turn:
            self._say()

    def leave(self) -> None:
        """Forgets what was drawn."""
        self._drawn.clear()
        self._places, self.busy = [], False

    def _begin(self, reels: Sequence[Reel]) -> None:
        self._places, self._next = list(reels), 0
        self._window.panebar.show_panes(len(reels), True)
        self._window.zoo.show_layout(_layout(reels), len(reels))

    def _say(self) -> None:
        self._window.caption.show_caption(f"Zoo · {count(len(self._places), 'run')}", WORDS)

    def _is_behind(self, reel: Reel) -> bool:
        if reel.waiting or reel.scene.prepared is None:
            return False
        kept = self._drawn.get(reel)
        return kept is None or kept[0] != _look(reel)

    def _draw(self, reel: Reel, place: int) -> None:
        view, step = reel.view(), reel.whole
        assert view is not None
        cell = cell_of(reel.scene, step, self._bared(view))
        self._drawn[reel] = _look(reel), cell
        self._window.zoo.show_cell(place, cell)


def _look(reel: Reel) -> tuple[object, ...]:
    """All that the picture of a run depends on; its newest steps do not count while it is computed."""
    scene = reel.scene
    step = reel.step if scene.settled or not reel.computing else None
    return (scene, step, scene.colors, scene.session.layers, scene.failure)


def _layout(reels: Sequence[Reel], cells: Sequence[Cell] = ()) -> Sheet:
    """The rows and columns of a zoo, which are told from its runs."""
    sides = list(dict.fromkeys(reel.asked.source.title for reel in reels))
    heads = list(dict.fromkeys(reel.asked.algorithm.title for reel in reels))
    title = f"{count(len(sides), 'data set')} · {count(len(heads), 'algorithm')}"
    return Sheet(title, len(heads), tuple(cells), tuple(heads), tuple(sides))
