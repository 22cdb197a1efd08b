"""What is asked before a merge: which of some pairs of clusters it is."""

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message
from clusterlab.core.question import ChoiceQuestion, Option, QuestionKind, Questions, StepPair
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.typing import Floats, Rows

if TYPE_CHECKING:
    from clusterlab.algorithms.ward.algorithm import WardStep

MAX_ASKED_CLUSTERS = 20
"""Merges among more clusters are not asked about: these are small, and many."""
MAX_PAIRS = 4


class MergePair(NamedTuple):
    """Two clusters by their labels, the smaller label first."""

    first: int
    second: int


def ask_merged_pair(pair: StepPair) -> ChoiceQuestion | None:
    """Which pair merges, the one that raises the inertia least, beside those that come next."""
    before, after = cast("WardStep", pair.before), cast("WardStep", pair.after)
    if after.merged_rows is None or before.labels is None or not pair.view.is_invertible:
        return None
    if not 3 <= before.k <= MAX_ASKED_CLUSTERS:
        return None
    means = before.means
    merged = _merged_pair(before, after)
    others = [one for one in _cheapest_pairs(means, np.bincount(before.labels)) if one != merged]
    pairs = [merged, *others[: MAX_PAIRS - 1]]
    listed = [pairs[i] for i in pair.random.permutation(len(pairs))]
    options = tuple(
        Option(Message("{pair}", pair=tuple(map(ClusterReference, one))), line=means[list(one)])
        for one in listed
    )
    text = Message("Which two clusters will merge?")
    return ChoiceQuestion(text, after.merged_rows[:1], options, (listed.index(merged),))


MERGED_PAIR = QuestionKind(ask_merged_pair)
MERGE_QUESTIONS: Questions = {"merge": MERGED_PAIR}


def _merged_pair(before: "WardStep", after: "WardStep") -> MergePair:
    """The two clusters of the step before that are one at the step after."""
    assert before.labels is not None
    assert after.labels is not None
    assert after.merged_rows is not None
    row = int(after.merged_rows[0])
    merged = np.unique(before.labels[after.labels == after.labels[row]])
    return MergePair(*map(int, merged))


def _cheapest_pairs(means: Floats, counts: Rows) -> list[MergePair]:
    """The pairs of clusters that raise the inertia least, by their means (k, d) and sizes (k,)."""
    squares = np.array([squared_distances(means, mean) for mean in means])
    first, second = np.triu_indices(len(means), 1)
    costs = squares[first, second] * counts[first] * counts[second] / (counts[first] + counts[second])
    cheapest = np.argsort(costs, kind="stable")[:MAX_PAIRS]
    return [MergePair(int(first[i]), int(second[i])) for i in cheapest]
