"""The timeline shows a run and emits positions."""

import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from clusterlab.export.theme import LIGHT
from clusterlab.ui.panels.timeline import TICK_HEIGHT, Timeline
from clusterlab.ui.theme.theme_signal import THEME_SIGNAL

KINDS = ("start", "assign", "update")


@pytest.fixture
def timeline(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    THEME_SIGNAL.show(LIGHT)
    timeline.set_phases(KINDS)
    timeline.resize(416, 68)
    show(timeline, 11, 4)
    timeline.show()
    return timeline


@pytest.fixture
def emitted(timeline):
    found = []
    timeline.valueChanged.connect(found.append)
    return found


def words_of(index):
    return f"Step · {index + 1}"


def show(timeline, steps, position):
    phases = [KINDS[0], *(KINDS[1 + i % 2] for i in range(steps - 1))]
    objectives = [None, *(1000 / (i + 1) for i in range(steps - 1))]
    timeline.show_run(phases, objectives, position, words_of)


def position_of(timeline, index):
    return QPoint(round(timeline.ticks.x_of(index)), 20)


def tick_color(timeline, index):
    """The color in the middle of a step's tick."""
    middle = timeline.height() - timeline.fontMetrics().height() + 1 - 4 - TICK_HEIGHT // 2
    return timeline.grab().toImage().pixelColor(round(timeline.ticks.x_of(index)), middle).name()


def test_shows_the_position(timeline):
    assert timeline.value() == 4
    assert timeline.words(4) == timeline.accessibleDescription() == "Step · 5"
    assert timeline.words(99) == "Step · 11"


def test_the_key_names_the_phases_of_the_steps_so_far(timeline):
    assert timeline.phase_key() == ["start", "assign", "update"]
    phases = ["start"]
    timeline.show_run(phases, [None], 0, str)
    assert timeline.phase_key() == ["start"]
    phases.append("update")
    timeline.show_run(phases, [None, None], 1, str)
    assert timeline.phase_key() == ["start", "update"]


def test_the_key_is_painted_in_the_colors_of_the_ticks(timeline):
    image = timeline.grab(QRect(0, 0, timeline.width(), 16)).toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {LIGHT.muted, LIGHT.series_color(0), LIGHT.series_color(1)} <= colors


def test_showing_a_run_emits_nothing(timeline, emitted):
    show(timeline, 5, 1)
    show(timeline, 50, 30)
    assert emitted == []


def test_ticks_up_to_the_position_have_the_color_of_their_phase(timeline):
    assert tick_color(timeline, 3) == LIGHT.series_color(0)
    assert tick_color(timeline, 4) == LIGHT.series_color(1)
    assert tick_color(timeline, 7) == LIGHT.line


def test_a_click_emits_the_step(timeline, emitted):
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=position_of(timeline, 8))
    assert emitted == [8]


def test_a_drag_emits_every_step_once(timeline, emitted):
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=position_of(timeline, 6))
    for index in (7, 7, 8, 2):
        QTest.mouseMove(timeline, position_of(timeline, index))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=position_of(timeline, 2))
    assert emitted == [6, 7, 8, 2]


def test_clicks_beyond_the_ends_are_clamped(timeline, emitted):
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() - 1, 20))
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(0, 20))
    assert emitted == [10, 0]


def test_keys_move_the_position(timeline, emitted):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(timeline, key)
    assert emitted == [5, 4, 10, 0]


def test_a_click_on_an_empty_run_emits_nothing(timeline, emitted):
    timeline.show_run([], [], 0, words_of)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    timeline.grab()
    assert emitted == []
    assert timeline.words(0) == ""


def test_runs_without_any_objective_are_drawn(timeline):
    timeline.show_run(["start", "assign"], [None, None], 1, words_of)
    timeline.grab()
    timeline.show_run(["start", "assign"], [float("inf"), float("nan")], 1, words_of)
    timeline.grab()


class CountingList(list):
    """A list that counts its index accesses."""

    lookups = 0

    def __getitem__(self, index):
        self.lookups += 1
        return super().__getitem__(index)

    def __iter__(self):
        raise AssertionError("A timeline must not walk through all steps.")


def test_painting_costs_per_pixel_not_per_step(timeline):
    phases, objectives = CountingList(["assign", "update"] * 50_000), CountingList([1.0, 0.5] * 50_000)
    timeline.show_run(phases, objectives, 70_000, words_of)
    timeline.grab()
    assert phases.lookups + objectives.lookups < 20 * timeline.width()


def calls_to_paint(timeline, steps):
    """The number of calls in which so many steps are painted once they were."""
    show(timeline, steps, steps * 7 // 10)
    timeline.grab()
    calls = []
    sys.setprofile(lambda frame, event, call: calls.append(event) if event.endswith("call") else None)
    try:
        timeline.grab()
    finally:
        sys.setprofile(None)
    return len(calls)


def test_a_hundred_thousand_steps_are_painted_in_no_more_calls_than_ten_thousand(timeline):
    assert 0 < calls_to_paint(timeline, 100_000) < 1.1 * calls_to_paint(timeline, 10_000)


def test_a_run_without_steps_among_longer_ones_is_painted_without_a_curve(timeline):
    timeline.show_run(["ended"] * 5, [], 2, words_of)
    assert tick_color(timeline, 0) == LIGHT.muted
    assert tick_color(timeline, 4) == LIGHT.line
