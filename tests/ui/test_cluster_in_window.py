"""A folder of prepared points in the real window, computed by workers of a cluster."""

import threading
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPointF, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.message import Message
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.workers import connection, dask_workers
from clusterlab.datasets.workers.calls import ClusterError, ConnectionLostError
from clusterlab.export import shards_image
from clusterlab.session.playback import run_task
from clusterlab.session.state import prepared_folder
from clusterlab.ui.canvas.raster import raster_images
from clusterlab.ui.presenters.connection_presenter import BREAK
from tests.shards import blobs, frame, made_folder, request_for
from tests.ui.at_rest import faults_at_rest
from tests.ui.file_answers import words
from tests.workers import ClusterHere, move_to_workers

LONG = "tls://scheduler.of-a-cluster.somewhere.example.org:8786"


@pytest.fixture(scope="module")
def points_folder(tmp_path_factory):
    """A folder of three shards, of two columns."""
    source = tmp_path_factory.mktemp("folder") / "some.parquet"
    frame(blobs(20_000, 4)).write_parquet(source)
    return made_folder(request_for(source), source.with_suffix(".clab-points")).path


@pytest.fixture
def cluster(monkeypatch):
    """A cluster of workers in this process, and small samples for charts."""
    made = ClusterHere()
    monkeypatch.setattr(connection, "connected", made.connected)
    monkeypatch.setattr(prepared_folder, "FOLDER_SAMPLE_ROWS", 1_000)
    return made


@pytest.fixture
def settle(program, qtbot, rest):
    """A function that waits until connections have begun or ended, and the window is at rest."""

    def settle():
        qtbot.waitUntil(lambda: not program.connection_presenter.busy, timeout=20_000)
        rest()

    settle.until = partial(qtbot.waitUntil, timeout=20_000)
    return settle


@pytest.fixture
def opened(program, cluster, settle, points_folder):
    """The program on the folder, connected to the cluster."""
    program.presenter.open_asked.emit(points_folder)
    settle()
    connect(program, "local:2")
    settle()
    return program


def connect(program, address, folder=""):
    """Enters an address in the dialog, and a folder."""
    program.actions["connect_cluster"].trigger()
    dialog = program.connection_presenter.dialog
    dialog.address.setText(address)
    dialog.points.setText(str(folder))
    dialog.connect_button.click()
    return dialog


def place_words(program):
    """What the window says about where the folder is computed."""
    box = program.window.data.place
    return box.words.text().replace(BREAK, "") if box.isVisible() else ""


def bits(run):
    """What is to be the same to the bit."""
    steps = [run.scene.run[i] for i in range(len(run.scene.run))]
    return [(step.objective, step.centers.tobytes()) for step in steps]


def expected(points_folder, k):
    """The bits of a run of the folder."""
    steps = KMeans(k=k).steps(open_folder(points_folder).points)
    return [(step.objective, step.centers.tobytes()) for step in steps]


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


class WatchedWorkers:
    """Workers that are never waited for by the thread of the window."""

    def __init__(self, workers):
        self._workers, self.threads = workers, set()
        self.place, self.names = workers.place, workers.names
        self.are_connected = True

    def call(self, calls):
        """What each returns."""
        if not self.are_connected:
            raise ConnectionLostError(self.place)
        thread = threading.current_thread()
        assert thread is not threading.main_thread()
        self.threads.add(thread.name)
        return self._workers.call(calls)


def drawn(program):
    """The images of points on the canvas, which are those of its content."""
    plot = program.window.canvas.view.plot
    found = plot.images(plot.content())
    assert found.matches(plot.content())
    assert found.is_complete
    return found


def zoom(program, place, span):
    """Shows the part of the plane around a place (2,)."""
    (x, y), box = place, program.window.canvas.view.plot.box
    box.setRange(xRange=(x - span, x + span), yRange=(y - span, y + span), padding=0)


def hover(program, settle, place):
    """The title of the card of a place (2,) on the plane."""
    canvas = program.window.canvas
    canvas._hover(QPointF(*canvas.viewport.to_pixels(place[None])[0].tolist()))
    settle()
    return canvas.pointer.place.card.title


@pytest.fixture
def opened_there(program, cluster, settle, points_folder, monkeypatch):
    """The program on a folder that only workers can read, in four clusters; they are watched."""
    monkeypatch.setattr(shards_image, "MAX_GLYPH_POINTS", 1_000)
    program.watched = cluster.workers = WatchedWorkers(cluster.workers)
    dialog = connect(program, "local:2", "some")
    assert "ends with .clab-points" in dialog.state.text()
    dialog.points.setText("/gone.clab-points")
    dialog.connect_button.click()
    settle()
    assert "gone.clab-points is no folder of prepared points" in dialog.state.text()
    dialog.points.setText(move_to_workers(monkeypatch, points_folder).as_posix())
    dialog.connect_button.click()
    settle()
    program.presenter.commands.choose_k(4)
    settle()
    program.presenter.go_to_end()
    settle()
    return program


def test_a_folder_that_only_workers_can_read_is_drawn_and_hovered(opened_there, settle, points_folder):
    canvas, run, here = (
        opened_there.window.canvas,
        opened_there.presenter.shown.run,
        open_folder(points_folder),
    )
    assert bits(run) == expected(points_folder, 4)
    picture, viewport, theme = canvas.view.plot.content()
    expected_image = raster_images(replace(picture, shards=here.points), viewport, theme)
    assert drawn(opened_there).points == expected_image.points
    place = run.view.project(here.points.take([7]))[0]
    assert "Block of" in hover(opened_there, settle, place)
    zoom(opened_there, place, 0.01)
    settle()
    assert 7 in drawn(opened_there).near.indices
    assert hover(opened_there, settle, place) == f"Row {here.points.row_number(7):,}"
    assert opened_there.watched.threads >= {"clusterlab run", "clusterlab shards", "clusterlab hover"}


def test_a_connection_that_is_lost_at_rest_is_said_at_once(opened_there, settle, click):
    program, lost = opened_there, "The connection to this test was lost. The last step is kept."
    images = drawn(program).points
    program.watched.are_connected = False
    settle.until(lambda: words(program) == lost)
    assert place_words(program) == "Lost the connection to workers on this machine"
    program.window.message.hide()
    program.presenter.go(0)
    settle()
    assert words(program) == lost
    assert program.window.canvas.view.plot._images.points == images
    program.watched.are_connected = True
    click(program.window.message.action)
    settle()
    program.presenter.go_to_end()
    settle()
    assert drawn(program).points == images
    click(program.window.data.place.all)
    settle()
    program.presenter.commands.choose_k(3)
    settle()
    assert "some.clab-points is not on this machine: connect to workers" in words(program)


def test_closing_the_window_ends_the_connection(opened, cluster):
    opened.session_files.close_at_once()
    assert cluster.events == ["to local:2", "left"]
