"""Mini-batch k-means over points in shards draws the same batches as over points in memory."""

import numpy as np
import pytest

from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.core.params import ParamError
from clusterlab.core.points import Points
from tests.shards import all_labels, blobs, in_shards


@pytest.mark.parametrize("k", [1, 5, 40])
def test_the_steps_are_those_of_points_in_memory(k):
    points, algorithm = Points(blobs()), MiniBatch(k=k, batch_size=300, max_iter=30)
    shards = in_shards(points)
    ours, theirs = list(algorithm.steps(shards)), list(algorithm.steps(points))
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.positions, other.positions, rtol=1e-12, atol=1e-14)
        assert (mine.objective or 0.0) == pytest.approx(other.objective or 0.0, rel=1e-9)
        assert (mine.phase, mine.stopped, mine.notes) == (other.phase, other.stopped, other.notes)
    assert ours[-1].resets == theirs[-1].resets
    np.testing.assert_array_equal(all_labels(ours[-1], shards), theirs[-1].labels)


def test_a_stream_is_refused():
    with pytest.raises(ParamError, match="Points in shards are no stream: choose batches at random"):
        MiniBatch(batches="stream").first(in_shards(Points(blobs(9000))))
