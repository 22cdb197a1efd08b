"""Copies and pickles of points, blocks, streams and fits: equal, read-only, without stale addresses."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.cache import cached
from clusterlab.core.memory_budget import TooManyPointsError
from clusterlab.core.message import Message
from clusterlab.core.pca import reduced
from clusterlab.core.points import Categories, Points
from clusterlab.core.projection import component_view
from clusterlab.core.stream import Stream
from clusterlab.kernels.nearest import assign_points

TABLE = np.random.default_rng(0).normal(size=(700, 3))
NEW_ROWS = np.random.default_rng(1).normal(size=(40, 3))
HOW = pytest.mark.parametrize(
    "again",
    [lambda value: pickle.loads(pickle.dumps(value)), copy.copy, copy.deepcopy],
    ids=["pickle", "copy", "deepcopy"],
)
IN_ANOTHER_PROCESS = """
import pickle, sys
from pathlib import Path
import numpy as np
from clusterlab.kernels.nearest import assign_points
points, algorithm, fit, rows = pickle.loads(Path(sys.argv[1]).read_bytes())
refitted = algorithm.fit(points)
found = assign_points(points.blocks, points.values[:7].copy())
answer = (refitted.labels, refitted.centers, fit.labels, fit.predict(rows), found.labels, found.total)
Path(sys.argv[2]).write_bytes(pickle.dumps(answer))
"""


def fetch_rows(rows_received, rows):
    return TABLE[rows_received : rows_received + rows]


def algorithm_of(name):
    algorithm = ALGORITHMS.all()[name]()
    return (algorithm.with_k(3) if algorithm.takes_k else algorithm).for_fixed_points()


def assert_equal_steps(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert (one.phase, one.iteration, one.objective) == (other.phase, other.iteration, other.objective)
        assert np.array_equal(one.labels, other.labels) if other.labels is not None else one.labels is None
        assert one.centers is None if other.centers is None else np.array_equal(one.centers, other.centers)


@HOW
def test_points_are_equal_and_read_only(again):
    weights, codes = np.arange(700.0), np.arange(700) % 2
    points = Points(TABLE, weights, {"kind": Categories(codes, ("a", "b"))})
    cached(points, "threads and functions", lambda: lambda: None)
    found = again(points)
    for name in ("values", "order", "weights"):
        array = getattr(found, name)
        assert np.array_equal(array, getattr(points, name))
        assert not array.flags.writeable
    assert found.values.strides == points.values.strides
    assert np.array_equal(found.units.positions(found.values), points.units.positions(points.values))
    assert np.array_equal(found.categories["kind"].codes, points.categories["kind"].codes)
    assert found.categories["kind"].labels == ("a", "b")
    assert not found.categories["kind"].codes.flags.writeable
    assert not found.units.center.flags.writeable
    with pytest.raises(TypeError):
        found.categories["other"] = None


@HOW
def test_blocks_without_records_have_none_in_copies_either(again):
    blocks = Points(np.random.default_rng(0).normal(size=(20, 600))).blocks
    found = again(blocks)
    assert found.given is None
    assert np.array_equal(found.records, blocks.records)


@HOW
def test_blocks_have_addresses_of_their_own_arrays(again):
    blocks = Points(TABLE).blocks
    before = blocks.memory
    found = again(blocks)
    assert found.memory == (found.points.ctypes.data, *before[1:4], found.records.ctypes.data)
    assert np.array_equal(found.points, blocks.points)
    assert np.array_equal(found.records, blocks.records)
    assert not found.points.flags.writeable
    assert not found.records.flags.writeable
    centers = blocks.points[:5].copy()
    del blocks
    assert np.array_equal(
        assign_points(found, centers).labels, assign_points(Points(TABLE).blocks, centers).labels
    )


@HOW
def test_streams_fetch_the_same_rows(again):
    stream = Stream(TABLE[:100], fetch_rows)
    found = again(stream)
    assert type(found) is Stream
    assert np.array_equal(found.values, stream.values)
    assert np.array_equal(found.next_rows(100, 50), stream.next_rows(100, 50))


@HOW
@pytest.mark.parametrize("name", ALGORITHMS.all())
def test_fits_and_the_steps_of_copied_points_are_equal(name, again):
    algorithm, points = algorithm_of(name), Points(TABLE)
    steps, fit = list(algorithm.steps(points)), algorithm.fit(points)
    found = again(fit)
    assert type(found) is type(fit)
    assert np.array_equal(found.labels, fit.labels)
    assert np.array_equal(found.predict(NEW_ROWS), fit.predict(NEW_ROWS))
    assert (found.stopped, found.n_steps) == (fit.stopped, fit.n_steps)
    assert not found.labels.flags.writeable
    assert not found.last.labels.flags.writeable
    assert_equal_steps(algorithm.steps(again(points)), steps)
    middle = len(steps) // 2
    assert_equal_steps(algorithm.remaining_steps(again(steps[middle]), points), steps[middle + 1 :])


@HOW
def test_a_reduction_and_its_views_are_equal(again):
    reduction = reduced(TABLE, 2)
    view = component_view(reduction.original, True)
    found = component_view(again(reduction).original, True)
    assert np.array_equal(found.matrix, view.matrix)
    assert again(view).badge == view.badge
    assert not again(view).matrix.flags.writeable


@pytest.mark.parametrize("algorithm", [KMeans(k=4), GaussianMixture(k=3)], ids=["kmeans", "gmm"])
def test_another_process_computes_the_same_from_a_pickle(algorithm, tmp_path):
    points = Points(TABLE)
    fit, expected = algorithm.fit(points), assign_points(points.blocks, points.values[:7].copy())
    (tmp_path / "sent").write_bytes(pickle.dumps((points, algorithm, fit, NEW_ROWS)))
    arguments = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(tmp_path / "sent"), str(tmp_path / "answer")]
    subprocess.run(arguments, check=True, timeout=120)
    answer = pickle.loads((tmp_path / "answer").read_bytes())
    known = (fit.labels, fit.centers, fit.labels, fit.predict(NEW_ROWS), expected.labels, expected.total)
    for found, wanted in zip(answer, known, strict=True):
        assert np.array_equal(found, wanted)


def test_errors_with_further_fields_can_be_pickled():
    error = TooManyPointsError(Message("{n} points", n=5000), 100, 2**31)
    found = pickle.loads(pickle.dumps(error))
    assert (str(found), found.max_points, found.bytes_needed) == ("5,000 points", 100, 2**31)
    assert found.message.values == {"n": 5000}
