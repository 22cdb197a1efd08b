"""Spectral clustering; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.spectral.formulas import spectral_formulas
    from clusterlab.algorithms.spectral.point_reasons import reason_of_spectral
    from clusterlab.algorithms.spectral.script import spectral_script

__all__ = ["reason_of_spectral", "spectral_formulas", "spectral_script"]
__getattr__ = late_names(
    __name__,
    {
        "formulas": ("spectral_formulas",),
        "point_reasons": ("reason_of_spectral",),
        "script": ("spectral_script",),
    },
)
