"""The transport: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from clusterlab.ui.panels.transport import SPEEDS, Transport
from clusterlab.ui.theme.theme import DARK


@pytest.fixture
def transport(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    transport = Transport(window)
    transport.set_theme(DARK)
    transport.show_navigation(True, True)
    transport.resize(800, 90)
    window.resize(900, 200)
    with qtbot.waitActive(window):
        window.show()
    yield transport  # noqa: PT022  the window lives as long as the test


def test_told_it_shows_whether_it_plays_without_moving(transport):
    before = transport.run.sizeHint()
    assert transport.run.text() == "Run"
    transport.show_playing(True)
    assert transport.run.text() == "Pause"
    assert transport.run.sizeHint() == before


def test_told_it_shows_which_ways_there_are(transport):
    transport.show_navigation(False, True)
    found = [b.isEnabled() for b in (transport.first, transport.back, transport.step, transport.end)]
    assert found == [False, False, True, True]


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("first", "first_requested"),
        ("back", "back_requested"),
        ("run", "run_toggled"),
        ("step", "step_requested"),
        ("end", "end_requested"),
    ],
)
def test_touched_it_says_what_was_asked(transport, button, signal):
    said = []
    getattr(transport, signal).connect(lambda: said.append(signal))
    QTest.mouseClick(getattr(transport, button), Qt.MouseButton.LeftButton)
    assert said == [signal]


def test_a_press_on_the_timeline_is_passed_on(transport):
    said = []
    transport.scrubbed.connect(said.append)
    transport.timeline.show_run(["start", "assign", "update"], [None, 2.0, 1.0], 0, False)
    QTest.mouseClick(
        transport.timeline,
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(transport.timeline.x_of(2)), 10),
    )
    assert said == [2]


def test_the_speed_is_said_in_half_steps_a_second(transport):
    said = []
    transport.speed_chosen.connect(said.append)
    transport.speed.setValue(SPEEDS.places)
    assert said[-1] == SPEEDS.high
    assert transport.speed.toolTip() == "60 half-steps a second"


def test_told_it_shows_the_speed_without_a_word(transport):
    said = []
    transport.speed_chosen.connect(said.append)
    transport.show_speed(SPEEDS.low)
    assert transport.speed.value() == 0
    assert said == []


def test_the_speed_gives_way_to_the_timeline_where_it_is_narrow(transport):
    assert transport.speed.isVisible()
    transport.resize(transport.minimumSizeHint().width(), 90)
    transport.layout().activate()
    assert not transport.speed.isVisible()
    assert transport.timeline.width() >= transport.timeline.minimumSizeHint().width()


def test_every_control_has_a_name_and_a_size_to_hit(transport):
    for part in (
        transport.first,
        transport.back,
        transport.run,
        transport.step,
        transport.end,
        transport.speed,
    ):
        assert part.accessibleName()
        assert min(part.width(), part.height()) >= 24
