"""A film of the run is saved from the real window, and decoded; Esc stops it and leaves nothing."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from clusterlab.ui.dialogs.film_dialog import FilmDialog

ORANGE = (0xE6, 0x9F, 0x00)


@pytest.fixture
def dialog(program, rest):
    program.actions["save_film"].trigger()
    (found,) = program.window.findChildren(FilmDialog)
    yield found
    if isValid(found):
        found.close()
    rest()


def choose_path(program, dialog, click, path):
    """Presses Save in the dialog and chooses a path."""
    dialog.save_button.click()
    chooser = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
    chooser.fileSelected.emit(str(path))
    chooser.close()


def message(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def share(image, color):
    """The share of the pixels that have a color, almost."""
    return (np.abs(np.array(image.convert("RGB")).astype(int) - color).max(axis=2) <= 30).mean()


def test_the_film_has_the_chosen_steps_and_pace(program, dialog, click, rest, tmp_path):
    steps = len(program.presenter.player.scene.run)
    assert (dialog.first.value(), dialog.last.value(), dialog.pace.value()) == (1, steps, 0.4)
    dialog.first.setValue(2)
    dialog.pace.setValue(0.25)
    dialog.size_box.show_choice((1024, 768))
    dialog.size_box.chosen.emit((1024, 768))
    length = f"{steps - 1} frames (every step), {(steps - 1) * 0.25 + 2:.1f} s, 1024 × 768 pixels."
    assert dialog.estimate.text() == length
    choose_path(program, dialog, click, tmp_path / "film.gif")
    rest()
    assert message(program) == f"Saved {tmp_path / 'film.gif'}."
    with Image.open(tmp_path / "film.gif") as film:
        assert (film.n_frames, film.size, film.info["duration"]) == (steps - 1, (1024, 768), 250)
        first = share(film, ORANGE)
        film.seek(film.n_frames - 1)
        assert share(film, ORANGE) > first + 0.0002
        assert film.info["duration"] == 2250


def test_the_film_is_dark_where_the_window_is(program, click, rest, tmp_path):
    program.look_settings.toggle()
    rest()
    program.actions["save_film"].trigger()
    (dialog,) = program.window.findChildren(FilmDialog)
    choose_path(program, dialog, click, tmp_path / "film.apng")
    rest()
    with Image.open(tmp_path / "film.apng") as film:
        assert film.convert("RGB").getpixel((2, 2)) == (0x16, 0x18, 0x1D)


def test_esc_stops_a_film_and_leaves_nothing(program, dialog, click, rest, press, qtbot, tmp_path):
    choose_path(program, dialog, click, tmp_path / "film.gif")
    qtbot.waitUntil(lambda: "Esc cancels" in program.window.status["work"].text(), timeout=20_000)
    press(Qt.Key.Key_Escape)
    assert message(program) == "Saving was stopped. No file was written."
    qtbot.waitUntil(lambda: list(tmp_path.glob("*film*")) + list(tmp_path.glob(".clusterlab*")) == [])


def test_a_film_is_finished_when_the_window_closes(program, dialog, click, rest, tmp_path):
    choose_path(program, dialog, click, tmp_path / "film.gif")
    program.window.close()
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == len(program.presenter.player.scene.run)


def test_a_folder_with_files_is_not_overwritten(program, dialog, click, rest, tmp_path):
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "own.txt").touch()
    choose_path(program, dialog, click, tmp_path / "film")
    rest()
    assert message(program) == f"{tmp_path / 'film'} is a folder with files in it; name a new folder."


def test_the_steps_stay_in_order(program, dialog):
    dialog.last.setValue(3)
    dialog.first.setValue(9)
    assert (dialog.first.value(), dialog.last.value()) == (3, 3)
    assert dialog.estimate.text().startswith("1 frame ")


def test_a_film_of_a_comparison_says_that_it_shows_the_selected_pane(program, dialog, click):
    assert dialog.note.isHidden()
    dialog.close()
    click(program.window.compare)
    program.actions["save_film"].trigger()
    found = next(one for one in program.window.findChildren(FilmDialog) if one.isVisible())
    assert found.note.isVisible()
    assert found.note.text() == "The film shows the selected pane only."
    found.close()
