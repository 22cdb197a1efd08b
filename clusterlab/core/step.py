"""The steps of an algorithm."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from clusterlab.core.charts import Chart
from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.marks import Mark
from clusterlab.core.message import Message
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points, Units
from clusterlab.kernels.nearest import assigned_inertia
from clusterlab.kernels.typing import Floats, Labels


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
    """What `iteration` counts."""
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
    def estimated_objective(self) -> Objective | None:
        """What the step's objective is, where it is only an estimate of the algorithm's and may get worse."""
        return None

    @property
    def discardable(self) -> tuple[NDArray[Any], ...]:
        """The arrays that a run drops to save memory, the labels; consecutive steps share unchanged ones."""
        return () if self.labels is None else (self.labels,)

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

    def responsibilities(self, points: Points) -> Floats | None:
        """The membership of each point in each cluster (n, k), for soft methods."""
        return None

    def responsibilities_at(self, places: Floats) -> Floats | None:
        """The membership of positions `places` (m, d) in each cluster (m, k), for soft methods."""
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

    def explain_point(self, points: Points, row: int) -> Message:
        """Why a point, by its index in spatial order, has its label; empty where there is no more to say."""
        return Message()

    def center_details(self, cluster: int) -> tuple[tuple[Message, Message], ...]:
        """Names and values of what is known of a cluster in addition to its center and size."""
        return ()

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """The charts of this step."""
        return ()

    def figures(self, points: Points) -> dict[str, float]:
        """The metrics of the result by name, in the units of the array of `Points`."""
        return {}

    def model(self, units: Units) -> dict[str, Any]:
        """What was found (centers and so on) in the given units, by name."""
        return {}
