"""k-means by single transfers; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.formulas import transfer_formulas
    from clusterlab.algorithms.transfers.moves import (
        TransferRule,
        before_transfers,
        last_transfer_steps,
        next_transfer_step,
        start_with_centers,
    )
    from clusterlab.algorithms.transfers.point_reasons import reason_of_transfer
    from clusterlab.algorithms.transfers.step import TransferStep

__all__ = [
    "TransferRule",
    "TransferStep",
    "before_transfers",
    "last_transfer_steps",
    "next_transfer_step",
    "reason_of_transfer",
    "start_with_centers",
    "transfer_formulas",
]
__getattr__ = late_names(
    __name__,
    {
        "moves": (
            "TransferRule",
            "before_transfers",
            "last_transfer_steps",
            "next_transfer_step",
            "start_with_centers",
        ),
        "step": ("TransferStep",),
        "formulas": ("transfer_formulas",),
        "point_reasons": ("reason_of_transfer",),
    },
)
