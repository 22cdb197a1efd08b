import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.history import Run
from clusterlab.core.points import Points
from clusterlab.session.playback.captions import caption


@pytest.fixture
def run_and_points():
    points = Points(np.random.default_rng(0).normal(size=(300, 2)))
    return Run(KMeans(k=4, seed=2).steps(points)), points


def texts(run, points):
    return [caption(KMeans(k=4), points, run, index) for index in range(len(run))]


def test_the_phase_label_counts_iterations(run_and_points):
    run, points = run_and_points
    last = run[len(run) - 1].iteration
    labels = [text.phase_label for text in texts(run, points)]
    assert labels[0] == "Start"
    assert f"Assign · 1 of {last}" in labels
    assert f"Update · 1 of {last}" in labels


def test_the_total_is_unknown_while_the_run_goes_on(run_and_points):
    run, points = run_and_points
    assert caption(KMeans(k=4), points, Run(list(run)[:6]), 5).phase_label.endswith("of …")


def test_an_assign_step_names_the_changed_points_and_the_change_of_the_inertia(run_and_points):
    run, points = run_and_points
    index = [i for i, step in enumerate(run) if step.phase == "assign"][1]
    said = caption(KMeans(k=4), points, run, index)
    changed = np.count_nonzero(run[index].labels != run[index - 2].labels)
    assert f"{changed} of 300 points changed cluster" in said.sentence
    assert said.objective.startswith("Inertia ")
    assert said.change.startswith("-")
    assert said.better


def test_an_inertia_that_must_rise_is_neither_better_nor_worse():
    points = Points(np.random.default_rng(0).normal(size=(12, 2)))
    run = Run(Ward(k=3).steps(points))
    said = [caption(Ward(k=3), points, run, index) for index in range(2, len(run) - 1)]
    assert all(one.change.startswith("+") and one.better is None for one in said)
    assert said


def test_the_last_caption_says_why_the_run_stopped(run_and_points):
    run, points = run_and_points
    said = texts(run, points)[-1].sentence
    assert said == f"Stopped after {run[len(run) - 1].iteration} iterations: no point changed."


def test_the_k_means_before_a_mixture_counts_its_own_iterations():
    points = Points(np.random.default_rng(1).normal(size=(200, 2)))
    mixture = GaussianMixture(k=4, max_iter=3)
    run = Run(mixture.steps(points))
    assigns = [index for index, step in enumerate(run) if step.phase == "assign"]
    said = [caption(mixture, points, run, index).phase_label for index in assigns]
    assert said == [f"Assign · {i + 1} of {len(assigns)}" for i in range(len(assigns))]
    assert caption(mixture, points, run, len(run) - 1).phase_label == "E-step · 3 of 3"


def test_figures_of_scaled_columns_name_the_scaling_and_every_figure_has_its_formula(run_and_points):
    run, points = run_and_points
    said = caption(KMeans(k=4), points, run, len(run) - 1, "z-score")
    assert said.objective.startswith("Inertia (z-scored) ")
    assert "squared distances" in said.help
    assert said.help.endswith("Computed on 300 points (z-scored).")
    assert "z-scored" not in caption(KMeans(k=4), points, run, len(run) - 1).help
