"""What is asked before a transfer: to which cluster the point goes, before a sweep that of some points."""

from typing import TYPE_CHECKING, cast

import numpy as np

from clusterlab.algorithms.common.questions import (
    HALF_STEP_QUESTIONS,
    JOINED_CLUSTERS,
    ask_joined_clusters,
    cluster_question,
)
from clusterlab.core.message import Message
from clusterlab.core.question import ChoiceQuestion, QuestionKind, Questions, StepPair

if TYPE_CHECKING:
    from clusterlab.algorithms.transfers.step import TransferStep


def ask_transfer(pair: StepPair) -> ChoiceQuestion | None:
    """To which cluster the point goes that is transferred; of two clusters, and of a sweep, who changes."""
    transfer = cast("TransferStep", pair.after).transfer
    if transfer is None or pair.after.k < 3 or (pair.shown is not None and not pair.shown[transfer.row]):
        return ask_joined_clusters(pair)
    text = Message("To which cluster will the marked point be transferred?")
    return cluster_question(pair, text, np.array([transfer.row]), (transfer.donor,))


TRANSFERRED = QuestionKind(ask_transfer, JOINED_CLUSTERS.conceals)
KMEANS_QUESTIONS: Questions = {**HALF_STEP_QUESTIONS, "transfer": TRANSFERRED}
