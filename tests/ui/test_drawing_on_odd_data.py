"""Drawing on data that are being read, that are far from zero, tiny or huge, and on none at all."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.session.state.drawing_choices import NOT_READ_YET
from clusterlab.ui.presenters.brush_cursor import LEAST_OF_AXIS, MOST_OF_AXIS
from tests.ui.at_rest import faults_at_rest
from tests.ui.canvas.drawing import LEFT, drag, surface
from tests.ui.test_drawing_in_window import box, drawing, empty, middle, source  # noqa: F401


@pytest.fixture
def open_text(program, rest, tmp_path):
    """Opens a table in a text, in two clusters, and chooses the tool."""

    def open_text(text):
        (tmp_path / "some.csv").write_text(text)
        program.presenter.open_asked.emit(tmp_path / "some.csv")
        program.presenter.commands.choose_columns(("a", "b"))
        program.presenter.commands.choose_k(2)
        rest()
        program.actions["tool_draw"].trigger()
        rest()

    return open_text


def test_nothing_is_drawn_on_data_that_are_being_read(drawing, qtbot, rest, table):  # noqa: F811
    window, before = drawing.window, source(drawing)
    drawing.presenter.open_asked.emit(table)
    qtbot.mouseClick(surface(window.canvas), LEFT, pos=middle(drawing))
    for kind in ("brush", "move"):
        box(drawing).choose(kind=kind)
        qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
        assert window.message.words.text() == NOT_READ_YET
    qtbot.keyClick(window.canvas, Qt.Key.Key_Left)
    rest()
    assert source(drawing) is not before
    assert source(drawing).path == table
    assert faults_at_rest(window) == []


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n" + "".join(f"{i}e-200,{i * i}\n" for i in range(40)),
        "a,b\n" + "".join(f"{i}e-14,{i % 5}\n" for i in range(40)),
        "a,b\n" + "".join(f"{i}e15,{i % 5}\n" for i in range(40)),
        "a,b\n" + "".join(f"{i % 2 * 2 - 1}e300,{i}\n" for i in range(40)),
        "a,b\n" + "".join(f"1e17,{i}\n" for i in range(40)),
    ],
)
def test_the_brush_fits_the_axes_whatever_their_numbers(program, open_text, qtbot, rest, text):
    open_text(text)
    strokes, way = program.draw_presenter.strokes, program.window.canvas.width()
    share = box(program).options.radius / (float(strokes.units.of_pixel()[0]) * way)
    assert LEAST_OF_AXIS <= share <= MOST_OF_AXIS
    assert program.window.message.isHidden()
    drag(qtbot, program.window.canvas, middle(program), middle(program) + QPoint(60, 20))
    rest()
    assert 40 < source(program).n < 400
    assert np.isfinite(source(program).places).all()
    box(program).choose(kind="eraser")
    drag(qtbot, program.window.canvas, middle(program), middle(program) + QPoint(60, 20))
    rest()
    assert faults_at_rest(program.window) == []


def test_a_radius_that_does_not_fit_the_axes_becomes_another_one(drawing):  # noqa: F811
    before = box(drawing).options.radius
    box(drawing).choose(radius=1e-12)
    fitted = box(drawing).options.radius
    assert before / 10 < fitted < before * 10
    box(drawing).choose(radius=1e12)
    assert box(drawing).options.radius == fitted


@pytest.mark.parametrize("kind", ["eraser", "jitter", "move"])
def test_a_stroke_that_changes_nothing_leaves_the_picture_and_the_data(drawing, qtbot, rest, kind):  # noqa: F811
    drawing.presenter.go(0)
    canvas, before = drawing.window.canvas, source(drawing)
    row = int(drawing.presenter.shown.run.prepared.places((7,))[0])
    drawing.highlight.select([7])
    rest()
    spot = QPoint(*np.rint(canvas.viewport.to_pixels(canvas.picture.places[[row]])[0]).astype(int).tolist())
    box(drawing).choose(kind=kind)
    corner = canvas.rect().bottomLeft() + QPoint(60, -60)
    qtbot.mouseClick(surface(canvas), LEFT, pos=spot if kind == "move" else corner)
    rest()
    assert source(drawing) is before
    assert drawing.highlight.selected == {7}
    assert faults_at_rest(drawing.window) == []


@pytest.mark.parametrize("name", ["spectral", "dbscan", "ward"])
def test_an_empty_drawing_gets_another_algorithm(program, rest, name):
    empty(program, rest)
    program.presenter.commands.choose_algorithm(name)
    rest()
    assert faults_at_rest(program.window) == []
    program.presenter.commands.choose_shape("moons")
    rest()
    program.presenter.go_to_end()
    rest()
    empty(program, rest)
    assert faults_at_rest(program.window) == []


def test_a_session_of_an_empty_drawing_opens_and_is_saved_again(program, rest, tmp_path):
    empty(program, rest)
    path, files = tmp_path / "some.clab", program.session_files
    files._save_to(path, lambda: None)
    rest()
    program.presenter.commands.choose_shape("moons")
    rest()
    files.open(path)
    rest()
    assert source(program).n == 0
    assert (files.busy, files.file) == (False, path)
    files.save()
    rest()
    assert program.window.message.words.text().startswith("Saved ")
    assert faults_at_rest(program.window) == []


def test_panes_of_an_empty_drawing_show_it_and_not_what_they_showed_before(program, rest):
    for _ in range(2):
        program.actions["compare"].trigger()
        rest()
    empty(program, rest)
    program.actions["compare"].trigger()
    rest()
    cells = [canvas.cell for canvas in program.window.panes.shown]
    assert [len(cell.picture.places) for cell in cells] == [0, 0]
    assert "Draw at least 3 points" in cells[0].failure
    assert faults_at_rest(program.window) == []


def test_k_is_lowered_for_few_rows_of_a_drawing_and_not_for_the_few_points_of_one(drawing, qtbot, rest):  # noqa: F811
    drag(qtbot, drawing.window.canvas, middle(drawing), middle(drawing) + QPoint(40, 0))
    rest()
    drawing.presenter.row_commands.cluster_only([0, 5])
    rest()
    session = drawing.presenter.document.session
    assert (session.k, drawing.presenter.shown.run.n_points) == (2, 2)
    assert drawing.presenter.shown.run.failure is None
    assert faults_at_rest(drawing.window) == []
    drawing.presenter.commands.undo()
    rest()
    assert drawing.presenter.document.session.k == 3
    empty(drawing, rest)
    assert drawing.presenter.document.session.k == 3


def test_an_empty_drawing_offers_neither_the_views_nor_the_components_of_the_data_before(program, rest):
    program.presenter.commands.open_example("wine")
    rest()
    assert program.window.views.isVisible()
    empty(program, rest)
    assert not program.window.views.isVisible()
    assert not program.window.data.basis.isVisible()
    assert faults_at_rest(program.window) == []
    program.presenter.commands.undo()
    rest()
    assert program.window.views.isVisible()
    assert faults_at_rest(program.window) == []


def test_any_k_can_be_typed_while_there_are_no_points(program, rest, qtbot):
    empty(program, rest)
    number, k = program.window.top.k.number, int("9" * 40)
    qtbot.keyClick(number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(number, str(k))
    qtbot.keyClick(number, Qt.Key.Key_Return)
    rest()
    assert program.presenter.document.session.k == k
    assert faults_at_rest(program.window) == []
