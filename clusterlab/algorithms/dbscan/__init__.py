"""DBSCAN; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.formulas import density_formulas
    from clusterlab.algorithms.dbscan.point_reasons import reason_of_density
    from clusterlab.algorithms.dbscan.script import dbscan_script

__all__ = ["dbscan_script", "density_formulas", "reason_of_density"]
__getattr__ = late_names(
    __name__,
    {
        "formulas": ("density_formulas",),
        "point_reasons": ("reason_of_density",),
        "script": ("dbscan_script",),
    },
)
