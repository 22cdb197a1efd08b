"""k-means by single transfers: one point changes cluster, and both centers follow at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, NamedTuple

import numpy as np

from clusterlab.algorithms.kmeans.algorithm import INERTIA, INIT_CHOICES, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS, Algorithm, Objective, Seed
from clusterlab.core.cancellation import check_canceled
from clusterlab.core.formatting import format_count, format_number
from clusterlab.core.marks import AssignmentLines, Centers, Highlights, Mark, PointMarks, Regions
from clusterlab.core.params import Param
from clusterlab.core.points import Points, Units
from clusterlab.core.step import Step
from clusterlab.kernels.nearest import assigned_inertia, nearest, squared_distances
from clusterlab.kernels.reductions import cluster_sums
from clusterlab.kernels.typing import Floats, Labels, Rows

RULE_CHOICES = {"hartigan-wong": "Hartigan-Wong", "macqueen": "MacQueen"}
MAX_SINGLE_TRANSFER_POINTS = 1_000
"""Up to so many points each transfer is a step of its own; of more, each sweep."""
MIN_RELATIVE_GAIN = 1e-12
"""A transfer must gain more than this share of what it saves: less may be rounding."""
MAX_TRANSFER_HIGHLIGHTS = 200


class Transfer(NamedTuple):
    """A point that left the cluster `donor` for `cluster`, and by how much the inertia fell."""

    row: int
    donor: int
    cluster: int
    gain: float


@dataclass(frozen=True, eq=False, kw_only=True)
class TransferStep(Step):
    """Centers (k, d), each the mean of its points; the points that have just moved, and what that gained."""

    positions: Floats
    rows: Rows
    gain: float = 0.0
    transfer: Transfer | None = None

    @property
    def centers(self) -> Floats:
        """The centers (k, d), in inside coordinates."""
        return self.positions

    def marks(self, points: Points) -> tuple[Mark, ...]:
        """Points by label, links, regions, centers, and a ring around what moved."""
        assert self.labels is not None
        moved = len(self.rows) if len(self.rows) <= MAX_TRANSFER_HIGHLIGHTS else 0
        meaning = "transferred" if self.transfer is not None else "batch"
        return (
            Regions(self.classify, self.k),
            AssignmentLines(self.labels, self.positions),
            PointMarks(self.labels),
            *([Highlights(self.rows, meaning)] if moved else []),
            Centers(self.positions),
        )

    def caption(self, points: Points, before: Step | None) -> str:
        """What moved, and how much that gained."""
        gain = format_number(points.units.squared(self.gain))
        if self.transfer is not None:
            moved = self.transfer
            words = (
                f"Row {points.order[moved.row] + 1:,} goes from cluster {moved.donor + 1} to "
                f"{moved.cluster + 1}, which gains {gain}; both centers follow at once."
            )
        elif self.phase == "assign":
            words = f"Each of {format_count(points.n, 'point')} stays with its nearest center."
        else:
            words = f"{format_count(len(self.rows), 'point')} changed cluster, one after another, and gained {gain}."
        return " ".join([words, *self.notes])

    def classify(self, places: Floats) -> Labels:
        """The nearest center of each place."""
        return nearest(places, self.positions)[0]

    def figures(self, points: Points) -> dict[str, float]:
        """The inertia."""
        return {} if self.objective is None else {"inertia": points.units.squared(self.objective)}

    def model(self, units: Units) -> dict[str, Any]:
        """The centers."""
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
    """k-means point by point: whoever lowers the inertia by changing cluster does so, until nobody can.

    Hartigan-Wong counts that both centers move with the point (Hartigan and Wong 1979; the default of
    R's `kmeans`), MacQueen sends each point to its nearest center (MacQueen 1967). Points are visited in
    spatial order; the centers that a cluster would lose with its only point are kept.
    """

    name: ClassVar[str] = "transfers"
    title: ClassVar[str] = "Transfers"
    menu_order: ClassVar[int] = 7
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "transfer")
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
        """The start of k-means: given centers (k, d), the first pick of k-means++, or all centers at once."""
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> KMeansStep | TransferStep | None:
        """The start, assign and update of k-means, and then transfers while one lowers the inertia."""
        if step.stopped:
            return None
        if isinstance(step, TransferStep):
            return self._transfer_step(step, points)
        assert isinstance(step, KMeansStep)
        if step.phase == "update":
            return self._transfer_step(_initial_transfer_step(step), points)
        following = self._initial_kmeans.after(step, points)
        assert following is not None
        return replace(following, stopped="")  # transfers may go on where k-means would end

    def with_center_moved(self, step: Step, cluster: int, position: Floats, points: Points) -> KMeansStep:
        """The same centers but one, from which the points are assigned anew."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_center_moved(step, cluster, position, points)
        assert isinstance(step, TransferStep)
        positions = step.positions.copy()
        positions[cluster] = position
        return KMeansStep(phase="start", positions=positions, labels=step.labels)

    def result(self, step: Step, points: Points) -> KMeansFit:
        """Labels, centers and inertia of the last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    @property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that makes the first clusters."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    def _transfer_step(self, step: TransferStep, points: Points) -> TransferStep:
        """The next transfer of few points, the next sweep of many, or the end."""
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
            return replace(
                _unchanged_step(step), iteration=max(1, step.iteration), stopped="no transfer gains anything"
            )
        if iteration > self.max_iter:
            return _limit_step(
                step, points, f"the limit of {format_count(self.max_iter, 'sweep')} was reached"
            )
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
    """The clusters of an update, before the first transfer."""
    return TransferStep(
        phase="update",
        objective=step.objective,
        labels=step.labels,
        positions=step.positions,
        rows=np.array([], np.intp),
    )


def _unchanged_step(step: TransferStep) -> TransferStep:
    """The same clusters, where nothing moved."""
    return replace(step, phase="assign", rows=np.array([], np.intp), gain=0.0, transfer=None, notes=())


def _limit_step(step: TransferStep, points: Points, stop_reason: str) -> TransferStep:
    """Every point with its nearest center, so that labels match centers where transfers were left."""
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
    """The next transfers, `limit` at most, from the row after `last` around; `labels` (n,) change with them.

    Who might gain is found for all rows at once, from the centers as they are; each of them is looked at
    again when its turn comes, with the centers as they have become. Who gains only then is found next time.
    """
    values, positions = points.values, positions.copy()
    counts = np.bincount(labels, minlength=len(positions)).astype(float)
    candidates = np.flatnonzero(_gaining_points(values, labels, positions, counts, rule))
    start_index = np.searchsorted(candidates, last, side="right")
    made = 0
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
        made += 1
        if made == limit:
            return


def _best_cluster(
    position: Floats, own: int, positions: Floats, counts: Floats, rule: str
) -> tuple[int, float]:
    """The cluster where one point should be, and what the transfer gains; its own where it gains nothing.

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
    """Which rows would gain by a transfer if they were the first: (n,)."""
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
