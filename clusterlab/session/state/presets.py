"""The session at the start, and comparisons of well-known cases: their data and algorithms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.params import declared_params
from clusterlab.datasets.generators.shape import SHAPES, Shape
from clusterlab.session.state.session import Session, with_param

ZOO = "zoo"
ZOO_HELP = "every algorithm on every shape of data, a row for each shape"
ZOO_PARAMS: Mapping[str, Mapping[str, Any]] = {
    "blobs": {"k": 3, "eps": 0.9},
    "moons": {"k": 2, "eps": 0.2},
    "circles": {"k": 2, "eps": 0.2},
    "stretched": {"k": 3, "eps": 0.9},
    "uneven": {"k": 3, "eps": 0.9},
    "uniform": {"k": 3, "eps": 1.2},
}
"""The parameters for 300 points of each shape of the zoo."""


@dataclass(frozen=True)
class Preset:
    """A comparison with its description: generated data, and algorithms with their parameters."""

    description: str
    shape: str
    algorithms: Sequence[tuple[str, Mapping[str, Any]]]
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def source(self) -> Shape:
        """The generator of the data."""
        return SHAPES.all()[self.shape](**self.changes)

    @property
    def panes(self) -> tuple[Algorithm, ...]:
        """The algorithm of each pane."""
        return tuple(ALGORITHMS.all()[name](**settings) for name, settings in self.algorithms)


PRESETS: Mapping[str, Preset] = {
    "two-starts": Preset(
        "k-means from two starts",
        "blobs",
        [("kmeans", {"k": 5, "init": "random-points", "seed": seed}) for seed in (1, 7)],
        {"groups": 5, "spread": 0.6, "seed": 2},
    ),
    "stretched": Preset(
        "k-means and GMM on stretched data",
        "stretched",
        [("kmeans", {"k": 3}), ("gmm", {"k": 3})],
        {"seed": 2},
    ),
    "moons": Preset(
        "Four ways to see two moons",
        "moons",
        [("kmeans", {"k": 2}), ("gmm", {"k": 2}), ("dbscan", {"eps": 0.16}), ("kmeans", {"k": 8})],
        {"points": 500},
    ),
}


def opening() -> Session:
    """The session at the start of the program: groups whose number all evidence agrees on.

    From random points k-means takes some steps to find them.
    """
    session = Session.of(SHAPES.all()["blobs"](), ALGORITHMS.all()["kmeans"]())
    changes: Any = {"groups": 4, "spread": 1.3, "seed": 24}
    shape: Any = session.source
    session = with_param(replace(session, source=replace(shape, **changes)), "k", 4)
    return with_param(session, "init", "random-points")


def zoo(kinds: Sequence[type[Algorithm]] = ()) -> list[tuple[Shape, list[Algorithm]]]:
    """The shapes of the zoo, each with an algorithm of every kind (all, if empty) set up for it."""
    chosen = list(kinds) or list(ALGORITHMS.all().values())
    return [(SHAPES.all()[name](), [with_zoo_params(kind(), name) for kind in chosen]) for name in ZOO_PARAMS]


def with_zoo_params(algorithm: Algorithm, shape: str) -> Algorithm:
    """The algorithm with the zoo's parameters for a shape, as far as it has them."""
    own = {item.name for item in declared_params(type(algorithm))}
    values = {name: value for name, value in ZOO_PARAMS[shape].items() if name in own}
    return algorithm.with_params(**values)
