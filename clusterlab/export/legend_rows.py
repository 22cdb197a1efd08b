"""The rows of a legend: noise and the clusters with their sizes, the meanings of rings; and its corner."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

import numpy as np

from clusterlab.core.formatting import format_number
from clusterlab.core.marks import Highlights
from clusterlab.core.multi_axis_view import ParallelCoordinates
from clusterlab.export.picture import Picture
from clusterlab.export.viewport import fit_viewport
from clusterlab.session.state.layers import LAYERS

MAX_LEGEND_ROWS = 10
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
    """A row of the legend: the palette number of a cluster or the meaning of a ring, a name, and a count."""

    number: int | None
    name: str
    figures: str
    ring: str = ""


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
    sizes, first = picture.sizes, bool(picture.noise)
    named = nlargest(MAX_LEGEND_ROWS, range(len(sizes)), key=lambda index: len(picture.names[index]))
    largest = max(range(len(sizes)), key=sizes.__getitem__, default=None)
    clusters = {first + index for index in (*named, largest) if index is not None}
    others = (*range(first), *range(first + len(sizes), legend_row_count(picture)))
    return _rows(picture, {*clusters, *others})


def legend_row_count(picture: Picture) -> int:
    """The number of rows of a legend."""
    return bool(picture.noise) + len(picture.sizes) + len(_rings(picture))


def _rows(picture: Picture, indices: Iterable[int]) -> list[LegendRow]:
    """Rows by their indices."""
    rings, first = _rings(picture), bool(picture.noise)
    total = sum(picture.sizes) + picture.noise
    found = []
    for index in indices:
        cluster = index - first
        if cluster < 0:
            noise = LegendRow(-1, picture.point_marks.unlabeled_name, _figures(picture.noise, total))
            found.append(noise)
        elif cluster < len(picture.sizes):
            figures = _figures(picture.sizes[cluster], total)
            found.append(LegendRow(picture.colors[cluster], picture.names[cluster], figures))
        else:
            meaning, count = rings[cluster - len(picture.sizes)]
            found.append(LegendRow(None, ring_words(meaning), f"{count:,}", meaning))
    return found


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
    plot_size: tuple[int, int], scale: float, size: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    """The four places of a box in the corners of a plot: top right, top left, bottom right, bottom left."""
    edge, (w, h), (width, height) = LEGEND_MARGIN * scale, plot_size, size
    left, right, bottom = edge + 28 * scale, w - edge - width, h - height - 44 * scale
    below_name = edge + 18 * scale
    return (right, edge), (left, below_name), (right, bottom), (left, bottom)


def least_covering_corner(
    picture: Picture, plot_size: tuple[int, int], scale: float, size: tuple[float, float], preferred: int = 0
) -> int:
    """The corner where a box covers the fewest points of the fitted plot, so that zooming does not move it.

    It is the preferred one where that covers next to none, but not the one that has the axes of a 3D view.
    """
    fitted = fit_viewport(picture, plot_size, 1.0, scale)
    few = picture.places[:: max(1, len(picture.places) // LEGEND_SAMPLE)]
    sample = fitted.to_pixels(picture.view.plot_positions(few)).reshape(-1, 2)
    corners, (width, height) = legend_corners(plot_size, scale, size), size
    inside = [(sample >= (x, y)) & (sample <= (x + width, y + height)) for x, y in corners]
    covered = [int(points.all(axis=1).sum()) for points in inside]
    covered[3] += len(sample) if picture.view.is_rotatable else 0
    return int(np.argmin(covered)) if covered[preferred] > len(sample) * 0.005 else preferred
