"""Preferences apply at once and are kept; the layout can be reset."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.session.playback.player import REDUCED_RATE
from clusterlab.ui.dialogs.preferences import Preferences
from clusterlab.ui.main_window import USUAL_SIZE
from clusterlab.ui.presenters.session_file_presenter import ASK_KEY
from clusterlab.ui.theme.look_settings import LookSettings
from tests.ui.file_answers import question


@pytest.fixture
def preferences(program, qtbot, rest):
    program.actions["preferences"].trigger()
    rest()
    (found,) = program.window.findChildren(Preferences)
    return found


def test_the_theme_is_chosen_and_kept(program, preferences, qtbot, rest):
    preferences.theme.setFocus()
    preferences.theme.chosen.emit("dark")
    rest()
    assert program.look_settings.theme.dark
    assert program._settings.value("theme") == "dark"
    assert preferences.theme.choice() == "dark"
    preferences.theme.chosen.emit("")
    rest()
    assert program._settings.value("theme") == ""


def test_a_theme_that_is_chosen_elsewhere_is_shown(program, preferences, rest):
    program.look_settings.toggle()
    rest()
    assert preferences.theme.choice() == program.look_settings.theme.name


def test_the_text_size_is_chosen_and_kept(program, preferences, rest):
    preferences.text_size.setValue(120)
    rest()
    assert program.look_settings.scale == 1.2
    assert float(program._settings.value("type_size")) == 1.2
    program.actions["usual_size"].trigger()
    rest()
    assert preferences.text_size.value() == 100


def test_reduced_motion_plays_slowly_and_opens_menus_without_effects(program, preferences, qtbot):
    player = program.presenter.player
    player.set_rate(60)
    qtbot.mouseClick(preferences.motion, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert player.max_rate == REDUCED_RATE
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_FadeTooltip)
    program.presenter.go(0)
    player.play(0.0)
    player.tick(1.0 / REDUCED_RATE - 0.01)
    assert player.position == 0
    player.tick(1.0 / REDUCED_RATE + 0.01)
    assert player.position == 1
    player.pause()
    qtbot.mouseClick(preferences.motion, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert player.max_rate == float("inf")


def test_reduced_motion_is_kept_for_the_next_start(qapp, program, preferences, qtbot):
    assert not program.look_settings.reduces_motion
    qtbot.mouseClick(preferences.motion, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    program._settings.sync()
    again = LookSettings(qapp, QSettings(program._settings.fileName(), QSettings.Format.IniFormat))
    assert again.reduces_motion
    again.reduce_motion(False)


def test_recent_files_are_limited_and_cleared(program, preferences, tmp_path, qtbot):
    recent = program.recent_files.recent
    for number in range(4):
        recent.add(tmp_path / f"{number}.csv")
    assert preferences.files.text() == "4 files remembered"
    preferences.limit.setValue(2)
    assert [path.name for path in recent.paths] == ["3.csv", "2.csv"]
    recent.add(tmp_path / "5.csv")
    assert len(recent.paths) == 2
    qtbot.mouseClick(preferences.clear, Qt.MouseButton.LeftButton)
    assert recent.paths == ()
    assert not preferences.clear.isEnabled()
    preferences.limit.setValue(0)
    recent.add(tmp_path / "6.csv")
    assert recent.paths == ()


def test_there_is_one_dialog(program, preferences, rest):
    program.actions["preferences"].trigger()
    rest()
    assert program.window.findChildren(Preferences) == [preferences]


def test_every_preference_has_a_name_and_a_tooltip(preferences):
    for control in (preferences.theme, preferences.text_size, preferences.motion, preferences.limit):
        assert control.accessibleName()
        assert control.toolTip()


@pytest.mark.usefixtures("k_charts")
def test_the_layout_is_reset(program, rest):
    window = program.window
    usual = window.columns.sizes()
    window.columns.choose(400, 500)
    window.resize(1300, 700)
    program.k_chart_presenter.choose_chart("davies_bouldin", shown=True)
    rest()
    assert window.columns.sizes() != usual
    program.actions["reset_layout"].trigger()
    rest()
    assert window.columns.chosen == (0, 0)
    assert window.size() == USUAL_SIZE.boundedTo(window.screen().availableSize()).expandedTo(
        window.minimumSize()
    )
    assert window.charts.chart("davies_bouldin").isHidden()
    assert program._settings.value("charts") == ""


def test_examples_are_asked_about_if_that_is_chosen_and_it_is_kept(program, preferences, rest):
    assert preferences.examples.isChecked()
    program.presenter.commands.choose_k(5)
    rest()
    assert not program.window.isWindowModified()
    preferences.examples.click()
    assert program.window.isWindowModified()
    assert program._settings.value(ASK_KEY) == "yes"
    program.window.close()
    assert question(program).text() == "Save your work on Blobs as a session?"
    preferences.examples.click()
    assert not program.window.isWindowModified()
