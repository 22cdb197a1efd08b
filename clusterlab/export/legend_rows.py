"""The rows of a legend: a name and a size for each cluster, and for noise."""

from dataclasses import dataclass

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
    lines = all_legend_rows(picture)
    if len(lines) <= MAX_LEGEND_ROWS:
        return lines, ""
    first = min(max(0, first), len(lines) - MAX_LEGEND_ROWS)
    return lines[first : first + MAX_LEGEND_ROWS], f"{first + 1}–{first + MAX_LEGEND_ROWS} of {len(lines)}"


def all_legend_rows(picture: Picture) -> list[LegendRow]:
    """All rows, of which a long legend shows some."""
    total = sum(picture.sizes) + picture.noise
    clusters = zip(picture.colors, picture.names, picture.sizes, strict=True) if picture.sizes else ()
    lines = [LegendRow(number, name, _figures(size, total)) for number, name, size in clusters]
    if picture.noise:
        lines.append(LegendRow(-1, picture.point_marks.unlabeled_name, _figures(picture.noise, total)))
    return lines


def _figures(size: int, total: int) -> str:
    return f"{size:,} · {100 * size / max(total, 1):.0f} %"
