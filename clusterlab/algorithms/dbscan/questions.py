"""What is asked before a wave of DBSCAN: which points it reaches, before the first one border or noise."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from clusterlab.algorithms.common.asked_points import apart, asked_sample, visible_rows
from clusterlab.algorithms.common.questions import MARKED_POINTS, MAX_CHANGED_POINTS
from clusterlab.core.message import Message
from clusterlab.core.question import ChoiceQuestion, Option, QuestionKind, Questions, StepPair
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.kernels.neighbors import kd_tree
from clusterlab.kernels.typing import Rows

if TYPE_CHECKING:
    from clusterlab.algorithms.dbscan.algorithm import DensityStep

ROLE_OPTIONS = (Option(Message("border point")), Option(Message("noise")))
REACH_OPTIONS = (Option(Message("reached")), Option(Message("not yet")))


def ask_reached(pair: StepPair) -> ChoiceQuestion | None:
    """What some points will be at the end, before the first wave; later, which of them a wave reaches."""
    after = cast("DensityStep", pair.after)
    return _ask_roles(pair, after) if pair.before.labels is None else _ask_wave(pair, after)


REACHED_POINTS = QuestionKind(ask_reached)
DENSITY_QUESTIONS: Questions = {"grow": REACHED_POINTS}


def _ask_roles(pair: StepPair, after: "DensityStep") -> ChoiceQuestion | None:
    """Whether points that are no core points are border points or noise."""
    clustering, rows = after.clustering, asked_sample(pair, visible_rows(pair))
    others = rows[~clustering.core[rows]]
    is_noise = clustering.labels < 0
    border = apart(pair, others[~is_noise[others]], MAX_CHANGED_POINTS)
    text = "Will {n:the marked point|each marked point} be a border point, near a core point, or noise?"
    return _flag_question(pair, text, ROLE_OPTIONS, apart(pair, others, MARKED_POINTS, border), is_noise)


def _ask_wave(pair: StepPair, after: "DensityStep") -> ChoiceQuestion | None:
    """Which of some points the next wave of a cluster that has begun reaches."""
    clustering, rows = after.clustering, visible_rows(pair)
    waves = clustering.waves[rows]
    begun = np.unique(clustering.labels[(clustering.waves < after.wave) & (clustering.labels >= 0)])
    next_ones = rows[(waves == after.wave) & np.isin(clustering.labels[rows], begun)]
    if not len(next_ones):
        return None
    chosen = apart(pair, asked_sample(pair, next_ones), MAX_CHANGED_POINTS)
    later = asked_sample(pair, rows[(waves > after.wave) | (clustering.labels[rows] < 0)])
    rows = apart(pair, _nearest_first(pair, later, next_ones), MARKED_POINTS, chosen)
    text = "Will the next wave reach {n:the marked point|each marked point}?"
    found = _flag_question(pair, text, REACH_OPTIONS, rows, clustering.waves != after.wave)
    return None if found is None else replace(found, reasons=tuple(_wave_reasons(pair, after, rows)))


def _wave_reasons(pair: StepPair, after: "DensityStep", rows: Rows) -> Iterator[Reason]:
    """How far points (their rows) are from the nearest core point that was reached before."""
    clustering, points = after.clustering, pair.points
    reached = np.flatnonzero(clustering.core & (clustering.waves < after.wave) & (clustering.labels >= 0))
    lengths, nearest = kd_tree(points.values[reached]).query(points.values[rows])
    for row, length, core in zip(rows.tolist(), lengths.tolist(), reached[nearest].tolist(), strict=True):
        distance = points.units.distance(length)
        known = {"core": points.row_number(core), "eps": points.units.distance(clustering.eps)}
        template = "Row {core!s}, the nearest core point reached before, is {distance} away: eps is {eps}."
        text = Message("{length}", length=distance)
        line = ReasonLine(points.values[row], points.values[core], -1, text)
        yield Reason(Message(template, distance=distance, **known), (line,))


def _nearest_first(pair: StepPair, rows: Rows, to: Rows) -> Rows:
    """Some rows (m,), the nearest ones to others first."""
    if not len(rows):
        return rows
    values = pair.points.values
    return rows[np.argsort(kd_tree(values[to]).query(values[rows])[0], kind="stable")]


def _flag_question(
    pair: StepPair, template: str, options: tuple[Option, ...], rows: Rows, is_second: np.ndarray
) -> ChoiceQuestion | None:
    """The question which of two options is right for points (their rows); None without points."""
    if not len(rows):
        return None
    truths = tuple(map(int, is_second[rows]))
    return ChoiceQuestion(Message(template, n=len(rows)), rows, options, truths)
