"""How a result is made again is copied from the window."""

from PySide6.QtGui import QGuiApplication

from clusterlab.export.repeat.command_line import command_line


def test_the_command_of_what_is_on_screen_is_copied(program):
    action = next(action for action in program.window.actions() if action.objectName() == "copy_command")
    action.trigger()
    run = program.presenter.shown.run
    text = QGuiApplication.clipboard().text()
    assert text == command_line(run.session, run.prepared)
    assert text == "clusterlab run kmeans --k 3 --seed 0 --make blobs --data-seed 0"
    assert program.window.message.words.text() == "Command copied."


def test_the_script_of_what_is_on_screen_is_copied(program, rest):
    action = next(action for action in program.window.actions() if action.objectName() == "copy_script")
    action.trigger()
    rest()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("# k-means on blobs, as clusterlab")
    assert "KMeans(n_clusters=3, init=centers" in text
    assert program.window.message.words.text() == "Python script copied."
