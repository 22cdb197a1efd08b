"""Mini-batch k-means; what few runs need is loaded when it is first used."""

from typing import TYPE_CHECKING

from clusterlab.core.late_names import late_names

if TYPE_CHECKING:
    from clusterlab.algorithms.minibatch.batch import step_after_batch
    from clusterlab.algorithms.minibatch.formulas import batch_formulas
    from clusterlab.algorithms.minibatch.point_reasons import reason_of_batch, reason_of_batch_center
    from clusterlab.algorithms.minibatch.script import minibatch_script
    from clusterlab.algorithms.minibatch.step import MiniBatchStep

__all__ = [
    "MiniBatchStep",
    "batch_formulas",
    "minibatch_script",
    "reason_of_batch",
    "reason_of_batch_center",
    "step_after_batch",
]
__getattr__ = late_names(
    __name__,
    {
        "batch": ("step_after_batch",),
        "formulas": ("batch_formulas",),
        "point_reasons": (
            "reason_of_batch",
            "reason_of_batch_center",
        ),
        "script": ("minibatch_script",),
        "step": ("MiniBatchStep",),
    },
)
