"""What is shown about a place of points in shards: the point there, or the block of points around it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.projection import View
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.core.step import Step
from clusterlab.kernels.blocks import Blocks
from clusterlab.kernels.typing import BLOCK, Floats, Rows
from clusterlab.session.analysis.point_details import MAX_SHARES_SHOWN, MAX_VALUES_SHOWN, PointDetails
from clusterlab.session.state.prepared_folder import PreparedFolder


@dataclass(frozen=True, eq=False)
class HoveredPlace:
    """The corners (2, 2) on the plane of a block, of a point twice its place; and the card that is shown."""

    corners: Floats
    card: PointDetails


def hovered_row(prepared: PreparedFolder, step: Step | None, view: View, index: int) -> HoveredPlace:
    """A point by its index in spatial order."""
    value = prepared.points.here.take([index])
    position = prepared.units.positions(value[0])
    values = [Message("{value}", value=float(one)) for one in position]
    title = Message("Row {row}", row=prepared.row(index) + 1)
    return HoveredPlace(np.vstack([view.project(value)] * 2), _card(prepared, step, title, values, value))


def hovered_block(
    prepared: PreparedFolder, step: Step | None, view: View, place: Floats
) -> HoveredPlace | None:
    """The smallest block whose box, on the plane, holds a place (2,); None where there is none."""
    points = prepared.points.here
    found = min(_blocks_at(points, view, place), key=lambda block: block[0], default=None)
    if found is None:
        return None
    blocks, number = points.shards.blocks(found[1]), found[2]
    d, record = points.d, blocks.records[number]
    own = np.asarray(blocks.points[number * BLOCK : (number + 1) * BLOCK])
    low, high = record[:d], record[d : 2 * d]
    ends = zip(*map(prepared.units.positions, (low, high)), strict=True)
    values = [Message("{low} to {high}", low=float(least), high=float(most)) for least, most in ends]
    title = Message("Block of {n:# point|# points}", n=len(own))
    middle, half = _projected_boxes(low[None], high[None], view)
    return HoveredPlace(np.vstack([middle - half, middle + half]), _card(prepared, step, title, values, own))


def _blocks_at(points: ShardedPoints, view: View, place: Floats) -> Iterator[tuple[float, int, int]]:
    """The smallest block of each shard that holds a place: its area, the shard, and its number there."""
    for shard in _holding(*points.boxes, view, place).tolist():
        low, high = _boxes(points.shards.blocks(shard))
        holding = _holding(low, high, view, place)
        if len(holding):
            areas = _projected_boxes(low[holding], high[holding], view)[1].prod(axis=1)
            yield float(areas.min()), shard, int(holding[areas.argmin()])


def _boxes(blocks: Blocks) -> tuple[Floats, Floats]:
    d = blocks.points.shape[1]
    return blocks.records[:, :d], blocks.records[:, d : 2 * d]


def _holding(low: Floats, high: Floats, view: View, place: Floats) -> Rows:
    """Which of the boxes between `low` and `high` (m, d) hold a place (2,) on the plane."""
    middle, half = _projected_boxes(low, high, view)
    return np.flatnonzero((np.abs(place - middle) <= half).all(axis=1))


def _projected_boxes(low: Floats, high: Floats, view: View) -> tuple[Floats, Floats]:
    """The middles and half the sizes (m, 2) of boxes on the plane."""
    return view.project(0.5 * (low + high)), 0.5 * (high - low) @ np.abs(view.matrix)


def _card(
    prepared: PreparedFolder, step: Step | None, title: Message, values: list[Message], points: Floats
) -> PointDetails:
    """The card of some points with normalized values (m, d): which share of them is in each cluster."""
    columns = prepared.selection.columns
    left = len(columns) - MAX_VALUES_SHOWN
    named = tuple(zip(columns[:MAX_VALUES_SHOWN], values, strict=False))
    more = Message("and {left!s} more", left=left) if left > 0 else Message()
    return PointDetails(title, named, _shares(step, points), more)


def _shares(step: Step | None, points: Floats) -> tuple[tuple[int, float], ...]:
    """The clusters of some points, the largest first, with their shares of the points."""
    if step is None or step.shard_labeling is None:
        return ()
    counts = np.bincount(step.shard_labeling(points), minlength=step.k)
    order = np.argsort(-counts, kind="stable")[:MAX_SHARES_SHOWN]
    return tuple((int(j), float(counts[j] / len(points))) for j in order if counts[j])
