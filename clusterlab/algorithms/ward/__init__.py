"""Agglomerative clustering with Ward linkage; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.ward.formulas import merge_formulas
    from clusterlab.algorithms.ward.hierarchy import Hierarchy
    from clusterlab.algorithms.ward.point_reasons import reason_of_merge
    from clusterlab.algorithms.ward.script import ward_script

__all__ = ["Hierarchy", "merge_formulas", "reason_of_merge", "ward_script"]
__getattr__ = late_names(
    __name__,
    {
        "formulas": ("merge_formulas",),
        "hierarchy": ("Hierarchy",),
        "point_reasons": ("reason_of_merge",),
        "script": ("ward_script",),
    },
)
