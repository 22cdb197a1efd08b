"""k-means by Lloyd's algorithm; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.kmeans.formulas import kmeans_formulas
    from clusterlab.algorithms.kmeans.point_reasons import reason_of_kmeans
    from clusterlab.algorithms.kmeans.script import complete_start, kmeans_script

__all__ = ["complete_start", "kmeans_formulas", "kmeans_script", "reason_of_kmeans"]
__getattr__ = late_names(
    __name__,
    {
        "formulas": ("kmeans_formulas",),
        "point_reasons": ("reason_of_kmeans",),
        "script": ("complete_start", "kmeans_script"),
    },
)
