"""The commands about centers and branches: K follows, others keep their colors, all can be undone."""

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core import history
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formatting import format_number
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.commands import center_commands
from clusterlab.session.commands.center_commands import CenterCommands
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.change_sentence import run_name
from clusterlab.session.playback.player import Player
from clusterlab.session.state.document import Document
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.session import Session, same_steps

FAR = np.array([0.9, 0.9])


class Window:
    """A document whose player follows it at once."""

    def __init__(self, session):
        self.document, self.player, self.reported = Document(session), Player(session), []
        self.centers = CenterCommands(self.document, self.player, self.reported.append)
        self.commands = SessionCommands(self.document, self.player, self.reported.append)
        self.document.listeners.append(self.follow)
        self.settle()

    def follow(self, old, new):
        if same_steps(old, new):
            self.player.apply_appearance(new)
        else:
            self.player.request(new)
            self.settle()

    def settle(self):
        while self.player.busy:
            failure = self.player.tick(0.0)
            assert failure is None

    @property
    def session(self):
        return self.document.session

    @property
    def caption(self):
        return str(self.player.caption().sentence)


@pytest.fixture
def opened():
    windows = []

    def opened(algorithm=None, **shape):
        source = Blobs(**{"points": 90, "seed": 4} | shape)
        windows.append(Window(Session.of(source, algorithm or KMeans(k=3))))
        return windows[-1]

    yield opened
    assert all(window.player.close() for window in windows)


def test_a_center_is_moved_at_the_step_on_screen(opened):
    window = opened()
    window.player.go(2)
    assert window.centers.move(1, np.array([0.5, 0.25]))
    (branch,) = window.session.branches
    assert (branch.step_index, branch.cluster, branch.position.tolist()) == (2, 1, [0.5, 0.25])
    assert window.player.index == 4


@pytest.mark.parametrize("index", [0, 2, 5, -1])
def test_an_added_center_makes_a_cluster_and_the_others_keep_their_colors(opened, index):
    window = opened()
    player, before = window.player, window.session
    window.player.go(index if index >= 0 else player.length - 1)
    index, k = player.index, player.step.k
    old = player.scene.colors_at(index)
    assert window.centers.add(FAR)
    assert window.session.k == 4
    assert np.array_equal(player.scene.run[index + 1].centers[k], FAR)
    assert player.scene.colors_at(index + 1)[:k] == old
    last = len(player.scene.run) - 1
    assert (player.scene.run[last].k, bool(player.scene.run[last].stopped)) == (4, True)
    assert len(set(player.scene.colors_at(last))) == 4
    assert [step.k for step in list(player.scene.run)[: index + 1]] == [
        player.scene.run[i].k for i in range(index + 1)
    ]
    window.commands.undo()
    assert window.session == before
    window.commands.redo()
    assert window.session.k == 4


def test_a_removed_center_takes_its_color_with_it(opened):
    window = opened()
    window.player.go_to_end()
    index, colors = window.player.index, window.player.scene.colors_at(window.player.index)
    assert window.centers.remove(0)
    scene = window.player.scene
    assert window.session.k == scene.run[len(scene.run) - 1].k == 2
    assert scene.colors_at(index) == colors  # before the change
    assert scene.colors_at(index + 1) == scene.colors_at(len(scene.run) - 1) == colors[1:]
    window.commands.undo()
    assert window.player.scene.colors_at(index) == colors


def test_the_caption_says_what_was_changed_in_the_units_of_the_data(opened):
    window = opened()
    window.player.go_to_end()
    units = window.player.scene.prepared.units
    place, gone = units.positions(FAR), units.positions(window.player.step.centers[1])
    window.centers.add(FAR)
    said = f"You added the center of cluster 4 at ({', '.join(map(format_number, place))}); K is 4."
    assert window.caption.startswith(said)
    window.player.go(window.player.index - 1)
    assert window.caption.startswith(said)
    window.commands.undo()
    window.player.go_to_end()
    window.centers.remove(1)
    said = f"You removed the center at ({', '.join(map(format_number, gone))}); K is 2."
    assert window.caption.startswith(said)


def test_the_last_center_stays_and_a_missing_one_is_said(opened):
    window = opened(KMeans(k=1))
    window.player.go_to_end()
    assert not window.centers.remove(0)
    assert not window.centers.remove(-1)
    assert window.reported == [center_commands.LAST_CENTER, center_commands.NO_CENTER]
    assert not window.session.branches


def test_there_are_no_more_centers_than_distinct_points(opened):
    window = opened(KMeans(k=3), points=3)
    window.player.go_to_end()
    assert not window.centers.add(FAR)
    assert window.reported == ["There are only 3 distinct points: K can be no higher."]


@pytest.mark.parametrize("name", [name for name, kind in ALGORITHMS.all().items() if not kind.has_centers])
def test_an_algorithm_without_centers_says_so(opened, name):
    window = opened()
    window.commands.choose_algorithm(name)
    window.player.go_to_end()
    assert not window.centers.add(FAR)
    assert str(window.reported[-1]).endswith("has no centers that can be changed.")


def test_while_a_change_is_computed_there_is_no_other(opened):
    window = opened()
    window.document.listeners.clear()
    window.document.listeners.append(lambda old, new: window.player.request(new))
    assert window.centers.add(FAR)
    assert not window.centers.add(-FAR)
    assert window.reported == [center_commands.BEING_COMPUTED]
    window.settle()


def test_steps_whose_labels_were_dropped_are_computed_again_with_the_k_of_their_step(opened, monkeypatch):
    monkeypatch.setattr(history, "MAX_LABEL_BYTES", 200)
    window = opened(KMeans(k=4, init="random-points", seed=3), spread=8.0)
    window.player.go(4)
    window.centers.add(FAR)
    scene = window.player.scene
    dropped = [index for index in range(len(scene.run)) if scene.run[index].compacted]
    assert [index for index in dropped if index > 5]
    for index in range(len(scene.run)):
        step = scene.materialized(index)
        assert step.k == (4 if index < 5 else 5)
        assert step.phase == "start" or step.labels.max() < step.k


def test_a_changed_parameter_keeps_no_start_of_another_k(opened):
    window = opened()
    window.player.go_to_end()
    window.commands.start_from_here()
    window.player.go_to_end()
    window.centers.add(FAR)
    assert window.session.start is not None
    window.commands.change_param("max_iter", 7)
    assert (window.session.k, window.session.start, window.session.pane.runs) == (4, None, ((),))


def test_a_run_starts_from_the_centers_of_the_k_on_screen(opened):
    window = opened()
    window.player.go_to_end()
    window.centers.add(FAR)
    window.player.go(1)
    window.player.go(window.player.length - 1)
    window.commands.start_from_here()
    assert len(window.session.start.value) == window.session.k == 4
    window.commands.undo()
    window.player.go(3)
    assert window.player.step.k == 3
    window.commands.start_from_here()
    assert len(window.session.start.value) == window.session.k == 3


def test_branches_are_listed_gone_to_dropped_and_compared(opened):
    window = opened()
    window.player.go(5)
    window.centers.add(FAR)
    window.player.go(3)
    window.centers.move(1, -FAR)
    names = [str(run_name(run)) for run in window.session.pane.runs]
    assert names == ["Without changes by hand", "Step 6: center 4 added", "Step 4: center 2 moved"]
    window.centers.go_to(1)
    assert (window.session.k, window.player.index) == (4, 7)
    window.centers.go_to(0)
    assert (window.session.k, window.session.branches) == (3, ())
    window.commands.undo()
    assert window.session.k == 4
    window.centers.compare()
    assert window.session.compares
    assert [pane.algorithm.k for pane in window.session.panes] == [3, 4, 3]
    assert window.session.selected == 1
    window.commands.undo()
    window.centers.drop()
    assert (len(window.session.pane.runs), window.session.k) == (2, 3)


def test_of_many_branches_the_latest_are_compared_with_the_one_on_screen(opened):
    window = opened()
    for i in range(MAX_PANES + 1):
        window.player.go(3)
        window.centers.move(0, FAR / (i + 1))
    window.centers.go_to(0)
    window.centers.compare()
    runs = [pane.branches for pane in window.session.panes]
    assert (len(runs), runs[0], window.session.selected) == (MAX_PANES, (), 0)
    assert runs[1:] == list(window.session.pane.runs[-MAX_PANES + 1 :])


def test_without_branches_there_is_nothing_to_compare_or_drop(opened):
    window = opened()
    window.centers.compare()
    window.centers.drop()
    assert window.reported == [center_commands.NO_BRANCHES] * 2


def test_an_ellipse_is_changed_at_the_step_on_screen(opened):
    window = opened(GaussianMixture(k=3))
    window.player.go_to_end()
    step = window.player.step
    end = step.centers[1] + np.array([0.3, 0.1])
    assert window.centers.stretch(1, 0, end)
    changed = window.player.scene.run[window.player.index - 1]
    assert changed.axes(1)[0] == pytest.approx([0.3, 0.1]) or changed.axes(1)[0] == pytest.approx(
        [-0.3, -0.1]
    )
    assert window.caption.startswith("You changed the ellipse of cluster 2.")
    window.player.go(0)
    assert not window.centers.stretch(0, 0, end)
    assert window.reported == ["There is no ellipse here that can be changed."]
