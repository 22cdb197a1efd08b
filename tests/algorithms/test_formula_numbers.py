"""The numbers of formulas are those that the data give, computed here in another way."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.fuzzy_cmeans import FuzzyCMeans
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.focus import Focus
from clusterlab.core.formula import ClusterNumber, Word
from clusterlab.core.points import Points
from clusterlab.export.formulas.formula_text import formula_text
from tests.algorithms.evaluation import numeric_sides
from tests.algorithms.test_contract_reasons import steps_of


def last_of(algorithm, points, phase):
    """The last step of a phase, and the one before it."""
    return [pair for pair in steps_of(algorithm, points) if pair[0].phase == phase][-1]


def values(formula):
    """The values of the sides with numbers."""
    return [value for _, value in numeric_sides(formula)]


def test_a_center_is_the_mean_of_its_rows(blobs):
    points = Points(blobs)
    step, before = last_of(KMeans(), points, "update")
    mean, inertia = step.formulas(points, before, Focus(cluster=2))
    inside = blobs[points.to_row_order(step.labels) == 2]
    np.testing.assert_allclose(values(mean)[-1], inside.mean(axis=0))
    np.testing.assert_allclose(mean.links[2].side.top.values, inside.sum(axis=0))
    own = points.units.positions(step.centers)[points.to_row_order(step.labels)]
    np.testing.assert_allclose(values(inertia)[-1], ((blobs - own) ** 2).sum())


def test_a_row_is_in_the_cluster_of_the_nearest_center(blobs):
    points = Points(blobs)
    step, before = last_of(KMeans(), points, "assign")
    for row in (3, 40):
        place = int(np.flatnonzero(points.order == row)[0])
        nearest, own, other, _ = step.formulas(points, before, Focus(place))
        squares = ((points.units.positions(step.centers) - blobs[row]) ** 2).sum(axis=1)
        assert isinstance(nearest.links[-1].side, ClusterNumber)
        assert nearest.links[-1].side.reference.label == squares.argmin()
        np.testing.assert_allclose([values(own)[-1], values(other)[-1]], np.sort(squares)[:2])


def test_the_chance_of_a_pick_is_its_share_of_the_squared_distances(blobs):
    points = Points(blobs)
    steps = [*steps_of(KMeans(), points)]
    step, before = steps[2]
    chance, distance = step.formulas(points, before)
    picked = blobs[points.order[step.picked]]
    centers = points.units.positions(before.centers)
    squares = ((blobs[:, None] - centers) ** 2).sum(axis=2).min(axis=1)
    own = ((picked - centers) ** 2).sum(axis=1).min()
    np.testing.assert_allclose(values(chance)[-1], own / squares.sum())
    np.testing.assert_allclose(values(distance)[-1], own)


def test_a_probability_is_that_of_the_normal_densities(blobs):
    points = Points(blobs)
    step, before = last_of(GaussianMixture(), points, "E")
    *terms, probability, likelihood, per_point = step.formulas(points, before, Focus(7, 1))
    found = step.model(points.units)
    densities = np.array(
        [
            multivariate_normal(mean, matrix).pdf(blobs)
            for mean, matrix in zip(found["centers"], found["covariances"], strict=True)
        ]
    ).T
    products = densities * found["weights"]
    row = points.order[7]
    np.testing.assert_allclose(values(probability)[-1], products[row, 1] / products[row].sum(), rtol=1e-6)
    np.testing.assert_allclose(values(terms[0])[-1], products[row, 1], rtol=1e-6)
    logs = np.log(products.sum(axis=1))
    np.testing.assert_allclose(values(likelihood)[-1], logs.sum())
    np.testing.assert_allclose(values(per_point)[-1], logs.mean())


def test_a_membership_and_a_center_of_fuzzy_clusters(blobs):
    points = Points(blobs)
    step, before = last_of(FuzzyCMeans(m=1.7), points, "assign")
    membership, _ = step.formulas(points, before, Focus(9, 0))
    lengths = np.linalg.norm(points.units.positions(step.centers) - blobs[points.order[9]], axis=1)
    np.testing.assert_allclose(values(membership)[-1], 1 / ((lengths[0] / lengths) ** (2 / 0.7)).sum())
    step, before = last_of(FuzzyCMeans(m=1.7), points, "update")
    shares = points.to_row_order(step.responsibilities(points))[:, 0] ** 1.7
    mean = values(step.formulas(points, before, Focus(cluster=0))[0])[-1]
    np.testing.assert_allclose(mean, (shares[:, None] * blobs).sum(axis=0) / shares.sum(), rtol=1e-6)


def test_neighbors_are_counted_within_eps(blobs):
    points = Points(blobs)
    step, before = last_of(DBSCAN(eps=0.7), points, "noise")
    for place in (0, 11, 30):
        row = points.order[place]
        near = int((np.linalg.norm(blobs - blobs[row], axis=1) <= 0.7).sum())
        counted = step.formulas(points, before, Focus(place))[0]
        assert values(counted) == [near, 5]
        assert counted.links[-1].sign == ("≥" if near >= 5 else "<")


def test_a_merge_costs_the_rise_of_the_inertia(blobs):
    points = Points(blobs)
    step, before = last_of(Ward(), points, "merge")
    cost, inertia = step.formulas(points, before)

    def sum_of_squares(labels):
        rows = points.to_row_order(labels)
        parts = [blobs[rows == label] for label in np.unique(rows)]
        return sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)

    rise = sum_of_squares(step.labels) - sum_of_squares(before.labels)
    np.testing.assert_allclose(values(cost), [rise, rise])
    np.testing.assert_allclose(values(inertia)[-1], sum_of_squares(step.labels))


def test_a_batch_moves_a_center_by_the_mean_of_its_points_over_the_count(blobs):
    points = Points(blobs)
    step, before = [*steps_of(MiniBatch(batch_size=20), points)][5]
    assert step.phase == "batch"
    count, move = step.formulas(points, before, Focus(cluster=0))
    batch, was = blobs[points.order[step.rows]], points.units.positions(before.centers)
    own = batch[((batch[:, None] - was) ** 2).sum(axis=2).argmin(axis=1) == 0]
    assert values(count)[-1] == before.center_counts[0] + len(own)
    moved = was[0] + (own - was[0]).sum(axis=0) / values(count)[-1]
    np.testing.assert_allclose(values(move)[-1], moved)


def test_a_transfer_saves_more_than_it_costs():
    table = np.random.default_rng(4).normal(size=(60, 2))
    points = Points(table)
    algorithm = TransferKMeans(k=5, init="random-points", seed=2)
    moved = [(step, before) for step, before in steps_of(algorithm, points) if step.phase == "transfer"]
    assert moved
    for step, before in moved:
        saved, cost, inertia = step.formulas(points, before)
        assert values(saved)[-1] > values(cost)[-1]
        gain = before.inertia(points) - step.inertia(points)
        np.testing.assert_allclose(values(saved)[-1] - values(cost)[-1], points.units.squared(gain))
        np.testing.assert_allclose(values(inertia)[0], values(inertia)[1])


@pytest.mark.parametrize("kernel", ["rbf", "polynomial", "linear"])
def test_the_kernel_is_that_of_positions_relative_to_the_mean(blobs, kernel):
    points, table = Points(blobs), blobs - blobs.mean(axis=0)
    gamma = 1 / (2 * blobs.var(axis=0).mean())
    step, before = next(iter(steps_of(KernelKMeans(k=2, kernel=kernel), points)))
    place = points.order[9]
    row, seed = table[place], points.units.positions(step.seeds[0]) - blobs.mean(axis=0)
    found = step.formulas(points, before, Focus(9, 0))[0]
    wanted = {
        "rbf": np.exp(-gamma * ((row - seed) ** 2).sum()),
        "polynomial": (gamma * row @ seed + 1) ** 2,
        "linear": row @ seed,
    }
    np.testing.assert_allclose(values(found)[-1], wanted[kernel], rtol=1e-6)
    assert ("μ" in formula_text(found)) == (kernel != "rbf")


def test_distances_in_feature_space_are_to_the_centers_that_the_formula_names(blobs):
    points = Points(blobs)
    algorithm = KernelKMeans(k=4, kernel="linear", seed=3)
    table = points.to_spatial_order(blobs)
    seen = set()
    for step, before in steps_of(algorithm, points):
        if step.labels is None:
            continue
        *_, objective = step.formulas(points, before, Focus(9))
        of_seeds, clusters = step.center_labels is None, step.center_labels
        centers = (
            points.units.positions(step.seeds)
            if of_seeds
            else np.array([table[clusters == label].mean(axis=0) for label in range(4)])
        )
        own = ((table - centers[step.labels]) ** 2).sum()
        np.testing.assert_allclose(values(objective)[-1], own, rtol=1e-6)
        words = "\n".join(map(formula_text, step.formulas(points, before, Focus(9))))
        assert ("s_{aᵢ}" in words) == of_seeds
        assert ("a′ⱼ" in words) == (step.phase == "assign" and not of_seeds)
        seen.add((step.phase, of_seeds))
    assert len(seen) == 3


def is_late_reset(step):
    """Whether a batch of a stream moved centers after the window had moved on."""
    return step.phase == "batch" and bool(step.resets) and step.rows_received > step.window.n


def test_rows_of_a_stream_are_counted_among_all_that_were_received():
    rng = np.random.default_rng(6)
    table = np.concatenate([10 * rng.normal(size=(1000, 2)), rng.normal(size=(2000, 2)) / 10])
    points = Points(table)
    algorithm = MiniBatch(k=25, batches="stream", batch_size=30, init="random-points")
    resets = [pair for pair in steps_of(algorithm, points) if is_late_reset(pair[0])]
    assert resets
    for step, before in resets:
        (moved,) = step.formulas(points, before, Focus(cluster=step.resets[0].cluster))
        words = []
        moved.changed(lambda node, words=words: (isinstance(node, Word) and words.append(node.text), node)[1])
        np.testing.assert_allclose(values(moved)[-1], table[int(words[0]) - 1])


@pytest.mark.parametrize("kind", [KMeans, FuzzyCMeans, GaussianMixture])
def test_sums_over_rows_name_and_count_the_weights(blobs, kind):
    weights = np.random.default_rng(2).integers(1, 5, len(blobs)) / 2
    points = Points(blobs, weights)
    for step, before in steps_of(kind(), points):
        sums = [text for text in map(formula_text, step.formulas(points, before)) if "Σᵢ" in text]
        assert all("wᵢ" in text for text in sums), sums
    step, before = last_of(KMeans(), points, "update")
    mean, inertia = step.formulas(points, before, Focus(cluster=1))
    labels = points.to_row_order(step.labels)
    inside = labels == 1
    np.testing.assert_allclose(values(mean)[-1], np.average(blobs[inside], axis=0, weights=weights[inside]))
    own = points.units.positions(step.centers)[labels]
    np.testing.assert_allclose(values(inertia)[-1], (weights[:, None] * (blobs - own) ** 2).sum())
