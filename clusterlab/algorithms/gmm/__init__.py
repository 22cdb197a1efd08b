"""Gaussian mixtures by expectation maximization; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.changed_components import with_axis_end, with_means
    from clusterlab.algorithms.gmm.formulas import mixture_formulas
    from clusterlab.algorithms.gmm.moments import expectation_after, weighted_moments
    from clusterlab.algorithms.gmm.point_reasons import reason_of_component, reason_of_shares
    from clusterlab.algorithms.gmm.script import mixture_script
    from clusterlab.algorithms.gmm.starts import (
        checked_start,
        cluster_moments,
        mixture_start,
        start_around_centers,
        weight_notes,
    )
    from clusterlab.algorithms.gmm.step import (
        NO_MOMENTS,
        MixtureFit,
        MixtureStep,
        collapse_notes,
        underflow_notes,
        written_mixture,
    )

__all__ = [
    "NO_MOMENTS",
    "MixtureFit",
    "MixtureStep",
    "checked_start",
    "cluster_moments",
    "collapse_notes",
    "expectation_after",
    "mixture_formulas",
    "mixture_script",
    "mixture_start",
    "reason_of_component",
    "reason_of_shares",
    "start_around_centers",
    "underflow_notes",
    "weight_notes",
    "weighted_moments",
    "with_axis_end",
    "with_means",
    "written_mixture",
]
__getattr__ = late_names(
    __name__,
    {
        "changed_components": ("with_axis_end", "with_means"),
        "formulas": ("mixture_formulas",),
        "moments": ("expectation_after", "weighted_moments"),
        "point_reasons": ("reason_of_component", "reason_of_shares"),
        "script": ("mixture_script",),
        "starts": (
            "checked_start",
            "cluster_moments",
            "mixture_start",
            "start_around_centers",
            "weight_notes",
        ),
        "step": (
            "NO_MOMENTS",
            "MixtureFit",
            "MixtureStep",
            "collapse_notes",
            "underflow_notes",
            "written_mixture",
        ),
    },
)
