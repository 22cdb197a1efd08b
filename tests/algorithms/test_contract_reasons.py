"""Every step of every algorithm answers why a point or a center is where it is, with the right numbers."""

import re

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.transfers.algorithm import TransferKMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.formatting import format_number, format_percent
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason
from tests.algorithms.registered import EVERY

ROWS = range(0, 60, 7)


def steps_of(algorithm, points):
    """Each step of a run with the one before it."""
    before = None
    for step in algorithm.steps(points):
        yield step, before
        before = step


@EVERY
def test_every_step_answers_for_points_and_centers(algorithm, blobs):
    points = Points(blobs)
    for step, before in steps_of(algorithm, points):
        shown = step.window_points(points)
        reasons = [(row, step.explain_point(shown, row, before)) for row in ROWS if row < shown.n]
        for row, reason in reasons:
            assert re.fullmatch(r"[A-Z\d].*\.", str(reason.text)), (step.phase, str(reason.text))
            assert "nan" not in str(reason.text)
            for line in reason.lines:
                np.testing.assert_array_equal(line.start, shown.values[row])
                assert -1 <= line.cluster < max(step.k, 1)
        if step.centers is not None and algorithm.has_centers:
            for cluster in range(step.k):
                assert str(step.explain_center(shown, cluster, before).text).endswith(".")


@EVERY
def test_one_point_and_one_cluster_are_answered_for(algorithm):
    points = Points([[1.0, 2.0]])
    for step, before in steps_of(algorithm.with_k(1) if algorithm.takes_k else algorithm, points):
        assert isinstance(step.explain_point(step.window_points(points), 0, before), Reason)


@pytest.mark.parametrize("name", ["kmeans", "minibatch", "transfers"])
def test_the_distances_are_those_of_the_nearest_centers(name, blobs):
    from clusterlab.core.algorithm import ALGORITHMS

    table = 1000 * blobs + 7
    points, algorithm = Points(table), ALGORITHMS.all()[name]()
    for step, before in steps_of(algorithm, points):
        if step.labels is None or step.phase == "start":
            continue
        centers = points.units.positions(step.centers)
        for row in ROWS:
            lengths = np.linalg.norm(centers - table[points.order[row]], axis=1)
            own, other = step.explain_point(points, row, before).lines
            assert own.cluster == step.labels[row]
            assert str(own.text) == format_number(lengths[own.cluster])
            assert str(other.text) == format_number(lengths[other.cluster])


def test_a_point_that_changed_names_both_clusters(blobs):
    from clusterlab.core.algorithm import ALGORITHMS

    points, changed = Points(blobs), 0
    algorithm = ALGORITHMS.all()["kmeans"](k=4, init="random-points")
    last_labels = None
    for step, before in steps_of(algorithm, points):
        if step.phase == "assign" and last_labels is not None:
            for row in np.flatnonzero(step.labels != last_labels).tolist():
                text = str(step.explain_point(points, row, before).text)
                start = f"It changes from cluster {last_labels[row] + 1} to cluster {step.labels[row] + 1}: "
                assert text.startswith(start)
                changed += 1
        last_labels = step.labels if step.labels is not None else last_labels
    assert changed


def test_the_shares_of_a_mixture_are_its_responsibilities(blobs):
    from clusterlab.core.algorithm import ALGORITHMS

    points = Points(blobs)
    for step, before in steps_of(ALGORITHMS.all()["gmm"](), points):
        if step.phase not in ("E", "M"):
            continue
        responsibilities = step.responsibilities(points)
        for row in ROWS:
            text = str(step.explain_point(points, row, before).text)
            for cluster, share, product in re.findall(
                r"Cluster (\d) has (\S+%|\S+ %): .*? = ([^;.]+\.\S+)", text
            ):
                assert share == format_percent(float(responsibilities[row, int(cluster) - 1]))
                assert product


def roles(table, eps, min_samples):
    """Whether each row is a core point, and whether it is noise."""
    points = Points(table)
    *_, last = DBSCAN(eps=eps, min_samples=min_samples).steps(points)
    return points.to_row_order(last.clustering.core), points.to_row_order(last.labels) < 0


def test_what_dbscan_says_would_change_a_point_does(blobs):
    points, eps, min_samples = Points(blobs), 0.7, 5
    *_, last = DBSCAN(eps=eps, min_samples=min_samples).steps(points)
    core, noise = roles(blobs, eps, min_samples)
    assert core.any()
    assert noise.any()
    for place in range(points.n):
        row, text = int(points.order[place]), str(last.explain_point(points, place).text)
        assert ("it is a core point" in text, "it is noise" in text) == (core[row], noise[row])
        squares = ((blobs - blobs[row]) ** 2).sum(axis=1)
        near = int((squares <= eps**2).sum())
        if core[row]:
            assert f"With min samples above {near} it would be none." in text
            assert not roles(blobs, eps, near + 1)[0][row]
            continue
        needed = np.sqrt(np.sort(squares)[min_samples - 1])
        assert f"With eps from {format_number(needed)} on, or min samples up to {near}, it would be" in text
        assert roles(blobs, needed * (1 + 1e-9), min_samples)[0][row]
        assert roles(blobs, eps, near)[0][row]


def test_what_a_transfer_would_save_and_cost_is_the_change_of_the_inertia(blobs):
    points = Points(blobs)
    *_, last = TransferKMeans(k=3).steps(points)
    text = str(last.explain_point(points, 5).text)
    template = (
        r"Leaving cluster (\d) would lower the inertia by (\S+), joining cluster (\d) would raise it by "
    )
    numbers = re.fullmatch(template + r"(\S+): it stays\.", text)
    own, saves, other, costs = int(numbers[1]) - 1, numbers[2], int(numbers[3]) - 1, numbers[4]

    def inertia(labels, cluster):
        inside = blobs[labels == cluster]
        return ((inside - inside.mean(axis=0)) ** 2).sum()

    labels = points.to_row_order(last.labels).astype(int)
    moved = labels.copy()
    moved[points.order[5]] = other
    assert saves == format_number(inertia(labels, own) - inertia(moved, own))
    assert costs == format_number(inertia(moved, other) - inertia(labels, other))


def test_a_merge_says_what_it_cost(blobs):
    points = Points(blobs)
    *_, before, last = Ward(k=3).steps(points)
    rise = points.units.squared(last.objective - before.objective)
    joined = int(last.merged_rows[0])
    assert f"raised the inertia by {format_number(rise)};" in str(last.explain_point(points, joined).text)
    apart = int(np.flatnonzero(last.labels != last.labels[joined])[0])
    text = str(last.explain_point(points, apart).text)
    assert (
        f"two others raised the inertia least, by {format_number(rise)}; the next merge raises it by" in text
    )
