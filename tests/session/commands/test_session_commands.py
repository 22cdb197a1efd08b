import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.player import Player
from clusterlab.session.state.document import Document
from clusterlab.session.state.prepared import OpenedFile
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice


@pytest.fixture
def refused():
    return []


@pytest.fixture
def player():
    made = Player(Session(Blobs(points=90, seed=4), KMeans(k=3)))
    while made.busy:
        made.tick(0.0)
    yield made
    assert made.close()


def settle(player, session):
    player.request(session)
    while player.busy:
        assert player.tick(0.0).failure is None


@pytest.fixture
def intents(player, refused):
    return SessionCommands(Document(player.scene.session), player, refused.append)


def test_another_shape_takes_points_and_seed_along(intents):
    intents.choose_shape("moons")
    assert intents.session.source == Moons(points=90, seed=4)


def test_a_shape_comes_back_as_it_was_left(intents):
    intents.change_shape("spread", 2.0)
    intents.choose_shape("moons")
    intents.choose_shape("blobs")
    assert intents.session.source.spread == 2.0


@pytest.mark.parametrize("name", [*ALGORITHMS.all()])
@pytest.mark.parametrize("which", ["good_example", "bad_example"])
def test_an_example_brings_its_data_and_the_parameters_for_them(intents, name, which):
    intents.choose_algorithm(name)
    kind = ALGORITHMS.all()[name]
    example = getattr(kind.about, which)
    intents.show_example(example)
    assert intents.session.algorithm == kind(**example.algorithm_params)
    assert intents.session.source == SHAPES.all()[example.shape](**example.shape_params)
    intents.undo()
    assert intents.session.source == Blobs(points=90, seed=4)


def test_another_algorithm_takes_k_and_seed_along_and_comes_back_as_it_was_left(intents):
    intents.choose_k(5)
    intents.change_param("max_iter", 9)
    intents.choose_algorithm("gmm")
    assert intents.session.algorithm == GaussianMixture(k=5)
    intents.choose_algorithm("kmeans")
    assert intents.session.algorithm == KMeans(k=5, max_iter=9)


def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(intents, refused):
    before = intents.session
    intents.choose_k(0)
    assert refused == ["k must be at least 1; it was 0."]
    assert intents.session is before


def test_reset_keeps_k_and_the_seed(intents):
    intents.choose_k(6)
    intents.change_param("seed", 8)
    intents.change_param("tol", 0.5)
    intents.reset_params()
    assert intents.session.algorithm == KMeans(k=6, seed=8)


def test_the_moves_of_a_slider_are_taken_back_at_once(intents):
    for points in (100, 110, 120):
        intents.change_shape("points", points, settled=False)
    intents.change_shape("points", 130, settled=True)
    intents.undo()
    assert intents.session.source.points == 90


def test_refining_starts_the_mixture_at_the_clusters_on_screen(intents, player):
    player.go_to_end()
    intents.refine()
    means, _, weights = intents.session.start.value
    assert isinstance(intents.session.algorithm, GaussianMixture)
    assert np.allclose(means, player.scene.prepared.points.units.positions(player.step.centers))
    assert np.allclose(weights, np.bincount(player.step.labels) / 90)


def test_refining_before_there_are_clusters_is_refused(intents, refused):
    intents.refine()
    assert len(refused) == 1
    assert isinstance(intents.session.algorithm, KMeans)


def test_the_centers_on_screen_become_the_start(intents, player):
    player.go_to_end()
    intents.start_from_here()
    assert np.allclose(
        intents.session.start.value, player.scene.prepared.points.units.positions(player.step.centers)
    )
    intents.new_start()
    assert intents.session.start is None
    assert intents.session.algorithm.seed == 1
    intents.undo()
    assert intents.session.start is not None
    assert intents.session.algorithm.seed == 0


def test_other_ways_to_start_end_a_start_by_hand(intents, player):
    player.go_to_end()
    intents.start_from_here()
    intents.change_param("init", "random-points")
    assert intents.session.start is None


def test_layers_are_choices(intents):
    intents.toggle_layer("regions", True)
    assert "regions" in intents.session.layers
    intents.undo()
    assert "regions" not in intents.session.layers


def test_the_components_are_no_chosen_pair(intents):
    intents.choose_view(ViewChoice("columns", ("x2", "x1")))
    assert intents.session.view.axes == ("x2", "x1")
    intents.undo()
    assert intents.session.view is None


def test_the_bells_on_screen_become_the_start_of_a_mixture(intents, player, refused):
    intents.choose_algorithm("gmm")
    settle(player, intents.session)
    player.go(1)
    intents.start_from_here()
    assert refused == ["There are no centers on screen to start from yet: step on first."]
    for index in (len(player.scene.run) - 1, player.scene.phases.index("assign")):
        player.go(index)
        intents.start_from_here()
        centers = player.scene.prepared.points.units.positions(player.step.centers)
        settle(player, intents.session)
        first = player.scene.run[0]
        assert first.phase == "start"
        assert np.allclose(player.scene.prepared.points.units.positions(first.centers), centers, atol=2)
        intents.undo()
        settle(player, intents.session)


def test_picked_points_alone_are_no_bells_to_start_from(intents, player, refused):
    intents.choose_algorithm("gmm")
    settle(player, intents.session)
    player.go(2)
    intents.start_from_here()
    assert refused == ["There are no clusters on screen to make bells of yet: step on first."]
    assert intents.session.start is None


def test_a_file_that_was_written_anew_is_other_data_and_an_unchanged_one_no_choice(intents, player, tmp_path):
    path = tmp_path / "some.csv"
    path.write_text("a,b\n1,2\n3,5\n9,9\n")
    intents.open_file(path)
    first = intents.session
    settle(player, first)
    intents.open_file(path)
    assert intents.session is first
    path.write_text("a,b\n1,2\n3,5\n9,9\n4,4\n")
    intents.open_file(path)
    settle(player, intents.session)
    assert player.scene.prepared.points.n == 4


def test_a_file_that_is_gone_can_be_asked_for_and_is_refused_later(intents, tmp_path):
    intents.open_file(tmp_path / "none.csv")
    assert intents.session.source == OpenedFile(tmp_path / "none.csv")
