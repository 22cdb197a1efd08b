"""Copies how the result on screen is made again: as a command, or as a script in Python."""

from functools import partial

from PySide6.QtGui import QGuiApplication

from clusterlab.core.message import Message, sentences
from clusterlab.core.step import Step
from clusterlab.export.repeat.command_line import command_line, command_omissions
from clusterlab.export.repeat.python_script import python_script
from clusterlab.session.playback.shown import ShownRun
from clusterlab.ui.presenter import Presenter

NOTHING_YET = "Nothing to copy yet. Wait until the data are read."


def copy_command(presenter: Presenter) -> None:
    """Copies the command that runs the algorithm of the selected pane on the data on screen."""
    run = presenter.shown.run
    if run.scene.prepared is None:
        return presenter.show_error(NOTHING_YET)
    command, omissions = command_line(run.session, run.scene.prepared), command_omissions(run.session)
    if not command:
        return presenter.show_error(sentences(*omissions))
    QGuiApplication.clipboard().setText(command)
    report = sentences(Message("Command copied."), *omissions)
    return presenter.window.message.show_message("hint", report)


def copy_script(presenter: Presenter) -> None:
    """Copies the script that fits the selected pane's algorithm with scikit-learn, once it is written."""
    run = presenter.shown.run
    start = _start(run)
    if run.scene.prepared is None or start is None:
        return presenter.show_error(NOTHING_YET)
    write = partial(python_script, run.session, run.scene.prepared, start)
    return presenter.saver.compute_and_finish(write, _copied_script)


def _start(run: ShownRun) -> Step | None:
    """The step from which on a person changed nothing; None where it is still computed."""
    branches, steps = run.session.branches, run.scene.run
    index = branches[-1].step_index + 1 if branches else 0
    return steps[index] if index < len(steps) else None


def _copied_script(text: str) -> str:
    QGuiApplication.clipboard().setText(text)
    return "Python script copied."
