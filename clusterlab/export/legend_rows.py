"""The rows of a legend: clusters with their sizes or values of a column, and rings; and its corner."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from clusterlab.core.formatting import format_number, shortened
from clusterlab.core.marks import Highlights
from clusterlab.core.message import Message
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.datasets.column_codes import MAX_VALUE_LENGTH, CategoryCodes, PointCodes, ScaleCodes
from clusterlab.export.color_scale import scale_ticks
from clusterlab.export.picture import Picture
from clusterlab.export.viewport import fit_viewport
from clusterlab.session.state.layers import LAYERS

MAX_LEGEND_ROWS = 10
SCALE_ROWS = 5  # the height of a color bar
LEGEND_MARGIN = 12.0  # pixels between a legend and the edge of the picture
LEGEND_SAMPLE = 5_000  # points that are counted to find the emptiest corner


RING_WORDS: dict[str, str] = {
    "candidates": "Candidate center",
    "picked": "New center",
    "batch": "In this batch",
    "reached": "Reached now",
    "joined": "Merged now",
    "new place of a center with few points": "Center placed anew",
    "doubtful": LAYERS["doubtful"].words,
    "misplaced": LAYERS["known"].words,
}
"""What the rings around points mean, by the meaning of the highlights; others are named by it."""
RING_HELP: dict[str, str] = {
    "candidates": "One of the points drawn as the next center; the best of them becomes it.",
    "picked": "The point that became the next center.",
    "batch": "The points of this step's random sample, which move the centers.",
    "reached": "The points that joined their cluster in this step.",
    "joined": "The points of the two clusters that were merged in this step.",
    "transferred": "The point that changed its cluster in this step.",
    "doubtful": LAYERS["doubtful"].help,
    "misplaced": LAYERS["known"].help,
}
"""The help of these rows of the legend."""


@dataclass(frozen=True)
class LegendRow:
    """A row of the legend: the palette number of a cluster or the meaning of a ring, a name, and a count.

    Of a column, the row of a value has the palette number of that value as `color`, -1 where it is missing;
    a color bar takes SCALE_ROWS rows, each with its `scale_row` from the top; the heading has neither.
    """

    number: int | None
    name: str
    figures: str
    ring: str = ""
    color: int | None = None
    scale_row: int | None = None


def legend_rows(picture: Picture, first: int = 0) -> tuple[list[LegendRow], str]:
    """The visible rows of the legend from `first` on, and which ones of a long legend they are, as text."""
    count = legend_row_count(picture)
    if count <= MAX_LEGEND_ROWS:
        return all_legend_rows(picture), ""
    first = min(max(0, first), count - MAX_LEGEND_ROWS)
    rows = _rows(picture, range(first, first + MAX_LEGEND_ROWS))
    return rows, f"{first + 1}–{first + MAX_LEGEND_ROWS} of {count}"


def all_legend_rows(picture: Picture) -> list[LegendRow]:
    """All rows, of which a long legend shows some: noise, the clusters, and the meanings of rings."""
    return _rows(picture, range(legend_row_count(picture)))


def longest_legend_rows(picture: Picture) -> list[LegendRow]:
    """The rows with the longest names, the largest size, noise and rings: among them are the widest."""
    if picture.column_codes is not None:
        return all_legend_rows(picture)
    sizes, first, given = picture.sizes, bool(picture.noise), picture.listing.given
    listed = picture.listing.listed(len(sizes))
    named = nlargest(MAX_LEGEND_ROWS, [c for c in range(len(given)) if given[c]], key=lambda c: len(given[c]))
    largest = max(range(len(sizes)), key=sizes.__getitem__, default=0)
    widest = {largest, *named, *listed[-MAX_LEGEND_ROWS:]}  # without names the last have the longest numbers
    clusters = [first + place for place, cluster in enumerate(listed) if cluster in widest]
    others = (*range(first), *range(first + len(sizes), legend_row_count(picture)))
    return _rows(picture, [*clusters, *others])


def legend_row_count(picture: Picture) -> int:
    """The number of rows of a legend."""
    codes = picture.column_codes
    own = bool(picture.noise) + len(picture.sizes) if codes is None else len(column_rows(codes))
    return own + len(_rings(picture))


def column_rows(codes: PointCodes) -> list[LegendRow]:
    """The name of a column, the rows of its color bar or of its most frequent values, and missing values."""
    total = len(codes.codes)
    heading = LegendRow(None, shortened(codes.column, MAX_VALUE_LENGTH), "")
    missing = [LegendRow(None, "Missing", _figures(codes.missing, total), color=-1)] if codes.missing else []
    if isinstance(codes, ScaleCodes):
        found = scale_ticks(codes, SCALE_ROWS)
        longest = max((tick.text for tick in found.marks), key=len, default="")
        bar = [LegendRow(None, longest, "", scale_row=i) for i in range(SCALE_ROWS)]
        return [replace(heading, figures=found.offset_text), *bar, *missing]
    names = [*codes.values, *([_others_words(codes)] if codes.others else [])]
    counted = zip(names, codes.counts, strict=True)
    values = [LegendRow(None, name, _figures(n, total), color=i) for i, (name, n) in enumerate(counted)]
    return [heading, *values, *missing]


def _others_words(codes: CategoryCodes) -> str:
    template = "{n:# other|# others}" if codes.values else "{n:# value|# different values}"
    return Message(template, n=codes.others)


def _rows(picture: Picture, indices: Iterable[int]) -> list[LegendRow]:
    """Rows by their indices."""
    if picture.column_codes is not None:
        rows = [*column_rows(picture.column_codes), *map(_ring_row, _rings(picture))]
        return [rows[index] for index in indices]
    rings, first, listing = _rings(picture), bool(picture.noise), picture.listing
    listed = listing.listed(len(picture.sizes))
    total = sum(picture.sizes) + picture.noise
    found = []
    for index in indices:
        place = index - first
        if place < 0:
            noise = LegendRow(-1, picture.point_marks.unlabeled_name, _figures(picture.noise, total))
            found.append(noise)
        elif place < len(listed):
            cluster = listed[place]
            figures = _figures(picture.sizes[cluster], total)
            found.append(LegendRow(picture.colors[cluster], listing.title(cluster), figures))
        else:
            found.append(_ring_row(rings[place - len(listed)]))
    return found


def _ring_row(ring: tuple[str, int]) -> LegendRow:
    meaning, count = ring
    return LegendRow(None, ring_words(meaning), f"{count:,}", meaning)


def ring_words(meaning: str) -> str:
    """What a ring around points means, in words."""
    return RING_WORDS.get(meaning) or meaning[:1].upper() + meaning[1:]


def _rings(picture: Picture) -> list[tuple[str, int]]:
    """The meanings of the rings in a picture, with the number of points; lines have no rings."""
    if isinstance(picture.view, ParallelCoordinates):
        return []
    counts: dict[str, int] = {}
    for mark in picture.marks:
        if isinstance(mark, Highlights) and len(mark.rows):
            counts[mark.meaning] = counts.get(mark.meaning, 0) + len(mark.rows)
    return list(counts.items())


def _figures(size: float, total: float) -> str:
    return f"{format_number(size)} · {100 * size / (total or 1):.0f} %"


def legend_corners(
    plot_size: tuple[int, int], scale: float, size: tuple[float, float], heading: float = 0.0
) -> tuple[tuple[float, float], ...]:
    """The four places of a box in the corners of a plot: top right, top left, bottom right, bottom left.

    A heading takes so many pixels at the top.
    """
    edge, (w, h), (width, height) = LEGEND_MARGIN * scale, plot_size, size
    left, right, bottom = edge + 28 * scale, w - edge - width, h - height - 44 * scale
    top, below_name = edge + heading, edge + heading + 18 * scale
    return (right, top), (left, below_name), (right, bottom), (left, bottom)


def least_covering_corner(
    picture: Picture,
    plot_size: tuple[int, int],
    scale: float,
    size: tuple[float, float],
    preferred: int = 0,
    heading: float = 0.0,
) -> int:
    """The corner where a box covers the fewest points of the fitted plot, so that zooming does not move it.

    It is the preferred one where that covers next to none, but not the one that has the axes of a 3D view.
    """
    fitted = fit_viewport(picture, plot_size, 1.0, scale)
    places = picture.places if picture.shards is None else picture.view.project(picture.shards.few)
    few = places[:: max(1, len(places) // LEGEND_SAMPLE)]
    sample = fitted.to_pixels(picture.view.plot_positions(few)).reshape(-1, 2)
    corners, (width, height) = legend_corners(plot_size, scale, size, heading), size
    inside = [(sample >= (x, y)) & (sample <= (x + width, y + height)) for x, y in corners]
    covered = [int(points.all(axis=1).sum()) for points in inside]
    covered[3] += len(sample) if picture.view.is_rotatable else 0
    return int(np.argmin(covered)) if covered[preferred] > len(sample) * 0.005 else preferred
