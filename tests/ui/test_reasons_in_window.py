"""A selected point or center is explained at every step, with its distances drawn; W explains the next."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from clusterlab.ui.panels.canvas_strip import CanvasStrip


@pytest.fixture
def reasons(program):
    """What explains the selection of the program."""
    return program.reason_presenter


def lines(program):
    return program.window.canvas.pointer.reason


def assigned(press):
    """Goes to the first assign of k-means, after three picks."""
    for _ in range(3):
        press(Qt.Key.Key_Right)


def test_a_selected_point_is_explained_and_followed_over_the_steps(program, reasons, press, rest):
    assigned(press)
    program.highlight.select((4,))
    rest()
    assert re.match(
        r"Row 5\. It joins cluster \d, whose center is \S+ away; the next, that of", reasons.words
    )
    own, other = lines(program)
    step, prepared = program.presenter.shown.run.step, program.presenter.shown.run.prepared
    place = prepared.places((4,))[0]
    assert own.cluster == step.labels[place]
    np.testing.assert_array_equal(other.end, step.centers[other.cluster])
    press(Qt.Key.Key_Right)
    assert reasons.words.startswith("Row 5. It counts in the mean that the center of")
    program.highlight.clear()
    rest()
    assert reasons.words == ""
    assert lines(program) == ()


def test_w_explains_one_changed_point_after_another(program, reasons, press):
    assigned(press)
    press(Qt.Key.Key_W)
    first = program.highlight.selected
    press(Qt.Key.Key_W)
    assert len(first) == len(program.highlight.selected) == 1
    assert first != program.highlight.selected
    assert reasons.words.startswith("Row ")


def test_shift_w_explains_one_center_after_another(program, reasons, press):
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert reasons.words.startswith("The center of cluster 1 ")
    press(Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert reasons.words.startswith("The center of cluster 2 ")


def test_escape_hides_the_answer_and_nothing_else(program, reasons, press):
    press(Qt.Key.Key_End)
    position = program.presenter.player.position
    press(Qt.Key.Key_W)
    assert reasons.words
    press(Qt.Key.Key_Escape)
    assert reasons.words == ""
    assert program.highlight.selected
    assert program.presenter.player.position == position
    press(Qt.Key.Key_W)
    assert reasons.words


def test_every_algorithm_answers_in_the_window(program, reasons, press, rest):
    for name in ("gmm", "dbscan", "ward", "spectral", "kernelkmeans", "minibatch", "fuzzy"):
        program.presenter.commands.choose_algorithm(name)
        rest()
        press(Qt.Key.Key_Escape)
        press(Qt.Key.Key_End)
        press(Qt.Key.Key_W)
        assert re.fullmatch(r"Row \d+\. .*\.", reasons.words), name


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier], ids=["point", "center"]
)
def test_other_data_take_the_answer_away(program, reasons, press, rest, modifier):
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_W, modifier)
    assert reasons.words
    program.presenter.commands.choose_shape("moons")
    rest()
    assert reasons.words == ""
    assert lines(program) == ()


def test_the_lines_are_drawn_in_the_colors_of_the_clusters(program, press):
    assigned(press)
    press(Qt.Key.Key_W)
    canvas = program.window.canvas
    own, other = lines(program)
    image = canvas.grab().toImage()
    for line in (own, other):
        ends = canvas.picture.view.project(np.stack([line.start, line.end]))
        start, end = canvas.viewport.to_pixels(ends)
        number = canvas.picture.colors[line.cluster]
        wanted = program.look_settings.theme.line_color(number)
        quarter = start + (end - start) * np.linspace(0.1, 0.3, 40)[:, None]
        colors = {image.pixelColor(round(x), round(y)).name() for x, y in quarter.tolist()}
        assert wanted.lower() in colors


def test_a_line_that_is_shorter_than_its_length_stands_without_it(program, press):
    assigned(press)
    press(Qt.Key.Key_W)
    canvas, line = program.window.canvas, replace(lines(program)[0], start=np.array([-0.5, 0.0]))
    near, far = np.array([-0.49, 0.0]), np.array([0.5, 0.0])
    pictures = []
    for end, text in ((near, ""), (near, "9,999"), (far, ""), (far, "9,999")):
        canvas.update_pointer(reason=(replace(line, end=end, text=text),))
        pictures.append(canvas.grab().toImage())
    assert pictures[0] == pictures[1]
    assert pictures[2] != pictures[3]


def test_a_narrow_canvas_wraps_the_answer_and_keeps_it_inside(program, press):
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_W)
    canvas = program.window.canvas
    (strip,) = [strip for strip in canvas.findChildren(CanvasStrip) if strip.words.startswith("Row")]
    canvas.resize(420, 400)
    assert strip.isVisible()
    assert canvas.rect().contains(strip.geometry())
