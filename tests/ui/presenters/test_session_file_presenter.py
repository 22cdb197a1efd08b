"""Sessions are saved and opened in the window, and work that is in no file is asked about once."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Moons
from clusterlab.session.saved import session_file
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import read_session, save_session
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session
from tests.ui.conftest import TABLE
from tests.ui.file_answers import choose, words


def saved_to(program, path, rest):
    """Saves the session to a new file by the keyboard and the dialog."""
    program.actions["save_session"].trigger()
    choose(program, path)
    rest()
    return path


def test_a_session_is_saved_and_opened_again(opened_table, rest, tmp_path, press):
    program, presenter = opened_table, opened_table.presenter
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_Left)
    presenter.commands.rename_cluster(1, "left ones")
    program.window.charts.show_title("Rows")
    rest()
    session, position = presenter.document.session, presenter.player.position
    labels, colors = presenter.player.materialized_step.labels, presenter.player.scene.colors
    path = saved_to(program, tmp_path / "some.clab", rest)
    assert words(program) == f"Saved {path}."
    assert program.window.windowTitle() == "some.clab[*] – clusterlab"

    program.window.charts.show_title("How many?")
    presenter.commands.choose_shape("moons")
    rest()
    presenter.open_asked.emit(path)
    rest()
    assert presenter.document.session == session
    assert presenter.player.position == position
    assert np.array_equal(presenter.player.materialized_step.labels, labels)
    assert presenter.player.scene.colors == colors
    assert program.window.charts.current_title == "Rows"
    assert program.window.windowTitle() == "some.clab[*] – clusterlab"
    assert not program.window.isWindowModified()
    assert not presenter.document.can_undo
    assert program.recent_files.recent.paths[0] == path


def test_names_stay_with_their_clusters_whatever_was_on_screen_before(opened_table, rest, tmp_path):
    """Palette numbers of a new run are matched to the clusters on screen, those of a saved one are not."""
    presenter = opened_table.presenter
    for k in (4, 3, 2, 3):
        presenter.commands.choose_k(k)
        rest()
    presenter.commands.rename_cluster(presenter.player.scene.colors[0], "first")
    rest()
    names, colors = presenter.shown.run.listing, presenter.player.scene.colors
    path = saved_to(opened_table, tmp_path / "some.clab", rest)
    for seed in range(1, 4):
        presenter.commands.change_param("seed", seed)
        rest()
    opened_table.session_files.unsaved.keep(presenter.document.session, path)
    presenter.open_asked.emit(path)
    rest()
    assert presenter.player.scene.colors == colors
    assert presenter.shown.run.listing == names


def test_a_compared_session_shows_its_panes_again(program, rest, tmp_path):
    presenter = program.presenter
    program.actions["compare"].trigger()
    rest()
    presenter.go_to_end()
    rest()
    shown = [(run.scene.algorithm, run.scene.colors) for run in presenter.shown.runs]
    path = saved_to(program, tmp_path / "some.clab", rest)
    program.actions["compare"].trigger()
    presenter.commands.choose_k(5)
    rest()
    program.session_files.unsaved.keep(presenter.document.session, path)
    presenter.open_asked.emit(path)
    rest()
    assert [(run.scene.algorithm, run.scene.colors) for run in presenter.shown.runs] == shown
    assert presenter.player.at_end


def test_save_writes_to_the_file_of_the_session_and_save_as_to_another(opened_table, rest, tmp_path):
    program, presenter = opened_table, opened_table.presenter
    path = saved_to(program, tmp_path / "some.clab", rest)
    presenter.commands.choose_k(5)
    rest()
    assert program.window.isWindowModified()
    program.actions["save_session"].trigger()
    rest()
    assert not program.window.isWindowModified()
    assert read_session(path).saved.session.k == 5
    program.actions["save_session_as"].trigger()
    choose(program, tmp_path / "other.clab")
    rest()
    assert program.window.windowTitle() == "other.clab[*] – clusterlab"
    presenter.commands.choose_k(4)
    program.actions["save_session"].trigger()
    rest()
    assert [read_session(tmp_path / f"{name}.clab").saved.session.k for name in ("some", "other")] == [5, 4]


def test_other_data_are_not_saved_over_a_session(opened_table, rest, tmp_path):
    saved_to(opened_table, tmp_path / "some.clab", rest)
    opened_table.presenter.commands.open_example("iris")
    rest()
    assert opened_table.window.windowTitle() == "iris.csv[*] – clusterlab"
    opened_table.actions["save_session"].trigger()
    choose(opened_table, tmp_path / "iris.clab")
    opened_table.presenter.commands.undo()
    rest()
    assert opened_table.window.windowTitle() == "some.clab[*] – clusterlab"


def test_a_session_never_replaces_the_open_table(opened_table, rest, table):
    opened_table.actions["save_session"].trigger()
    choose(opened_table, table)
    rest()
    assert words(opened_table) == "some.csv is the open table. Choose another name."
    assert table.read_text() == TABLE


def test_a_session_named_as_another_kind_of_file_gets_its_own_suffix(opened_table, rest, tmp_path):
    saved_to(opened_table, tmp_path / "picture.v1.png", rest)
    assert words(opened_table) == f"Saved {tmp_path / 'picture.v1.png.clab'}."
    assert opened_table.window.windowTitle() == "picture.v1.png.clab[*] – clusterlab"
    assert not (tmp_path / "picture.v1.png").exists()
    opened_table.actions["save_session_as"].trigger()
    choose(opened_table, tmp_path / "picture.v1.png")
    assert words(opened_table) == (
        "picture.v1.png.clab exists. Choose it to replace it, or choose another name."
    )


def test_a_save_that_fails_is_one_sentence_and_nothing_is_lost(opened_table, rest, tmp_path, monkeypatch):
    path = saved_to(opened_table, tmp_path / "some.clab", rest)
    before = path.read_bytes()
    opened_table.presenter.commands.choose_k(5)
    rest()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(session_file, "_write_archive", full)
    opened_table.actions["save_session"].trigger()
    rest()
    assert words(opened_table) == f"{path} could not be written: No space left on device."
    assert path.read_bytes() == before
    assert opened_table.window.isWindowModified()


def test_a_folder_that_is_gone_is_one_sentence(opened_table, rest, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = saved_to(opened_table, folder / "some.clab", rest)
    path.unlink()
    folder.rmdir()
    opened_table.presenter.commands.choose_k(5)
    opened_table.actions["save_session"].trigger()
    rest()
    assert words(opened_table) == f"{path} cannot be written: there is no folder {folder}."
    assert opened_table.window.isWindowModified()


def test_a_file_that_is_no_session_leaves_what_is_on_screen(program, rest, tmp_path):
    path = tmp_path / "broken.clab"
    path.write_bytes(b"PK\x03\x04 and no more")
    before = program.presenter.document.session
    program.presenter.open_asked.emit(path)
    rest()
    assert words(program).startswith("broken.clab is no session that can be read")
    assert program.presenter.document.session is before
    assert program.window.windowTitle() == "Blobs[*] – clusterlab"


def test_a_session_whose_data_cannot_be_read_leaves_what_is_on_screen(program, rest, tmp_path):
    path = tmp_path / "odd.clab"
    source = OpenedFile(Path("Clipboard"), content=b"no,numbers\nx,y\n")
    save_session(path, SavedSession(Session.of(source, KMeans())))
    before = program.presenter.document.session
    program.presenter.open_asked.emit(path)
    rest()
    assert "Clipboard" in words(program)
    assert program.presenter.document.session is before
    assert program.session_files.file is None


def test_missing_data_are_looked_for(opened_table, rest, tmp_path, table):
    program, session = opened_table, opened_table.presenter.document.session
    path = tmp_path / "some.clab"
    save_session(path, SavedSession(session), embed_up_to=0)
    program.presenter.commands.undo()
    rest()
    moved = table.rename(tmp_path / "moved.csv")
    program.presenter.open_asked.emit(path)
    rest()
    message = program.window.message
    assert words(program) == f"The data of this session, {table}, are missing."
    assert (message.action.text(), message.other.isVisible()) == ("Find the file…", False)
    message.action.click()
    choose(program, moved)
    rest()
    assert program.presenter.document.session == replace(session, source=OpenedFile.now(moved))
    assert program.session_files.file == path


def test_data_that_have_changed_are_opened_as_they_are_now(opened_table, rest, tmp_path, table):
    program, path = opened_table, tmp_path / "some.clab"
    save_session(path, SavedSession(program.presenter.document.session), embed_up_to=0)
    program.presenter.commands.undo()
    rest()
    table.write_text(TABLE + "1,2,3\n")
    program.presenter.open_asked.emit(path)
    rest()
    assert program.window.message.action.text() == "Open as it is now"
    program.window.message.action.click()
    rest()
    assert program.presenter.player.scene.prepared.points.n == 61
    assert words(program) == "some.csv is not as it was when the session was saved; results may differ."


def test_a_session_is_dropped_on_the_window(program, rest, tmp_path):
    path = tmp_path / "some.clab"
    save_session(path, SavedSession(Session.of(Moons(), KMeans(k=2)), position=1))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(QPoint(9, 9)), copy, data, left, Qt.KeyboardModifier.NoModifier)
    program.window.dropEvent(event)
    rest()
    assert program.presenter.document.session == Session.of(Moons(), KMeans(k=2))
    assert program.presenter.player.position == 1


def test_reading_a_session_is_canceled_by_esc(program, rest, tmp_path, press, monkeypatch):
    path = tmp_path / "some.clab"
    save_session(path, SavedSession(Session.of(Moons(), KMeans(k=2))))
    before = program.presenter.document.session
    program.presenter.open_asked.emit(path)
    program.presenter.cancel()
    rest()
    assert program.presenter.document.session is before


def test_nothing_is_saved_while_a_session_is_being_opened(opened_table, rest, tmp_path):
    path = saved_to(opened_table, tmp_path / "some.clab", rest)
    before = path.read_bytes()
    opened_table.presenter.open_asked.emit(path)
    opened_table.actions["save_session"].trigger()
    assert words(opened_table) == "A session is being opened. Save once it is on screen."
    rest()
    assert path.read_bytes() == before


def test_a_session_that_fails_on_the_data_on_screen_is_not_opened(opened_table, rest, tmp_path):
    path, before = tmp_path / "odd.clab", opened_table.presenter.document.session
    save_session(path, SavedSession(replace(before, columns=("a", "gone"))))
    opened_table.session_files.unsaved.keep(before, tmp_path / "some.clab")
    opened_table.presenter.open_asked.emit(path)
    rest()
    assert "gone" in words(opened_table)
    assert opened_table.presenter.document.session is before
    assert opened_table.session_files.file == tmp_path / "some.clab"
    assert not opened_table.window.isWindowModified()
