"""The content of a picture: one step of an algorithm, projected to the plane, without how it is rendered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, singledispatch
from typing import TypeVar

import numpy as np

from clusterlab.core.formatting import whole_number
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.marks import (
    AssignmentLines,
    Centers,
    CenterTrajectories,
    Ellipses,
    Highlights,
    Mark,
    PointMarks,
    Regions,
)
from clusterlab.core.message import Message
from clusterlab.core.multi_axis_view import LINES_SEED, MultiAxisView, ParallelCoordinates, ScatterMatrix
from clusterlab.core.points import Points
from clusterlab.core.projection import View, view_places
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.datasets.column_codes import PointCodes
from clusterlab.export.hidden_clusters import hidden_flags, only_shown, without_hidden
from clusterlab.export.stacked_histograms import stacked_histograms
from clusterlab.kernels.typing import Flags, Floats, Labels, chunks
from clusterlab.session.playback.color_matching import completed_colors
from clusterlab.session.state.cluster_emphasis import NO_EMPHASIS, ClusterEmphasis
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.layers import DEFAULT_LAYERS

M = TypeVar("M", Centers, PointMarks, Ellipses, AssignmentLines, CenterTrajectories, Regions)

LAYER_MARKS = {
    "ellipses": Ellipses,
    "paths": CenterTrajectories,
    "regions": Regions,
    "links": AssignmentLines,
}
MAX_ASSIGNMENT_LINES = 5_000
MAX_HIGHLIGHTS = 5_000
COUNTS_NOTE = Message("All points are counted: a pixel with more of them has a stronger color.")
LABELS_PER_CHUNK = 1 << 16  # labels counted at a time, so that their copies stay in the cache


@dataclass(frozen=True, eq=False)
class Picture(FrozenArrays):
    """A step on the plane: places (n, 2) and marks, in the view's coordinates; (n, m) in a multi-axis view.

    `colors` and `sizes` have one entry a cluster: its palette number and its number of points; `sizes` is
    empty before the points have labels. `listing` has the names and the order of the clusters. `histograms`
    (m, bins, k + 1) count the points of each cluster, noise last, along each axis of a scatter
    matrix. Of weighted points sizes, noise and histograms are sums of weights. `emphasis` says which
    clusters stand out, and which are hidden; of the points `shown_places` (n,) says which are shown, None
    for all. Where there are `column_codes`, points have the colors of these, and histograms count them in
    place of clusters; all other marks are those of clusters. Points in `shards` have no places: their image
    is made of the shards, and their mark says how they are labeled.
    """

    view: View
    places: Floats
    marks: tuple[Mark, ...] = ()
    colors: tuple[int, ...] = ()
    sizes: tuple[float, ...] = ()
    listing: ClusterListing = PLAIN_LISTING
    noise: float = 0
    layers: frozenset[str] = DEFAULT_LAYERS
    title: str = ""
    caption: str = ""
    notes: tuple[Message, ...] = ()
    histograms: Floats | None = None
    emphasis: ClusterEmphasis = NO_EMPHASIS
    shown_places: Flags | None = None
    column_codes: PointCodes | None = None
    shards: ShardedPoints | None = None

    @cached_property
    def faded(self) -> frozenset[int]:
        """The palette numbers of the clusters that stand back behind others."""
        return self.emphasis.faded((*self.colors, -1) if self.noise else self.colors)

    @cached_property
    def drawn_places(self) -> Floats:
        """The places (n, 2), NaN for those of hidden clusters, and for points that are not shown."""
        labels, is_hidden = self.point_marks.labels, hidden_flags(self.colors, self.emphasis.hidden)
        places = self.places
        if labels is not None and is_hidden.any():
            places = np.where(is_hidden[labels][:, None], np.nan, places)
        return places if self.shown_places is None else np.where(self.shown_places[:, None], places, np.nan)

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.colors)

    @property
    def extent(self) -> Floats:
        """The places that must fit into the viewport: those of the points, or the bounds of the view."""
        return self.places if self.view.bounds is None else self.view.bounds

    @property
    def point_marks(self) -> PointMarks:
        """The mark of the points; the default one where there is none."""
        return self.mark(PointMarks) or PointMarks()

    def mark(self, kind: type[M]) -> M | None:
        """The mark of a kind, if it is shown."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def picture(
    points: Points,
    view: View,
    step: Step | None,
    colors: Sequence[int] | None = None,
    layers: Iterable[str] = DEFAULT_LAYERS,
    trajectories: Sequence[Floats] = (),
    title: str = "",
    caption: str = "",
    extra_highlights: Sequence[Highlights] = (),
    emphasis: ClusterEmphasis = NO_EMPHASIS,
    listing: ClusterListing = PLAIN_LISTING,
    shown_places: Flags | None = None,
    column_codes: PointCodes | None = None,
) -> Picture:
    """The picture of a step, or of the points alone; `trajectories` (steps, d) are in normalized coordinates.

    `extra_highlights` are not of the step itself. More than `MAX_HIGHLIGHTS` rows would hide the picture:
    they are left out, and a note says so.
    """
    shown = frozenset(layers)
    points = points if step is None else step.window_points(points)
    inside = _step_marks(step, points, trajectories)
    highlights = extra_highlights if _row_count(extra_highlights) <= MAX_HIGHLIGHTS else ()
    marks, k = _drawn_marks((*inside, *highlights), shown, view, points.n), _clusters(inside)
    sizes, noise = _sizes(step, inside, k, points.weights)
    places, numbers = view_places(points, view), completed_colors(colors or (), k)
    is_hidden, counted = hidden_flags(numbers, emphasis.hidden), _shown_weights(points, shown_places)
    return Picture(
        view=view,
        places=places,
        marks=only_shown(without_hidden(marks, is_hidden), shown_places),
        colors=numbers,
        sizes=sizes,
        listing=listing,
        noise=noise,
        layers=shown,
        title=title,
        caption=caption,
        notes=(
            *_layer_notes(inside, shown, view, points.n),
            *_point_notes(extra_highlights, int(is_hidden[: k + bool(noise)].sum()), shown_places),
            *_color_notes(points, column_codes),
        ),
        histograms=stacked_histograms(view, places, _labels(inside), is_hidden, counted, column_codes),
        emphasis=emphasis,
        shown_places=shown_places,
        column_codes=column_codes,
        shards=points if isinstance(points, ShardedPoints) else None,
    )


def pair_picture(matrix_picture: Picture, view: ScatterMatrix, across: int, up: int) -> Picture:
    """The panel of two axes, `across` before `up`, of the picture of a scatter matrix."""
    pair = view.pair(across, up)
    places, marks = matrix_picture.drawn_places[:, across : up + 1 : up - across], matrix_picture.marks
    return replace(
        matrix_picture, view=pair, places=places, marks=tuple(_projected(mark, pair) for mark in marks)
    )


def center_trajectories(steps: Iterable[Step]) -> tuple[Floats, ...]:
    """The positions of each center over the steps: (moves, d) a cluster, without consecutive repeats."""
    tables: list[Floats] = []
    for step in steps:
        if step.centers is not None and (not tables or step.centers is not tables[-1]):
            tables.append(step.centers)
    max_k = max(map(len, tables), default=0)
    return tuple(_without_repeats([table[i] for table in tables if i < len(table)]) for i in range(max_k))


def _without_repeats(places: list[Floats]) -> Floats:
    """The places (moves, d) that differ from the one before."""
    trajectory: Floats = np.array(places)
    moves = np.flatnonzero((trajectory[1:] != trajectory[:-1]).any(axis=1)) + 1
    return trajectory[[0, *moves]]


def _step_marks(step: Step | None, points: Points, trajectories: Sequence[Floats]) -> tuple[Mark, ...]:
    """The marks of a step; those of single points of shards, which have no places, are left out."""
    if step is None:
        return ()
    marks = (*step.marks(points), CenterTrajectories(tuple(trajectories)))
    if not isinstance(points, ShardedPoints):
        return marks
    return tuple(mark for mark in marks if not isinstance(mark, Highlights))


def _drawn_marks(marks: Iterable[Mark], layers: frozenset[str], view: View, n: int) -> tuple[Mark, ...]:
    """The marks that layers and view show of `n` points, projected to the plane."""
    shown = (mark for mark in marks if _is_shown(mark, layers, view, n))
    return tuple(_without_unshown_shares(_projected(mark, view), layers) for mark in shown)


def _is_shown(mark: Mark, layers: frozenset[str], view: View, n: int) -> bool:
    if isinstance(mark, Regions) and not _shows_all(view):
        return False
    if isinstance(mark, AssignmentLines) and (n > MAX_ASSIGNMENT_LINES or isinstance(view, MultiAxisView)):
        return False
    if isinstance(mark, Ellipses | CenterTrajectories) and not view.linear:
        return False
    return all(name in layers for name, kind in LAYER_MARKS.items() if isinstance(mark, kind))


def _shows_all(view: View) -> bool:
    """Whether each place on the plane corresponds to exactly one point of the feature space."""
    return view.shows_all_features and bool(np.linalg.det(view.matrix))


def _without_unshown_shares(mark: Mark, layers: frozenset[str]) -> Mark:
    """A mark without responsibilities where no layer shows them."""
    if isinstance(mark, PointMarks) and not layers & {"soft", "uncertainty"}:
        return replace(mark, responsibilities=None)
    return mark


def _layer_notes(marks: Sequence[Mark], layers: frozenset[str], view: View, n: int) -> tuple[Message, ...]:
    """Which marks are left out although their layer is shown, and why."""
    kinds, notes = {type(mark) for mark in marks}, []
    if "links" in layers and AssignmentLines in kinds and isinstance(view, MultiAxisView):
        notes.append(Message("Links need a view with two axes."))
    elif "links" in layers and AssignmentLines in kinds and n > MAX_ASSIGNMENT_LINES:
        template = "Links are drawn for up to {limit:# point|# points}; there are {n}."
        notes.append(Message(template, limit=MAX_ASSIGNMENT_LINES, n=n))
    if "regions" in layers and Regions in kinds and not _shows_all(view):
        notes.append(Message("Regions need exactly two features."))
    if isinstance(view, ParallelCoordinates) and len(view.rows) < n:
        template = "Showing {drawn} of {n} lines (random sample)."
        notes.append(Message(template, drawn=len(view.rows), n=n, seed=LINES_SEED))
    return tuple(notes)


def _row_count(highlights: Iterable[Highlights]) -> int:
    return sum(len(mark.rows) for mark in highlights)


def _point_notes(asked: Sequence[Highlights], hidden: int, shown_places: Flags | None) -> Iterator[Message]:
    """Which highlights, clusters and points are not drawn: too many rings, `hidden` clusters, points."""
    if _row_count(asked) > MAX_HIGHLIGHTS:
        yield Message("{n} rings are too many to draw.", n=_row_count(asked))
    if hidden:
        yield Message("{n:# cluster is hidden.|# clusters are hidden.}", n=hidden)
    if shown_places is not None:
        template = "Showing {shown} of {n:# point|# points}."
        yield Message(template, shown=int(shown_places.sum()), n=len(shown_places))


def _color_notes(points: Points, column_codes: PointCodes | None) -> Iterator[Message]:
    """What colors say where points are counted, or have those of a column."""
    if isinstance(points, ShardedPoints):
        yield COUNTS_NOTE
    if column_codes is not None and column_codes.note:
        yield column_codes.note


def _shown_weights(points: Points, shown_places: Flags | None) -> Floats | None:
    """The weights (n,) with which points are counted where only some are shown."""
    if shown_places is None:
        return points.weights
    return shown_places.astype(float) if points.weights is None else points.weights * shown_places


def _clusters(marks: Sequence[Mark]) -> int:
    """The number of clusters in the marks."""
    k = 0
    for mark in marks:
        match mark:
            case Centers():
                k = max(k, len(mark.positions))
            case Ellipses():
                k = max(k, len(mark.means))
            case Regions():
                k = max(k, mark.k)
            case PointMarks(labels=labels) if labels is not None and len(labels):
                k = max(k, int(labels.max()) + 1)
            case _:
                pass
    return k


def _sizes(
    step: Step | None, marks: Sequence[Mark], k: int, weights: Floats | None
) -> tuple[tuple[float, ...], float]:
    """The number or weight of each cluster's points, and of noise; empty and 0 before there are labels."""
    if step is not None and step.cluster_sizes is not None:
        return tuple(map(whole_number, step.cluster_sizes.tolist())), 0
    labels = _labels(marks)
    if labels is None:
        return (), 0
    known = None if step is None or weights is not None or labels is not step.labels else step.label_counts
    if known is not None and len(known) == k:
        return tuple(map(whole_number, known.tolist())), 0
    counts = np.zeros(k + 1, np.intp if weights is None else float)
    for part in chunks(len(labels), LABELS_PER_CHUNK):
        own = None if weights is None else weights[part]
        counts += np.bincount(labels[part].astype(np.intp) + 1, own, minlength=k + 1)
    noise, *sizes = map(whole_number, counts.tolist())
    return tuple(sizes), noise


def _labels(marks: Sequence[Mark]) -> Labels | None:
    return next((mark.labels for mark in marks if isinstance(mark, PointMarks)), None)


@singledispatch
def _projected(mark: Mark, view: View) -> Mark:
    """A mark projected to the plane."""
    return mark


@_projected.register(Centers)
def _(mark: Centers, view: View) -> Centers:
    return Centers(view.project(mark.positions))


@_projected.register(Ellipses)
def _(mark: Ellipses, view: View) -> Ellipses:
    return Ellipses(view.project(mark.means), view.spread(mark.covariances), mark.weights)


@_projected.register(AssignmentLines)
def _(mark: AssignmentLines, view: View) -> AssignmentLines:
    return AssignmentLines(mark.labels, view.project(mark.centers))


@_projected.register(CenterTrajectories)
def _(mark: CenterTrajectories, view: View) -> CenterTrajectories:
    return CenterTrajectories(tuple(view.project(trajectory) for trajectory in mark.trajectories))


@_projected.register(Regions)
def _(mark: Regions, view: View) -> Regions:
    back = np.linalg.inv(view.matrix)
    return Regions(lambda places: mark.classify(places @ back), mark.k)
