"""The rows of a legend, a name and a size for each cluster and for noise, and the corner where it lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

import numpy as np

from clusterlab.core.formatting import format_number
from clusterlab.export.picture import Picture
from clusterlab.export.viewport import fit_viewport

MAX_LEGEND_ROWS = 10
LEGEND_MARGIN = 12.0  # pixels between a legend and the edge of the picture
LEGEND_SAMPLE = 5_000  # points that are counted to find the emptiest corner


@dataclass(frozen=True)
class LegendRow:
    """A row of the legend: a palette number, a cluster's name, and its size."""

    number: int
    name: str
    figures: str


def legend_rows(picture: Picture, first: int = 0) -> tuple[list[LegendRow], str]:
    """The visible rows of the legend from `first` on, and which ones of a long legend they are, as text."""
    count = _row_count(picture)
    if count <= MAX_LEGEND_ROWS:
        return all_legend_rows(picture), ""
    first = min(max(0, first), count - MAX_LEGEND_ROWS)
    rows = _rows(picture, range(first, first + MAX_LEGEND_ROWS))
    return rows, f"{first + 1}–{first + MAX_LEGEND_ROWS} of {count}"


def all_legend_rows(picture: Picture) -> list[LegendRow]:
    """All rows, of which a long legend shows some."""
    return _rows(picture, range(_row_count(picture)))


def longest_legend_rows(picture: Picture) -> list[LegendRow]:
    """The rows with the longest names, the largest size, and noise: among them are the widest of a legend."""
    sizes, count = picture.sizes, _row_count(picture)
    named = nlargest(MAX_LEGEND_ROWS, range(len(sizes)), key=lambda index: len(picture.names[index]))
    largest = max(range(len(sizes)), key=sizes.__getitem__, default=0)
    return _rows(picture, {*named, largest, count - 1} if count else ())


def _row_count(picture: Picture) -> int:
    return len(picture.sizes) + bool(picture.noise)


def _rows(picture: Picture, indices: Iterable[int]) -> list[LegendRow]:
    """Rows by their indices; noise comes after the clusters."""
    total = sum(picture.sizes) + picture.noise
    return [
        LegendRow(picture.colors[i], picture.names[i], _figures(picture.sizes[i], total))
        if i < len(picture.sizes)
        else LegendRow(-1, picture.point_marks.unlabeled_name, _figures(picture.noise, total))
        for i in indices
    ]


def _figures(size: float, total: float) -> str:
    return f"{format_number(size)} · {100 * size / (total or 1):.0f} %"


def least_covering_corner(
    picture: Picture, plot_size: tuple[int, int], scale: float, size: tuple[float, float]
) -> tuple[float, float]:
    """Where a box covers the fewest points of the fitted plot, so that zooming does not move it."""
    fitted = fit_viewport(picture, plot_size, 1.0, scale)
    few = picture.places[:: max(1, len(picture.places) // LEGEND_SAMPLE)]
    sample = fitted.to_pixels(picture.view.plot_positions(few)).reshape(-1, 2)
    edge, (w, h), (width, height) = LEGEND_MARGIN * scale, plot_size, size
    left, right, bottom = edge + 28 * scale, w - edge - width, h - height - 44 * scale
    below_name = edge + 18 * scale
    corners = ((right, edge), (left, below_name), (right, bottom), (left, bottom))
    inside = [(sample >= (x, y)) & (sample <= (x + width, y + height)) for x, y in corners]
    hidden = [int(points.all(axis=1).sum()) for points in inside]
    return corners[int(np.argmin(hidden))] if hidden[0] > len(sample) * 0.005 else corners[0]
