"""Files that were opened are remembered, offered in the File menu, and forgotten where they are missing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from clusterlab.ui.actions.recent_files import DEFAULT_RECENT_FILES, RECENT_KEY, RecentFiles


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "some.ini"), QSettings.Format.IniFormat)


def table_file(folder, name):
    path = folder / name
    path.write_text("a,b\n" + "".join(f"{i},{i * i % 7}\n" for i in range(30)))
    return path


def entries(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_newest_file_comes_first_and_each_once(settings):
    recent = RecentFiles(settings)
    for name in ("a", "b", "a"):
        recent.add(Path("/folder", name))
    assert recent.paths == (Path("/folder/a"), Path("/folder/b"))
    for i in range(20):
        recent.add(Path(f"/folder/{i}"))
    assert len(recent.paths) == DEFAULT_RECENT_FILES
    assert recent.paths[0] == Path("/folder/19")


def test_they_are_remembered_from_start_to_start(settings, tmp_path):
    odd = Path("/folder/a, b\n & ünï.csv")
    RecentFiles(settings).add(odd)
    settings.sync()
    again = QSettings(str(tmp_path / "some.ini"), QSettings.Format.IniFormat)
    assert RecentFiles(again).paths == (odd,)


@pytest.mark.parametrize("stored", ["", "nonsense", "3", '{"a": 1}', "[1, null]"])
def test_damaged_settings_are_no_list(settings, stored):
    settings.setValue(RECENT_KEY, stored)
    assert RecentFiles(settings).paths == ()


def test_opened_files_are_in_the_menu_but_no_examples_and_no_pasted_tables(program, rest, tmp_path):
    menu = program.recent_files.menu
    assert not menu.menuAction().isEnabled()
    program.presenter.commands.open_file(table_file(tmp_path, "some&more.csv"))
    rest()
    program.presenter.commands.open_example("iris")
    rest()
    program.presenter.commands.open_text("Clipboard", "a,b\n1,2\n3,4\n5,9\n")
    rest()
    assert len(entries(menu)) == 2
    assert entries(menu)[0].startswith("some&&more.csv  –  ")
    assert menu.actions()[0].toolTip().replace("\n", "") == str(tmp_path / "some&more.csv")
    assert menu.menuAction().isEnabled()
    menu.actions()[0].trigger()
    rest()
    assert program.presenter.document.session.source.path.name == "some&more.csv"
    menu.actions()[-1].trigger()
    assert program.recent_files.recent.paths == ()
    assert not menu.menuAction().isEnabled()


def test_a_missing_file_is_named_and_forgotten(program, rest, tmp_path):
    path = table_file(tmp_path, "some.csv")
    program.presenter.commands.open_file(path)
    rest()
    program.presenter.commands.open_example("iris")
    rest()
    path.unlink()
    program.recent_files.menu.actions()[0].trigger()
    rest()
    words = program.window.message.words.text()
    assert words == f"{path} is missing. It was removed from the recent files."
    assert program.recent_files.recent.paths == ()
    assert program.presenter.player.scene.prepared.table.name == "iris.csv"


def test_an_unreadable_file_is_not_remembered(program, rest, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    program.presenter.commands.open_file(tmp_path / "empty.csv")
    rest()
    assert program.recent_files.recent.paths == ()
