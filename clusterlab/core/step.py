"""One moment of an algorithm."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from clusterlab.core.charts import Chart
from clusterlab.core.frozen import freeze
from clusterlab.core.marks import Mark
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points, Units
from clusterlab.kernels.typing import Floats, Labels


@dataclass(frozen=True, eq=False, kw_only=True)
class Step(ABC):
    """A frozen moment: the least from which the picture and the next step follow.

    Labels are in spatial order; the objective is in inside units. `stopped` says why the run ends
    here, in words that fit after "Stopped after 11 steps: ", and is empty while it goes on. A `compacted`
    step has let go of its labels; the steps before it give them back.
    """

    phase: str
    iteration: int = 0
    objective: float | None = None
    labels: Labels | None = None
    stopped: str = ""
    notes: tuple[str, ...] = ()
    compacted: bool = False

    def __post_init__(self) -> None:
        freeze(self)

    iteration_unit: ClassVar[str] = "iteration"
    """What `iteration` counts."""
    discarded_fields: ClassVar[tuple[str, ...]] = ("labels",)
    """The fields that a thin step has let go of."""

    @property
    def k(self) -> int:
        """How many clusters there are at this moment."""
        if self.centers is not None:
            return len(self.centers)
        return 0 if self.labels is None else int(self.labels.max(initial=-1)) + 1

    @property
    def centers(self) -> Floats | None:
        """The centers or means (k, d) at this moment, if there are any."""
        return None

    @property
    def estimated_objective(self) -> Objective | None:
        """What the step's objective is, where that is an estimate of the algorithm's: it may get worse."""
        return None

    @property
    def discardable(self) -> NDArray[Any] | None:
        """What a run lets go of where it takes too much: the labels; steps share them while they stay."""
        return self.labels

    @property
    def rows_received(self) -> int:
        """How many rows came so far, where they keep coming."""
        return 0

    def window_points(self, points: Points) -> Points:
        """The points that this moment is about: those of the run, unless rows keep coming."""
        return points

    def without_labels(self) -> Self:
        """The same moment without its labels, nor those of a step that it holds."""
        without_arrays: Any = {
            name: nested.without_labels() for name, nested in vars(self).items() if isinstance(nested, Step)
        }
        return replace(self, compacted=True, **without_arrays | dict.fromkeys(self.discarded_fields))

    @abstractmethod
    def marks(self, points: Points) -> tuple[Mark, ...]:
        """How this moment looks."""

    @abstractmethod
    def caption(self, points: Points, before: "Step | None") -> str:
        """One plain sentence with the numbers of this very step, without the objective."""

    @abstractmethod
    def classify(self, places: Floats) -> Labels:
        """The cluster that would take each of `places` (m, d): (m,)."""

    def responsibilities(self, points: Points) -> Floats | None:
        """How much each point belongs to each cluster (n, k), for soft methods."""
        return None

    def responsibilities_at(self, places: Floats) -> Floats | None:
        """How much each of `places` (m, d) would belong to each cluster (m, k), for soft methods."""
        return None

    @property
    def search_radius(self) -> float | None:
        """How far around a point it looks for neighbors, in inside units, where it does."""
        return None

    @property
    def suggested_k(self) -> int | None:
        """The number of clusters that what was found speaks for, whatever was asked; None if none."""
        return None

    def explain_point(self, points: Points, row: int) -> str:
        """Why a point, by its place in spatial order, is where it is; empty where its label says all."""
        return ""

    def center_details(self, cluster: int) -> tuple[tuple[str, str], ...]:
        """What is known of a cluster beside its center and its points, by name."""
        return ()

    def charts(self, points: Points) -> tuple[Chart, ...]:
        """What is shown of this moment beside the canvas."""
        return ()

    def figures(self, points: Points) -> dict[str, float]:
        """The numbers that describe the result, in the matrix's units, by name."""
        return {}

    def model(self, units: Units) -> dict[str, Any]:
        """What was found (centers and the like) in a person's units, by name."""
        return {}
