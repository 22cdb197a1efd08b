"""What is in a picture: one moment of an algorithm, seen on a plane, and nothing of how it is painted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TypeVar

import numpy as np

from clusterlab.core.formatting import count
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Centers, Dots, Ellipses, Links, Mark, Paths, Regions, Rings
from clusterlab.core.multi_axis_view import LINES_SEED, Board, Matrix, Parallel
from clusterlab.core.points import Points
from clusterlab.core.projection import View
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Labels, chunks
from clusterlab.session.playback.color_matching import completed
from clusterlab.session.state.layers import DEFAULT_LAYERS

M = TypeVar("M", Centers, Dots, Ellipses, Links, Paths, Regions)

OPTIONAL = {"ellipses": Ellipses, "paths": Paths, "regions": Regions, "links": Links}
MOST_LINKS = 5_000
MOST_RINGS = 5_000
BARS = 24
BATCH = 1 << 16  # labels counted at a time, so that their copies stay in the cache


@dataclass(frozen=True, eq=False)
class Picture:
    """A moment on the plane: places (n, 2) and marks, in the view's coordinates; (n, m) on a board.

    `colors`, `sizes` and `names` have one entry a cluster: its number in the palette, how many points
    it has, and what it is called; `sizes` is empty before the points have labels. `bars` (m, BARS, k + 1)
    has how many points of each cluster, noise last, lie where on each axis of a matrix.
    """

    view: View
    places: Floats
    marks: tuple[Mark, ...] = ()
    colors: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    noise: int = 0
    layers: frozenset[str] = DEFAULT_LAYERS
    title: str = ""
    caption: str = ""
    notes: tuple[str, ...] = ()
    bars: Floats | None = None

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.colors)

    @property
    def extent(self) -> Floats:
        """The places that are seen when everything is: those of the points, or the bounds of the view."""
        return self.places if self.view.bounds is None else self.view.bounds

    @property
    def dots(self) -> Dots:
        """How the points look."""
        return self.mark(Dots) or Dots()

    def mark(self, kind: type[M]) -> M | None:
        """The mark of a kind, if it is shown."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def picture(
    points: Points,
    view: View,
    step: Step | None,
    colors: Sequence[int] | None = None,
    layers: Iterable[str] = DEFAULT_LAYERS,
    tracks: Sequence[Floats] = (),
    title: str = "",
    caption: str = "",
    over: Sequence[Rings] = (),
) -> Picture:
    """The picture of a step, or of the bare points; `tracks` (steps, d) are in inside coordinates.

    `over` are rings that speak of more than the step itself; so many that they would hide the picture
    are left out, which a note says.
    """
    shown = frozenset(layers)
    points = points if step is None else step.among(points)
    inside = () if step is None else (*step.marks(points), Paths(tuple(tracks)))
    rings = over if sum(len(mark.rows) for mark in over) <= MOST_RINGS else ()
    kept = tuple(mark for mark in (*inside, *rings) if _is_shown(mark, shown, view, points.n))
    marks = tuple(_with_shares_if(_on_plane(mark, view), shown) for mark in kept)
    k = _clusters(inside)
    sizes, noise = _sizes(inside, k)
    places = _places(points, view)
    return Picture(
        view=view,
        places=places,
        marks=marks,
        colors=completed(colors or (), k),
        sizes=sizes,
        names=tuple(f"Cluster {label + 1}" for label in range(k)),
        noise=noise,
        layers=shown,
        title=title,
        caption=caption,
        notes=(*_notes(inside, shown, view, points.n), *_ring_notes(over, rings)),
        bars=_bars(view, places, _labels(inside), k) if isinstance(view, Matrix) else None,
    )


def pair_picture(whole: Picture, view: Matrix, across: int, up: int) -> Picture:
    """The small plot of two axes, `across` before `up`, in the picture of a matrix."""
    pair = view.pair(across, up)
    places, marks = whole.places[:, across : up + 1 : up - across], whole.marks
    return replace(whole, view=pair, places=places, marks=tuple(_on_plane(mark, pair) for mark in marks))


def tracks_of(steps: Iterable[Step]) -> tuple[Floats, ...]:
    """Where each center has been over the steps so far: (moves, d) a cluster, without its rests."""
    tables: list[Floats] = []
    for step in steps:
        if step.centers is not None and (not tables or step.centers is not tables[-1]):
            tables.append(step.centers)
    most = max(map(len, tables), default=0)
    return tuple(_without_rests([table[i] for table in tables if i < len(table)]) for i in range(most))


def _without_rests(places: list[Floats]) -> Floats:
    """The places (moves, d) that are not those before."""
    track: Floats = np.array(places)
    moves = np.flatnonzero((track[1:] != track[:-1]).any(axis=1)) + 1
    return track[[0, *moves]]


def _places(points: Points, view: View) -> Floats:
    """The points on the plane; a view is looked at for many steps, so they are kept."""
    own = view.own_places(points.values)
    if own is not None:
        return own
    return points.memo(("places", view), lambda: np.asfortranarray(view.project(points.values)))


def _is_shown(mark: Mark, layers: frozenset[str], view: View, n: int) -> bool:
    if isinstance(mark, Regions) and not _shows_all(view):
        return False
    if isinstance(mark, Links) and (n > MOST_LINKS or isinstance(view, Board)):
        return False
    if isinstance(mark, Ellipses | Paths) and not view.linear:
        return False
    return all(name in layers for name, kind in OPTIONAL.items() if isinstance(mark, kind))


def _shows_all(view: View) -> bool:
    """Whether each place of the plane is one place among the points."""
    return view.flat and bool(np.linalg.det(view.matrix))


def _with_shares_if(mark: Mark, layers: frozenset[str]) -> Mark:
    """Shares stay with the points only where a layer shows them."""
    if isinstance(mark, Dots) and not layers & {"soft", "uncertainty"}:
        return replace(mark, shares=None)
    return mark


def _notes(marks: Sequence[Mark], layers: frozenset[str], view: View, n: int) -> tuple[str, ...]:
    """What was asked for and is left out, and why."""
    kinds, notes = {type(mark) for mark in marks}, []
    if "links" in layers and Links in kinds and isinstance(view, Board):
        notes.append("Links are drawn only where two axes are seen.")
    elif "links" in layers and Links in kinds and n > MOST_LINKS:
        notes.append(f"Links are drawn up to {count(MOST_LINKS, 'point')}; there are {n:,}.")
    if "regions" in layers and Regions in kinds and not _shows_all(view):
        notes.append("Regions are drawn only where the plane shows all features.")
    if isinstance(view, Parallel) and len(view.rows) < n:
        drawn = f"{len(view.rows):,} of {n:,} points, a sample with seed {LINES_SEED}"
        notes.append(f"Lines of {drawn}.")
    return tuple(notes)


def _ring_notes(asked: Sequence[Rings], drawn: Sequence[Rings]) -> tuple[str, ...]:
    many = sum(len(mark.rows) for mark in asked)
    return () if len(asked) == len(drawn) else (f"{many:,} rings are too many to be drawn.",)


def _clusters(marks: Sequence[Mark]) -> int:
    """How many clusters the marks speak of."""
    k = 0
    for mark in marks:
        match mark:
            case Centers():
                k = max(k, len(mark.positions))
            case Ellipses():
                k = max(k, len(mark.means))
            case Regions():
                k = max(k, mark.k)
            case Dots(labels=labels) if labels is not None and len(labels):
                k = max(k, int(labels.max()) + 1)
            case _:
                pass
    return k


def _sizes(marks: Sequence[Mark], k: int) -> tuple[tuple[int, ...], int]:
    """How many points each cluster has, and how many are noise; nothing before there are labels."""
    labels = _labels(marks)
    if labels is None:
        return (), 0
    counts = np.zeros(k + 1, np.intp)
    for part in chunks(len(labels), BATCH):
        counts += np.bincount(labels[part].astype(np.intp) + 1, minlength=k + 1)
    return tuple(counts[1:].tolist()), int(counts[0])


def _labels(marks: Sequence[Mark]) -> Labels | None:
    return next((mark.labels for mark in marks if isinstance(mark, Dots)), None)


def _bars(view: Matrix, places: Floats, labels: Labels | None, k: int) -> Floats:
    """How many points of each cluster, those without one last, lie in each part of each axis."""
    found = np.zeros((view.m, BARS * (k + 1)))
    for part in chunks(len(places), BATCH):
        names = np.intp(-1) if labels is None else labels[part].astype(np.intp)
        for axis, (low, high) in enumerate(view.ends.T):
            lies = ((places[part, axis] - low) * (BARS / (high - low))).astype(np.intp)
            cells = np.clip(lies, 0, BARS - 1) * (k + 1) + names % (k + 1)
            found[axis] += np.bincount(cells, minlength=BARS * (k + 1))
    return found.reshape(view.m, BARS, k + 1)


@singledispatch
def _on_plane(mark: Mark, view: View) -> Mark:
    """A mark as it is seen on the plane."""
    return mark


@_on_plane.register(Centers)
def _(mark: Centers, view: View) -> Centers:
    return Centers(view.project(mark.positions))


@_on_plane.register(Ellipses)
def _(mark: Ellipses, view: View) -> Ellipses:
    return Ellipses(view.project(mark.means), view.spread(mark.covariances), mark.weights)


@_on_plane.register(Links)
def _(mark: Links, view: View) -> Links:
    return Links(mark.labels, view.project(mark.centers))


@_on_plane.register(Paths)
def _(mark: Paths, view: View) -> Paths:
    return Paths(tuple(view.project(track) for track in mark.tracks))


@_on_plane.register(Regions)
def _(mark: Regions, view: View) -> Regions:
    back = np.linalg.inv(view.matrix)
    return Regions(lambda places: mark.classify(places @ back), mark.k)
