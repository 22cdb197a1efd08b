"""Gaussian mixtures by expectation maximization; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.formulas import mixture_formulas
    from clusterlab.algorithms.gmm.point_reasons import reason_of_component, reason_of_shares
    from clusterlab.algorithms.gmm.script import mixture_script

__all__ = ["mixture_formulas", "mixture_script", "reason_of_component", "reason_of_shares"]
__getattr__ = late_names(
    __name__,
    {
        "formulas": ("mixture_formulas",),
        "point_reasons": (
            "reason_of_component",
            "reason_of_shares",
        ),
        "script": ("mixture_script",),
    },
)
