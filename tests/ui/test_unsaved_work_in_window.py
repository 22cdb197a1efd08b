"""Closing the window, or opening a session in it, asks once about work that is in no file."""

from pathlib import Path

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Moons
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import read_session, save_session
from clusterlab.session.state.session import Session
from clusterlab.ui.dialogs.unsaved_question import UnsavedQuestion
from tests.ui.file_answers import answer, choose, question, words


def test_closing_asks_once_about_unsaved_work(opened_table, qtbot):
    for _ in range(2):
        opened_table.window.close()
        assert opened_table.window.isVisible()
    found = [one for one in opened_table.window.findChildren(UnsavedQuestion) if one.isVisible()]
    assert [one.text() for one in found] == ["Save your work on some.csv as a session?"]
    answer(opened_table, "Cancel", qtbot)
    assert opened_table.window.isVisible()
    assert question(opened_table) is None
    opened_table.window.close()
    answer(opened_table, "Don't save", qtbot)
    assert not opened_table.window.isVisible()


def test_closing_saves_if_asked_to(opened_table, qtbot, tmp_path):
    opened_table.window.close()
    answer(opened_table, "Save", qtbot)
    choose(opened_table, tmp_path / "some.clab")
    qtbot.waitUntil(lambda: not opened_table.window.isVisible(), timeout=20_000)
    assert read_session(tmp_path / "some.clab").saved.session.k == 2


def test_the_window_stays_where_the_save_fails(opened_table, qtbot, rest):
    opened_table.window.close()
    answer(opened_table, "Save", qtbot)
    choose(opened_table, Path("/nowhere/some.clab"))
    rest()
    assert opened_table.window.isVisible()
    assert "/nowhere" in words(opened_table)


def test_opening_a_session_asks_about_unsaved_work(opened_table, rest, qtbot, tmp_path):
    path = tmp_path / "other.clab"
    save_session(path, SavedSession(Session.of(Moons(), KMeans(k=2))))
    before = opened_table.presenter.document.session
    opened_table.presenter.open_asked.emit(path)
    answer(opened_table, "Cancel", qtbot)
    rest()
    assert opened_table.presenter.document.session is before
    opened_table.presenter.open_asked.emit(path)
    answer(opened_table, "Don't save", qtbot)
    rest()
    assert opened_table.presenter.document.session.source == Moons()


def test_examples_with_names_or_chosen_rows_are_asked_about(program, rest, qtbot):
    program.presenter.commands.rename_cluster(0, "big")
    rest()
    program.window.close()
    assert question(program).text() == "Save your work on Blobs as a session?"
    answer(program, "Cancel", qtbot)
    program.presenter.commands.undo()
    assert not program.window.isWindowModified()


def test_nothing_is_asked_where_nothing_would_be_lost(program, rest):
    program.presenter.commands.choose_k(5)
    rest()
    program.window.close()
    assert question(program) is None
    assert not program.window.isVisible()
