"""What is shown about a place of points in shards: the point there, or the block of points around it."""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.projection import View
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
    value = prepared.points.take([index])
    position = prepared.units.positions(value[0])
    values = [Message("{value}", value=float(one)) for one in position]
    title = Message("Row {row}", row=prepared.row(index) + 1)
    return HoveredPlace(np.vstack([view.project(value)] * 2), _card(prepared, step, title, values, value))


def hovered_block(
    prepared: PreparedFolder, step: Step | None, view: View, place: Floats
) -> HoveredPlace | None:
    """The smallest block whose box, on the plane, holds a place (2,); None where there is none."""
    points = prepared.points
    holding = _holding(*points.boxes, view, place).tolist()
    blocks = [one for one in points.map(partial(_block_at, view, place), holding) if one is not None]
    if not blocks:
        return None
    found = min(blocks, key=lambda block: block.area)
    low, high, own = found.low, found.high, found.points
    ends = zip(*map(prepared.units.positions, (low, high)), strict=True)
    values = [Message("{low} to {high}", low=float(least), high=float(most)) for least, most in ends]
    title = Message("Block of {n:# point|# points}", n=len(own))
    middle, half = _projected_boxes(low[None], high[None], view)
    return HoveredPlace(np.vstack([middle - half, middle + half]), _card(prepared, step, title, values, own))


class BlockOfPoints(NamedTuple):
    """A block: the area of its box on the plane, the corners (d,) of the box, and its points (m, d)."""

    area: float
    low: Floats
    high: Floats
    points: Floats


def _block_at(view: View, place: Floats, number: int, blocks: Blocks) -> BlockOfPoints | None:
    """The smallest block of a shard whose box, on the plane, holds a place (2,); None where there is none."""
    low, high = _boxes(blocks)
    holding = _holding(low, high, view, place)
    if not len(holding):
        return None
    areas = _projected_boxes(low[holding], high[holding], view)[1].prod(axis=1)
    found = int(holding[areas.argmin()])
    own = np.array(blocks.points[found * BLOCK : (found + 1) * BLOCK])
    return BlockOfPoints(float(areas.min()), low[found].copy(), high[found].copy(), own)


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
