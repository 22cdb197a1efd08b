"""A folder of prepared points in the real window, computed by workers of a cluster."""

import threading

from PySide6.QtCore import Qt

from clusterlab.core.message import Message
from clusterlab.datasets.workers import dask_workers
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.session.playback import run_task
from tests.ui.at_rest import faults_at_rest
from tests.ui.cluster.connecting import bits, connect, expected, place_words
from tests.ui.file_answers import words

LONG = "tls://scheduler.of-a-cluster.somewhere.example.org:8786"


def test_a_folder_is_computed_by_workers_until_they_are_left(opened, cluster, settle, points_folder):
    workers = cluster.workers
    assert words(opened) == "Connected to 2 workers of this test."
    assert place_words(opened) == "Computed by workers on this machine"
    assert not workers.calls
    opened.presenter.commands.choose_k(4)
    settle()
    assert workers.calls
    assert bits(opened.presenter.shown.run) == expected(points_folder, 4)
    opened.presenter.go(6)
    settle()
    moved = opened.presenter.shown.run.step.centers[0] + 0.1
    calls = workers.calls
    opened.presenter.center_commands.move(0, moved)
    settle()
    assert workers.calls > calls
    assert opened.presenter.shown.run.scene.run.finished
    assert faults_at_rest(opened.window) == []

    calls = workers.calls
    opened.actions["disconnect_cluster"].trigger()
    assert place_words(opened) == "Disconnecting from workers on this machine…"
    settle()
    assert cluster.events == ["to local:2", "left"]
    assert not any(workers.held.values())
    assert not opened.actions["disconnect_cluster"].isEnabled()
    assert place_words(opened) == ""
    calls = workers.calls
    opened.presenter.commands.choose_k(3)
    settle()
    assert workers.calls == calls
    assert bits(opened.presenter.shown.run) == expected(points_folder, 3)


class LostWorkers:
    """Workers that are lost after some calls of runs, or when they are told so."""

    def __init__(self, workers, calls):
        self._workers, self._left = workers, calls
        self.place, self.names = workers.place, workers.names

    @property
    def are_connected(self):
        """Whether they are there."""
        return self._left >= 0

    def call(self, calls):
        """What each returns, while they are there."""
        self._left -= threading.current_thread().name == "clusterlab run"
        if not self.are_connected:
            raise ConnectionLostError(self.place)
        return self._workers.call(calls)


def lose_workers(program, settle, calls):
    """Plays a run in four clusters that loses its workers after so many calls."""
    place = program.presenter.player.place
    place.connection.workers = LostWorkers(place.connection.workers, calls)
    program.presenter.player.set_rate(1_000)
    program.presenter.commands.choose_k(4)
    program.presenter.toggle_run()
    settle()
    assert words(program) == "The connection to this test was lost. The last step is kept."


def test_a_lost_connection_is_said_and_made_anew(opened, cluster, settle, click, points_folder, monkeypatch):
    monkeypatch.setattr(run_task, "COLOR_DELAY", 0.0)  # so that the run is shown before its end
    lose_workers(opened, settle, 27)
    run, message = opened.presenter.shown.run, opened.window.message
    assert [message.action.text(), message.other.text()] == ["Reconnect", "Compute here"]
    assert run.session.k == 4
    assert not run.scene.complete
    assert place_words(opened) == "Lost the connection to workers on this machine"
    assert bits(run) == expected(points_folder, 4)[: len(bits(run))]
    cluster.failure = ClusterError(Message("The scheduler could not be reached."))
    click(message.action)
    settle()
    assert words(opened) == "The scheduler could not be reached."
    cluster.failure = None
    click(message.action)
    settle()
    assert bits(opened.presenter.shown.run) == expected(points_folder, 4)
    assert opened.presenter.player.at_end
    assert place_words(opened) == "Computed by workers on this machine"


def test_a_run_that_lost_its_workers_before_it_was_shown_is_computed_here(
    opened, settle, click, points_folder
):
    lose_workers(opened, settle, 14)
    assert opened.presenter.shown.run.session.k == 3
    click(opened.window.message.other)
    settle()
    assert bits(opened.presenter.shown.run) == expected(points_folder, 4)
    assert place_words(opened) == ""


def test_what_is_wrong_with_a_connection_is_said_in_the_dialog(program, cluster, settle, qtbot, monkeypatch):
    dialog = connect(program, "host:8786")
    assert "A cluster is local, local:N" in dialog.state.text()
    assert not dialog.files["Key"].isVisible()
    dialog.address.setText(LONG)
    assert dialog.files["Key"].isVisible()
    dialog.files["Key"].setText("key.pem")
    assert dialog.chosen.tls.key == "key.pem"
    cluster.failure = ClusterError(Message("Worker a has numpy 1, this machine has 2."))
    dialog.connect_button.click()
    assert dialog.state.text() == f"Connecting to {LONG}… Esc cancels."
    settle()
    assert dialog.state.text() == "Worker a has numpy 1, this machine has 2."
    cluster.failure, cluster.waits = None, True
    dialog.connect_button.click()
    assert place_words(program) == f"Connecting to {LONG}…"
    assert program.window.data.place.minimumSizeHint().width() < program.window.data.width()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert words(program) == "Connecting was stopped."
    settle()
    assert place_words(program) == ""
    assert cluster.events == []
    program.actions["connect_cluster"].trigger()
    assert program.connection_presenter.dialog.chosen.address == LONG
    program.connection_presenter.dialog.reject()

    def fails():
        raise ClusterError(Message("Clusters need something."))

    monkeypatch.setattr(dask_workers, "check_installed", fails)
    program.actions["connect_cluster"].trigger()
    assert words(program) == "Clusters need something."
    assert program.connection_presenter.dialog is None


def test_closing_the_window_ends_the_connection(opened, cluster):
    opened.session_files.close_at_once()
    assert cluster.events == ["to local:2", "left"]
