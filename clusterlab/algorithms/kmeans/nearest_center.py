"""The base of algorithms whose models assign a new row to the nearest center."""

from typing import ClassVar

from clusterlab.algorithms.kmeans.step import KMeansStep, nearest_center_step
from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message
from clusterlab.core.written import Written


class NearestCenterAlgorithm(Algorithm):
    """An algorithm whose steps write their `centers`."""

    new_row_rule: ClassVar[Message] = Message("A new row joins the nearest center.")

    def classifier(self, written: Written, d: int) -> KMeansStep:
        """The step with the same centers."""
        return nearest_center_step(written, d)
