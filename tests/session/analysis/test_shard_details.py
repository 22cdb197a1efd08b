"""What the card of a place of points in shards says: its block, or the row there."""

import numpy as np
import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.kernels.typing import BLOCK
from clusterlab.session.analysis.shard_details import hovered_block, hovered_row
from clusterlab.session.state.prepared_folder import prepare_shards
from tests.shards import blobs, frame, made_folder, request_for


@pytest.fixture(scope="module")
def table():
    return blobs(20_000, 3)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("folder")
    frame(table).write_parquet(folder / "some.parquet")
    request = request_for(folder / "some.parquet", scale="z-score")
    return prepare_shards(ComputePlace().open(made_folder(request, folder / "some.clab-points").path))


@pytest.fixture(scope="module")
def step(prepared):
    return list(KMeans(k=3).steps(prepared.points))[-1]


@pytest.mark.parametrize("place", [0, 63, 64, 9_000, 19_999])
def test_the_block_at_a_point_is_the_smallest_that_holds_it(prepared, step, place):
    points, view = prepared.points, prepared.view(None)
    here = view.project(points.take([place]))[0]
    found = hovered_block(prepared, step, view, here)
    assert (found.corners[0] <= here).all()
    assert (here <= found.corners[1]).all()
    own = view.project(
        points.take(np.arange(place // BLOCK * BLOCK, min((place // BLOCK + 1) * BLOCK, points.n)))
    )
    assert np.ptp(found.corners, axis=0).prod() <= np.ptp(own, axis=0).prod() * (1 + 1e-12)
    assert found.card.title in ("Block of 64 points", f"Block of {points.n % BLOCK} points")
    assert sum(share for _, share in found.card.responsibilities) == pytest.approx(1)


def test_where_there_is_no_block_there_is_no_card(prepared, step):
    assert hovered_block(prepared, step, prepared.view(None), np.array([90.0, 90.0])) is None


def test_a_row_has_its_number_and_its_values_in_the_units_of_the_file(prepared, step, table):
    found = hovered_row(prepared, step, prepared.view(None), 5)
    row = prepared.row(5)
    assert found.card.title == f"Row {row + 1:,}"
    assert (found.corners[0] == found.corners[1]).all()
    expected = prepared.units.positions(prepared.points.take([5]))[0]
    np.testing.assert_allclose(expected, table[row], rtol=1e-9)
    assert found.card.responsibilities == ((int(step.classify(prepared.points.take([5]))[0]), 1.0),)


def test_the_sample_has_the_rows_and_the_units_of_the_folder(prepared, table):
    sample = prepared.sample
    np.testing.assert_allclose(sample.table.values, table[sample.table.row_numbers - 1], rtol=1e-9)
    back = sample.units.positions(sample.points.to_row_order(sample.points.values))
    np.testing.assert_allclose(back, sample.table.values, rtol=1e-9, atol=1e-9)
    low, high = prepared.view(None).bounds
    places = prepared.view(None).project(prepared.points.take(np.arange(prepared.points.n)))
    np.testing.assert_allclose([low, high], [places.min(axis=0), places.max(axis=0)], rtol=1e-9)
