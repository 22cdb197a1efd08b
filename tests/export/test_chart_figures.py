"""Every chart tells its figures as a table, and those of a sweep are written with all digits."""

from typing import get_args

import numpy as np
import polars as pl
import pytest

from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.charts import Chart, Dendrogram, EigenvectorScatter, HeatMap
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.progress import drain
from clusterlab.export.chart_figures import chart_figures, entry_figures, figures_frame, figures_table
from clusterlab.metrics.stability import search_stability
from clusterlab.session.analysis.k_charts import KChartData, KChartLine
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.state.cluster_listing import ClusterListing

ROWS = np.random.default_rng(2).normal(0, 1, (40, 2)) + np.repeat([[0, 0], [9, 9]], 20, axis=0)


def last_charts(name):
    """The charts of the last step of an algorithm."""
    points, kind = Points(ROWS), ALGORITHMS.all()[name]
    step = best_restart(kind(k=2) if kind.takes_k else kind(), points, 1)[1]
    return step.charts(points)


def test_every_chart_of_a_step_has_figures_with_as_many_cells_as_columns():
    seen = set()
    for name in ALGORITHMS.all():
        for chart in last_charts(name):
            found = chart_figures(chart)
            seen.add(type(chart))
            assert found.rows, name
            assert {len(row) for row in found.rows} == {len(found.header)}, name
    assert seen == set(get_args(Chart))


def test_the_figures_of_a_dendrogram_are_its_nodes():
    chart = next(chart for chart in last_charts("ward") if isinstance(chart, Dendrogram))
    found = chart_figures(chart)
    assert len(found.rows) == 2 * chart.m - 1
    assert found.rows[-1][:2] == (2 * chart.m - 1, 40)
    assert found.rows[-1][4] == chart.heights[-1]
    first, second = (found.rows[node - 1] for node in found.rows[-1][2:4])
    assert first[1] + second[1] == 40


def test_a_heat_map_tells_similarities_and_a_scatter_clusters():
    charts = last_charts("spectral")
    heat = next(chart for chart in charts if isinstance(chart, HeatMap))
    found = chart_figures(heat)
    assert np.allclose([row[1:] for row in found.rows], heat.low + heat.values * (heat.high - heat.low))
    scatter = next(chart for chart in charts if isinstance(chart, EigenvectorScatter))
    assert {row[2] for row in chart_figures(scatter).rows} == {1, 2}


def test_a_chart_over_k_has_a_column_for_each_line_and_for_errors():
    lines = (KChartLine("full", (3.5, None), (False,) * 2), KChartLine("diag", (2.5, 1.25), (False,) * 2))
    chart = KChartData("bic", "BIC", (1, 2), lines, errors=(0.5, None), band=((1.0, 2.0), (None, None)))
    found = chart_figures(chart)
    assert found.header == ("K", "full", "diag", "standard error", "uniform, least", "uniform, greatest")
    assert found.rows == ((1, 3.5, 2.5, 0.5, 1.0, 2.0), (2, None, 1.25, None, None, None))
    alone = chart_figures(KChartData("bic", "BIC", (1, 2), lines[:1]))
    assert alone.header == ("K", "BIC")


def test_clusters_have_the_numbers_of_the_listing():
    points = Points(ROWS)
    labels = np.repeat([0, 1], 20)[points.order].astype(np.int8)
    plot = drain(silhouette_plot(points, labels))
    listing = ClusterListing(order=(1, 0))
    widths = [one.widths.tolist() for one in plot.clusters]
    assert [row[1] for row in chart_figures(plot, listing).rows] == widths[1] + widths[0]
    assert [row[0] for row in chart_figures(plot, listing).rows] == [1] * 20 + [2] * 20


def test_silhouettes_and_stability_have_a_row_for_each_point_and_cluster():
    points = Points(ROWS)
    algorithm = ALGORITHMS.all()["kmeans"](k=2)
    step = best_restart(algorithm, points, 1)[1]
    plot = drain(silhouette_plot(points, step.labels))
    found = chart_figures(plot)
    assert len(found.rows) == 40
    assert np.mean([row[1] for row in found.rows]) == pytest.approx(plot.mean)
    stability = drain(search_stability(algorithm, points, step.labels, 3))
    assert [row[0] for row in chart_figures(stability).rows] == [1, 2]


def test_entries_of_different_lengths_are_one_table():
    entries = [
        {"k": 1, "sizes": [5], "stability": {"jaccard": [0.5]}, "notes": []},
        {"k": 2, "sizes": [3, 2], "stability": None, "notes": [Message("A."), Message("B.")]},
    ]
    found = entry_figures("sweep", entries)
    assert found.header == ("k", "sizes 1", "sizes 2", "stability jaccard 1", "stability", "notes")
    assert found.rows == ((1, 5, None, 0.5, None, None), (2, 3, 2, None, None, "A. B."))


def test_a_frame_has_typed_columns_and_nothing_that_is_not_finite():
    figures = figures_table("t", ("a", "b", "c"), [(1, 2, "x"), (None, 0.1, 3), (2, float("inf"), None)])
    frame = figures_frame(figures)
    assert frame.dtypes == [pl.Int64, pl.Float64, pl.String]
    assert frame.rows() == [(1, 2.0, "x"), (None, 0.1, "3"), (2, None, None)]
    assert figures_frame(figures_table("t", ("a",), [])).height == 0
