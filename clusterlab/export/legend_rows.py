"""The rows of a legend: a name and a size for each cluster, and for noise."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from clusterlab.export.picture import Picture

MAX_LEGEND_ROWS = 10


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


def _figures(size: int, total: int) -> str:
    return f"{size:,} · {100 * size / max(total, 1):.0f} %"
