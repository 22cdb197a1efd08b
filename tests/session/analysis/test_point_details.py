"""The details of points and centers."""

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.formatting import format_number
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import Table
from clusterlab.session.analysis.point_details import details_of_center, point_details
from clusterlab.session.state.prepared import prepare, read_source


def test_a_center_of_reduced_points_has_its_values_in_the_units_of_the_file():
    prepared = prepare(read_source(Blobs(points=60, dimensions=5)), None, "z-score", True, reduce=4)
    *_, last = MiniBatch(k=1, batch_size=60, max_iter=50).steps(prepared.points)
    details = details_of_center(prepared, last, 0)
    values = [float(text.values["value"]) for _, text in details.values]
    assert np.allclose(values, prepared.units.positions(last.centers)[0])
    assert np.allclose(values, prepared.table.values.mean(axis=0), atol=1)


def prepared_of(n_columns):
    table = Table(
        "t", tuple(f"c{i}" for i in range(n_columns)), np.arange(5.0 * n_columns).reshape(5, -1) ** 2
    )
    return prepare(table, None, "none", False)


@pytest.mark.parametrize(
    ("columns", "shown", "more"), [(1, 1, ""), (6, 6, ""), (7, 6, "and 1 more"), (9, 6, "and 3 more")]
)
def test_up_to_six_values_of_a_row_are_shown_and_the_others_counted(columns, shown, more):
    prepared = prepared_of(columns)
    found = point_details(prepared, None, 2, None)
    row = int(prepared.points.order[2])
    assert found.title == f"Row {row + 1}"
    assert found.values == tuple(
        (f"c{i}", format_number(float(prepared.table.values[row, i]))) for i in range(shown)
    )
    assert (found.more, found.responsibilities, found.explanation) == (more, (), "")


def test_shares_of_half_a_percent_or_more_are_shown_largest_first_and_four_at_most():
    prepared = prepared_of(2)
    step = next(iter(KMeans(k=2).steps(prepared.points)))
    shares = np.array([0.0049, 0.3, 0.005, 0.6901])
    assert point_details(prepared, step, 0, shares).responsibilities == ((3, 0.6901), (1, 0.3), (2, 0.005))
    even = np.full(5, 0.2)
    assert point_details(prepared, step, 0, even).responsibilities == tuple((j, 0.2) for j in range(4))


def test_a_point_of_a_hard_clustering_belongs_to_its_cluster_alone():
    prepared = prepared_of(2)
    first, *_, last = DBSCAN(eps=3.0, min_samples=2).steps(prepared.points)
    found = [point_details(prepared, last, index, None) for index in range(5)]
    assert [one.responsibilities for one in found] == [((int(label), 1.0),) for label in last.labels]
    assert [one.explanation for one in found] == [
        last.explain_point(prepared.points, index).brief for index in range(5)
    ]
    assert {one.search_radius for one in found} == {last.search_radius}
    assert point_details(prepared, first, 0, None).responsibilities == ()


def test_only_a_center_of_which_more_is_known_has_details():
    prepared = prepared_of(2)
    *_, batches = MiniBatch(k=2, batch_size=5, max_iter=3).steps(prepared.points)
    *_, plain = KMeans(k=2).steps(prepared.points)
    assert [details_of_center(prepared, batches, cluster) is None for cluster in (-1, 0, 1, 2)] == [
        True,
        False,
        False,
        True,
    ]
    assert details_of_center(prepared, batches, 1).title == "Center of cluster 2"
    assert details_of_center(prepared, plain, 0) is None
    assert details_of_center(prepared, None, 0) is None
