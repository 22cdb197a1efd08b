"""Files go into the real window and come out of it."""

import csv
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog

from clusterlab.core.resources import resource
from clusterlab.ui.canvas.render import image

IRIS = resource("examples/iris.csv")


def told(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def test_a_file_is_opened_and_what_was_done_to_it_is_told(program, rest):
    program.presenter.open_file(IRIS)
    rest()
    assert program.window.data.file.chip.text() == "iris.csv · 4 columns"
    assert program.window.views.isVisible()
    assert program.window.status["data"].text() == "150 points · 4 features"


def test_a_file_dropped_on_the_window_is_opened(program, rest):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(IRIS))])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    program.window.dropEvent(event)
    rest()
    assert program.presenter.player.scene.prepared.points.n == 150


def test_scaling_is_proposed_and_one_click_takes_it(program, click, rest):
    program.presenter.open_file(resource("examples/wine.csv"))
    rest()
    assert "z-score" in told(program)
    click(program.window.message.action)
    assert program.presenter.player.scene.prepared.scale.kind == "z-score"
    assert "z-scored" in program.window.data.file.chip.text()


def test_a_year_is_proposed_to_be_left_out(program, click, rest):
    program.presenter.open_file(resource("examples/penguins.csv"))
    rest()
    click(program.window.message.action)
    assert "year" in told(program)
    click(program.window.message.action)
    assert "year" not in program.presenter.player.scene.prepared.selection.columns


def test_a_file_that_cannot_be_read_is_told_in_one_sentence_and_the_old_data_stay(program, rest, tmp_path):
    before = program.presenter.document.session
    for name, content in (
        ("empty.csv", b""),
        ("binary.csv", bytes(range(256)) * 8),
        ("text.csv", b"a,b\nx,y\n"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        program.presenter.open_file(path)
        rest()
        assert name in told(program), name
        assert "Traceback" not in told(program)
        assert program.presenter.document.session == before
    program.presenter.open_file(tmp_path)
    rest()
    assert told(program)


def test_the_labels_are_saved_for_every_row(program, press, rest, tmp_path, qtbot):
    program.presenter.open_file(resource("examples/penguins.csv"))
    rest()
    press(Qt.Key.Key_End)
    path = tmp_path / "labels.csv"
    save_through_dialog(program, qtbot, "save_labels", path)
    rest()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 344
    assert rows[3]["label"] == ""
    assert {row["label"] for row in rows} == {"", "0", "1", "2"}


def test_the_picture_is_saved(program, press, rest, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    path = tmp_path / "picture.png"
    save_through_dialog(program, qtbot, "save_picture", path)
    rest()
    assert path.read_bytes().startswith(b"\x89PNG")
    assert str(path) in told(program)


def save_through_dialog(program, qtbot, command, path):
    """Chooses a path in the file chooser that a command opens."""
    program.actions[command].trigger()
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_a_picture_that_cannot_be_written_is_told(program, press, rest, qtbot):
    press(Qt.Key.Key_End)
    save_through_dialog(program, qtbot, "save_picture", Path("/nowhere/picture.png"))
    rest()
    assert "/nowhere" in told(program)


def test_the_saved_picture_shows_the_part_that_the_canvas_shows(program, press, rest, tmp_path, qtbot):
    press(Qt.Key.Key_End)
    canvas, path = program.window.canvas, tmp_path / "part.png"
    canvas._show_viewport(canvas.viewport.zoomed((200.0, 200.0), 4.0))
    picture, size, viewport = canvas.picture, (canvas.width(), canvas.height()), canvas.viewport
    save_through_dialog(program, qtbot, "save_picture", path)
    rest()
    saved = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    part, whole = (
        image(picture, size, program.look_settings.theme, viewport=seen).convertToFormat(
            QImage.Format.Format_RGB32
        )
        for seen in (viewport, None)
    )
    assert saved == part
    assert saved != whole


def test_charts_of_scaled_columns_say_so(program, rest):
    program.presenter.open_file(IRIS)
    rest()
    assert "z-scored" not in program.window.charts.state.text()
    program.presenter.commands.choose_scaling("z-score")
    rest()
    assert "(z-scored)" in program.window.charts.state.text()


def test_what_cannot_be_is_told_before_what_might_help(program, rest):
    program.presenter.commands.choose_k(200)
    rest()
    program.presenter.open_file(resource("examples/wine.csv"))
    rest()
    assert "k must be at most 178" in told(program)
