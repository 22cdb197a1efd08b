"""The shapes of generated data: separated groups, groups that k-means splits wrongly, and no groups."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

import numpy as np

from clusterlab.core.params import Param
from clusterlab.datasets.generators.shape import SHAPES, RandomDraws, Shape
from clusterlab.kernels.typing import Floats

if TYPE_CHECKING:
    from clusterlab.datasets.table import Table

HALF_WIDTH = 6.0  # centers lie in the square from -6 to 6
CANDIDATES_PER_CENTER = 12  # more would push all centers to the border of the square
EUCLIDEAN = np.eye(2)
DEFAULT_STRETCH = 5.0  # the distances of the centers of stretched groups are those that this stretch needs
CENTER_DISTANCE_FACTOR = 0.75  # closer together, so that k-means splits the groups wrongly

PointCount: TypeAlias = Annotated[
    int, Param("Points", "How many points to make.", 1, 10_000_000, usual=(10, 1_000_000), log=True)
]
Groups: TypeAlias = Annotated[int, Param("Groups", "How many groups to make.", 1, 1000, usual=(1, 12))]
Spread: TypeAlias = Annotated[
    float, Param("Spread", "The standard deviation of a group.", 0, 1000, usual=(0.1, 3))
]
Noise: TypeAlias = Annotated[
    float, Param("Noise", "The standard deviation of points from the curve.", 0, 1000, usual=(0, 0.5))
]
Dimensions: TypeAlias = Annotated[
    int, Param("Dimensions", "How many columns to make.", 2, 1000, usual=(2, 10))
]
ShapeSeed: TypeAlias = Annotated[
    int, Param("Seed", "Another seed makes other data of the same kind.", 0, 2**31 - 1, usual=(0, 999))
]


class MultiDimensionalShape(Shape):
    """The base of shapes whose number of columns is the parameter `dimensions`."""

    dimensions: int
    """Declared by each of them."""

    @property
    def n_columns(self) -> int:
        """As many as dimensions are chosen."""
        return self.dimensions


@SHAPES.add
@dataclass(frozen=True)
class Blobs(MultiDimensionalShape):
    """Round groups of one size, well apart."""

    name: ClassVar[str] = "blobs"
    title: ClassVar[str] = "Blobs"
    menu_order: ClassVar[int] = 1

    points: PointCount = 300
    groups: Groups = 3
    spread: Spread = 0.9
    dimensions: Dimensions = 2
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        truth = draws.numbers(rows) % self.groups
        values = draws.normals(rows, self.dimensions)
        values *= self.spread
        values += _centers(self.seed, self.groups, self.dimensions)[truth]
        return self.table(values, truth)


@SHAPES.add
@dataclass(frozen=True)
class Moons(Shape):
    """Two half circles that reach into each other."""

    name: ClassVar[str] = "moons"
    title: ClassVar[str] = "Moons"
    menu_order: ClassVar[int] = 2

    points: PointCount = 300
    noise: Noise = 0.07
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        numbers = draws.numbers(rows)
        truth = numbers % 2
        angle = np.pi * draws.evenly_spaced(numbers // 2)
        sign = np.where(truth == 0, 1.0, -1.0)
        curve: Floats = np.column_stack((sign * np.cos(angle) + truth, sign * np.sin(angle) + truth / 2))
        return self.table(curve + self.noise * draws.normals(rows, 2), truth)


@SHAPES.add
@dataclass(frozen=True)
class Circles(Shape):
    """A ring inside another ring."""

    name: ClassVar[str] = "circles"
    title: ClassVar[str] = "Circles"
    menu_order: ClassVar[int] = 3

    points: PointCount = 300
    ratio: Annotated[
        float,
        Param("Ratio", "The inner ring's radius as a share of the outer one's.", 0, 1, usual=(0.1, 0.9)),
    ] = 0.5
    noise: Noise = 0.06
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        numbers = draws.numbers(rows)
        truth = numbers % 2
        angle = 2 * np.pi * draws.evenly_spaced(numbers // 2)
        radius = np.where(truth == 0, 1.0, self.ratio)
        ring = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        return self.table(ring + self.noise * draws.normals(rows, 2), truth)


@SHAPES.add
@dataclass(frozen=True)
class Stretched(MultiDimensionalShape):
    """Long parallel groups, which k-means cuts across and a Gaussian mixture finds."""

    name: ClassVar[str] = "stretched"
    title: ClassVar[str] = "Stretched"
    menu_order: ClassVar[int] = 4

    points: PointCount = 300
    groups: Groups = 3
    spread: Spread = 0.9
    stretch: Annotated[
        float, Param("Stretch", "The ratio of length to width of a group.", 1, 1000, usual=(1, 10))
    ] = DEFAULT_STRETCH
    dimensions: Dimensions = 2
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        truth = draws.numbers(rows) % self.groups
        values = draws.normals(rows, self.dimensions)
        values *= self.spread
        long, wide = _stretch_matrix(self.stretch)
        # Not a matrix product, whose rounding depends on the number of rows.
        values[:, :2] = values[:, :1] * long + values[:, 1:2] * wide
        values += (
            CENTER_DISTANCE_FACTOR
            * _centers(self.seed, self.groups, self.dimensions, _stretch_matrix(1 / DEFAULT_STRETCH))[truth]
        )
        return self.table(values, truth)


@SHAPES.add
@dataclass(frozen=True)
class Uneven(MultiDimensionalShape):
    """Groups of unequal size and spread: the first is large and wide, each next one smaller and denser."""

    name: ClassVar[str] = "uneven"
    title: ClassVar[str] = "Uneven"
    menu_order: ClassVar[int] = 5

    points: PointCount = 300
    groups: Groups = 3
    spread: Spread = 0.9
    dimensions: Dimensions = 2
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        shares = np.arange(1, self.groups + 1) ** -1.5
        ends = np.cumsum(shares / shares.sum())[:-1]
        truth = np.searchsorted(ends, draws.evenly_spaced(draws.numbers(rows)), side="right")
        values = draws.normals(rows, self.dimensions)
        values *= (self.spread * 2 / np.arange(1, self.groups + 1))[truth, None]
        values += CENTER_DISTANCE_FACTOR * _centers(self.seed, self.groups, self.dimensions)[truth]
        return self.table(values, truth)


@SHAPES.add
@dataclass(frozen=True)
class Uniform(MultiDimensionalShape):
    """Points spread evenly over a square, without any group."""

    name: ClassVar[str] = "uniform"
    title: ClassVar[str] = "Uniform"
    menu_order: ClassVar[int] = 6
    has_groups: ClassVar[bool] = False

    points: PointCount = 300
    dimensions: Dimensions = 2
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        return self.table(draws.uniform(rows, self.dimensions, -HALF_WIDTH, HALF_WIDTH))


@SHAPES.add
@dataclass(frozen=True)
class Gaussian(MultiDimensionalShape):
    """One single Gaussian, without any group inside."""

    name: ClassVar[str] = "gaussian"
    title: ClassVar[str] = "Gaussian"
    menu_order: ClassVar[int] = 7
    has_groups: ClassVar[bool] = False

    points: PointCount = 300
    dimensions: Dimensions = 2
    seed: ShapeSeed = 0

    def generate(self, draws: RandomDraws, rows: int) -> "Table":
        return self.table(draws.normals(rows, self.dimensions))


def _centers(seed: int, groups: int, dimensions: int, metric: Floats = EUCLIDEAN) -> Floats:
    """Centers (groups, dimensions), separated in the first two columns; one more leaves the others unchanged.

    Each is the candidate farthest from those before it (Mitchell 1991, best candidate), where
    distances are those of the differences times `metric` (2, 2).
    """
    centers = np.empty((groups, dimensions))
    candidates = np.random.default_rng((seed, 0)).uniform(
        -HALF_WIDTH, HALF_WIDTH, (groups, CANDIDATES_PER_CENTER, 2)
    )
    for i in range(groups):
        differences = (candidates[i, :, None] - centers[None, :i, :2]) @ metric
        nearest = np.square(differences).sum(axis=2).min(axis=1, initial=np.inf)
        centers[i, :2] = candidates[i, nearest.argmax()]
    for j in range(2, dimensions):
        centers[:, j] = np.random.default_rng((seed, 0, j)).uniform(-HALF_WIDTH, HALF_WIDTH, groups)
    return centers


def _stretch_matrix(stretch: float) -> Floats:
    """The linear map (2, 2) that stretches a circle along the falling diagonal and keeps its area."""
    along, across = np.array([0.8, -0.6]), np.array([0.6, 0.8])
    long, short = np.sqrt(stretch), 1 / np.sqrt(stretch)
    matrix: Floats = long * np.outer(along, along) + short * np.outer(across, across)
    return matrix
