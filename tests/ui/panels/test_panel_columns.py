"""The panels beside the canvas have widths that a person chooses, and that are kept."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QWidget

from clusterlab.ui.app import Program
from clusterlab.ui.panels.panel_columns import LEFT_WIDTH, MIN_SHARE, RIGHT_WIDTH, PanelColumns


@pytest.fixture
def columns(qtbot):
    """Three columns in a window of 1440 pixels."""
    made = PanelColumns(QWidget(), QWidget(), QWidget())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


NEAR = 3  # pixels: how far the handle reaches beyond the edge


def drag(qtbot, columns, side, by):
    """Drags the edge of the panel at the left (0) or right (1)."""
    handle = columns.handle(side + 1)
    start, end = QPoint(2, 200), QPoint(2 + by, 200)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, end)
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)


def test_panels_have_their_usual_widths(columns):
    left, middle, right = columns.sizes()
    assert (left, right) == (LEFT_WIDTH, RIGHT_WIDTH)
    assert middle == 1440 - left - right - 2


def test_the_panel_at_the_right_grows_in_a_wide_window_up_to_a_width(columns):
    widths = []
    for width in (1440, 1920, 3840, 7680):
        columns.resize(width, 900)
        widths.append(columns.sizes()[2])
        assert columns.sizes()[0] == LEFT_WIDTH
    assert widths == [361, 476, 800, 800]


def test_a_dragged_panel_keeps_its_width_when_the_window_is_resized(columns, qtbot):
    drag(qtbot, columns, 0, 60)
    drag(qtbot, columns, 1, -80)
    assert columns.sizes()[::2] == pytest.approx([LEFT_WIDTH + 60, RIGHT_WIDTH + 80], abs=NEAR)
    before = columns.sizes()[::2]
    columns.resize(1700, 900)
    assert columns.sizes()[::2] == before
    columns.choose(0, 0)
    assert columns.chosen == (0, 0)
    assert columns.sizes()[0] == LEFT_WIDTH


def test_a_panel_is_not_dragged_until_its_parts_are_cut(columns, qtbot):
    drag(qtbot, columns, 0, -250)
    drag(qtbot, columns, 1, 330)
    assert columns.sizes()[::2] == [round(MIN_SHARE * LEFT_WIDTH), round(MIN_SHARE * RIGHT_WIDTH)]


def test_a_double_click_gives_a_panel_its_usual_width(columns, qtbot):
    drag(qtbot, columns, 0, 60)
    drag(qtbot, columns, 1, -60)
    qtbot.mouseDClick(columns.handle(1), Qt.MouseButton.LeftButton)
    assert columns.sizes()[0] == LEFT_WIDTH
    assert columns.sizes()[2] == pytest.approx(RIGHT_WIDTH + 60, abs=NEAR)


def test_a_hidden_panel_takes_no_room_from_the_others(columns):
    columns.widget(2).hide()
    for scale in (1.0, 2.0):
        columns.set_type_size(scale)
        assert columns.sizes()[0] == columns.left_width()


def test_chosen_widths_grow_with_the_type(columns, qtbot):
    columns.choose(300, 400)
    columns.set_type_size(1.5)
    assert columns.sizes()[::2] == [450, 600]
    assert columns.chosen == (300, 400)


def test_a_chosen_width_leaves_room_for_the_canvas_in_a_small_window(columns):
    columns.choose(600, 800)
    columns.resize(1000, 700)
    left, middle, _ = columns.sizes()
    assert left <= 420
    assert middle > 0


def test_the_canvas_takes_the_width_of_a_hidden_right_panel(columns):
    columns.widget(2).hide()
    columns.resize(1000, 700)
    columns.fit()
    left, middle, right = columns.sizes()
    assert left == pytest.approx(LEFT_WIDTH, abs=NEAR)
    assert (middle, right) == (pytest.approx(1000 - LEFT_WIDTH, abs=NEAR), 0)


def test_the_widths_are_kept_for_the_next_start(program, qapp, qtbot, tmp_path):
    assert program.window.columns.chosen == (0, 0)
    drag(qtbot, program.window.columns, 0, 40)
    chosen = program.window.columns.chosen
    assert chosen[0] == pytest.approx(LEFT_WIDTH + 40, abs=NEAR)
    program.window.close()
    again = Program(qapp, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    assert again.window.columns.chosen == chosen
    again.window.close()
    again.window.deleteLater()
    vars(again).clear()


@pytest.mark.parametrize("stored", ["", "300", "a b", "-4 9 9", "1e9 2"])
def test_odd_stored_widths_are_usual_ones(stored, tmp_path):
    from clusterlab.ui.app import load_panel_widths

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("panels", stored)
    assert all(width >= 0 for width in load_panel_widths(settings))
