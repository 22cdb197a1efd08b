"""k-means by single transfers: one point changes cluster at a time, and both centers are updated at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from clusterlab.algorithms import transfers
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES, CenterInit, KMeans, KMeansFit
from clusterlab.algorithms.kmeans.nearest_center import NearestCenterAlgorithm
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS, NumberOfClusters, Objective, Seed
from clusterlab.core.late_names import late_value
from clusterlab.core.message import Message
from clusterlab.core.objective import INERTIA
from clusterlab.core.params import Param
from clusterlab.core.points import Points
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Floats, Rows

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.moves import TransferRule
    from clusterlab.algorithms.transfers.step import TransferStep

RULE_CHOICES = {"hartigan-wong": "Hartigan-Wong", "macqueen": "MacQueen"}


@ALGORITHMS.add
@dataclass(frozen=True)
class TransferKMeans(NearestCenterAlgorithm):
    """k-means by single transfers, until no transfer of a point to another cluster lowers the inertia.

    Hartigan-Wong takes into account that both centers move with the point (Hartigan and Wong 1979; the
    default of R's `kmeans`), MacQueen assigns each point to its nearest center (MacQueen 1967). Points are
    visited in spatial order; the only point of a cluster stays in it.
    """

    name: ClassVar[str] = "transfers"
    title: ClassVar[str] = "Hartigan-Wong/MacQueen"
    menu_order: ClassVar[int] = 7
    phases: ClassVar[Sequence[str]] = ("start", "assign", "update", "transfer")
    takes_k: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    init_methods: ClassVar[Mapping[str, str]] = INIT_CHOICES
    refines_to: ClassVar[str] = "gmm"
    gap_statistic: ClassVar[bool] = True
    restarts_per_k: ClassVar[int] = 10
    scale: ClassVar[str] = "A million points, more slowly than k-means."
    objective: ClassVar[Objective] = INERTIA
    criterion: ClassVar[Objective] = INERTIA
    about = late_value("clusterlab.algorithms.transfers.about", "TRANSFERS_ABOUT")
    questions = late_value("clusterlab.algorithms.transfers.questions", "KMEANS_QUESTIONS")

    k: NumberOfClusters = 3
    init: CenterInit = "k-means++"
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
            "Stop after this many passes over the points at the latest.",
            1,
            usual=(1, 300),
            log=True,
            rare=True,
        ),
    ] = 100
    seed: Seed = 0

    def first(self, points: Points, start: Any = None) -> KMeansStep:
        """The start of k-means: given centers (k, d), the first k-means++ pick, or all centers at once.

        Raises ParamError.
        """
        return self._initial_kmeans.first(points, start)

    def after(self, step: Step, points: Points) -> "KMeansStep | TransferStep | None":
        """The start, assign and update of k-means, then transfers as long as one lowers the inertia."""
        if step.stopped:
            return None
        if isinstance(step, transfers.TransferStep):
            return transfers.next_transfer_step(step, points, self._transfer_rule)
        assert isinstance(step, KMeansStep)
        if step.phase == "update":
            return transfers.next_transfer_step(transfers.before_transfers(step), points, self._transfer_rule)
        following = self._initial_kmeans.next_lloyd_step(step, points)
        assert following is not None
        return replace(following, stopped=Message())  # transfers may go on where k-means would end

    def without_intermediate_steps(self, points: Points, start: Any = None) -> Iterator[Step]:
        """The steps of a run with only the last of its single transfers."""
        for step in self.steps(points, start):
            yield step
            if step.phase == "update":
                assert isinstance(step, KMeansStep)
                yield from transfers.last_transfer_steps(
                    transfers.before_transfers(step), points, self._transfer_rule
                )
                return

    def with_centers(self, step: Step, centers: Floats, origins: Rows, points: Points) -> KMeansStep:
        """A start step with these centers."""
        if isinstance(step, KMeansStep):
            return self._initial_kmeans.with_centers(step, centers, origins, points)
        assert isinstance(step, transfers.TransferStep)
        return transfers.start_with_centers(step, centers, origins)

    def result(self, step: Step, points: Points) -> KMeansFit:
        """The labels, centers and inertia of a last step."""
        return KMeansFit.of(step, points, **step.figures(points))

    @cached_property
    def _initial_kmeans(self) -> KMeans:
        """The k-means that finds the initial clusters."""
        return KMeans(k=self.k, init=self.init, seed=self.seed)

    @property
    def _transfer_rule(self) -> "TransferRule":
        return transfers.TransferRule(self.rule == "macqueen", self.max_iter)
