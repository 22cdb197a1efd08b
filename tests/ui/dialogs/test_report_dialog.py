"""A report is saved from the real window; Esc stops it and leaves nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog


def choose_path(program, path):
    """Chooses a path for a report."""
    program.actions["save_report"].trigger()
    chooser = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
    chooser.fileSelected.emit(str(path))
    chooser.close()


def message(program):
    return program.window.message.words.text() if program.window.message.isVisible() else ""


def test_the_report_is_of_the_step_on_screen(program, press, rest, tmp_path):
    press(Qt.Key.Key_End)
    program.presenter.go(program.presenter.player.length - 2)
    rest()
    choose_path(program, tmp_path / "report.html")
    rest()
    assert message(program) == f"Saved {tmp_path / 'report.html'}."
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    steps = program.presenter.player.length
    assert f"<dd>{steps - 1} of {steps}</dd>" in text
    assert text.count("<img ") == 6
    assert "<h2>This step in numbers</h2>\n<math " in text


@pytest.mark.usefixtures("program")
def test_esc_stops_a_report_and_leaves_nothing(program, press, qtbot, tmp_path):
    press(Qt.Key.Key_End)
    choose_path(program, tmp_path / "report.html")
    qtbot.waitUntil(lambda: "Esc cancels" in program.window.status["work"].text(), timeout=20_000)
    press(Qt.Key.Key_Escape)
    assert message(program) == "Saving was stopped. No file was written."
    assert not list(tmp_path.glob("*report*"))


def test_before_there_are_clusters_there_is_nothing_to_report(program, press):
    press(Qt.Key.Key_Home)
    program.actions["save_report"].trigger()
    assert message(program) == "There are no clusters at this step yet. Go to a later step, then save."


def test_a_report_of_a_comparison_says_that_it_is_of_the_selected_pane(program, press, rest):
    for title in ("Save the report", "Save the report of the selected pane only"):
        press(Qt.Key.Key_End)
        program.actions["save_report"].trigger()
        chooser = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
        assert chooser.windowTitle() == title
        chooser.close()
        press(Qt.Key.Key_C)
        rest()
