"""The proofs of a self-test that need no Qt: reference numbers, kernels, and everything that ships."""

import os
from fractions import Fraction
from typing import Any

import numpy as np

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.gmm.starts import start_of
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import listing
from clusterlab.core.points import Points
from clusterlab.core.self_check import Proof, hold, near
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.ground_truth import known
from clusterlab.datasets.readers.files import examples, read_table
from clusterlab.kernels.native import loader
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.external import ari
from clusterlab.metrics.silhouette import mean_silhouette

START = ((5.01, 3.43, 1.46, 0.25), (5.90, 2.75, 4.39, 1.43), (6.85, 3.07, 5.74, 2.07))
"""Centers from which k-means reaches the proven minimum of iris with three clusters."""
INERTIA, SIZES = 78.851441426146, [38, 50, 62]
LIKELIHOOD, SILHOUETTE, RAND = -180.185477131, 0.552819012, 0.73023827
OFFSET, REPLICATES, TREATMENTS = 1e12, 21, 9


def kernels() -> str:
    """Compiled kernels come to what the numpy reference comes to, to the bit."""
    table = SHAPES.all()["blobs"]().make().values
    ours = _to_the_bit(table)
    try:
        loader.choose("numpy")
        reference = _to_the_bit(table)
    finally:
        loader.choose(os.environ.get(loader.WISH, ""))
    hold(ours == reference, f"{loader.told()} They differ from the numpy reference.")
    return loader.told()


def certified() -> str:
    """An inertia far from zero has fourteen digits (data of the NIST StRD, SmLs07)."""
    readings, treatments = _small_least_squares()
    points = Points(readings[:, None])
    labels = points.from_rows(treatments)
    step = KMeansStep(phase="assign", positions=points.values[:TREATMENTS], labels=labels)
    after = KMeans(k=TREATMENTS).after(step, points)
    hold(after is not None and after.objective is not None, "k-means ended before its update.")
    inertia = points.units.squared(after.objective)  # type: ignore[union-attr,arg-type]
    exact = sum((_spread(readings[treatments == number]) for number in range(TREATMENTS)), Fraction(0))
    hold(abs(Fraction(inertia) - exact) <= exact / 10**14, f"The certified inertia came out as {inertia!r}.")
    return "The inertia of certified data at 1e12 has 14 digits."


def kmeans() -> str:
    """k-means reaches the proven minimum on iris."""
    fit = KMeans(k=3).fit(_iris(), start=np.array(START))
    near("The inertia of iris", fit.inertia, INERTIA, 1e-12)
    sizes = sorted(np.bincount(fit.labels).tolist())
    hold(sizes == SIZES, f"The clusters of iris have {sizes} points; they must have {SIZES}.")
    return f"The inertia of iris with 3 clusters is {fit.inertia:.12f}."


def mixture() -> str:
    """A Gaussian mixture reaches its log-likelihood on iris."""
    points = Points(_iris())
    fit = GaussianMixture(k=3, tol=1e-12).fit(points, start=start_of(_last(points), points))
    near("The log-likelihood of iris", fit.log_likelihood, LIKELIHOOD, 1e-10)
    return f"The log-likelihood of iris with 3 bells is {fit.log_likelihood:.9f}."


def measures() -> str:
    """Silhouette and agreement with the species have their reference values."""
    points, table = Points(_iris()), read_table(examples()["iris"])
    labels = _last(points).labels
    silhouette = mean_silhouette(points, labels) if labels is not None else None
    near("The silhouette of iris", silhouette or 0.0, SILHOUETTE, 1e-8)
    agreement = ari(known(table, "species").codes, points.to_rows(labels))  # type: ignore[arg-type]
    near("The agreement of iris with its species", agreement, RAND, 1e-7)
    return (
        f"The silhouette of iris is {silhouette:.9f}, its agreement with the species (ARI) {agreement:.8f}."
    )


def algorithms() -> str:
    """Every algorithm runs to its end."""
    points = Points(SHAPES.all()["blobs"]().make().values)
    for name, kind in ALGORITHMS.all().items():
        made: Any = kind()
        *_, last = made.steps(points)
        hold(last.labels is not None, f"{name} ended without labels.")
    return f"{listing(list(ALGORITHMS.all()))} run to their ends."


def shapes() -> str:
    """Every shape of generated data can be made."""
    for name, kind in SHAPES.all().items():
        hold(np.isfinite(kind().make().values).all(), f"{name} makes values that are no numbers.")
    return f"{listing(list(SHAPES.all()))} are generated."


def files() -> str:
    """Every example that ships is read, row by row."""
    hold(examples(), "No example ships with this installation.")
    for name, path in examples().items():
        lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
        rows = read_table(path).rows
        hold(rows == lines, f"{name} has {lines} lines; {rows} were read.")
    return f"{listing(list(examples()))} are read."


PROOFS: dict[str, Proof] = {
    "kernels": kernels,
    "certified": certified,
    "k-means": kmeans,
    "mixture": mixture,
    "measures": measures,
    "algorithms": algorithms,
    "shapes": shapes,
    "files": files,
}


def _iris() -> Floats:
    return read_table(examples()["iris"]).values


def _last(points: Points) -> KMeansStep:
    """The last step of k-means on iris."""
    *_, last = KMeans(k=3).steps(points, np.array(START))
    assert isinstance(last, KMeansStep)
    return last


def _to_the_bit(table: Floats) -> tuple[bytes, ...]:
    """What k-means and a mixture come to on a table."""
    fit = KMeans(k=5, seed=1).fit(table)
    bells = GaussianMixture(k=3, seed=1).fit(table)
    return fit.labels.tobytes(), fit.centers.tobytes(), bells.means.tobytes(), bells.covariances.tobytes()


def _small_least_squares() -> tuple[Floats, Any]:
    """The readings of nine treatments, and the treatment of each."""
    levels = [0.4, *[0.3, 0.5] * 4]
    jitter = [0.0, *[-0.1, 0.1] * (REPLICATES // 2)]
    rounded = [round(level + step, 1) for level in levels for step in jitter]
    return np.array(rounded) + OFFSET, np.repeat(np.arange(TREATMENTS), REPLICATES)


def _spread(values: Floats) -> Fraction:
    """The exact sum of squared distances of stored numbers to their mean."""
    own = [Fraction(float(value)) for value in values]
    mean = sum(own, Fraction(0)) / len(own)
    return sum(((value - mean) ** 2 for value in own), Fraction(0))
