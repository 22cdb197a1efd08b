"""What each choice keeps and resets of the others, and what sessions have in common."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.memory_budget import MEMORY_BUDGET
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.state import session as choices
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.presets import opening
from clusterlab.session.state.session import Session, same_data, same_run, same_steps
from clusterlab.session.state.view_choice import ViewChoice

START, BRANCH = CustomStart([[0.0, 0.0]], "mine"), Branch(1, 0, None)
STEERED = Session(
    Blobs(dimensions=4),
    (Pane(KMeans(), START, (BRANCH,)), Pane(KMeans(k=5), START, (BRANCH,))),
    reduce=2,
    view=ViewChoice("columns", ("x1", "x2")),
    compares=True,
)


@pytest.mark.parametrize(
    "change",
    [
        lambda session: choices.with_columns(session, ("x1", "x2", "x3")),
        lambda session: choices.with_scaling(session, "z-score"),
        lambda session: choices.with_reduction(session, 3),
        lambda session: choices.with_sample(session, 50),
        lambda session: choices.with_source(session, replace(session.source, seed=7)),
    ],
)
def test_other_points_reset_the_starts_and_moved_centers_of_all_panes_and_close_the_zoo(change):
    for session in (STEERED, replace(STEERED, zoo=True)):
        changed = change(session)
        assert changed.panes == (Pane(KMeans()), Pane(KMeans(k=5)))
        assert (changed.compares, changed.zoo) == (not session.zoo, False)
        assert not same_data(session, changed)


@pytest.mark.parametrize(("columns", "reduce"), [(("x1", "x2", "x3"), 2), (("x1", "x2"), 0), (("x2",), 0)])
def test_a_reduction_is_kept_while_there_are_more_columns_than_components(columns, reduce):
    assert choices.with_columns(STEERED, columns).reduce == reduce


def test_a_view_is_kept_while_its_axes_are_among_the_columns():
    assert choices.with_columns(STEERED, ("x2", "x1", "x3")).view == STEERED.view
    assert choices.with_columns(STEERED, ("x1", "x3", "x4")).view is None


def test_the_same_shape_with_as_many_columns_keeps_what_was_chosen_about_them():
    chosen = replace(STEERED, scaling="z-score", sample=40)
    same = choices.with_source(chosen, Blobs(dimensions=4, seed=3, points=90))
    assert (same.view, same.reduce, same.scaling, same.sample) == (chosen.view, 2, "z-score", 40)
    wider = choices.with_source(chosen, Blobs(dimensions=5))
    assert (wider.view, wider.reduce, wider.scaling, wider.sample) == (None, 0, "z-score", 40)


def test_another_shape_resets_everything_about_the_columns():
    chosen = replace(STEERED, scaling="z-score", sample=40, memory_budget=7, columns=("x1",))
    other = choices.with_source(chosen, Moons())
    assert (other.columns, other.view, other.reduce, other.scaling, other.sample) == (
        None,
        None,
        0,
        "none",
        0,
    )
    assert other.memory_budget == MEMORY_BUDGET


def test_a_parameter_a_start_and_a_moved_center_concern_the_selected_pane_alone():
    session = replace(STEERED, selected=1)
    assert choices.with_param(session, "seed", 4).panes == (
        STEERED.panes[0],
        Pane(KMeans(k=5, seed=4), START),
    )
    assert choices.with_start(session, None).panes == (STEERED.panes[0], Pane(KMeans(k=5)))
    later = Branch(4, 1, None)
    assert choices.with_branch(session, later).branches == (BRANCH, later)
    assert choices.with_branch(session, later).panes[0] == STEERED.panes[0]
    again = Branch(1, 2, None)
    assert choices.with_branch(session, again).branches == (again,)


def test_a_chosen_parameter_closes_the_zoo():
    changed = choices.with_param(replace(STEERED, zoo=True), "k", 4)
    assert (changed.zoo, changed.compares) == (False, False)
    assert choices.with_param(STEERED, "k", 4).compares


def test_k_is_0_where_the_algorithm_finds_it():
    assert (Session.of(Blobs(), KMeans(k=7)).k, Session.of(Blobs(), DBSCAN()).k) == (7, 0)


@pytest.mark.parametrize(
    ("scaling", "reduce", "label"),
    [
        ("none", 0, "none"),
        ("z-score", 0, "z-score"),
        ("none", 1, "1 component"),
        ("z-score", 3, "z-scored, 3 components"),
    ],
)
def test_the_label_of_the_scaling_says_what_was_done_to_the_columns(scaling, reduce, label):
    assert choices.scaling_label(replace(STEERED, scaling=scaling, reduce=reduce)) == label


def test_the_seeds_of_the_algorithm_and_of_generated_data_are_named():
    assert choices.seed_labels(Session.of(Blobs(seed=5), KMeans(seed=2))) == ["seed 2", "data seed 5"]
    assert choices.seed_labels(Session.of(Blobs(seed=5), DBSCAN())) == ["data seed 5"]


def test_sessions_take_the_same_steps_whatever_layers_and_view_they_have():
    other_look = replace(STEERED, layers=frozenset(), view=None)
    assert same_steps(STEERED, other_look)
    for name, change in {
        "algorithm": lambda one: choices.with_param(one, "seed", 3),
        "start": lambda one: choices.with_start(one, CustomStart(START.value, START.words)),
        "scaling": lambda one: choices.with_scaling(one, "z-score"),
    }.items():
        assert not same_run(STEERED, change(STEERED)), name
        assert not same_steps(STEERED, change(STEERED)), name
    moved = choices.with_branch(STEERED, Branch(5, 0, None))
    assert same_run(STEERED, moved)
    assert not same_steps(STEERED, moved)


def test_what_is_compared_counts_only_while_it_is_shown():
    fewer = replace(STEERED, panes=STEERED.panes[:1])
    assert not same_steps(STEERED, fewer)
    assert not same_steps(STEERED, replace(STEERED, zoo=True))
    hidden = replace(STEERED, compares=False)
    assert same_steps(hidden, replace(fewer, compares=False))
    assert not same_steps(hidden, STEERED)


def test_the_colors_of_a_column_are_kept_with_the_data_and_change_no_step():
    colored = replace(STEERED, color_by="x1")
    assert same_steps(colored, STEERED)
    assert choices.with_appearance_of(STEERED, colored).color_by == "x1"
    assert choices.with_source(colored, Blobs(dimensions=4, seed=9)).color_by == "x1"
    assert choices.with_source(colored, Blobs(dimensions=3)).color_by == ""
    assert choices.with_source(colored, Moons()).color_by == ""
    assert choices.with_columns(colored, ("x2", "x3")).color_by == "x1"


def test_the_program_opens_with_as_many_clusters_as_groups():
    session = opening()
    assert (session.k, session.source.groups) == (4, 4)
    assert session.panes == (Pane(KMeans(k=4, init="random-points")),)
