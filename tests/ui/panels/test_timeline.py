"""The timeline: told, it shows; touched, it says."""

from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clusterlab.ui.panels.timeline import MIN_TICK_PITCH, TICK_HEIGHT, Timeline
from clusterlab.ui.theme.theme import LIGHT

KINDS = ("start", "assign", "update")


@pytest.fixture
def timeline(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.set_theme(LIGHT)
    timeline.set_phases(KINDS)
    timeline.resize(416, 68)
    show(timeline, 11, 4)
    timeline.show()
    return timeline


@pytest.fixture
def said(timeline):
    found = []
    timeline.scrubbed.connect(found.append)
    return found


def show(timeline, steps, position, computing=False):
    phases = [KINDS[0], *(KINDS[1 + i % 2] for i in range(steps - 1))]
    objectives = [None, *(1000 / (i + 1) for i in range(steps - 1))]
    timeline.show_run(phases, objectives, position, computing)


def place(timeline, index):
    return QPoint(round(timeline.x_of(index)), 20)


def tick_color(timeline, index):
    """The color in the middle of a step's tick."""
    middle = timeline.height() - timeline.fontMetrics().height() + 1 - 4 - TICK_HEIGHT // 2
    return timeline.grab().toImage().pixelColor(round(timeline.x_of(index)), middle).name()


def test_told_it_names_the_position(timeline):
    assert timeline.value() == 4
    assert timeline.words(4) == "update, 5 of 11"
    assert timeline.accessibleDescription() == "update, 5 of 11"


def test_while_it_computes_the_total_is_unknown(timeline):
    show(timeline, 11, 4, computing=True)
    assert timeline.words(4) == "update, 5 of …"


def test_telling_is_no_touching(timeline, said):
    show(timeline, 5, 1)
    show(timeline, 50, 30)
    assert said == []


def test_reached_steps_have_the_color_of_their_phase_and_later_ones_the_color_of_lines(timeline):
    assert tick_color(timeline, 3) == LIGHT.cluster(0)
    assert tick_color(timeline, 4) == LIGHT.cluster(1)
    assert tick_color(timeline, 7) == LIGHT.line


def test_pressed_it_says_the_step(timeline, said):
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=place(timeline, 8))
    assert said == [8]


def test_dragged_it_says_every_step_once(timeline, said):
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=place(timeline, 6))
    for index in (7, 7, 8, 2):
        QTest.mouseMove(timeline, place(timeline, index))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=place(timeline, 2))
    assert said == [6, 7, 8, 2]


def test_beyond_the_last_tick_is_the_last_step(timeline, said):
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() - 1, 20))
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    assert said == [10, 0]


def test_keys_move_it(timeline, said):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(timeline, key)
    assert said == [5, 4, 10, 0]


def test_an_empty_run_takes_no_press(timeline, said):
    timeline.show_run([], [], 0, False)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    timeline.grab()
    assert said == []
    assert timeline.words(0) == ""


def test_many_steps_share_ticks_but_every_place_is_reached(timeline):
    show(timeline, 10_000, 5_000)
    assert timeline.bins() <= timeline.width() / MIN_TICK_PITCH
    assert timeline.index_at(0) == 0
    assert timeline.index_at(timeline.width()) == 9_999
    assert timeline.index_at(timeline.x_of(5_000)) == 5_000


def test_runs_without_any_objective_are_drawn(timeline):
    timeline.show_run(["start", "assign"], [None, None], 1, False)
    timeline.grab()
    timeline.show_run(["start", "assign"], [float("inf"), float("nan")], 1, False)
    timeline.grab()


class Counted(list):
    """A list that knows how often it was looked into."""

    look_settings = 0

    def __getitem__(self, index):
        self.look_settings += 1
        return super().__getitem__(index)

    def __iter__(self):
        raise AssertionError("A timeline must not walk through all steps.")


def test_work_is_per_pixel_not_per_step(timeline):
    phases, objectives = Counted(["assign", "update"] * 50_000), Counted([1.0, 0.5] * 50_000)
    timeline.show_run(phases, objectives, 70_000, True)
    timeline.grab()
    assert phases.look_settings + objectives.look_settings < 20 * timeline.width()


def test_a_hundred_thousand_steps_are_painted_within_a_few_frames(timeline):
    show(timeline, 100_000, 70_000)
    timeline.grab()
    begun = perf_counter()
    timeline.grab()
    assert perf_counter() - begun < 0.1


def test_a_run_without_steps_beside_longer_ones_is_painted_without_a_curve(timeline):
    timeline.show_run(["ended"] * 5, [], 2, False)
    assert tick_color(timeline, 0) == LIGHT.muted
    assert tick_color(timeline, 4) == LIGHT.line
