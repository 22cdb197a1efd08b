"""In the real window what was chosen survives, runs begin at their first step, and changes are named."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.marks import Centers


def caption(program):
    return program.window.caption.accessibleName()


@pytest.mark.parametrize("without", ["dbscan", "ward"])
def test_k_seed_and_given_centers_survive_an_algorithm_that_has_none(program, press, rest, without):
    commands = program.presenter.commands
    commands.choose_k(5)
    commands.change_param("seed", 7)
    rest()
    press(Qt.Key.Key_End)
    commands.start_from_here()
    rest()
    start = program.presenter.document.session.start
    commands.choose_algorithm(without)
    rest()
    commands.choose_algorithm("kmeans")
    rest()
    session = program.presenter.document.session
    assert (session.k, session.algorithm.seed, session.start) == (5, 7, start)
    assert start is not None


def test_k_and_seed_reach_another_algorithm_through_one_that_has_none(program, rest):
    commands = program.presenter.commands
    commands.choose_k(6)
    commands.change_param("seed", 3)
    for name in ("dbscan", "gmm"):
        commands.choose_algorithm(name)
        rest()
    algorithm = program.presenter.document.session.algorithm
    assert (algorithm.name, algorithm.k, algorithm.seed) == ("gmm", 6, 3)


def test_given_centers_of_other_data_do_not_come_back(program, press, rest):
    commands = program.presenter.commands
    press(Qt.Key.Key_End)
    commands.start_from_here()
    commands.choose_algorithm("dbscan")
    commands.regenerate()
    commands.choose_algorithm("kmeans")
    rest()
    assert program.presenter.document.session.start is None


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_G])
def test_a_new_start_and_new_data_begin_at_the_first_step(program, press, key):
    press(Qt.Key.Key_End)
    assert program.presenter.player.index > 0
    press(key)
    assert program.presenter.player.index == 0
    assert program.window.caption.phase_label.text() == "Start"


def test_where_it_fails_begins_at_the_first_step_and_says_why_and_what_to_try(program, press, rest):
    about = program.window.about
    for name in ALGORITHMS.all():
        program.presenter.commands.choose_algorithm(name)
        program.window.show_about()
        rest()
        press(Qt.Key.Key_End)
        about.bad_example.click()
        rest()
        assert program.presenter.document.session.algorithm.name == name
        assert program.presenter.player.index == 0
        assert about.reason.isVisible()
        assert about.reason.text().startswith("Where it fails: ")
        assert " Try " in about.reason.text()


def test_a_dragged_center_is_selected_and_numbered_and_the_captions_name_it(program, press, rest):
    press(Qt.Key.Key_End)
    canvas = program.window.canvas
    pixel = canvas.viewport.to_pixels(canvas.picture.mark(Centers).positions)[1] + 40
    before = canvas.grab().toImage()
    canvas.view.plot.centers.dragged.emit(1, QPointF(*pixel))
    rest()
    assert canvas.pointer.center == 1
    assert "You are moving the center of cluster 2." in caption(program)
    assert canvas.grab().toImage() != before
    canvas.view.plot.centers.dropped.emit(1, QPointF(*pixel))
    rest()
    assert "You moved the center of cluster 2." in caption(program)
    assert canvas.pointer.center == 1
    press(Qt.Key.Key_Left)
    assert "You moved the center of cluster 2. Next, each point joins its nearest center." in caption(program)
    press(Qt.Key.Key_Left)
    assert "You moved" not in caption(program)


def test_undo_and_redo_name_their_change(program, rest):
    commands, presenter = program.presenter.commands, program.presenter
    undo, redo = program.actions["undo"], program.actions["redo"]
    changes = {
        "K 3 to 4": lambda: commands.choose_k(4),
        "Random seed 0 to 1": commands.new_start,
        "Seed 0 to 1": commands.regenerate,
        "algorithm GMM": lambda: commands.choose_algorithm("gmm"),
        "data Moons": lambda: commands.choose_shape("moons"),
        "layer Regions": lambda: commands.toggle_layer("regions", True),
        "scaling": lambda: commands.choose_scaling("z-score"),
        "number of panes": presenter.pane_commands.add,
    }
    assert undo.iconText() == "Undo"
    for words, change in changes.items():
        change()
        rest()
        assert undo.iconText() == f"Undo: {words}"
    for words in reversed(changes):
        assert undo.iconText() == f"Undo: {words}"
        undo.trigger()
        rest()
        assert redo.iconText() == f"Redo: {words}"
    assert undo.iconText() == "Undo"


def test_undo_names_the_center_that_was_moved(program, press):
    press(Qt.Key.Key_End)
    program.presenter.center_commands.move(2, np.zeros(2))
    press(Qt.Key.Key_End)
    assert program.actions["undo"].iconText() == "Undo: center of cluster 3 moved"
