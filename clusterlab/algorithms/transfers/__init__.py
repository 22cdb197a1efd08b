"""k-means by single transfers; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.formulas import transfer_formulas
    from clusterlab.algorithms.transfers.point_reasons import reason_of_transfer

__all__ = ["reason_of_transfer", "transfer_formulas"]
__getattr__ = late_names(
    __name__, {"formulas": ("transfer_formulas",), "point_reasons": ("reason_of_transfer",)}
)
