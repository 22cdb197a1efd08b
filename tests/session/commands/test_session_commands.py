import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice


@pytest.fixture
def reported():
    return []


@pytest.fixture
def player():
    made = Player(Session.of(Blobs(points=90, seed=4), KMeans(k=3)))
    while made.busy:
        made.tick(0.0)
    yield made
    assert made.close()


def settle(player, session):
    player.request(session)
    while player.busy:
        assert player.tick(0.0) is None


@pytest.fixture
def commands(player, reported):
    return SessionCommands(Document(player.scene.session), player, reported.append)


def test_another_shape_keeps_points_and_seed(commands):
    commands.choose_shape("moons")
    assert commands.session.source == Moons(points=90, seed=4)


def test_a_shape_returns_as_it_was_last_used(commands):
    commands.change_shape("spread", 2.0)
    commands.choose_shape("moons")
    commands.choose_shape("blobs")
    assert commands.session.source.spread == 2.0


@pytest.mark.parametrize("name", [*ALGORITHMS.all()])
@pytest.mark.parametrize("which", ["good_example", "bad_example"])
def test_an_example_sets_its_data_and_parameters(commands, name, which):
    commands.choose_algorithm(name)
    kind = ALGORITHMS.all()[name]
    example = getattr(kind.about, which)
    commands.show_example(example)
    assert commands.session.algorithm == kind(**example.algorithm_params)
    assert commands.session.source == SHAPES.all()[example.shape](**example.shape_params)
    commands.undo()
    assert commands.session.source == Blobs(points=90, seed=4)


def test_another_algorithm_keeps_k_and_seed_and_returns_as_it_was_last_used(commands):
    commands.choose_k(5)
    commands.change_param("max_iter", 9)
    commands.choose_algorithm("gmm")
    assert commands.session.algorithm == GaussianMixture(k=5)
    commands.choose_algorithm("kmeans")
    assert commands.session.algorithm == KMeans(k=5, max_iter=9)


def test_an_invalid_value_is_reported_and_changes_nothing(commands, reported):
    before = commands.session
    commands.choose_k(0)
    assert reported == ["k must be at least 1; it was 0."]
    assert commands.session is before


def test_reset_keeps_k_and_the_seed(commands):
    commands.choose_k(6)
    commands.change_param("seed", 8)
    commands.change_param("tol", 0.5)
    commands.reset_params()
    assert commands.session.algorithm == KMeans(k=6, seed=8)


def test_a_slider_drag_is_undone_at_once(commands):
    for points in (100, 110, 120):
        commands.change_shape("points", points, ends_gesture=False)
    commands.change_shape("points", 130, ends_gesture=True)
    commands.undo()
    assert commands.session.source.points == 90
    commands.redo()
    assert commands.session.source.points == 130


def test_refining_starts_the_mixture_at_the_clusters_on_screen(commands, player):
    player.go_to_end()
    commands.refine()
    means, _, weights = commands.session.start.value
    assert isinstance(commands.session.algorithm, GaussianMixture)
    assert np.allclose(means, player.scene.prepared.points.units.positions(player.step.centers))
    assert np.allclose(weights, np.bincount(player.step.labels) / 90)


def test_refining_before_there_are_clusters_is_rejected(commands, reported):
    commands.refine()
    assert len(reported) == 1
    assert isinstance(commands.session.algorithm, KMeans)


def test_refining_noise_alone_is_rejected(commands, player, reported):
    commands.choose_algorithm("gmm")
    settle(player, commands.session)
    player.go_to_end()
    commands.refine()
    assert reported == ["GMM has nothing to be refined to."]


def test_the_centers_on_screen_become_the_start(commands, player):
    player.go_to_end()
    commands.start_from_here()
    assert np.allclose(
        commands.session.start.value, player.scene.prepared.points.units.positions(player.step.centers)
    )
    commands.new_start()
    assert commands.session.start is None
    assert commands.session.algorithm.seed == 1
    commands.undo()
    assert commands.session.start is not None
    assert commands.session.algorithm.seed == 0


def test_another_init_resets_a_given_start(commands, player):
    player.go_to_end()
    commands.start_from_here()
    commands.change_param("init", "random-points")
    assert commands.session.start is None


def test_layers_can_be_toggled_and_undone(commands):
    commands.toggle_layer("regions", True)
    assert "regions" in commands.session.layers
    commands.undo()
    assert "regions" not in commands.session.layers


def test_the_components_are_no_chosen_pair(commands):
    commands.choose_view(ViewChoice("columns", ("x2", "x1")))
    assert commands.session.view.axes == ("x2", "x1")
    commands.undo()
    assert commands.session.view is None


def test_the_components_on_screen_become_the_start_of_a_mixture(commands, player, reported):
    commands.choose_algorithm("gmm")
    settle(player, commands.session)
    player.go(1)
    commands.start_from_here()
    assert reported == ["There are no centers yet. Step first (Right)."]
    for index in (len(player.scene.run) - 1, player.scene.phases.index("assign")):
        player.go(index)
        commands.start_from_here()
        centers = player.scene.prepared.points.units.positions(player.step.centers)
        settle(player, commands.session)
        first = player.scene.run[0]
        assert first.phase == "start"
        assert np.allclose(player.scene.prepared.points.units.positions(first.centers), centers, atol=2)
        commands.undo()
        settle(player, commands.session)


def test_initial_points_alone_are_no_components_to_start_from(commands, player, reported):
    commands.choose_algorithm("gmm")
    settle(player, commands.session)
    player.go(2)
    commands.start_from_here()
    assert reported == ["There are no clusters yet. Step first (Right)."]
    assert commands.session.start is None


def test_a_rewritten_file_is_other_data_and_an_unchanged_one_no_change(commands, player, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n3,5\n9,9\n")
    commands.open_file(path)
    first = commands.session
    settle(player, first)
    commands.open_file(path)
    assert commands.session is first
    path.write_text("a,b\n1,2\n3,5\n9,9\n4,4\n")
    commands.open_file(path)
    settle(player, commands.session)
    assert player.scene.prepared.points.n == 4


def test_a_missing_file_can_be_chosen_and_fails_when_read(commands, tmp_path):
    commands.open_file(tmp_path / "none.csv")
    assert commands.session.source == OpenedFile(tmp_path / "none.csv")


def test_data_are_generated_again_with_the_next_seed(commands):
    commands.regenerate()
    assert commands.session.source == Blobs(points=90, seed=5)


def test_rows_columns_and_memory_are_chosen_for_the_current_or_another_session(commands):
    commands.choose_columns(("x1",))
    commands.choose_scaling("z-score")
    commands.take_sample(40)
    assert (commands.session.columns, commands.session.scaling) == (("x1",), "z-score")
    assert commands.session.sample == 40
    other = choices.with_param(commands.session, "k", 7)
    commands.allow_memory(2**33, other)
    assert (commands.session.k, commands.session.memory_budget) == (7, 2**33)
    commands.take_sample(20, choices.with_param(other, "k", 8))
    assert (commands.session.k, commands.session.sample) == (8, 20)
    commands.choose_reduction(1)
    assert commands.session.reduce == 1


def test_the_run_of_another_start_replaces_a_given_one(commands, player):
    player.go_to_end()
    commands.start_from_here()
    commands.choose_start("random-points", 12)
    assert commands.session.algorithm == KMeans(k=3, init="random-points", seed=12)
    assert commands.session.start is None


def test_an_algorithm_that_finds_k_has_none_to_choose(commands, reported):
    commands.choose_algorithm("dbscan")
    before = commands.session
    commands.choose_k(4)
    assert commands.session is before
    assert reported == []


def test_dbscan_is_refined_to_as_many_components_as_it_found_and_not_from_noise(commands, player, reported):
    commands.choose_algorithm("dbscan")
    commands.change_param("eps", 0.9)
    settle(player, commands.session)
    player.go_to_end()
    found = player.step.k
    commands.refine()
    assert commands.session.k == found == 3
    assert commands.session.start.words == "the DBSCAN result"
    commands.undo()
    commands.change_param("eps", 1e-6)
    settle(player, commands.session)
    player.go_to_end()
    commands.refine()
    assert reported == ["There is no cluster to refine: every point is noise."]
