"""The program on a folder of prepared points that workers compute."""

from functools import partial

import pytest

from clusterlab.datasets.workers import connection
from clusterlab.export import shards_image
from clusterlab.session.state import prepared_folder
from tests.shards import blobs, frame, made_folder, request_for
from tests.ui.cluster.connecting import WatchedWorkers, connect
from tests.workers import ClusterHere, move_to_workers


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
