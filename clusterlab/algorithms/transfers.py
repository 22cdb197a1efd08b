"""k-means by single transfers: one point changes cluster at a time, and both centers are updated at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective, Seed
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.message import Message, sentences
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned_inertia, nearest, squared_distances
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels, Rows

RULE_CHOICES = {"hartigan-wong": "Hartigan-Wong", "macqueen": "MacQueen"}
MAX_SINGLE_TRANSFER_POINTS = 1_000
"""Up to this many points each transfer is a step of its own; with more points each sweep is."""
MIN_RELATIVE_GAIN = 1e-12
"""A transfer must lower the inertia by more than this share of what it saves: less may be rounding."""
MAX_TRANSFER_HIGHLIGHTS = 200
"""The moved points are highlighted where there are at most this many."""


class Transfer(NamedTuple):
    """A point (its row) that moved from the cluster `donor` to `cluster`, lowering the inertia by `gain`."""

    row: int
    donor: int
    cluster: int
    gain: float


@dataclass(frozen=True, eq=False, kw_only=True)
class TransferStep(Step):
    """Centers (k, d), each the mean of its points, and the rows (m,) that have just moved.

    `gain` is by how much that lowered the inertia; `transfer` is set at a single transfer.
    """

    positions: Floats
    rows: Rows
    gain: float = 0.0
    transfer: Transfer | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in normalized coordinates."""
        return self.positions

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, assignment lines, regions, centers, and highlights of the points that moved."""
        assert self.labels is not None
        show_highlights = 0 < len(self.rows) <= MAX_TRANSFER_HIGHLIGHTS
        meaning = "transferred" if self.transfer is not None else "batch"
        return (
            Regions(self.classify, self.k),
            AssignmentLines(self.labels, self.positions),
            PointMarks(self.labels),
            *([Highlights(self.rows, meaning)] if show_highlights else []),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> Message:
        """Which points moved, and by how much that lowered the inertia."""
        gain = points.units.squared(self.gain)
        if self.transfer is not None:
            moved = Message(
                "Row {row} goes from cluster {donor!s} to {cluster!s}, which gains {gain}; "
                "both centers follow at once.",
                row=points.order[self.transfer.row] + 1,
                donor=self.transfer.donor + 1,
                cluster=self.transfer.cluster + 1,
                gain=gain,
            )
        elif self.phase == "assign":
            moved = Message("Each of {n:# point|# points} stays with its nearest center.", n=points.n)
        else:
            template = "{n:# point|# points} changed cluster, one after another, and gained {gain}."
            moved = Message(template, n=len(self.rows), gain=gain)
        return sentences(moved, *self.notes)

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each of `places` (m, d): (m,)."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia, in squared units of the data; empty while it is unknown."""
        return {} if self.objective is None else {INERTIA.key: points.units.squared(self.objective)}

    def inertia(self, points: Points) -> float | None:
        """The objective where it is known, else computed from labels and centers."""
        return super().inertia(points) if self.objective is None else self.objective

    def model(self, units: Units) -> dict[str, Any]:
        """The centers (k, d), in the data's units."""
        return {"centers": units.positions(self.positions)}


TRANSFERS_ABOUT = About(
    idea=(
        "k-means point by point: a point goes to another cluster wherever that lowers the inertia, and both "
        "centers follow before the next point is looked at. Hartigan and Wong count that the centers will "
        "move too, which lets points go that Lloyd's k-means would leave. At the end no single transfer "
        "lowers the inertia, so it is never above that of k-means carried on from there."
    ),
    formula="move x from i to j  if  nⱼ / (nⱼ + 1) ‖x − cⱼ‖²  <  nᵢ / (nᵢ − 1) ‖x − cᵢ‖²",
    shape="Round clusters, similar in size and spread, as k-means.",
    assignment="Hard: each point belongs to one cluster.",
    parameters="K, the start, and the rule: Hartigan-Wong or MacQueen.",
    sensitive="The start, the scale of the features and outliers, as k-means; and the order of the points.",
    use="When clusters are small, so that one point moves a center; to compare with R, whose default it is.",
    avoid="When there are very many points, for Lloyd's k-means is quicker; and wherever k-means fails.",
    good_example=Example("blobs", {"points": 80, "groups": 4, "seed": 3}, {"k": 4}),
    bad_example=Example("stretched", {"seed": 2}, {"k": 3}),
    pseudocode=(
        (("start",), "choose K centers"),
        (("assign",), "each point joins its nearest center"),
        (("update",), "each center moves to the mean of its points"),
        ((), "repeat for each point x, in cluster i:"),
        (("transfer",), "    j = the cluster where x would cost least"),
        (("transfer",), "    if that lowers the inertia: move x to j,"),
        (("transfer",), "        and the centers of i and j at once"),
        ((), "until no transfer lowers the inertia"),
    ),
)


@ALGORITHMS.add
@dataclass(frozen=True)
class TransferKMeans(Algorithm):
    """k-means by single transfers, until no transfer of a point to another cluster lowers the inertia.

    Hartigan-Wong takes into account that both centers move with the point (Hartigan and Wong 1979; the
    default of R's `kmeans`), MacQueen assigns each point to its nearest center (MacQueen 1967). Points are
    visited in spatial order; the only point of a cluster stays in it.
    """

    name: ClassVar[str] = "transfers"
    title: ClassVar[str] = "Transfers"
    menu_order: ClassVar[int] = 7
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "transfer")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about: ClassVar[About | None] = TRANSFERS_ABOUT

    k: Annotated[int, Param("Clusters", "How many centers to place.", 1, usual=(1, 12))] = 3
    init: Annotated[str, Param("Start from", "How the first centers are chosen.", choices=INIT_CHOICES)] = (
        "k-means++"
    )
    rule: Annotated[
        str,
        Param(
            "Rule",
            "Hartigan-Wong moves a point wherever the inertia falls most, MacQueen to its nearest center.",
            choices=RULE_CHOICES,
        ),
    ] = "hartigan-wong"
    max_iter: Annotated[
        int,
        Param(
            "Max sweeps",
            "Stop after so many sweeps over the points at the latest.",
            1,
            usual=(1, 300),
            log=True,
        ),
    ] = 100
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first k-means++ pick, or all centers at once.

        Raises ParamError.
        """
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> KMeansStep | TransferStep | None:
        """The start, assign and update of k-means, then transfers as long as one lowers the inertia."""
        if step.stopped:
            return None
        if isinstance(step, TransferStep):
            return self._transfer_step(step, points)
        assert isinstance(step, KMeansStep)
        if step.phase == "update":
            return self._transfer_step(_initial_transfer_step(step), points)
        following = self._initial_kmeans.after(step, points)
        assert following is not None
        return replace(following, stopped=Message())  # transfers may go on where k-means would end

    def with_center_moved(self, step: Step, cluster: int, position: Floats, points: Points) -> KMeansStep:
        """A start step with the center of `cluster` at `position` (d,), in normalized coordinates."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_center_moved(step, cluster, position, points)
        assert isinstance(step, TransferStep)
        positions = step.positions.copy()
        positions[cluster] = position
        return KMeansStep(phase="start", positions=positions, labels=step.labels)

    def result(self, step: Step, points: Points) -> KMeansFit:
        """The labels, centers and inertia of a last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that finds the initial clusters."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _transfer_step(self, step: TransferStep, points: Points) -> TransferStep:
        """The next transfer where points are few, the next sweep where they are many, or the last step."""
        assert step.labels is not None
        single = points.n <= MAX_SINGLE_TRANSFER_POINTS
        last = step.transfer.row if step.transfer is not None else -1
        labels = step.labels.copy()
        found = list(
            _next_transfers(points, labels, step.positions, self.rule, last, 1 if single else points.n)
        )
        new_sweep = not single or step.iteration == 0 or (bool(found) and found[0].row <= last)
        iteration = step.iteration + new_sweep
        if not found:
            stop_reason = Message("no transfer gains anything")
            return replace(_unchanged_step(step), iteration=max(1, step.iteration), stopped=stop_reason)
        if iteration > self.max_iter:
            stop_reason = Message("the limit of {n:# sweep|# sweeps} was reached", n=self.max_iter)
            return _limit_step(step, points, stop_reason)
        sums, counts = cluster_sums(points.values, labels, step.k)
        positions = sums / counts[:, None]
        return TransferStep(
            phase="transfer",
            iteration=iteration,
            objective=assigned_inertia(points.values, positions, labels),
            labels=labels,
            positions=positions,
            rows=np.array([transfer.row for transfer in found]),
            gain=sum(transfer.gain for transfer in found),
            transfer=found[0] if single else None,
        )


def _initial_transfer_step(step: KMeansStep) -> TransferStep:
    """The clusters of an update step, before the first transfer."""
    return TransferStep(
        phase="update",
        objective=step.objective,
        labels=step.labels,
        positions=step.positions,
        rows=np.array([], np.intp),
    )


def _unchanged_step(step: TransferStep) -> TransferStep:
    """The same clusters, where no point moved."""
    return replace(step, phase="assign", rows=np.array([], np.intp), gain=0.0, transfer=None, notes=())


def _limit_step(step: TransferStep, points: Points, stop_reason: Message) -> TransferStep:
    """Each point assigned to its nearest center, so that the labels match the centers at the limit."""
    labels = step.classify(points.values)
    return replace(
        _unchanged_step(step),
        labels=labels,
        objective=assigned_inertia(points.values, step.positions, labels),
        stopped=stop_reason,
    )


def _next_transfers(
    points: Points, labels: Labels, positions: Floats, rule: str, last: int, limit: int
) -> Iterator[Transfer]:
    """At most `limit` next transfers, cyclically from the row after `last`; updates `labels` (n,) in place.

    The candidates are found for all rows at once with the current centers, and each is checked again with the
    centers after the transfers before it. Rows that gain only then are found by the next call.
    """
    values, positions = points.values, positions.copy()
    counts = np.bincount(labels, minlength=len(positions)).astype(float)
    candidates = np.flatnonzero(_gaining_points(values, labels, positions, counts, rule))
    start_index = np.searchsorted(candidates, last, side="right")
    n_transfers = 0
    for row in np.concatenate([candidates[start_index:], candidates[:start_index]]).tolist():
        check_canceled()
        position, donor = values[row], int(labels[row])
        cluster, gain = _best_cluster(position, donor, positions, counts, rule)
        if cluster == donor:
            continue
        counts[donor] -= 1
        counts[cluster] += 1
        positions[donor] += (positions[donor] - position) / counts[donor]
        positions[cluster] += (position - positions[cluster]) / counts[cluster]
        labels[row] = cluster
        yield Transfer(row, donor, cluster, gain)
        n_transfers += 1
        if n_transfers == limit:
            return


def _best_cluster(
    position: Floats, own: int, positions: Floats, counts: Floats, rule: str
) -> tuple[int, float]:
    """The best cluster for a point at `position` (d,) and the gain; its own and 0 where nothing is gained.

    Without the point its cluster's inertia falls by n / (n - 1) d^2; with it another's rises by
    n / (n + 1) d^2 (Hartigan 1975).
    """
    if counts[own] < 2:
        return own, 0.0
    squares = ((positions - position) ** 2).sum(axis=1)
    costs = squares * (counts / (counts + 1))
    saving = squares[own] * (counts[own] / (counts[own] - 1))
    ranking = squares if rule == "macqueen" else costs.copy()
    if rule != "macqueen":
        ranking[own] = np.inf
    cluster = int(ranking.argmin())
    gain = float(saving - costs[cluster])
    return (cluster, gain) if cluster != own and gain > MIN_RELATIVE_GAIN * saving else (own, 0.0)


def _gaining_points(
    values: Floats, labels: Labels, positions: Floats, counts: Floats, rule: str
) -> np.ndarray:
    """Which rows would lower the inertia by a transfer from the current state: booleans (n,)."""
    if rule == "macqueen":
        return np.asarray((nearest(values, positions)[0] != labels) & (counts[labels] > 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        leaving = np.where(counts > 1, counts / (counts - 1), 0.0)
    saving, least = np.zeros(len(values)), np.full(len(values), np.inf)
    for cluster, center in enumerate(positions):
        squares, own = squared_distances(values, center), labels == cluster
        saving[own] = squares[own] * leaving[cluster]
        squares *= counts[cluster] / (counts[cluster] + 1)
        squares[own] = np.inf
        np.minimum(least, squares, out=least)
    return np.asarray(saving - least > MIN_RELATIVE_GAIN * saving)
