"""The playback controls show their state and emit requests."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from clusterlab.export.theme import LIGHT
from clusterlab.ui.panels.transport import SPEEDS, Transport
from clusterlab.ui.theme.style import stylesheet


@pytest.fixture
def transport(qtbot):
    window = QWidget()
    window.setStyleSheet(stylesheet(LIGHT))
    qtbot.addWidget(window)
    transport = Transport(window)
    transport.show_navigation(True, True)
    transport.resize(800, 90)
    window.resize(900, 200)
    with qtbot.waitActive(window):
        window.show()
    yield transport  # noqa: PT022  the window lives as long as the test


def test_run_becomes_pause_without_changing_its_size(transport):
    before = transport.run.sizeHint()
    assert transport.run.text() == "Run"
    transport.run.show_playing(True)
    assert transport.run.text() == "Pause"
    assert transport.run.sizeHint() == before


def test_enables_the_buttons_that_can_move(transport):
    transport.show_navigation(False, True)
    found = [b.isEnabled() for b in (transport.first, transport.back, transport.step, transport.end)]
    assert found == [False, False, True, True]


@pytest.mark.parametrize("name", ["first", "back", "run", "step", "end"])
def test_every_button_emits_its_click(transport, name):
    emitted, button = [], getattr(transport, name)
    button.clicked.connect(lambda: emitted.append(name))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert emitted == [name]


def test_a_click_on_the_timeline_is_emitted(transport):
    emitted = []
    transport.timeline.valueChanged.connect(emitted.append)
    transport.timeline.show_run(["start", "assign", "update"], [None, 2.0, 1.0], 0, str)
    QTest.mouseClick(
        transport.timeline,
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(transport.timeline.ticks.x_of(2)), 10),
    )
    assert emitted == [2]


def test_emits_the_speed_in_half_steps_per_second(transport):
    emitted = []
    transport.speed_chosen.connect(emitted.append)
    transport.speed.setValue(SPEEDS.places)
    assert emitted[-1] == SPEEDS.high
    assert transport.speed.toolTip() == "How many steps a second are played. Now 60."


def test_showing_the_speed_emits_nothing(transport):
    emitted = []
    transport.speed_chosen.connect(emitted.append)
    transport.show_speed(SPEEDS.low)
    assert transport.speed.value() == 0
    assert emitted == []


def test_the_timeline_is_below_the_buttons_in_a_narrow_window(transport):
    assert transport.speed.isVisible()
    assert transport.timeline.y() < transport.run.geometry().bottom()
    transport.resize(transport.minimumSizeHint().width(), 160)
    transport.layout().activate()
    assert transport.speed.isVisible()
    assert transport.timeline.y() >= transport.run.geometry().bottom()
    assert transport.timeline.width() >= transport.timeline.minimumSizeHint().width()


def test_every_control_has_a_name_and_a_minimum_size(transport):
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
