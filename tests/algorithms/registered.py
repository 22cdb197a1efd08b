"""What the contract tests are parametrized by: every registered algorithm, and each of its choices."""

from collections.abc import Iterator

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.params import declared_params
from clusterlab.core.points import Points
from clusterlab.kernels.typing import label_dtype


def variants() -> Iterator[object]:
    """Every registered algorithm, with its defaults and with every choice that it offers."""
    for kind in ALGORITHMS.all().values():
        yield pytest.param(kind(), id=kind.name)
        for item in declared_params(kind):
            for choice in item.param.choices:
                if choice != item.default:
                    yield pytest.param(kind(**{item.name: choice}), id=f"{kind.name}-{choice}")


EVERY = pytest.mark.parametrize("algorithm", [*variants()])
EVERY_KIND = pytest.mark.parametrize("kind", [*ALGORITHMS.all().values()], ids=[*ALGORITHMS.all()])


def with_k(algorithm, k):
    """The algorithm with that many clusters; skips where it finds their number by itself."""
    if not algorithm.takes_k:
        pytest.skip(f"{algorithm.title} takes no K")
    return algorithm.with_k(k)


def hard_step(points, k):
    """A step as k-means shows it: `k` clusters of about equal size, along the order of the points."""
    labels = (np.arange(points.n) * k // points.n).astype(label_dtype(k))
    centers = np.array([points.values[labels == label].mean(axis=0) for label in range(k)])
    return KMeansStep(phase="assign", labels=labels, positions=centers)


def start_for(algorithm, table):
    """A start that does not depend on the order of the rows; None where the algorithm takes none."""
    if not algorithm.takes_k or not algorithm.has_centers:
        return None
    points = Points(table)
    return algorithm.start_from(hard_step(points, algorithm.k), points)
