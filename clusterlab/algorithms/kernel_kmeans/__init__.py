"""Kernel k-means; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.kernel_kmeans.feature_space import (
        GramMatrix,
        distances_to_own_mean,
        nearest_centers,
        seed_distances,
    )
    from clusterlab.algorithms.kernel_kmeans.formulas import kernel_formulas
    from clusterlab.algorithms.kernel_kmeans.point_reasons import reason_of_kernel
    from clusterlab.algorithms.kernel_kmeans.step import KernelStep, center_distances, written_kernel_step

__all__ = [
    "GramMatrix",
    "KernelStep",
    "center_distances",
    "distances_to_own_mean",
    "kernel_formulas",
    "nearest_centers",
    "reason_of_kernel",
    "seed_distances",
    "written_kernel_step",
]
__getattr__ = late_names(
    __name__,
    {
        "feature_space": (
            "GramMatrix",
            "distances_to_own_mean",
            "nearest_centers",
            "seed_distances",
        ),
        "step": (
            "KernelStep",
            "center_distances",
            "written_kernel_step",
        ),
        "formulas": ("kernel_formulas",),
        "point_reasons": ("reason_of_kernel",),
    },
)
