"""DBSCAN; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.clustering import DensityClustering, written_clustering
    from clusterlab.algorithms.dbscan.formulas import density_formulas
    from clusterlab.algorithms.dbscan.k_distances import k_distance_chart, neighbor_distances, suggested_eps
    from clusterlab.algorithms.dbscan.point_reasons import reason_of_density
    from clusterlab.algorithms.dbscan.script import dbscan_script

__all__ = [
    "DensityClustering",
    "dbscan_script",
    "density_formulas",
    "k_distance_chart",
    "neighbor_distances",
    "reason_of_density",
    "suggested_eps",
    "written_clustering",
]
__getattr__ = late_names(
    __name__,
    {
        "clustering": ("DensityClustering", "written_clustering"),
        "formulas": ("density_formulas",),
        "k_distances": ("k_distance_chart", "neighbor_distances", "suggested_eps"),
        "point_reasons": ("reason_of_density",),
        "script": ("dbscan_script",),
    },
)
