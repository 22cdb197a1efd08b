"""The flow of points from K to K + 1 in a sweep: its picture, made in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.formatting import whole_number
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.worker import TaskQueue
from clusterlab.export.flow_geometry import FlowBand, FlowBar, FlowGeometry, flow_geometry
from clusterlab.kernels.typing import Labels, Rows
from clusterlab.metrics.cluster_flow import ClusterFlow
from clusterlab.session.analysis.queued_analysis import QueuedAnalysis
from clusterlab.session.playback.color_matching import colors_matched_by_overlap, colors_matched_by_shares
from clusterlab.session.playback.run_task import ColorAssignment
from clusterlab.session.state.cluster_colors import NO_COLORS, ClusterColors
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.cluster_names import NO_NAMES, ClusterNames

if TYPE_CHECKING:
    from clusterlab.metrics.k_sweep import SweepEntry

NOISE_NAME = Message("noise")


@dataclass(frozen=True, eq=False)
class FlowPicture:
    """A column of bars for each of `ks`, and bands between them.

    `labels` (n,), in spatial order, the palette numbers `colors` and the `names` of the clusters are those of
    each column.
    """

    points: Points
    ks: tuple[int, ...]
    geometry: FlowGeometry
    labels: tuple[Labels, ...]
    colors: tuple[tuple[int, ...], ...]
    names: tuple[tuple[Message, ...], ...]

    def color(self, column: int, cluster: int) -> int:
        """The palette number of a cluster, -1 for noise."""
        return self.colors[column][cluster] if cluster >= 0 else -1

    def head_words(self, column: int) -> Message:
        """How many clusters there are at the K of a column."""
        found = sum(bar.column == column and bar.cluster >= 0 for bar in self.geometry.bars)
        return Message("K = {k!s}: {found:# cluster|# clusters}.", k=self.ks[column], found=found)

    def bar_words(self, bar: FlowBar) -> Message:
        """How large a cluster is."""
        template = "{name} at K = {k!s}: {n:# point|# points}."
        if self.points.weights is not None:
            template = "{name} at K = {k!s}: a weight of {n}."
        name = str(self._name(bar.column, bar.cluster))
        return Message(
            template, name=name[:1].upper() + name[1:], k=self.ks[bar.column], n=whole_number(bar.size)
        )

    def band_words(self, band: FlowBand) -> Message:
        """How many points of a cluster are in a cluster at the next K."""
        template = (
            "{n} of {of:# point|# points} of {source} (K = {k!s}) {n:is|are} in {target} at K = {next_k!s}."
        )
        if self.points.weights is not None:
            template = "A weight of {n} of {of} of {source} (K = {k!s}) is in {target} at K = {next_k!s}."
        return Message(
            template,
            n=whole_number(band.size),
            of=whole_number(self._size(band.column, band.source)),
            source=self._name(band.column, band.source),
            target=self._name(band.column + 1, band.target),
            k=self.ks[band.column],
            next_k=self.ks[band.column + 1],
        )

    def bar_points(self, bar: FlowBar) -> Rows:
        """The points of a cluster, as indices in spatial order."""
        return np.flatnonzero(self.labels[bar.column] == bar.cluster)

    def band_points(self, band: FlowBand) -> Rows:
        """The points that are in one cluster and in another at the next K, as indices in spatial order."""
        before, after = self.labels[band.column], self.labels[band.column + 1]
        return np.flatnonzero((before == band.source) & (after == band.target))

    def _name(self, column: int, cluster: int) -> Message:
        return self.names[column][cluster] if cluster >= 0 else NOISE_NAME

    def _size(self, column: int, cluster: int) -> float:
        bars = self.geometry.bars
        return next(bar.size for bar in bars if (bar.column, bar.cluster) == (column, cluster))


@dataclass(frozen=True, eq=False)
class FlowPage:
    """A flow on a page, under a title and a text, with a K marked."""

    title: Message
    words: Message
    flow: FlowPicture
    k: int | None


@dataclass(frozen=True, eq=False)
class FlowRequest:
    """The entries of a sweep of points, and what colors and names follow: the run on screen with its K."""

    points: Points
    entries: "tuple[SweepEntry, ...]"
    assignment: ColorAssignment | None = None
    names: ClusterNames = NO_NAMES
    cluster_colors: ClusterColors = NO_COLORS
    listing: ClusterListing = PLAIN_LISTING

    def is_same(self, other: "FlowRequest | None") -> bool:
        """Whether both have the same picture."""
        return other is not None and self._key() == other._key()

    def picture(self) -> FlowPicture | None:
        """The picture; None for fewer than two K, or where they have no flows."""
        entries = self.entries
        flows = [entry.flow for entry in entries[1:] if entry.flow is not None]
        if not flows or len(flows) < len(entries) - 1:
            return None
        labels = tuple(entry.step.labels for entry in entries if entry.step.labels is not None)
        anchor = self._anchor()
        colors = _matched(flows, anchor, self._anchor_colors(labels[anchor], entries[anchor].step.k), entries)
        return FlowPicture(
            self.points,
            tuple(entry.k for entry in entries),
            flow_geometry(flows),
            labels,
            tuple(map(self.cluster_colors.drawn, colors)),
            tuple(self._names(of, column == anchor) for column, of in enumerate(colors)),
        )

    def _key(self) -> tuple[object, ...]:
        shown = self.assignment
        colors = None if shown is None else (id(shown.labels), shown.colors)
        return (
            id(self.points),
            [id(entry.step) for entry in self.entries],
            colors,
            self.names,
            self.cluster_colors,
            self.listing.order,
        )

    def _anchor(self) -> int:
        """The column whose K is nearest to that of the run on screen; without one the first."""
        if self.assignment is None:
            return 0
        k = len(self.assignment.colors)
        return min(range(len(self.entries)), key=lambda column: abs(self.entries[column].k - k))

    def _anchor_colors(self, labels: Labels, k: int) -> tuple[int, ...]:
        """The colors at that K: those of the run on screen, if there is one."""
        shown = self.assignment
        if shown is None or shown.labels is None or not shown.colors:
            return tuple(range(k))
        return colors_matched_by_overlap(shown.colors, shown.labels, labels, k)

    def _names(self, colors: tuple[int, ...], is_anchor: bool) -> tuple[Message, ...]:
        """The names of the clusters of a column; at the K on screen they are numbered as there."""
        given, numbers = dict(self.names.given), list(range(len(colors)))
        shown = () if self.assignment is None else self.assignment.colors
        if is_anchor and sorted(shown) == sorted(colors):
            numbers = [self.listing.number(shown.index(color)) - 1 for color in colors]
        return tuple(
            Message("{name}", name=given[color]) if color in given else Message("cluster {n!s}", n=number + 1)
            for color, number in zip(colors, numbers, strict=True)
        )


class ClusterFlows(QueuedAnalysis):
    """Makes the picture of the flow on a task queue, and keeps the last one of these points."""

    def __init__(self, task_queue: TaskQueue) -> None:
        super().__init__(task_queue)
        self._request: FlowRequest | None = None
        self.picture: FlowPicture | None = None

    def follow(self, request: FlowRequest | None) -> None:
        """Requests a picture, None for none."""
        if request is not None and request.is_same(self._request):
            return
        self.cancel()
        if request is None or (self.picture is not None and self.picture.points is not request.points):
            self.picture = None
        self._request = request
        if request is not None:
            self._compute(lambda: [request.picture()])

    def _take(self, item: FlowPicture) -> bool:
        self.picture = item
        return True

    def _forget_request(self) -> None:
        self._request = None


def _matched(
    flows: Sequence[ClusterFlow], anchor: int, colors: tuple[int, ...], entries: "Sequence[SweepEntry]"
) -> tuple[tuple[int, ...], ...]:
    """The colors of all columns: each is matched to its neighbor that is nearer to the anchor."""
    found = {anchor: colors}
    for column in range(anchor + 1, len(entries)):
        flow = flows[column - 1]
        found[column] = colors_matched_by_shares(found[column - 1], flow, entries[column].step.k)
    for column in range(anchor - 1, -1, -1):
        flow = flows[column]
        back = ClusterFlow(flow.targets, flow.sources, flow.sizes)
        found[column] = colors_matched_by_shares(found[column + 1], back, entries[column].step.k)
    return tuple(found[column] for column in range(len(entries)))
