"""At rest every part of the window equals the state, whatever was done before; stale parts are seen."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from PySide6.QtCore import Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.history import Run
from clusterlab.datasets.example_files import examples
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.session.state.by_eye import pane_algorithms
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.presets import PRESETS
from clusterlab.session.state.view_choice import ViewChoice
from clusterlab.ui.panels.by_eye_strip import ByEyeStrip
from tests.ui.at_rest import faults_at_rest

pytestmark = pytest.mark.usefixtures("k_charts")

STALE_PARTS = {
    "Run button": lambda window: window.transport.run.show_playing(True),
    "To the first step": lambda window: window.transport.show_navigation(False, False),
    "Timeline": lambda window: window.transport.timeline.show_run(["start"], [None], 0, str),
    "Pill": lambda window: window.caption.phase_label.setText("Assign · 2 of …"),
    "Caption": lambda window: window.caption.show_caption("Start", "Another sentence."),
    "K": lambda window: window.top.k.show_k(9, 300),
    "Algorithm, box": lambda window: window.top.show_algorithm("gmm"),
    "Start from": lambda window: window.top.init_choice.setCurrentIndex(1),
    "Gallery": lambda window: window.data.gallery.show_choice("moons"),
    "Shape": lambda window: window.data.form.rows["points"].show_value(7),
    "Algorithm": lambda window: window.algorithm.form.rows["max_iter"].show_value(7),
    "Refine": lambda window: window.algorithm.show_refine("Refine", True),
    "About": lambda window: window.about.show_algorithm(ALGORITHMS.all()["gmm"]),
    "How to begin by eye": lambda window: window.canvas.findChild(ByEyeStrip).say("Begin."),
    "Layer legend": lambda window: window.layers.boxes["legend"].setEnabled(False),
    "Views": lambda window: window.views.show(),
    "Color by": lambda window: window.layers.color.setCurrentIndex(1),
    "Action undo": lambda window: window.findChild(object, "undo").setEnabled(True),
    "Action regions": lambda window: window.findChild(object, "regions").setChecked(True),
    "Title": lambda window: window.setWindowTitle("iris"),
    "Status, work": lambda window: window.set_status(work="Computing… Esc cancels"),
    "Status, seeds": lambda window: window.set_status(seed="Seed 8"),
    "Canvas": lambda window: window.canvas.show_picture(replace(window.canvas.picture, title="other")),
    "Legend": lambda window: window.canvas.show_picture(replace(window.canvas.picture, sizes=(1, 2, 3))),
    "Canvas, selected": lambda window: window.canvas.show_highlight(-1, None, np.array([1])),
    "Verdict": lambda window: window.charts.verdict.answer.setText("9 clusters"),
    "Verdict, evidence": lambda window: window.charts.verdict.lines[0][1].setText("Gap statistic: best K 9."),
    "Verdict, dissent": lambda window: window.charts.verdict.show_dissent(
        "k-means: the silhouette favors 9."
    ),
    "Sweep, progress": lambda window: window.charts.show_progress(1, 2),
    "Sweep, charts": lambda window: window.charts.chart("inertia").hide(),
    "Chart inertia": lambda window: window.charts.chart("inertia").show_current(5),
    "Tab": lambda window: window.charts.tabs.setTabVisible(2, True),
    "Pictures": lambda window: window.show_panes(True, False),
}
"""The start of the sentence about a part, and what makes that part stale."""


def test_every_stale_part_is_seen(program):
    program.presenter.go_to_end()
    program.window.about.make()
    seen = set(faults_at_rest(program.window))
    assert not seen
    for part, make_stale in STALE_PARTS.items():
        make_stale(program.window)
        found = set(faults_at_rest(program.window))
        assert any(fault.startswith(part) for fault in found - seen), part
        seen = found


def test_stale_formulas_are_seen(program, rest):
    program.window.show_about()
    rest()
    assert faults_at_rest(program.window) == []
    program.window.about.numbers.show_formulas(())
    assert any(fault.startswith("Formulas") for fault in faults_at_rest(program.window))


def test_a_stale_silhouette_plot_is_seen(program):
    program.presenter.go_to_end()
    assert faults_at_rest(program.window) == []
    chart = program.silhouette_presenter.chart
    chart.show_silhouettes(replace(chart.shown, clusters=chart.shown.clusters[:1]))
    assert any(fault.startswith("Silhouettes") for fault in faults_at_rest(program.window))


def test_a_stale_table_of_panes_is_seen(program):
    program.presenter.pane_commands.toggle()
    assert faults_at_rest(program.window) == []
    program.metrics_presenter._found = []
    program.window.panes.shown[0].close_button.setFocus()
    assert any(fault.startswith("Metrics") for fault in faults_at_rest(program.window))


def test_the_caption_of_a_step_that_stays_counts_the_iterations_once_the_run_has_ended(program, monkeypatch):
    first = next(index for index, step in enumerate(program.presenter.player.scene.run) if step.iteration)
    with monkeypatch.context() as patch:
        patch.setattr(Run, "finished", False)
        program.presenter.go(first)
        assert program.window.caption.phase_label.text() == "Assign · 1 of …"
    program.presenter.update()
    assert faults_at_rest(program.window) == []


def test_a_number_that_is_refused_is_not_left_in_its_field(program, qtbot):
    for name, value in (("points", 20), ("dimensions", 1000)):
        program.presenter.commands.change_shape(name, value)
    field = program.window.data.form.rows["points"].number
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "9999999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert program.window.message.words.text().startswith("points times dimensions must be at most")
    assert faults_at_rest(program.window) == []


def test_a_file_is_shown_again_when_the_choice_of_a_shape_is_undone_before_it_is_on_screen(program):
    program.presenter.commands.open_file(examples()["iris"])
    assert faults_at_rest(program.window) == []
    for undo in (program.presenter.commands.undo, program.presenter.cancel):
        program.presenter.commands.choose_shape("moons")
        assert program.window.data.shows_shape
        undo()
        assert faults_at_rest(program.window) == []
        assert not program.window.data.shows_shape


def test_values_and_formulas_are_shown_again_when_another_algorithm_is_undone_before_it_is_on_screen(program):
    program.window.show_about()
    program.presenter.commands.choose_algorithm("dbscan")
    assert faults_at_rest(program.window) == []
    suggested = program.window.algorithm.form.rows["eps"].number.text()
    assert float(suggested)
    program.presenter.commands.choose_algorithm("ward")
    program.presenter.commands.undo()
    assert faults_at_rest(program.window) == []
    assert program.window.algorithm.form.rows["eps"].number.text() == suggested


@contextmanager
def blocked(worker):
    """Keeps a worker busy with a task of its own, which has begun."""
    begun, released, task_queue = threading.Event(), threading.Event(), worker.task_queue()
    task_queue.start(lambda: [begun.set(), released.wait()])
    begun.wait()
    try:
        yield
    finally:
        released.set()
        task_queue.wait()
        worker.remove(task_queue)


@pytest.mark.parametrize("compares", [False, True])
def test_results_that_are_canceled_are_missing_until_they_are_requested_again(program, compares):
    program.presenter.commands.choose_algorithm("spectral")
    if compares:
        program.presenter.pane_commands.toggle()
    program.presenter.go_to_end()
    assert faults_at_rest(program.window) == []
    with blocked(program.presenter.worker):
        program.presenter.go(program.presenter.player.length - 2)
        program.presenter.cancel()
        assert not program.step_chart_presenter.charts
        assert not program.metrics_presenter._found
    assert faults_at_rest(program.window) == []
    for presenter in (program.step_chart_presenter, program.metrics_presenter):
        presenter.follow(program.presenter.shown)
    assert faults_at_rest(program.window) == []
    assert len(program.step_chart_presenter.charts) == 3
    assert bool(program.metrics_presenter._found) == compares


def test_a_single_point_has_no_clusters(program):
    program.presenter.commands.change_shape("points", 1)
    program.presenter.commands.choose_k(1)
    assert faults_at_rest(program.window) == []


def test_every_algorithm_alone_and_compared_and_the_zoo(program):
    commands, panes = program.presenter.commands, program.presenter.pane_commands
    for name in pane_algorithms():
        commands.choose_algorithm(name)
        assert faults_at_rest(program.window) == [], name
    for change in (panes.toggle, panes.add, lambda: panes.choose_preset("zoo"), lambda: panes.open_cell(3)):
        change()
        assert faults_at_rest(program.window) == []


def test_a_file_that_is_opened(program, tmp_path):
    (tmp_path / "broken.csv").write_text("a,b\nx,y\n")
    (tmp_path / "small.csv").write_text("a,b\n1,2\n3,4\n")
    (tmp_path / "equal.csv").write_text("a,b\n1,2\n1,2\n1,2\n3,4\n3,4\n")
    options = program.window.data.file
    for name in ("broken.csv", "missing.csv", "small.csv", "equal.csv", *examples()):
        program.presenter.commands.open_file(examples().get(name, tmp_path / name))
        assert faults_at_rest(program.window) == [], name
        options.make()
        options.columns.tick_shown(False)
        assert faults_at_rest(program.window) == [], name
        program.presenter.commands.undo()
        assert faults_at_rest(program.window) == [], name


KEYS = [
    getattr(Qt.Key, f"Key_{name}")
    for name in ("Space", "Left", "Right", "Home", "End", "Up", "Down", "Escape", "R", "G", "M", "C", "V")
]


class RandomActions:
    """Random commands and keys of a person, by seed; `log` says which they were."""

    def __init__(self, program, qtbot, seed):
        self._program, self._qtbot, self._random = program, qtbot, Random(seed)
        self._presenter, self._commands = program.presenter, program.presenter.commands
        self.log = []

    def act(self):
        """Does one of the actions."""
        action = self._random.choice([name for name in dir(self) if name.startswith("do_")])
        self.log.append(f"{action[3:]} {getattr(self, action)() or ''}".strip())

    def do_key(self):
        key = self._random.choice(KEYS)
        self._qtbot.keyClick(self._program.window.canvas, key)
        return key.name

    do_another_key = do_key

    def do_algorithm(self):
        return self._one(pane_algorithms(), self._commands.choose_algorithm)

    def do_shape(self):
        return self._one(SHAPES.all(), self._commands.choose_shape)

    def do_points(self):
        return self._one([1, 2, 20, 300], lambda n: self._commands.change_shape("points", n))

    def do_file(self):
        return self._one(examples().values(), self._commands.open_file)

    def do_k(self):
        return self._one([1, 2, 3, 5, 400], self._commands.choose_k)

    def do_scaling(self):
        return self._one(["none", "z-score"], self._commands.choose_scaling)

    def do_view(self):
        kinds = [None, "columns", "components", "matrix", "parallel", "space"]
        return self._one(kinds, lambda kind: self._commands.choose_view(kind and ViewChoice(kind)))

    def do_layer(self):
        shown = self._random.random() < 0.6
        return self._one(LAYERS, lambda name: self._commands.toggle_layer(name, shown))

    def do_history(self):
        return self._one(["undo", "redo", "reset_params"], lambda name: getattr(self._commands, name)())

    def do_start(self):
        names = ["start_from_here", "refine", "new_start"]
        return self._one(names, lambda name: getattr(self._commands, name)())

    def do_pane(self):
        panes = self._presenter.pane_commands
        place = self._random.randrange(3)
        actions = {
            "add": panes.add,
            "remove": lambda: panes.remove(min(place, len(self._presenter.document.session.panes) - 1)),
            "select": lambda: panes.select(place),
            "leave": panes.leave,
        }
        return self._one(actions, lambda name: actions[name]())

    def do_preset(self):
        return self._one(PRESETS, self._presenter.pane_commands.choose_preset)

    def do_tab(self):
        tabs = self._program.window.charts.tabs
        visible = [index for index in range(tabs.count()) if tabs.isTabVisible(index)]
        return self._one(visible, tabs.setCurrentIndex)

    def do_selection(self):
        rows = frozenset(self._random.sample(range(20), 5))
        self._presenter.highlight.select(rows)

    def do_by_eye(self):
        commands, rows = self._commands.by_eye, self._random.sample(range(300), 40)
        actions = {
            "new": lambda: commands.put(rows),
            "more": lambda: commands.put(rows, 0),
            "fewer": lambda: commands.put(rows, -1),
            "merge": lambda: commands.merge(0, 1),
            "delete": lambda: commands.delete(0),
            "rest": commands.assign_rest,
            "copy": commands.copy_clusters,
            "anew": commands.start_anew,
        }
        return self._one(actions, lambda name: actions[name]())

    do_more_by_eye = do_by_eye

    def do_drag(self):
        run = self._presenter.shown.run
        can = run.step is not None and run.step.centers is not None and run.view is not None
        if can and run.view.is_invertible:
            self._program.mouse_presenter.centers.drag(0, -1, np.array([0.2, 0.1]))
            self._program.mouse_presenter.centers.drop(0, -1, np.array([0.2, 0.1]))

    def do_center(self):
        centers, commands = self._program.mouse_presenter.centers, self._presenter.center_commands
        changes = {
            "add": lambda: centers.add(np.array([0.1, -0.3])),
            "remove": lambda: commands.remove(0),
            "branch": lambda: commands.go_to(0),
            "drop": commands.drop,
            "compare": commands.compare,
        }
        return self._one(changes, lambda name: changes[name]())

    def _one(self, choices, use):
        chosen = self._random.choice(list(choices))
        use(chosen)
        return str(chosen)


@pytest.mark.parametrize("seed", range(3))
def test_random_actions(program, qtbot, seed):
    actions = RandomActions(program, qtbot, seed)
    for turn in range(30):
        actions.act()
        if turn % 3:
            assert faults_at_rest(program.window) == [], actions.log
