"""The details of points and centers."""

import numpy as np

from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.analysis.point_details import details_of_center
from clusterlab.session.state.prepared import prepare, read_source


def test_a_center_of_reduced_points_has_its_values_in_the_units_of_the_file():
    prepared = prepare(read_source(Blobs(points=60, dimensions=5)), None, "z-score", True, reduce=4)
    *_, last = MiniBatch(k=1, batch_size=60, max_iter=50).steps(prepared.points)
    details = details_of_center(prepared, last, 0)
    values = [float(text.values["value"]) for _, text in details.values]
    assert np.allclose(values, prepared.units.positions(last.centers)[0])
    assert np.allclose(values, prepared.table.values.mean(axis=0), atol=1)
