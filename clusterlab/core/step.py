"""The steps of an algorithm."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.marks import Mark
from clusterlab.core.message import Message
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points, Units
from clusterlab.core.reason import Reason
from clusterlab.kernels.nearest import assigned_distances, assigned_inertia
from clusterlab.kernels.typing import Floats, Labels

if TYPE_CHECKING:
    from clusterlab.core.charts import Chart
    from clusterlab.core.formula import Formula

NO_CLUSTERS_YET = Message("There are no clusters at this step yet. Go to a later step, then save.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Step(FrozenArrays, ABC):
    """An immutable state of a run: the least from which the picture and the next step can be computed.

    Labels are in spatial order; the objective is in normalized units. `stopped` says why the run ends
    here, in words that fit after "Stopped after 11 steps: ", and is empty while it goes on. A `compacted`
    step has dropped its labels, which are recomputed from the steps before it. `collapsed` are the
    components whose covariance is degenerate.
    """

    phase: str
    iteration: int = 0
    objective: float | None = None
    labels: Labels | None = None
    stopped: Message = Message()
    notes: tuple[Message, ...] = ()
    compacted: bool = False
    collapsed: tuple[int, ...] | None = None

    iteration_unit: ClassVar[str] = "iteration"
    """What `iteration` counts; empty where there is nothing to count."""
    discarded_fields: ClassVar[tuple[str, ...]] = ("labels",)
    """The fields that a compacted step has dropped."""

    @property
    def k(self) -> int:
        """How many clusters there are."""
        if self.centers is not None:
            return len(self.centers)
        return 0 if self.labels is None else int(self.labels.max(initial=-1)) + 1

    @property
    def centers(self) -> Floats | None:
        """The centers or means (k, d), if there are any, in normalized coordinates."""
        return None

    @property
    def cluster_sizes(self) -> Floats | None:
        """The number of points in each cluster (k,) where it is known without labels, as of shards."""
        return None

    @property
    def label_counts(self) -> Floats | None:
        """How often each label occurs, or the weight of its points (k,), where the step knows; else None."""
        return None

    @property
    def shard_labeling(self) -> Callable[[Floats], Labels] | None:
        """What maps positions (m, d) of points in shards to labels (m,); None before they have some."""
        return None

    @property
    def estimated_objective(self) -> Objective | None:
        """What the step's objective is, where it is only an estimate of the algorithm's and may get worse."""
        return None

    @property
    def discardable(self) -> tuple[NDArray[Any], ...]:
        """The arrays that a run drops to save memory, the labels; consecutive steps share unchanged ones."""
        return () if self.labels is None else (self.labels,)

    @property
    def computed_bytes(self) -> dict[int, int]:
        """The bytes of what a step computes when it is used, and keeps until compacted, by its identity."""
        return {}

    @property
    def relative_rate(self) -> float:
        """How many times as fast as others this step is played."""
        return 1.0

    @property
    def rows_received(self) -> int:
        """How many rows were received so far from a stream; 0 where all are there from the start."""
        return 0

    def window_points(self, points: Points) -> Points:
        """The points that this step's labels belong to: those of the run, or the window of a stream."""
        return points

    def without_labels(self) -> Self:
        """The same step without its labels and without those of steps nested in it."""
        without_arrays: Any = {
            name: nested.without_labels() for name, nested in vars(self).items() if isinstance(nested, Step)
        }
        return replace(self, compacted=True, **without_arrays | dict.fromkeys(self.discarded_fields))

    @abstractmethod
    def marks(self, points: Points) -> tuple[Mark, ...]:
        """What is drawn of this step."""

    @abstractmethod
    def caption(self, points: Points, before: "Step | None") -> Message:
        """One plain sentence with the numbers of this very step, without the objective."""

    @abstractmethod
    def classify(self, places: Floats) -> Labels:
        """The cluster (m,) that each of the positions `places` (m, d) would be assigned to."""

    def own_distances(self, places: Floats, labels: Labels, units: Units) -> Floats:
        """How far each of `places` (m, d) is from the cluster in `labels` (m,), in the data's units: (m,).

        That is the distance to its center; only of steps with centers, or of algorithms that say otherwise.
        """
        assert self.centers is not None
        return np.asarray(np.ldexp(np.sqrt(assigned_distances(places, self.centers, labels)), units.exponent))

    def written(self) -> dict[str, Any]:
        """What `Algorithm.classifier` needs to assign new rows: numbers, texts and arrays by name.

        Positions are in normalized coordinates. Empty where the algorithm assigns no new rows.
        """
        return {}

    def responsibilities(self, points: Points) -> Floats | None:
        """The membership of each point in each cluster (n, k), for soft methods."""
        return None

    def responsibilities_at(self, places: Floats) -> Floats | None:
        """The membership of positions `places` (m, d) in each cluster (m, k), for soft methods."""
        return None

    def outlier_scores(self, points: Points) -> Floats | None:
        """How far each point lies from what was found (n,), larger is farther; NaN where that is unknown.

        None where the algorithm has no measure of its own: then the distance to the own center, relative to
        the others of the cluster, is taken.
        """
        return None

    @property
    def search_radius(self) -> float | None:
        """The radius in which neighbors are counted, in normalized units, where there is one."""
        return None

    @property
    def suggested_k(self) -> int | None:
        """The number of clusters that the result suggests, whatever K was chosen; None if none."""
        return None

    def inertia(self, points: Points) -> float | None:
        """The sum of squared distances of the points to their own centers, in normalized units and weighted.

        None where there are no centers or no labels yet, or where a point belongs to no cluster.
        """
        labels, centers = self.labels, self.centers
        if labels is None or centers is None or labels.min(initial=0) < 0:
            return None
        own = self.window_points(points)
        return assigned_inertia(own.values, centers, labels, own.weights)

    def n_measured(self, points: Points) -> int:
        """How many points the figures of the result are computed on."""
        return points.n

    def explain_point(self, points: Points, row: int, before: "Step | None" = None) -> Reason:
        """Why a point, by its index in spatial order, has its label at this step, which follows `before`."""
        if self.labels is None:
            return Reason(Message("It has no cluster yet."))
        return Reason(Message("It is in {cluster}.", cluster=ClusterReference(int(self.labels[row]))))

    def explain_center(self, points: Points, cluster: int, before: "Step | None" = None) -> Reason:
        """Why the center of a cluster is where it is at this step, which follows `before`."""
        return Reason(Message("This is the center of {cluster}.", cluster=ClusterReference(cluster)))

    def formulas(
        self, points: Points, before: "Step | None" = None, focus: Focus = NO_FOCUS
    ) -> "tuple[Formula, ...]":
        """The formulas of this step, which follows `before`, with its numbers in the units of the array.

        They are about a selected point and cluster, or those that the step chooses. The sides with numbers
        are equal, or compare as their signs say, to rounding.
        """
        return ()

    def axes(self, cluster: int) -> Floats | None:
        """The axes (2, 2) of the ellipse of a cluster that `CenterChanges.with_axis` changes; None for none.

        From its center, of the length of one standard deviation, in normalized coordinates.
        """
        return None

    def center_details(self, cluster: int) -> tuple[tuple[Message, Message], ...]:
        """Names and values of what is known of a cluster in addition to its center and size."""
        return ()

    def charts(self, points: Points) -> "tuple[Chart, ...]":
        """The charts of this step."""
        return ()

    def figures(self, points: Points) -> dict[str, float]:
        """The metrics of the result by name, in the units of the array of `Points`."""
        return {}

    def model(self, units: Units) -> dict[str, Any]:
        """What was found (centers and so on) in the given units, by name."""
        return {}
