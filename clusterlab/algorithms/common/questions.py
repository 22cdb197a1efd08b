"""What is asked before a step: where a center goes, and to which cluster points will belong."""

from collections.abc import Iterable, Sequence

import numpy as np

from clusterlab.algorithms.common.asked_points import apart, asked_sample, plane_moves, visible_rows
from clusterlab.algorithms.common.center_reasons import centers_before
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.marks import Regions
from clusterlab.core.message import Message
from clusterlab.core.question import ChoiceQuestion, Option, PlaceQuestion, QuestionKind, Questions, StepPair
from clusterlab.kernels.nearest import squared_distances
from clusterlab.kernels.typing import Floats, Labels, Rows

MARKED_POINTS, MAX_CHANGED_POINTS = 5, 3
"""So many points are asked about at once, of which at most so many change cluster."""
MAX_OPTIONS = 9
"""So many clusters are offered at most."""
MIN_MOVE = 0.02
"""A center that moves by a smaller share of the extent of the points is not asked about."""
MIN_MARGIN = 0.03
"""A point whose distances to two centers differ by a smaller share of their sum is too close to call."""
MIN_SHARE_GAP, MAX_SHARE = 0.05, 0.9
"""The two largest shares of a point differ by at least the first, and the largest is at most the second."""
LARGEST_SHARE_TEXT = "Which cluster will have the largest share of the marked point?"


def ask_moved_center(pair: StepPair) -> PlaceQuestion | None:
    """Where one of the centers goes that move farthest; None where none moves visibly."""
    was, now = centers_before(pair.after, pair.before), pair.after.centers
    if was is None or now is None or not pair.view.is_invertible:
        return None
    moves = plane_moves(pair, was, now)
    visible = np.flatnonzero(moves >= MIN_MOVE)
    if not len(visible):
        return None
    cluster = int(pair.random.choice(visible, p=moves[visible] / moves[visible].sum()))
    text = Message("Where will the center of {cluster} go?", cluster=ClusterReference(cluster))
    return PlaceQuestion(text, cluster, was[cluster].copy(), now[cluster].copy())


def ask_joined_clusters(pair: StepPair) -> ChoiceQuestion | None:
    """In which cluster some points will be: some that change, and some near a border that stay."""
    labels = _new_labels(pair)
    if labels is None or (pair.before.labels is None and pair.before.centers is None):
        return None  # without either nobody knows yet where the clusters are
    changed = _changed_rows(pair, labels)
    if not len(changed):
        return None
    picked = pair.random.permutation(changed)[: 20 * MAX_CHANGED_POINTS]
    chosen = apart(pair, picked, MAX_CHANGED_POINTS)
    near = _near_borders(pair)
    staying = near if pair.before.labels is None else near[~np.isin(near, changed)]
    rows = apart(pair, staying, MARKED_POINTS, chosen)
    text = Message("Which cluster will {n:the marked point|each marked point} be in?", n=len(rows))
    return cluster_question(pair, text, rows)


def ask_largest_share(pair: StepPair) -> ChoiceQuestion | None:
    """Which cluster will have the largest share of a point that is between several."""
    labels = _new_labels(pair)
    rows = np.zeros(0, np.intp) if labels is None else asked_sample(pair, visible_rows(pair))
    shares = pair.after.responsibilities_at(pair.points.values[rows]) if len(rows) else None
    if shares is None or shares.shape[1] < 2:
        return None
    second, first = np.partition(shares, -2, axis=1)[:, -2:].T
    divided = np.flatnonzero((first - second >= MIN_SHARE_GAP) & (first <= MAX_SHARE))
    if not len(divided):
        return None
    least = divided[np.argsort(first[divided], kind="stable")][:MARKED_POINTS]
    row = rows[pair.random.choice(least)]
    return cluster_question(pair, Message(LARGEST_SHARE_TEXT), np.array([row]))


MOVED_CENTER = QuestionKind(ask_moved_center)
JOINED_CLUSTERS = QuestionKind(ask_joined_clusters, (Regions,))
LARGEST_SHARE = QuestionKind(ask_largest_share, (Regions,))
HALF_STEP_QUESTIONS: Questions = {"assign": JOINED_CLUSTERS, "update": MOVED_CENTER}
"""What is asked before the half-steps of k-means."""
MIXTURE_QUESTIONS: Questions = {**HALF_STEP_QUESTIONS, "E": LARGEST_SHARE, "M": MOVED_CENTER}
FUZZY_QUESTIONS: Questions = {"assign": LARGEST_SHARE, "update": MOVED_CENTER}
BATCH_QUESTIONS: Questions = {"batch": MOVED_CENTER, "assign": JOINED_CLUSTERS}
ASSIGN_QUESTIONS: Questions = {"assign": JOINED_CLUSTERS}
"""Those of algorithms of which only the assign is asked about."""


def cluster_question(
    pair: StepPair, text: Message, rows: Rows, left_out: Iterable[int] = ()
) -> ChoiceQuestion | None:
    """The question in which clusters points (their rows) will be; None where there is no choice."""
    labels = pair.after.labels
    assert labels is not None
    truths = [int(label) for label in labels[rows]]
    offered = [one for one in offered_clusters(pair, rows, truths) if one not in set(left_out)]
    if len(offered) < 2:
        return None
    options = tuple(Option(Message("{one}", one=ClusterReference(one)), one) for one in offered)
    return ChoiceQuestion(text, rows, options, tuple(map(offered.index, truths)))


def offered_clusters(pair: StepPair, rows: Rows, truths: Sequence[int]) -> list[int]:
    """The clusters to choose from: all, of many the right ones, those before, and the nearest."""
    k = pair.after.k
    if k <= MAX_OPTIONS:
        return list(range(k))
    before = pair.before.labels
    found = dict.fromkeys([*truths, *(() if before is None else before[rows].tolist())])
    centers = pair.after.centers
    if centers is not None:
        near = np.argsort([squared_distances(centers, pair.points.values[row]) for row in rows], axis=1)
        found |= dict.fromkeys(near.T.ravel().tolist())
    found |= dict.fromkeys(range(k))
    return sorted([one for one in found if one >= 0][:MAX_OPTIONS])


def _new_labels(pair: StepPair) -> Labels | None:
    """The labels of the step after; None where they are of other points, or there is only one cluster."""
    labels = pair.after.labels
    return labels if labels is not None and len(labels) == pair.points.n and pair.after.k > 1 else None


def _changed_rows(pair: StepPair, labels: Labels) -> Rows:
    """The visible points whose label is another one after the step, or the first."""
    before, rows = pair.before.labels, visible_rows(pair)
    if before is None or len(before) != len(labels):
        return asked_sample(pair, rows)
    return np.asarray(rows[labels[rows] != before[rows]])


def _near_borders(pair: StepPair) -> Rows:
    """A sample of the visible points: those nearest to a border between centers first, if there are some."""
    rows, centers = asked_sample(pair, visible_rows(pair)), pair.after.centers
    if centers is None or len(centers) < 2:
        return rows
    margins = border_margins(pair.points.values[rows], centers)
    order = np.argsort(margins, kind="stable")
    return rows[order[margins[order] >= MIN_MARGIN]]


def border_margins(places: Floats, centers: Floats) -> Floats:
    """How much nearer each of `places` (m, d) is to the nearest of `centers` (k, d) than to the next: (m,).

    It is the difference of the two distances as a share of their sum, 0 on a border.
    """
    squares = np.array([squared_distances(places, center) for center in centers])
    near, far = np.sqrt(np.partition(squares, 1, axis=0)[:2])
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nan_to_num((far - near) / (far + near)))
