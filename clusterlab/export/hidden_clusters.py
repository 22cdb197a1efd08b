"""Leaves the marks of hidden clusters, and of points that are not shown, out of a picture."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from clusterlab.core.marks import Centers, CenterTrajectories, Highlights, Mark, PointMarks
from clusterlab.kernels.typing import Flags


def hidden_flags(colors: Sequence[int], hidden: frozenset[int]) -> Flags:
    """Whether each cluster, and last noise, is hidden (k + 1,)."""
    return np.array([number in hidden for number in (*colors, -1)])


def without_hidden(marks: tuple[Mark, ...], is_hidden: Flags) -> tuple[Mark, ...]:
    """The marks without the centers, the paths and the highlighted points of hidden clusters.

    A hidden center is at NaN, so that the others keep their numbers.
    """
    if not is_hidden.any():
        return marks
    labels = next((mark.labels for mark in marks if isinstance(mark, PointMarks)), None)
    found: list[Mark] = []
    for mark in marks:
        match mark:
            case Centers(positions=positions):
                found.append(Centers(np.where(is_hidden[: len(positions), None], np.nan, positions)))
            case CenterTrajectories(trajectories=tracks):
                kept = (
                    track[:0] if hides else track for track, hides in zip(tracks, is_hidden, strict=False)
                )
                found.append(CenterTrajectories(tuple(kept)))
            case Highlights(rows=rows) if labels is not None:
                found.append(replace(mark, rows=rows[~is_hidden[labels[rows]]]))
            case _:
                found.append(mark)
    return tuple(found)


def only_shown(marks: tuple[Mark, ...], shown_places: Flags | None) -> tuple[Mark, ...]:
    """The marks without the highlighted points that are not shown; of the points (n,) all are if None."""
    if shown_places is None:
        return marks
    return tuple(
        replace(mark, rows=mark.rows[shown_places[mark.rows]]) if isinstance(mark, Highlights) else mark
        for mark in marks
    )
