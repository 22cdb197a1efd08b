from dataclasses import replace

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.formatting import format_number
from clusterlab.core.history import Run
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.playback.captions import DraggedCenter, caption, drag_caption, run_title
from clusterlab.session.state.prepared import prepare, read_source
from clusterlab.session.state.session import Session


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


def test_a_change_of_the_inertia_is_a_share_of_what_it_was(run_and_points):
    run, points = run_and_points
    index = [i for i, step in enumerate(run) if step.phase == "assign"][1]
    before, now = (run[i].figures(points)["inertia"] for i in (index - 1, index))
    said = caption(KMeans(k=4), points, run, index)
    assert said.change == f"{(now - before) / before:+.1%}".replace("%", " %")
    assert caption(KMeans(k=4), points, run, 0).change == ""


def test_a_log_likelihood_that_rises_is_better_and_its_change_is_a_number_with_a_sign():
    points = Points(np.random.default_rng(1).normal(size=(200, 2)))
    mixture = GaussianMixture(k=3, init="random-points", max_iter=5)
    run = Run(mixture.steps(points))
    index = [i for i, step in enumerate(run) if step.phase == "E"][2]
    before, now = (run.before(index), run[index])
    by = (now.figures(points)["log_likelihood"] - before.figures(points)["log_likelihood"]) / 200
    said = caption(mixture, points, run, index)
    assert said.objective.startswith("Log-likelihood per point ")
    assert by > 0
    assert (said.change, said.better) == (f"+{format_number(by)}", True)


@pytest.mark.parametrize(("value", "change", "better"), [(5.0, "-50.0 %", True), (20.0, "+100.0 %", False)])
def test_a_lower_inertia_is_better_and_a_higher_one_worse(value, change, better):
    said = caption_of_inertias(10.0, value)
    assert (said.change, said.better) == (change, better)


def test_an_equal_inertia_has_no_change_and_what_grew_from_0_no_share():
    assert (caption_of_inertias(10.0, 10.0).change, caption_of_inertias(10.0, 10.0).better) == ("", None)
    assert caption_of_inertias(0.0, 2.0).change == "+2.000"


@pytest.mark.parametrize(
    ("value", "change"), [(842.04, "unchanged"), (841.9, "-0.01 %"), (841.0, "-0.1 %"), (842.2, "+0.02 %")]
)
def test_an_inertia_whose_digits_on_screen_stay_is_unchanged(value, change):
    said = caption_of_inertias(842.0, value)
    assert (said.change, said.better) == (change, None if change == "unchanged" else value < 842)


def test_a_likelihood_that_falls_by_rounding_alone_is_unchanged():
    points = Points(np.random.default_rng(1).normal(size=(200, 2)))
    *_, last = GaussianMixture(k=3).steps(points)
    for change, words in ((-1e-14, "unchanged"), (1e-4, "+0.0001")):
        run = Run([last, replace(last, objective=last.objective + change)])
        assert caption(GaussianMixture(k=3), points, run, 1).change == words


def test_why_a_mixture_stopped_and_the_gain_beside_it_are_of_one_quantity():
    points = Points(np.random.default_rng(1).normal(size=(200, 2)))
    run = Run(GaussianMixture(k=3).steps(points))
    said = caption(GaussianMixture(k=3), points, run, len(run) - 1)
    assert "the mean log-likelihood gained less than 0.001 per point" in said.sentence
    assert "per point" in said.objective
    assert 0 < float(said.change) < 0.001


def caption_of_inertias(*values):
    """The caption of the last of some assigns whose inertias are given, of points in data units."""
    points = Points([[0.0], [1.0]])
    first = KMeansStep(phase="assign", iteration=1, labels=np.zeros(2, np.int8), positions=np.zeros((1, 1)))
    scale = points.units.squared(1.0)
    steps = [replace(first, iteration=i + 1, objective=value / scale) for i, value in enumerate(values)]
    return caption(KMeans(k=1), points, Run(steps), len(values) - 1)


def test_one_iteration_is_said_in_the_singular():
    points = Points(np.random.default_rng(0).normal(size=(300, 2)))
    run = Run(KMeans(k=4, max_iter=1).steps(points))
    said = caption(KMeans(k=4), points, run, len(run) - 1).sentence
    assert said == "Stopped after 1 iteration: the limit of 1 iteration was reached."


def test_a_drag_has_the_objective_of_its_step_and_says_that_letting_go_goes_on(run_and_points):
    run, points = run_and_points
    step, before = run[len(run) - 1], run.before(len(run) - 1)
    said, paused = drag_caption(KMeans(k=4), points, DraggedCenter(step, 3), before), texts(run, points)[-1]
    assert (said.phase_label, said.sentence) == (
        "Moving",
        "You are moving the center of cluster 4. The run will go on from where you put it.",
    )
    assert (said.objective, said.change, said.help) == (paused.objective, paused.change, paused.help)


def test_an_estimated_objective_is_named_as_one_in_its_help():
    points = Points(np.random.default_rng(0).normal(size=(400, 2)))
    algorithm = MiniBatch(k=3, batch_size=20)
    run = Run(algorithm.steps(points))
    estimated = next(i for i, step in enumerate(run) if step.estimated_objective is not None)
    said = caption(algorithm, points, run, estimated)
    assert said.help.startswith(run[estimated].estimated_objective.help)
    assert said.help.endswith("Estimated for 400 points.")
    scaled = caption(algorithm, points, run, estimated, "z-score")
    assert scaled.help.endswith("Estimated for 400 points (z-scored).")
    assert caption(algorithm, points, run, len(run) - 1).help.endswith("Computed on 400 points.")


def test_the_title_has_all_that_reproduces_a_picture():
    session = Session.of(Blobs(points=60, seed=5), KMeans(k=4, seed=2))
    prepared = prepare(read_source(session.source), None, "none", False)
    title = run_title(session, prepared, 4)
    assert title == f"k-means · K = 4 · {prepared.summary} · 60 rows · seed 2 · data seed 5"
