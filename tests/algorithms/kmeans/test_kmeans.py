"""k-means: proven minima, scikit-learn's labels and iterations, empty clusters, distributions of starts."""

from fractions import Fraction
from itertools import islice, pairwise, permutations

import numpy as np
import pytest
from scipy.stats import chisquare
from sklearn.cluster import KMeans as Lloyd

from clusterlab import KMeans, Points
from clusterlab.algorithms.kmeans.algorithm import INIT_CHOICES
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.core.marks import Highlights, PointMarks
from clusterlab.core.params import ParamError
from clusterlab.kernels.nearest import assigned_inertia
from tests.algorithms.contracts import same

PROVEN = {
    2: 152.347951760358,
    3: 78.851441426146,
    4: 57.2284732142857,
    5: 46.4461820512821,
    6: 39.0399872460872,
}
FAR_START = [[0.5, 0.5], [3, 3]]
SQUARE = [[0, 0], [0.5, 0], [0.5, 1], [1, 1]]


def groups(seed, n=200):
    """Overlapping groups in up to 5 columns, and the rows to start from."""
    rng = np.random.default_rng(seed)
    d, k = rng.integers(1, 6), rng.integers(2, 9)
    table = rng.normal(size=(k, d))[rng.integers(k, size=n)] * 2 + rng.normal(size=(n, d))
    return table, table[:k].copy()


def picks(table, k, init, seeds):
    """The rows that k-means++ picks, in the order of the picks, for each seed."""
    points = Points(table)
    for seed in range(seeds):
        algorithm = KMeans(k=k, init=init, seed=seed)
        step = algorithm.first(points)
        rows = [points.order[step.picked]]
        for _ in range(k - 1):
            step = algorithm.after(step, points)
            rows.append(points.order[step.picked])
        yield tuple(map(int, rows))


@pytest.mark.parametrize(("k", "least"), PROVEN.items())
def test_iris_reaches_its_proven_minimum(iris, k, least):
    assert KMeans(k=k).fit(iris, restarts=40).inertia == pytest.approx(least, rel=1e-12)


def test_iris_has_clusters_of_38_50_and_62(iris):
    fit = KMeans(k=3).fit(iris, restarts=10)
    assert sorted(np.bincount(fit.labels)) == [38, 50, 62]
    assert fit.centers == pytest.approx(np.array([iris[fit.labels == k].mean(axis=0) for k in range(3)]))


@pytest.mark.parametrize("max_iter", [1, 2, 300])
@pytest.mark.parametrize("tol", [0.0, 1e-4, 1e-2])
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_same_start_gives_the_labels_and_counts_of_scikit_learn(seed, tol, max_iter):
    table, start = groups(seed)
    ours = KMeans(k=len(start), tol=tol, max_iter=max_iter).fit(table, start=start)
    theirs = Lloyd(len(start), init=start, n_init=1, algorithm="lloyd", tol=tol, max_iter=max_iter).fit(table)
    assert np.array_equal(ours.labels, theirs.labels_)
    assert ours.n_steps == theirs.n_iter_
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-12)
    assert ours.centers == pytest.approx(theirs.cluster_centers_, rel=1e-9)


def test_each_stop_reason_is_given():
    table, start = groups(0)
    k = len(start)
    assert KMeans(k=k).fit(table, start=start).stopped == "no point changed"
    assert KMeans(k=k, max_iter=2).fit(table, start=start).stopped == "the limit of 2 iterations was reached"
    assert "no more than the tolerance" in KMeans(k=k, tol=10).fit(table, start=start).stopped


@pytest.mark.parametrize("max_iter", [1, 2, 5])
@pytest.mark.parametrize("tol", [0.0, 1e-2])
def test_a_fit_ends_at_its_limit_with_the_step_that_is_watched(max_iter, tol):
    table, start = groups(3, n=500)
    algorithm, points = KMeans(k=len(start), max_iter=max_iter, tol=tol), Points(table)
    *_, watched = algorithm.steps(points, start)
    assert same(algorithm.fit(points, start=start).last, watched)


def test_at_the_iteration_limit_the_last_assign_counts_no_iteration():
    table, start = groups(1)
    steps = list(KMeans(k=len(start), max_iter=2).steps(Points(table), start))
    assert [step.phase for step in steps] == ["start", "assign", "update", "assign", "update", "assign"]
    assert [step.iteration for step in steps] == [0, 1, 1, 2, 2, 2]


def test_an_empty_cluster_takes_the_farthest_point():
    fit = KMeans(k=2).fit(SQUARE, start=FAR_START)
    assert fit.inertia == pytest.approx(0.25)
    assert fit.n_steps == 3


@pytest.mark.parametrize("seed", range(20))
def test_labels_and_iterations_with_empty_clusters_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(40, 2))
    start = np.vstack([rng.normal(size=(3, 2)), [[50, 50]]])
    ours = KMeans(k=4).fit(table, start=start)
    theirs = Lloyd(4, init=start, n_init=1, algorithm="lloyd", tol=0).fit(table)
    assert np.array_equal(ours.labels, theirs.labels_)
    assert ours.n_steps == theirs.n_iter_


def test_a_label_moved_to_an_empty_cluster_counts_as_changed_by_the_next_assign():
    points, algorithm = Points([[0.0], [1], [10]]), KMeans(k=2)
    steps = list(algorithm.steps(points, [[0.5], [100]]))
    assert [step.phase for step in steps[:4]] == ["start", "assign", "update", "assign"]
    assert steps[3].changed == 1
    theirs = Lloyd(2, init=[[0.5], [100]], n_init=1, algorithm="lloyd", tol=0).fit([[0.0], [1], [10]])
    assert steps[-1].iteration == theirs.n_iter_


def test_the_caption_names_an_empty_cluster_and_the_row_it_took():
    points = Points(SQUARE)
    _, assign, update, *_ = KMeans(k=2).steps(points, FAR_START)
    (move,) = update.moved_points
    assert (move.donor, move.cluster) == (0, 1)
    assert f"Empty cluster 2 took row {points.order[move.row] + 1}" in update.caption(points, assign)
    assert any(isinstance(mark, Highlights) and mark.rows == [move.row] for mark in update.marks(points))
    assert assign.labels[move.row] == 0
    assert update.labels[move.row] == 1


def test_two_empty_clusters_take_two_different_points():
    points = Points([[0.0], [1], [2], [9], [30]])
    *_, update = [*zip(range(3), KMeans(k=3).steps(points, [[3], [500], [900]]), strict=False)][-1]
    assert {float(points.units.positions(points.values[move.row])[0]) for move in update.moved_points} == {
        30,
        9,
    }
    assert np.bincount(update.labels).min() > 0


def test_no_cluster_gives_away_its_only_point():
    points = Points([[0.0], [1], [2], [100]])
    steps = list(KMeans(k=3).steps(points, [[1], [130], [900]]))
    (move,) = steps[2].moved_points
    assert move.donor == 0
    assert np.bincount(steps[2].labels, minlength=3).min() == 1
    objective = [step.objective for step in steps[1:]]
    assert objective == sorted(objective, reverse=True)


@pytest.mark.parametrize("seed", range(20))
def test_the_objective_never_rises_although_clusters_become_empty(seed):
    rng = np.random.default_rng(seed)
    table, start = rng.normal(size=(300, 2)), rng.normal(size=(8, 2)) * 4
    points = Points(table)
    steps = list(KMeans(k=8).steps(points, start))
    objective = [step.objective for step in steps[1:]]
    exact = [assigned_inertia(points.values, step.positions, step.labels) for step in steps[1:]]
    assert objective == pytest.approx(exact, rel=1e-12)
    assert all(later <= earlier * (1 + 1e-12) for earlier, later in pairwise(objective))
    assert len(set(steps[-1].labels)) == 8


def small_least_squares(replicates, offset):
    """NIST StRD SmLs: the readings of nine treatments, and the treatment of each."""
    levels = [0.4, *[0.3, 0.5] * 4]
    jitter = [0.0, *[-0.1, 0.1] * (replicates // 2)]
    rounded = [round(level + step, 1) for level in levels for step in jitter]
    return np.array(rounded) + offset, np.repeat(np.arange(9), replicates)


@pytest.mark.parametrize("offset", [1.0, 1e6, 1e12])
@pytest.mark.parametrize(("replicates", "certified"), [(21, 1.8), (201, 18), (2001, 180)])
def test_inertia_at_given_labels_has_fourteen_digits(replicates, certified, offset):
    readings, treatments = small_least_squares(replicates, offset)
    points = Points(readings[:, None])
    labels = points.to_spatial_order(treatments)
    step = KMeansStep(phase="assign", positions=points.values[:9], labels=labels)
    inertia = points.units.squared(KMeans(k=9).after(step, points).objective)
    exact = Fraction(0)
    for treatment in range(9):
        own = [Fraction(float(value)) for value in readings[treatments == treatment]]
        mean = sum(own) / len(own)
        exact += sum((value - mean) ** 2 for value in own)
    assert abs(Fraction(inertia) - exact) <= exact / 10**14
    assert offset == 1e12 or inertia == pytest.approx(certified, rel=1e-8)


def test_plain_picks_follow_their_distribution():
    table = np.array([[0.0], [1], [3], [7]])
    squared = (table - table.T) ** 2
    expected = {}
    for a, b, c in permutations(range(4), 3):
        left = np.minimum(squared[a], squared[b])
        expected[a, b, c] = 1 / 4 * squared[a, b] / squared[a].sum() * left[c] / left.sum()
    picked = list(picks(table, 3, "k-means++-plain", 3000))
    observed = [picked.count(triple) for triple in expected]
    assert sum(observed) == 3000
    assert chisquare(observed, 3000 * np.array([*expected.values()])).pvalue > 1e-3


def test_greedy_picks_follow_their_distribution():
    table = np.array([[0.0], [1], [3], [7]])
    squared = (table - table.T) ** 2
    left = np.minimum(squared[:, None], squared).sum(axis=2)  # what each pair of rows leaves
    expected = dict.fromkeys(permutations(range(4), 2), 0.0)
    for first in range(4):
        chance = squared[first] / squared[first].sum()
        for one in range(4):
            for other in range(4):
                kept = min((one, other), key=lambda row: left[first, row])
                expected[first, kept] = expected.get((first, kept), 0) + chance[one] * chance[other] / 4
    likely = {pair: value for pair, value in expected.items() if value > 0}
    picked = list(picks(table, 2, "k-means++", 3000))
    observed = [picked.count(pair) for pair in likely]
    assert sum(observed) == 3000
    assert chisquare(observed, 3000 * np.array([*likely.values()])).pvalue > 1e-3


def test_greedy_picks_are_better_than_plain_ones_on_average():
    rng = np.random.default_rng(5)
    table = rng.uniform(-9, 9, (10, 2))[rng.integers(10, size=400)] + rng.normal(size=(400, 2)) / 3

    def left(init):
        chosen = picks(table, 10, init, 40)
        return np.mean([((table[:, None] - table[list(rows)]) ** 2).sum(2).min(1).sum() for rows in chosen])

    assert left("k-means++") < 0.8 * left("k-means++-plain")


def test_every_pick_is_a_step_with_squared_distances_as_weights_and_the_picked_row(iris):
    points = Points(iris)
    steps = list(KMeans(k=4).steps(points))[:5]
    assert [step.k for step in steps] == [1, 2, 3, 4, 4]
    for earlier, step in pairwise(steps[:4]):
        point_marks, *highlights = (
            mark for mark in step.marks(points) if isinstance(mark, (PointMarks, Highlights))
        )
        squared_distances = ((points.values[:, None] - step.positions) ** 2).sum(axis=2).min(axis=1)
        assert point_marks.weights == pytest.approx(squared_distances)
        assert step.picked in highlights[0].rows
        assert f"is row {points.order[step.picked] + 1}" in step.caption(points, earlier)
    assert steps[4].phase == "assign"


@pytest.mark.parametrize("seed", range(5))
def test_random_points_are_distinct_rows(seed):
    table = np.repeat(np.arange(6.0)[:, None], 3, axis=0)
    points = Points(table)
    start = points.units.positions(KMeans(k=6, init="random-points", seed=seed).first(points).positions)
    assert sorted(start.ravel()) == [0, 1, 2, 3, 4, 5]


def test_a_random_box_is_within_the_range_of_the_points(iris):
    points = Points(iris)
    start = KMeans(k=50, init="random-box").first(points).positions
    assert (start >= points.values.min(axis=0)).all()
    assert (start <= points.values.max(axis=0)).all()
    assert np.ptp(start, axis=0) == pytest.approx(np.ptp(points.values, axis=0), rel=0.3)


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ([[0.0, 0]], r"start must have the shape \(2, 2\); it was \(1, 2\)"),
        ([[0.0, 0], [float("nan"), 1]], "start must be finite numbers"),
        ([[0.0, 0], [1]], r"start must be numbers of the shape \(2, 2\)"),
        ([["a", "b"], ["c", "d"]], r"start must be numbers of the shape \(2, 2\)"),
    ],
)
def test_a_start_of_the_wrong_shape_or_not_finite_is_an_error(start, message):
    with pytest.raises(ParamError, match=message):
        KMeans(k=2).fit(SQUARE, start=start)


def test_prediction_with_another_number_of_columns_is_an_error(iris):
    with pytest.raises(ValueError, match="must have 4 columns like those of the fit; they had 3"):
        KMeans(k=2).fit(iris).predict(iris[:, :3])


def test_the_table_of_the_caller_is_not_changed(iris):
    table = iris.copy()
    KMeans(k=3).fit(table)
    assert np.array_equal(table, iris)
    assert table.flags.writeable


@pytest.mark.parametrize("restarts", [2.5, "2", None])
def test_restarts_are_a_whole_number(restarts):
    with pytest.raises(ParamError, match="restarts must be a whole number; it was"):
        KMeans(k=2).fit(SQUARE, restarts=restarts)


@pytest.mark.parametrize("init", INIT_CHOICES)
def test_points_whose_squared_distance_underflows_are_clustered(init):
    fit = KMeans(k=3, init=init).fit([[0.0], [1e-200], [1.0]])
    assert fit.labels[0] == fit.labels[1] != fit.labels[2]


def test_a_start_far_outside_ends_within_the_range_of_the_points(iris):
    fit = KMeans(k=3).fit(iris, start=[[1e300] * 4, [1.7e308] * 4, [-1.7e308] * 4])
    assert np.bincount(fit.labels, minlength=3).min() > 0
    assert fit.inertia < 100


def test_a_prediction_far_outside_raises_no_warning(iris):
    places = [[1e300] * 4, [-1.7e308] * 4]
    assert len(KMeans(k=3).fit(iris * 1e-300).predict(places)) == 2


def test_after_a_center_is_moved_between_two_picks_the_others_are_still_picked(iris):
    points = Points(iris)
    algorithm = KMeans(k=4, seed=2)
    moved = algorithm.with_centers(algorithm.first(points), points.values[[9]], np.array([0]), points)
    picked = list(islice(algorithm.remaining_steps(moved, points), 3))
    assert [step.k for step in picked] == [2, 3, 4]
    assert all(np.array_equal(step.positions[0], points.values[9]) for step in picked)


@pytest.mark.parametrize("spread", [1.0, 1e-3, 1e-6, 1e-9, 1e-13, 0.0])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_the_inertia_of_an_update_is_exact_however_narrow_the_clusters(spread, offset):
    rng = np.random.default_rng(0)
    table = np.array([[0.0, 0], [5, 1], [2, 7]])[rng.integers(3, size=400)] + offset
    points = Points(table + rng.normal(size=(400, 2)) * spread)
    updates = 0
    for step in KMeans(k=3).steps(points, np.array([[1.0, 0], [4, 1], [2, 5]]) + offset):
        if step.phase == "update":
            exact = assigned_inertia(points.values, step.positions, step.labels)
            assert step.objective == pytest.approx(exact, rel=2e-12, abs=0)
            updates += 1
    assert updates


@pytest.mark.parametrize("seed", range(10))
def test_an_assign_that_changes_no_label_keeps_the_inertia_bit_for_bit(seed):
    table, start = groups(seed, 3000)
    *_, update, last = KMeans(k=len(start)).steps(Points(table), start)
    assert last.changed == 0
    assert last.objective == update.objective
