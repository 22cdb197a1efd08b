"""Drawing in the window: by the mouse and by the keyboard alone, on few points and on many, with undo."""

from time import thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.kernels.native import loader
from clusterlab.session.state import session as choices
from clusterlab.ui.dialogs.empty_drawing_dialog import EmptyDrawingDialog
from clusterlab.ui.presenters import stroke_presenter
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import drag, move, press_and_move, surface
from tests.ui.pace import slowness

CORNERS = ((-10.0, -10.0), (10.0, 10.0))
LARGE = Blobs(points=100_000, groups=3)
MAX_SECONDS = 0.1 if loader.functions else 0.3
"""CPU of the window's thread for one move of the mouse: more where numpy rasterizes."""
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawing(program, rest):
    """The program at the last step, with the tool chosen."""
    program.presenter.go_to_end()
    program.actions["tool_draw"].trigger()
    rest()
    return program


def source(program):
    return program.presenter.document.session.source


def box(program):
    return program.window.data.draw_box


def middle(program):
    return program.window.canvas.rect().center()


def units_at(program, pixel):
    return program.draw_presenter.strokes.units.place_at(pixel)


def empty(program, rest):
    program.draw_presenter.begin_empty(CORNERS)
    rest()


def shown_range(program):
    """The corners of the canvas in the units of the axes."""
    canvas = program.window.canvas
    return np.array([units_at(program, QPoint(0, 0)), units_at(program, canvas.rect().bottomRight())])


def test_a_stroke_drops_points_erases_them_and_each_is_one_undo_entry(drawing, qtbot, rest):
    canvas, document = drawing.window.canvas, drawing.presenter.document
    before, range_before = document.session, shown_range(drawing)
    drag(qtbot, canvas, middle(drawing), *(middle(drawing) + QPoint(20 * i, 5) for i in range(1, 6)))
    rest()
    drawn = source(drawing)
    assert drawn.n > 300
    assert (drawn.n - 300) % box(drawing).options.rate == 0
    np.testing.assert_array_equal(drawn.places[:300], before.source.make().values)
    radius = box(drawing).options.radius
    start, end = units_at(drawing, middle(drawing)), units_at(drawing, middle(drawing) + QPoint(100, 5))
    low, high = np.minimum(start, end) - 3 * radius, np.maximum(start, end) + 3 * radius
    assert ((drawn.places[300:] > low) & (drawn.places[300:] < high)).all()
    np.testing.assert_allclose(shown_range(drawing), range_before, rtol=1e-9)
    assert document.undo_name == "brush"
    assert faults_at_rest(drawing.window) == []
    box(drawing).choose(kind="eraser")
    drag(qtbot, canvas, middle(drawing), *(middle(drawing) + QPoint(20 * i, 5) for i in range(1, 6)))
    rest()
    assert source(drawing).n < drawn.n
    assert document.undo_name == "eraser"
    np.testing.assert_allclose(shown_range(drawing), range_before, rtol=1e-9)
    drawing.presenter.commands.undo()
    assert source(drawing) is drawn
    drawing.presenter.commands.undo()
    rest()
    assert document.session is before
    assert faults_at_rest(drawing.window) == []


def test_points_are_shown_while_the_stroke_goes_on_and_escape_drops_it(drawing, qtbot, rest, press):
    canvas, before = drawing.window.canvas, source(drawing)
    press_and_move(qtbot, canvas, middle(drawing), middle(drawing) + QPoint(40, 0))
    qtbot.waitUntil(lambda: len(canvas.picture.places) > 300)
    labels = canvas.picture.point_marks.labels
    assert (labels[:300] >= 0).all()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    move(canvas, middle(drawing) + QPoint(80, 0))
    qtbot.mouseRelease(surface(canvas), Qt.MouseButton.LeftButton, pos=middle(drawing) + QPoint(80, 0))
    rest()
    assert source(drawing) is before
    assert len(canvas.picture.places) == 300
    assert faults_at_rest(drawing.window) == []


def test_the_algorithm_runs_while_one_draws_and_the_stroke_is_still_one_undo_entry(
    drawing, qtbot, rest, monkeypatch
):
    monkeypatch.setattr(stroke_presenter, "LIVE_INTERVAL", 0.0)
    canvas, document, before = drawing.window.canvas, drawing.presenter.document, source(drawing)
    press_and_move(qtbot, canvas, middle(drawing), middle(drawing) + QPoint(40, 0))
    qtbot.waitUntil(lambda: drawing.presenter.shown.run.n_points > 300)
    seen = source(drawing).n
    move(canvas, middle(drawing) + QPoint(90, 0))
    qtbot.waitUntil(lambda: drawing.presenter.shown.run.n_points > seen)
    qtbot.mouseRelease(surface(canvas), Qt.MouseButton.LeftButton, pos=middle(drawing) + QPoint(120, 0))
    rest()
    assert source(drawing).n > seen
    assert faults_at_rest(drawing.window) == []
    document.undo()
    rest()
    assert source(drawing) is before


def test_selected_points_are_moved_by_a_drag_and_by_arrows_labeled_and_deleted(drawing, qtbot, rest, press):
    canvas, highlight = drawing.window.canvas, drawing.presenter.highlight
    box(drawing).choose(kind="move")
    viewport = canvas.viewport
    spot = viewport.to_pixels(canvas.picture.places[:1])[0]
    at = QPoint(*np.rint(spot).astype(int).tolist())
    around = [at + QPoint(x, y) for x, y in ((-9, -9), (9, -9), (9, 9), (-9, 9))]
    drag(qtbot, canvas, around[0], *around[1:])
    rest()
    rows = sorted(highlight.selected)
    assert rows
    before = source(drawing).make().values[rows]
    drag(qtbot, canvas, at, at + QPoint(30, 0), at + QPoint(60, 10))
    rest()
    by = units_at(drawing, at + QPoint(60, 10)) - units_at(drawing, at)
    np.testing.assert_allclose(source(drawing).places[rows], before + by, rtol=1e-9)
    assert sorted(highlight.selected) == rows
    for _ in range(2):
        press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Up, SHIFT)
    more = units_at(drawing, QPoint(16, -1)) - units_at(drawing, QPoint(0, 0))
    np.testing.assert_allclose(source(drawing).places[rows], before + by + more, rtol=1e-9)
    assert faults_at_rest(drawing.window) == []
    drawing.presenter.commands.undo()
    rest()
    np.testing.assert_allclose(source(drawing).places[rows], before + by, rtol=1e-9)
    highlight.select(rows)
    box(drawing).group.setCurrentIndex(box(drawing).group.count() - 1)
    box(drawing).give_group.click()
    rest()
    assert [source(drawing).make().texts["group"][row] for row in rows] == ["Group 4"] * len(rows)
    press(Qt.Key.Key_Delete)
    assert source(drawing).n == 300 - len(rows)
    assert highlight.selected == frozenset()
    assert faults_at_rest(drawing.window) == []


def test_an_empty_drawing_is_filled_by_the_keyboard_alone(program, qtbot, rest, press):
    program.presenter.go_to_end()
    rest()
    press(Qt.Key.Key_N)
    assert program.window.canvas.tool == "draw"
    program.actions["new_drawing"].trigger()
    dialog = program.window.findChild(EmptyDrawingDialog)
    qtbot.keyClick(dialog.begin, Qt.Key.Key_Return)
    rest()
    caption = program.window.caption.sentence
    assert source(program).n == 0
    assert caption._words == "Draw at least 3 points (K is 3); there are none."
    assert faults_at_rest(program.window) == []
    range_before = shown_range(program)
    box(program).choose(rate=1)
    for n, key in enumerate((Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down), 1):
        for _ in range(3):
            press(key)
        press(Qt.Key.Key_Return)
        assert source(program).n == n
        if n < 3:
            assert caption._words.startswith("Draw at least 3 points (K is 3); there ")
            assert program.window.message.isHidden()
        assert faults_at_rest(program.window) == []
        np.testing.assert_allclose(shown_range(program), range_before, rtol=1e-9)
    program.presenter.go_to_end()
    rest()
    assert program.presenter.shown.run.step.k == 3
    radius = box(program).options.radius
    press(Qt.Key.Key_BracketRight)
    assert box(program).options.radius > radius
    press(Qt.Key.Key_BracketLeft)
    assert box(program).options.radius == pytest.approx(radius, rel=0.01)
    box(program).choose(kind="eraser", radius=50.0)
    press(Qt.Key.Key_Enter)
    assert source(program).n == 0
    assert faults_at_rest(program.window) == []
    for n in (4, 3, 2, 1, 0):
        program.presenter.commands.undo()
        rest()
        assert source(program).n == n
        assert faults_at_rest(program.window) == []
    program.presenter.commands.undo()
    rest()
    assert isinstance(source(program), Blobs)
    assert faults_at_rest(program.window) == []


def test_points_are_selected_and_moved_by_the_keyboard_alone(drawing, press):
    box(drawing).choose(kind="move", radius=3.0)
    drawing.window.canvas.setFocus()
    place = units_at(drawing, middle(drawing))
    inside = np.hypot(*(source(drawing).make().values - place).T) <= 3
    press(Qt.Key.Key_Return)
    assert sorted(drawing.presenter.highlight.selected) == np.flatnonzero(inside).tolist()
    assert inside.any()
    press(Qt.Key.Key_Left)
    moved = source(drawing).places - Blobs().make().values
    assert (moved[inside, 0] < 0).all()
    assert not moved[~inside].any()
    press(Qt.Key.Key_Return)
    assert not drawing.presenter.highlight.selected


@pytest.mark.usefixtures("k_charts")
@pytest.mark.alone
def test_a_hundred_thousand_points_are_erased_and_moved_within_a_frame(drawing, qtbot, rest):
    presenter, canvas = drawing.presenter, drawing.window.canvas

    def shown():  # the charts of so many points take longer
        qtbot.waitUntil(lambda: not (presenter.player.busy or presenter.frame_renderer.busy), timeout=20_000)

    presenter.document.change(choices.with_source(presenter.document.session, LARGE))
    shown()
    before = source(drawing)
    for kind in ("eraser", "brush", "jitter"):
        box(drawing).choose(kind=kind)
        press_and_move(qtbot, canvas, middle(drawing), middle(drawing) + QPoint(5, 0))
        seconds, before_moves = [], slowness()
        for x in (60, 80, 100):
            began = thread_time()
            move(canvas, middle(drawing) + QPoint(x, x))
            drawing.draw_presenter.strokes.poll()
            canvas.repaint()
            seconds.append(thread_time() - began)
        slow = max(before_moves, slowness())
        end = middle(drawing) + QPoint(100, 100)
        qtbot.mouseRelease(surface(canvas), Qt.MouseButton.LeftButton, pos=end)
        shown()
        assert min(seconds) < MAX_SECONDS * slow, (kind, seconds)
        assert len(canvas.picture.places) == source(drawing).n == presenter.shown.run.n_points
    presenter.highlight.select(range(0, 90_000, 2))
    box(drawing).choose(kind="move")
    drawing.draw_presenter.strokes.nudge(QPointF(8, 0))
    shown()
    drawing.draw_presenter.delete_selected()
    shown()
    assert source(drawing).n < 60_000
    for _ in range(5):
        presenter.commands.undo()
    shown()
    assert source(drawing) is before
    presenter.document.change(choices.with_source(presenter.document.session, Blobs()))
    rest()


def test_nothing_is_drawn_on_three_features_and_the_reason_is_said(drawing, rest):
    presenter = drawing.presenter
    presenter.document.change(choices.with_source(presenter.document.session, Blobs(dimensions=3)))
    rest()
    assert drawing.window.canvas.tool == "pan"
    assert not drawing.actions["tool_draw"].isEnabled()
    assert "exactly two features; there are 3" in drawing.window.data.draw.toolTip().replace("\n", " ")
    assert not box(drawing).isVisible()
    assert faults_at_rest(drawing.window) == []


def test_drawing_goes_on_after_a_file_and_panes_end_it(program, table, rest, qtbot):
    program.presenter.open_asked.emit(table)
    rest()
    program.presenter.commands.choose_columns(("a", "b"))
    program.presenter.commands.choose_scaling("z-score")
    rest()
    program.window.data.draw.click()
    rest()
    drag(qtbot, program.window.canvas, middle(program), middle(program) + QPoint(50, 0))
    rest()
    made = source(program).make()
    assert made.columns == ("a", "b", "c")
    assert np.isnan(made.values[60:, 2]).all()
    assert not np.isnan(made.values[60:, :2]).any()
    assert program.presenter.document.session.scaling == "z-score"
    low, high = np.sort(shown_range(program), axis=0)
    assert ((made.values[60:, :2] > low) & (made.values[60:, :2] < high)).all()
    assert faults_at_rest(program.window) == []
    program.actions["compare"].trigger()
    rest()
    assert program.window.canvas.tool == "pan"
    assert faults_at_rest(program.window) == []
