"""What a moment shows beside the canvas: a small closed set of charts that any panel can draw."""

from dataclasses import dataclass

from clusterlab.core.frozen import freeze
from clusterlab.kernels.arrays import Floats, Labels


@dataclass(frozen=True, eq=False)
class _Charted:
    title: str
    help: str

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False)
class HeatMap(_Charted):
    """How alike points are, from 0 to 1 (m, m), in the order of their clusters, and that of each (m,)."""

    values: Floats
    labels: Labels | None = None


@dataclass(frozen=True, eq=False)
class Eigenvalues(_Charted):
    """Eigenvalues (m,), the least first; after `gap` of them the largest gap comes, and `used` many serve."""

    values: Floats
    gap: int | None = None
    used: int = 0


@dataclass(frozen=True, eq=False)
class Reaches(_Charted):
    """Distances (m,), ascending; the parameter `param` is `at` one of them and can be dragged along.

    `bend` is where the curve leaves its chord, None where it does not.
    """

    values: Floats
    at: float
    bend: float | None
    param: str


Chart = HeatMap | Eigenvalues | Reaches
