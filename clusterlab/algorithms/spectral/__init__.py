"""Spectral clustering; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.spectral.eigenvector_space import (
        eigenvalue_chart,
        eigenvector_marks,
        eigenvector_points,
        eigenvector_scatter,
    )
    from clusterlab.algorithms.spectral.formulas import spectral_formulas
    from clusterlab.algorithms.spectral.graph import Graph, Spectrum
    from clusterlab.algorithms.spectral.point_reasons import reason_of_spectral
    from clusterlab.algorithms.spectral.script import spectral_script

__all__ = [
    "Graph",
    "Spectrum",
    "eigenvalue_chart",
    "eigenvector_marks",
    "eigenvector_points",
    "eigenvector_scatter",
    "reason_of_spectral",
    "spectral_formulas",
    "spectral_script",
]
__getattr__ = late_names(
    __name__,
    {
        "eigenvector_space": (
            "eigenvalue_chart",
            "eigenvector_marks",
            "eigenvector_points",
            "eigenvector_scatter",
        ),
        "formulas": ("spectral_formulas",),
        "graph": ("Graph", "Spectrum"),
        "point_reasons": ("reason_of_spectral",),
        "script": ("spectral_script",),
    },
)
