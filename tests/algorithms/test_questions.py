"""The questions of the algorithms, compared with what these do."""

from itertools import pairwise

import numpy as np
import pytest

from clusterlab.algorithms.common.asked_points import MIN_APART, plane_shares
from clusterlab.algorithms.common.questions import MAX_OPTIONS, MIN_MOVE, border_margins
from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.spectral.algorithm import SpectralClustering
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from clusterlab.core.projection import column_view, embedded_view
from clusterlab.core.question import ChoiceQuestion, PlaceQuestion, StepPair
from clusterlab.datasets.generators.shapes import Blobs

OVERLAPPING = Blobs(points=240, groups=4, spread=1.8, seed=2).make().values


def asked(algorithm, table=OVERLAPPING, seed=0):
    """Every pair of consecutive steps before which something is asked, with the question."""
    points = Points(table)
    view = column_view(points, ("x", "y"), (0, 1), True)
    for before, after in pairwise(algorithm.steps(points)):
        kind = algorithm.questions.get(after.phase)
        pair = StepPair(before, after, points, view, np.random.default_rng(seed))
        question = None if kind is None else kind.ask(pair)
        if question is not None:
            yield pair, question


@pytest.mark.parametrize("name", ALGORITHMS.all())
def test_every_algorithm_of_the_program_asks_something(name):
    kinds = [kind for kind in (ALGORITHMS.all()[name],) if kind.questions]
    for kind in kinds:
        runs = ([*asked(kind().with_seed(seed))] for seed in range(4))
        assert any(runs)
    assert kinds or name not in {"kmeans", "gmm", "minibatch", "dbscan", "spectral", "kernelkmeans"}


def test_points_that_change_cluster_are_asked_about_beside_some_near_a_border_that_stay():
    later = [
        (pair, question) for pair, question in asked(KMeans(k=4, seed=1)) if pair.before.labels is not None
    ]
    choices = [(pair, one) for pair, one in later if isinstance(one, ChoiceQuestion)]
    assert choices
    for pair, question in choices:
        changes = (pair.before.labels != pair.after.labels)[question.rows]
        assert 1 <= changes.sum() <= 3
        staying = question.rows[~changes]
        margins = border_margins(pair.points.values, pair.after.centers)
        assert (margins[staying] <= np.quantile(margins, 0.75)).all()


def test_marked_points_are_apart_on_the_plane_and_listed_from_left_to_right():
    for pair, question in asked(KMeans(k=4, seed=1)):
        if isinstance(question, ChoiceQuestion):
            shares = plane_shares(pair, question.rows.tolist())
            assert (np.diff(shares[:, 0]) >= 0).all()
            gaps = np.hypot(*(shares[:, None] - shares[None]).T)
            assert (gaps[np.triu_indices(len(shares), 1)] >= MIN_APART).all()


def test_only_centers_that_move_visibly_are_asked_about():
    table = np.array([[0.0, 0], [0, 1], [100, 0], [100, 1.001]])
    steps = KMeans(k=2, max_iter=5).with_params(init="random-points", seed=3)
    for pair, question in asked(steps, table):
        if isinstance(question, PlaceQuestion):
            move = np.abs(question.truth - question.start) / np.ptp(pair.points.values, axis=0)
            assert np.hypot(*move) >= MIN_MOVE


def test_border_margins_are_the_difference_of_two_distances_as_a_share_of_their_sum():
    places, centers = np.array([[0.0, 0], [1, 0], [2, 0]]), np.array([[0.0, 0], [4, 0], [9, 9]])
    assert border_margins(places, centers) == pytest.approx([1.0, 0.5, 0.0])


def test_of_many_clusters_the_right_ones_and_the_nearest_are_offered():
    table = Blobs(points=400, groups=15, spread=0.3, seed=1).make().values
    found = [one for one in asked(KMeans(k=15, seed=2), table) if isinstance(one[1], ChoiceQuestion)]
    assert found
    for pair, question in found:
        offered = {option.cluster for option in question.options}
        assert len(offered) == MAX_OPTIONS
        assert set(pair.after.labels[question.rows].tolist()) <= offered
        if pair.before.labels is not None:
            assert set(pair.before.labels[question.rows].tolist()) <= offered


def test_the_largest_share_is_asked_of_a_point_between_components():
    found = [one for one in asked(GaussianMixture(k=4, seed=1)) if one[0].after.phase == "E"]
    assert found
    for pair, question in found:
        (row,) = question.rows.tolist()
        shares = pair.after.responsibilities(pair.points)[row]
        assert question.options[question.truths[0]].cluster == shares.argmax()
        assert np.diff(np.sort(shares)[-2:])[0] >= 0.05
        assert shares.max() <= 0.9


def test_the_merged_pair_is_the_one_of_least_cost():
    found = [*asked(Ward(k=2))]
    assert found
    for pair, question in found:
        labels, values = pair.before.labels, pair.points.values
        counts = np.bincount(labels)
        costs = []
        for option in question.options:
            first, second = (one.label for one in option.words.values["pair"])
            means = [values[labels == label].mean(axis=0) for label in (first, second)]
            np.testing.assert_allclose(option.line, means, atol=1e-12)
            factor = counts[first] * counts[second] / (counts[first] + counts[second])
            costs.append(factor * ((means[0] - means[1]) ** 2).sum())
        assert costs[question.truths[0]] == pytest.approx(min(costs))
        first, second = (one.label for one in question.options[question.truths[0]].words.values["pair"])
        merged = (labels == first) | (labels == second)
        assert len(set(pair.after.labels[merged].tolist())) == 1


def test_a_wave_reaches_what_is_within_eps_of_a_core_point_that_was_reached_before():
    found = [one for one in asked(DBSCAN()) if one[0].before.labels is not None]
    assert found
    for pair, question in found:
        clustering, values = pair.after.clustering, pair.points.values
        known = values[clustering.core & (pair.before.labels >= 0)]
        for row, truth, reason in zip(question.rows, question.truths, question.reasons, strict=True):
            distance = np.sqrt(((known - values[row]) ** 2).sum(axis=1)).min()
            assert (distance <= clustering.eps) == (truth == 0)
            assert reason.text.values["distance"] == pytest.approx(pair.points.units.distance(distance))


def test_before_the_first_wave_points_that_are_no_core_points_are_border_points_or_noise():
    ((pair, question), *_) = asked(DBSCAN())
    clustering = pair.after.clustering
    assert not clustering.core[question.rows].any()
    is_noise = clustering.labels[question.rows] < 0
    assert is_noise.any()
    assert not is_noise.all()
    assert [*map(int, is_noise)] == [*question.truths]


def test_a_single_transfer_is_asked_of_its_point_and_to_other_clusters_only():
    found = [one for one in asked(TransferKMeans(k=4, seed=2)) if one[0].after.phase == "transfer"]
    assert found
    for pair, question in found:
        transfer = pair.after.transfer
        assert question.rows.tolist() == [transfer.row]
        assert question.options[question.truths[0]].cluster == transfer.cluster
        assert transfer.donor not in {option.cluster for option in question.options}


@pytest.mark.parametrize("algorithm", [KernelKMeans(k=4), SpectralClustering(k=4)], ids=lambda one: one.name)
def test_clusters_that_nobody_can_know_yet_are_not_asked_about(algorithm):
    assert all(pair.before.labels is not None for pair, _ in asked(algorithm))


def test_places_are_asked_only_where_a_view_has_a_place_for_a_center():
    points = Points(OVERLAPPING)
    view = embedded_view(points.values.copy(), points.values, Message())
    kind = KMeans.questions["update"]
    for before, after in pairwise(KMeans(k=4).steps(points)):
        if after.phase == "update":
            assert kind.ask(StepPair(before, after, points, view, np.random.default_rng(0))) is None
