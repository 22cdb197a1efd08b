"""The figures that charts and tables show, as a table of texts and numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.core.charts import Dendrogram, Eigenvalues, EigenvectorScatter, HeatMap, KDistances
from clusterlab.core.formatting import whole_number
from clusterlab.core.marks import PointMarks
from clusterlab.export.tables import CsvValue
from clusterlab.kernels.typing import Labels
from clusterlab.metrics.stability import Stability
from clusterlab.session.analysis.cluster_flows import FlowPicture
from clusterlab.session.analysis.k_charts import KChartData
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Figures:
    """What a chart or a table shows: its name, the names of the columns, and the rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[CsvValue, ...], ...]


def figures_table(name: str, header: Iterable[str], rows: Iterable[Sequence[CsvValue]]) -> Figures:
    """Figures with rows of any kind; what is not finite is empty."""
    cells = tuple(tuple(_finite(cell) for cell in row) for row in rows)
    return Figures(name, tuple(header), cells)


@singledispatch
def chart_figures(chart: object, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """The figures of a chart; clusters have the numbers of a listing."""
    raise TypeError(f"There are no figures of {type(chart).__name__}.")


@chart_figures.register
def _(chart: KChartData, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each K: a column for each line, the standard errors, and the band of uniform references."""
    columns: dict[str, Sequence[float | None]] = {line.name: line.values for line in chart.lines}
    if len(columns) == 1:
        columns = {chart.title: chart.lines[0].values}
    if chart.errors:
        columns["standard error"] = chart.errors
    if chart.band:
        low, high = zip(*chart.band, strict=True)
        columns |= {"uniform, least": low, "uniform, greatest": high}
    return figures_table(chart.title, ("K", *columns), zip(chart.ks, *columns.values(), strict=True))


@chart_figures.register
def _(chart: SilhouettePlot, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each point, by cluster and in the order of the chart."""
    clusters = sorted(chart.clusters, key=lambda one: listing.number(one.cluster))
    rows = ((listing.number(one.cluster), width) for one in clusters for width in one.widths.tolist())
    return figures_table("silhouettes", ("cluster", "silhouette"), rows)


@chart_figures.register
def _(chart: HeatMap, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """The similarities of all pairs, in the order of the chart, with the cluster of each point."""
    values = chart.low + chart.values * (chart.high - chart.low)
    n = len(values)
    clusters = _clusters(chart.labels, n, listing)
    rows = ((own, *row) for own, row in zip(clusters, values.tolist(), strict=True))
    return figures_table(chart.title, ("cluster", *map(str, range(1, n + 1))), rows)


@chart_figures.register
def _(chart: Eigenvalues, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each eigenvalue, and the gap to the next one."""
    values = chart.values.tolist()
    gaps = [after - before for before, after in pairwise(values)]
    rows = zip(range(1, len(values) + 1), values, [*gaps, None][: len(values)], strict=True)
    return figures_table(chart.title, ("number", "eigenvalue", "gap to the next"), rows)


@chart_figures.register
def _(chart: KDistances, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each distance, ascending."""
    return figures_table(chart.title, ("number", "distance"), enumerate(chart.values.tolist(), start=1))


@chart_figures.register
def _(chart: EigenvectorScatter, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each point, with its cluster."""
    labels = next((mark.labels for mark in chart.marks if isinstance(mark, PointMarks)), None)
    rows = zip(*chart.places.T.tolist(), _clusters(labels, len(chart.places), listing), strict=True)
    return figures_table(chart.title, ("across", "up", "cluster"), rows)


@chart_figures.register
def _(chart: Dendrogram, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each node: leaves first, then the merges, with the two nodes that were merged."""
    leaves = [(node + 1, size, None, None, None) for node, size in enumerate(chart.sizes.tolist())]
    sizes, merges = chart.sizes.tolist(), []
    for (first, second), height in zip(chart.pairs.tolist(), chart.heights.tolist(), strict=True):
        sizes.append(sizes[first] + sizes[second])
        merges.append((len(sizes), sizes[-1], first + 1, second + 1, height))
    return figures_table(chart.title, ("node", "size", "first", "second", "height"), [*leaves, *merges])


@chart_figures.register
def _(chart: Stability, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each cluster, with the stability of uniform points beside it."""
    values, uniform = chart.data.jaccard.tolist(), float(chart.uniform.jaccard[0])
    rows = ((listing.number(c), values[c], uniform) for c in listing.listed(len(values)))
    return figures_table("stability", ("cluster", "stability", "uniform points"), rows)


@chart_figures.register
def _(chart: FlowPicture, listing: ClusterListing = PLAIN_LISTING) -> Figures:
    """A row for each band: the clusters at both its ends, and how many points are in it."""
    names = [{-1: "noise"} | dict(enumerate(map(str, own))) for own in chart.names]
    rows = (
        (
            chart.ks[band.column],
            names[band.column][band.source],
            chart.ks[band.column + 1],
            names[band.column + 1][band.target],
            whole_number(band.size),
        )
        for band in chart.geometry.bands
    )
    return figures_table("flow", ("K", "cluster", "next K", "next cluster", "points"), rows)


def entry_figures(name: str, entries: Sequence[Mapping[str, object]]) -> Figures:
    """A row for each entry of a summary; of a value with several parts each is a column."""
    flat = [{key: _flat(key, value) for key, value in entry.items()} for entry in entries]
    keys = dict.fromkeys(key for entry in flat for key in entry)
    header = list(dict.fromkeys(column for key in keys for entry in flat for column in entry.get(key, {})))
    joined = [{column: cell for part in entry.values() for column, cell in part.items()} for entry in flat]
    return figures_table(name, header, [[entry.get(column) for column in header] for entry in joined])


def figures_frame(figures: Figures) -> "pl.DataFrame":
    """Figures as a frame, whose columns hold whole numbers, numbers or texts."""
    import polars as pl

    columns = zip(*figures.rows, strict=True) if figures.rows else ((),) * len(figures.header)
    return pl.DataFrame([_series(name, cells) for name, cells in zip(figures.header, columns, strict=True)])


def _series(name: str, cells: Sequence[CsvValue]) -> "pl.Series":
    import polars as pl

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int}:
        return pl.Series(name, cells, dtype=pl.Int64)
    if kinds <= {int, float}:
        return pl.Series(name, cells, dtype=pl.Float64, strict=False)
    return pl.Series(name, [None if cell is None else str(cell) for cell in cells], dtype=pl.String)


def _flat(name: str, value: object) -> dict[str, CsvValue]:
    """A value as one column, or as several; texts in a list are one text."""
    if isinstance(value, Mapping):
        return {
            key: cell for part, inner in value.items() for key, cell in _flat(f"{name} {part}", inner).items()
        }
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return {name: " ".join(map(str, value)) or None} if value else {}
    if isinstance(value, list | tuple):
        parts = [(f"{name} {i}", item) for i, item in enumerate(value, start=1)]
        return {key: cell for part in parts for key, cell in _flat(*part).items()}
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        return {name: str(value) or None}
    return {name: value}


def _clusters(labels: Labels | None, n: int, listing: ClusterListing) -> list[int | None]:
    return [None] * n if labels is None else [listing.number(label) for label in labels.tolist()]


def _finite(cell: CsvValue) -> CsvValue:
    return None if isinstance(cell, float) and not np.isfinite(cell) else cell
