"""Why a criterion prefers another number of clusters than the conclusion, where that can be tested."""

from collections.abc import Mapping

import numpy as np

from clusterlab.core.message import Message
from clusterlab.kernels.typing import Labels

NESTED_SHARE = 0.95
"""Clusters lie within those of another partition where each has so large a share of its points in one."""


def why_other_k(
    k: int, concluded_k: int | None, kind: str, labels_by_k: Mapping[int, Labels | None]
) -> Message:
    """The end of a sentence that names `k`, of a criterion that favors compact clusters and more than one.

    `concluded_k` and `kind` are those of the conclusion; `labels_by_k` holds labels (n,) of the same points.
    Empty where `k` is that of the conclusion, or the reason is not known.
    """
    if kind == "none":
        return Message(", but it never favors 1")
    if concluded_k is None or k == concluded_k:
        return Message()
    if kind == "curved":
        return Message("; it favors compact clusters")
    one, own = labels_by_k.get(k), labels_by_k.get(concluded_k)
    if one is None or own is None:
        return Message()
    if k < concluded_k and is_within(own, one):
        return Message(", which joins clusters that are close together")
    if k > concluded_k and is_within(one, own):
        return Message(", which splits clusters further")
    return Message()


def is_within(fine: Labels, coarse: Labels) -> bool:
    """Whether each cluster of the `fine` labels (n,) lies within one of the `coarse` labels (n,)."""
    table = np.zeros((int(fine.max()) + 1, int(coarse.max()) + 1))
    np.add.at(table, (fine, coarse), 1)
    return bool((table.max(axis=1) >= NESTED_SHARE * table.sum(axis=1)).all())
