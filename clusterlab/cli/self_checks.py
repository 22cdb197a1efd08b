"""The checks of the self-test that need no Qt: reference values, kernels, and everything that ships."""

import os
from fractions import Fraction
from typing import Any

import numpy as np

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.gmm.starts import mixture_start
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_list
from clusterlab.core.points import Points
from clusterlab.core.self_check import SelfCheck, check, check_close
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.datasets.readers.files import read_table
from clusterlab.kernels.native import loader
from clusterlab.kernels.typing import Floats
from clusterlab.metrics.external import ari
from clusterlab.metrics.silhouette import mean_silhouette

IRIS_CENTERS = ((5.01, 3.43, 1.46, 0.25), (5.90, 2.75, 4.39, 1.43), (6.85, 3.07, 5.74, 2.07))
"""Starting centers from which k-means reaches the proven minimum of iris with three clusters."""
IRIS_INERTIA, IRIS_SIZES = 78.851441426146, [38, 50, 62]
IRIS_LOG_LIKELIHOOD, IRIS_SILHOUETTE, IRIS_ARI = -180.185477131, 0.552819012, 0.73023827
OFFSET, REPLICATES, TREATMENTS = 1e12, 21, 9


def kernels() -> str:
    """The native kernels give bit for bit the results of the numpy reference."""
    table = SHAPES.all()["blobs"]().make().values
    found = _fitted_bytes(table)
    try:
        loader.select_backend("numpy")
        reference = _fitted_bytes(table)
    finally:
        loader.select_backend(os.environ.get(loader.ENVIRONMENT_VARIABLE, ""))
    check(found == reference, f"{loader.backend_description()} They differ from the numpy reference.")
    return loader.backend_description()


def certified_inertia() -> str:
    """The inertia of data far from zero has fourteen correct digits (NIST StRD, SmLs07)."""
    readings, treatments = _nist_data()
    points = Points(readings[:, None])
    labels = points.to_spatial_order(treatments)
    step = KMeansStep(phase="assign", positions=points.values[:TREATMENTS], labels=labels)
    after = KMeans(k=TREATMENTS).after(step, points)
    check(after is not None and after.objective is not None, "k-means ended before its update.")
    inertia = points.units.squared(after.objective)  # type: ignore[union-attr,arg-type]
    exact = sum((_exact_inertia(readings[treatments == number]) for number in range(TREATMENTS)), Fraction(0))
    check(abs(Fraction(inertia) - exact) <= exact / 10**14, f"The certified inertia came out as {inertia!r}.")
    return "The inertia of certified data at 1e12 has 14 digits."


def kmeans() -> str:
    """k-means reaches the proven minimum of the inertia on iris."""
    fit = KMeans(k=3).fit(_iris(), start=np.array(IRIS_CENTERS))
    check_close("The inertia of iris", fit.inertia, IRIS_INERTIA, 1e-12)
    sizes = sorted(np.bincount(fit.labels).tolist())
    check(sizes == IRIS_SIZES, f"The clusters of iris have {sizes} points; they must have {IRIS_SIZES}.")
    return f"The inertia of iris with 3 clusters is {fit.inertia:.12f}."


def gaussian_mixture() -> str:
    """A Gaussian mixture reaches the reference log-likelihood on iris."""
    points = Points(_iris())
    fit = GaussianMixture(k=3, tol=1e-12).fit(points, start=mixture_start(_last_kmeans_step(points), points))
    check_close("The log-likelihood of iris", fit.log_likelihood, IRIS_LOG_LIKELIHOOD, 1e-10)
    return f"The log-likelihood of iris with 3 components is {fit.log_likelihood:.9f}."


def measures() -> str:
    """The silhouette and the ARI with the species have their reference values on iris."""
    points, table = Points(_iris()), read_table(examples()["iris"])
    labels = _last_kmeans_step(points).labels
    silhouette = mean_silhouette(points, labels) if labels is not None else None
    check_close("The silhouette of iris", silhouette or 0.0, IRIS_SILHOUETTE, 1e-8)
    agreement = ari(ground_truth(table, "species").codes, points.to_row_order(labels))  # type: ignore[arg-type]
    check_close("The agreement of iris with its species", agreement, IRIS_ARI, 1e-7)
    return (
        f"The silhouette of iris is {silhouette:.9f}, its agreement with the species (ARI) {agreement:.8f}."
    )


def algorithms() -> str:
    """Every algorithm runs to its end."""
    points = Points(SHAPES.all()["blobs"]().make().values)
    for name, kind in ALGORITHMS.all().items():
        made: Any = kind()
        *_, last = made.steps(points)
        check(last.labels is not None, f"{name} ended without labels.")
    return f"{format_list(list(ALGORITHMS.all()))} run to their ends."


def shapes() -> str:
    """Every shape generates finite values."""
    for name, kind in SHAPES.all().items():
        check(np.isfinite(kind().make().values).all(), f"{name} makes values that are no numbers.")
    return f"{format_list(list(SHAPES.all()))} are generated."


def files() -> str:
    """Every example that ships is read with all its rows."""
    check(examples(), "No example ships with this installation.")
    for name, path in examples().items():
        lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
        rows = read_table(path).rows
        check(rows == lines, f"{name} has {lines} lines; {rows} were read.")
    return f"{format_list(list(examples()))} are read."


SELF_CHECKS: dict[str, SelfCheck] = {
    "kernels": kernels,
    "certified": certified_inertia,
    "k-means": kmeans,
    "mixture": gaussian_mixture,
    "measures": measures,
    "algorithms": algorithms,
    "shapes": shapes,
    "files": files,
}


def _iris() -> Floats:
    return read_table(examples()["iris"]).values


def _last_kmeans_step(points: Points) -> KMeansStep:
    """The last step of k-means on iris."""
    *_, last = KMeans(k=3).steps(points, np.array(IRIS_CENTERS))
    assert isinstance(last, KMeansStep)
    return last


def _fitted_bytes(table: Floats) -> tuple[bytes, ...]:
    """The results of k-means and of a Gaussian mixture on a table, as bytes."""
    fit = KMeans(k=5, seed=1).fit(table)
    components = GaussianMixture(k=3, seed=1).fit(table)
    return (
        fit.labels.tobytes(),
        fit.centers.tobytes(),
        components.means.tobytes(),
        components.covariances.tobytes(),
    )


def _nist_data() -> tuple[Floats, Any]:
    """The readings of nine treatments, and the treatment of each."""
    levels = [0.4, *[0.3, 0.5] * 4]
    deviations = [0.0, *[-0.1, 0.1] * (REPLICATES // 2)]
    rounded = [round(level + deviation, 1) for level in levels for deviation in deviations]
    return np.array(rounded) + OFFSET, np.repeat(np.arange(TREATMENTS), REPLICATES)


def _exact_inertia(values: Floats) -> Fraction:
    """The exact sum of squared distances of the stored numbers to their mean."""
    own = [Fraction(float(value)) for value in values]
    mean = sum(own, Fraction(0)) / len(own)
    return sum(((value - mean) ** 2 for value in own), Fraction(0))
