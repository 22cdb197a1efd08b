"""The least mean responsibility of a mixture equals the direct computation."""

import numpy as np
import pytest

from clusterlab import GaussianMixture, KMeans, Points
from clusterlab.metrics import overlap as module
from clusterlab.metrics.overlap import min_mean_responsibility


def last(algorithm, points):
    *_, step = algorithm.without_intermediate_steps(points)
    return step


def test_it_is_that_of_the_component_with_the_least_mean_responsibility():
    rng = np.random.default_rng(0)
    middles = np.repeat([[0.0, 0], [3, 0], [40, 40]], [200, 200, 99], axis=0)
    table = middles + rng.normal(size=middles.shape)
    points = Points(table)
    fit = GaussianMixture(k=3).fit(points)
    responsibilities = fit.predict_proba(table)
    own = [
        responsibilities[responsibilities.argmax(axis=1) == label].max(axis=1).mean() for label in range(3)
    ]
    assert min_mean_responsibility(fit.last, points) == pytest.approx(min(own), rel=1e-9)
    assert 0.9 < min(own) < 0.97 < max(own)


def test_a_hard_clustering_has_none_and_that_of_one_component_is_1():
    points = Points(np.random.default_rng(0).normal(size=(50, 2)))
    assert min_mean_responsibility(last(KMeans(k=2), points), points) is None
    assert min_mean_responsibility(last(GaussianMixture(k=1), points), points) == 1


def test_uniform_points_on_a_line_stay_below_the_threshold_for_clusters():
    line = Points(np.linspace(0, 1, 3000)[:, None])
    for k in (2, 3, 5):
        assert min_mean_responsibility(last(GaussianMixture(k=k), line), line) < 0.945


def test_many_points_are_sampled(monkeypatch):
    points = Points(np.random.default_rng(0).normal(size=(4000, 2)) * [3, 1])
    step = last(GaussianMixture(k=2), points)
    whole = min_mean_responsibility(step, points)
    monkeypatch.setattr(module, "MAX_RESPONSIBILITIES", 1000)
    assert min_mean_responsibility(step, points) == pytest.approx(whole, abs=0.02)
    assert min_mean_responsibility(step, points) != whole
