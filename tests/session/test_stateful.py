"""Random sequences of commands: what is on screen is consistent, and agrees with the session."""

import shutil
import tempfile
import threading
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core import history
from clusterlab.core.params import ParamError
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import LoadError
from clusterlab.session.commands.center_commands import CenterCommands
from clusterlab.session.commands.session_commands import SessionCommands
from clusterlab.session.playback.player import Player
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice
from tests.session.settling import TICK_INTERVAL

PARAMS = {
    "init": ["k-means++", "k-means++-plain", "random-points", "random-box", "k-means"],
    "covariance": ["full", "tied", "diag", "spherical"],
    "max_iter": [1, 2, 30],
    "seed": [0, 1, 2],
    "k": [1, 2, 3, 7, 25, 1000],
}
VIEWS = [
    None,
    ViewChoice("columns", ("a", "c")),
    ViewChoice("columns", ("x2", "x1")),
    ViewChoice("components", ("PC 3", "PC 1")),
    ViewChoice("matrix"),
    ViewChoice("space", turn=75),
]
COLUMNS = [("x1", "x2"), ("a",), ("b", "a"), ("a", "b", "c"), ("nowhere",)]


def settle(player, fail=None):
    """Ticks until nothing more is computed."""
    paused = threading.Event()
    while player.busy:
        failure = player.tick(0.0)
        if failure is not None:
            assert fail is not None, failure
            fail(failure)
        paused.wait(TICK_INTERVAL)


def same(one, other):
    """Whether two steps are equal to the last bit."""
    parts = ("phase", "labels", "centers", "objective", "stopped")
    return all(np.array_equal(getattr(one, part), getattr(other, part)) for part in parts)


def materialized_steps(scene):
    """The steps of a scene with their labels."""
    return [scene.materialized(index) for index in range(len(scene.run))]


class SessionMachine(RuleBasedStateMachine):
    """A document and its player, connected as in the window."""

    budget = history.MAX_LABEL_BYTES

    def __init__(self):
        super().__init__()
        self.usual, history.MAX_LABEL_BYTES = history.MAX_LABEL_BYTES, self.budget
        self.folder = Path(tempfile.mkdtemp())
        rows = np.random.default_rng(0).normal(size=(40, 3)) * [1, 10, 100]
        text = "\n".join(["a,b,c", *(",".join(map(repr, row)) for row in rows.tolist()), "1,,3"])
        (self.folder / "table.csv").write_text(text)
        (self.folder / "broken.csv").write_text("a,b\nx,y\n")
        self.reported = []
        session = Session.of(Blobs(points=40, seed=1), KMeans(k=3))
        self.document, self.player = Document(session), Player(session)
        self.commands = SessionCommands(self.document, self.player, self.reported.append)
        self.centers = CenterCommands(self.document, self.player, self.reported.append)
        self.document.listeners.append(self.changed)

    def changed(self, old, new):
        if choices.same_steps(old, new):
            self.player.apply_appearance(new)
        else:
            self.player.request(new)

    def failed(self, failure):
        assert isinstance(failure, (ParamError, LoadError)), failure
        if self.player.scene.session != self.document.session:
            self.document.revert()

    @rule(name=st.sampled_from(sorted(PARAMS)), data=st.data(), complete=st.booleans())
    def change_a_parameter(self, name, data, complete):
        if hasattr(self.document.session.algorithm, name):
            self.commands.change_param(name, data.draw(st.sampled_from(PARAMS[name])), complete)

    @rule(name=st.sampled_from(["kmeans", "gmm"]))
    def choose_an_algorithm(self, name):
        self.commands.choose_algorithm(name)

    @rule(name=st.sampled_from(["blobs", "moons", "uniform"]), points=st.sampled_from([1, 20, 45]))
    def choose_a_shape(self, name, points):
        self.commands.choose_shape(name)
        self.commands.change_shape("points", points)

    @rule(name=st.sampled_from(["table.csv", "table.csv", "broken.csv", "none.csv"]))
    def open_a_file(self, name):
        self.commands.open_file(self.folder / name)

    @rule(columns=st.sampled_from(COLUMNS))
    def choose_columns(self, columns):
        self.commands.choose_columns(columns)

    @rule(kind=st.sampled_from(["none", "z-score"]))
    def choose_a_scaling(self, kind):
        self.commands.choose_scaling(kind)

    @rule(choice=st.sampled_from(VIEWS))
    def choose_a_view(self, choice):
        self.commands.choose_view(choice)

    @rule(components=st.sampled_from([0, 1, 2, 30]))
    def reduce(self, components):
        self.commands.choose_reduction(components)

    @rule(shown=st.booleans())
    def toggle_a_layer(self, shown):
        self.commands.toggle_layer("regions", shown)

    @rule(cluster=st.integers(0, 30), place=st.floats(-3, 3))
    def drag_a_center(self, cluster, place):
        step = self.player.step
        if self.rests() and step is not None and step.k:
            points = self.player.scene.prepared.points
            self.centers.move(cluster % step.k, np.full(points.d, place))

    @rule(place=st.floats(-3, 3))
    def add_a_center(self, place):
        if self.rests() and self.player.scene.prepared is not None:
            self.centers.add(np.full(self.player.scene.prepared.points.d, place))

    @rule(cluster=st.integers(0, 5))
    def remove_a_center(self, cluster):
        if self.rests():
            self.centers.remove(cluster)

    @rule(number=st.integers(0, 30), drops=st.booleans())
    def go_to_a_branch(self, number, drops):
        if drops:
            self.centers.drop()
        else:
            self.centers.go_to(number % len(self.document.session.pane.runs))

    @rule(name=st.sampled_from(["start_from_here", "refine", "new_start", "reset_params", "regenerate"]))
    def do(self, name):
        if self.rests() or name not in ("start_from_here", "refine"):
            getattr(self.commands, name)()

    @rule(name=st.sampled_from(["undo", "redo", "end_gesture"]))
    def go_through_the_past(self, name):
        getattr(self.document, name)()

    @rule(index=st.integers(-3, 40))
    def go(self, index):
        self.player.go(index)

    @rule(name=st.sampled_from(["go_to_end", "pause"]))
    def move(self, name):
        getattr(self.player, name)()

    @rule(now=st.floats(0, 10))
    def play(self, now):
        self.player.play(now)

    @rule(now=st.floats(0, 100))
    def tick(self, now):
        failure = self.player.tick(now)
        if failure is not None:
            self.failed(failure)

    @rule()
    def cancel(self):
        self.player.cancel()
        self.player.pause()
        if self.player.scene.session != self.document.session:
            self.document.revert()

    @rule(k=st.integers(1, 9))
    def change_and_take_back(self, k):
        before = self.document.session
        self.document.end_gesture()
        self.commands.choose_k(k)
        if self.document.session != before:
            self.document.undo()
        assert self.document.session is before

    @rule()
    def wait(self):
        self.player.pause()
        settle(self.player, self.failed)
        scene = self.player.scene
        assert scene.session == self.document.session
        history.MAX_LABEL_BYTES = self.usual
        fresh = Player(self.document.session)
        failures = []
        settle(fresh, failures.append)
        assert fresh.close()
        history.MAX_LABEL_BYTES = self.budget
        if failures:
            assert not scene.run.finished
        elif scene.run.finished:
            assert len(fresh.scene.run) == len(scene.run)
            assert all(map(same, fresh.scene.run, materialized_steps(scene)))
        else:  # canceled
            assert all(
                same(one, other)
                for one, other in zip(materialized_steps(scene), fresh.scene.run, strict=False)
            )

    def rests(self):
        return not self.player.busy and self.player.scene.session == self.document.session

    @invariant()
    def the_screen_agrees_with_itself(self):
        player, scene = self.player, self.player.scene
        assert 0 <= player.index <= max(0, len(scene.run) - 1)
        lengths = [len(part) for part in (scene.seconds, scene.phases, scene.objectives)]
        assert lengths == [len(scene.run)] * 3
        if scene.prepared is None:
            assert not len(scene.run)
            return
        prepared, session = scene.prepared, scene.session
        assert prepared.scale.kind == session.scaling
        assert prepared.generated == (not isinstance(session.source, OpenedFile))
        assert session.columns in (None, prepared.selection.columns)
        assert prepared.generated <= (getattr(session.source, "points", 0) == prepared.points.n)
        for index, step in enumerate(scene.run):
            assert step.centers.shape[1] == prepared.points.d
            assert step.labels is None or len(step.labels) == prepared.points.n
            assert 1 <= step.k <= scene.algorithm_at(index).k
        if len(scene.run):
            assert len(set(scene.colors_at(player.index))) == player.step.k
            assert player.caption().text
        assert player.view() is player.view()

    def teardown(self):
        history.MAX_LABEL_BYTES = self.usual
        assert self.player.close()
        shutil.rmtree(self.folder)


class SmallBudgetMachine(SessionMachine):
    """The same with memory for hardly any labels."""

    budget = 100


def test_steps_before_a_center_is_removed_or_added_have_their_own_k():
    machine = SessionMachine()
    for index, change in ((4, machine.remove_a_center), (6, machine.add_a_center)):
        machine.wait()
        machine.go(index)
        machine.the_screen_agrees_with_itself()
        change(0)
    machine.wait()
    machine.the_screen_agrees_with_itself()
    assert [step.k for step in machine.player.scene.run][:9] == [1, 2, 3, 3, 3, 2, 2, 3, 3]
    machine.teardown()


SessionMachine.TestCase.settings = settings(max_examples=400, stateful_step_count=25, deadline=None)
SmallBudgetMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestSession = SessionMachine.TestCase
TestSessionWithSmallBudget = SmallBudgetMachine.TestCase
