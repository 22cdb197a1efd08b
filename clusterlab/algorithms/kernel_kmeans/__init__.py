"""Kernel k-means; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.kernel_kmeans.formulas import kernel_formulas
    from clusterlab.algorithms.kernel_kmeans.point_reasons import reason_of_kernel

__all__ = ["kernel_formulas", "reason_of_kernel"]
__getattr__ = late_names(__name__, {"formulas": ("kernel_formulas",), "point_reasons": ("reason_of_kernel",)})
