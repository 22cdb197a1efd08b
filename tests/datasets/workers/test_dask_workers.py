"""Real workers in processes of their own: the same bits for any number of them, and after one was killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.progress import drain
from clusterlab.core.projection import column_view
from clusterlab.datasets.shards import shard_folder
from clusterlab.datasets.workers import dask_workers, worker_versions
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles
from clusterlab.datasets.workers.compute_place import ComputePlace
from clusterlab.datasets.workers.connection import Connection
from clusterlab.datasets.workers.dask_workers import DaskWorkers, connected
from clusterlab.datasets.workers.held_shards import release
from clusterlab.datasets.workers.local_worker import NICENESS
from clusterlab.datasets.workers.prepared_rows import folder_on_workers, held_data, sources_on_workers
from clusterlab.datasets.workers.worker_versions import versions
from clusterlab.export import shards_image
from clusterlab.export.picture import picture
from clusterlab.export.theme import LIGHT
from clusterlab.export.viewport import Viewport
from tests.shards import all_labels, blobs, frame, made_folder, request_for

pytest.importorskip("distributed", reason="clusters need the package distributed")


@pytest.fixture(autouse=True)
def no_thread_is_left():
    """Overridden, since the cluster of all these tests starts threads as it goes on; its end is checked."""


@pytest.fixture(scope="module")
def workers():
    """Three workers on this machine, of which no process and no thread is left at the end."""
    before = set(threading.enumerate())
    with connected(ClusterAddress(workers=3)) as found:
        yield found
        processes = found.call(dict.fromkeys(found.names(), os.getpid)).values()
    until = time.monotonic() + 60
    lasting = "clusterlab-kernels", "Dask-Offload"
    new = set(threading.enumerate()) - before
    left = [thread for thread in new if not thread.name.startswith(lasting)]
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    assert not [thread for thread in left if thread.is_alive()]
    while left := [process for process in processes if Path(f"/proc/{process}").exists()]:
        assert time.monotonic() < until, left
        threading.Event().wait(0.01)


@pytest.fixture(scope="module")
def request_of_rows(tmp_path_factory):
    """A request for 40,000 rows."""
    path = tmp_path_factory.mktemp("data") / "x.parquet"
    frame(blobs(40_000)).write_parquet(path)
    return request_for(path)


@pytest.fixture(scope="module")
def folder(request_of_rows, tmp_path_factory):
    """The folder of these rows."""
    return made_folder(request_of_rows, tmp_path_factory.mktemp("points") / "x.clab-points")


class SomeOf:
    """The first few of some workers."""

    def __init__(self, workers, count):
        self._workers, self._count = workers, count
        self.place, self.call, self.exchange = workers.place, workers.call, workers.exchange

    def names(self):
        """Their names."""
        return self._workers.names()[: self._count]


def outcome(algorithm, points):
    """What is to be the same to the bit."""
    steps = list(algorithm.steps(points))
    figures = [(step.objective, step.centers.tobytes()) for step in steps]
    return figures, all_labels(steps[-1], points).tobytes()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_any_number_of_workers_gives_the_same_bits(workers, request_of_rows, folder, count):
    some = SomeOf(workers, count)
    with held_data(some) as token:
        ours = drain(sources_on_workers(some, token, request_of_rows))
        for algorithm in (KMeans(k=3, max_iter=2), GaussianMixture(k=2, init="random-points", max_iter=1)):
            assert outcome(algorithm, ours.points) == outcome(algorithm, folder.points)


def test_pictures_of_a_folder_that_only_workers_read_come_back_as_counts(workers, folder, monkeypatch):
    monkeypatch.setattr(shards_image, "MAX_GLYPH_POINTS", 1_000)
    shown = column_view(folder.points, ("a", "b"), (0, 1), True)
    low, high = folder.points.bounds
    step = [*KMeans(k=3, max_iter=2).steps(folder.points)][-1]
    place, whole = ComputePlace(), Viewport((300, 200), tuple(low.tolist()), tuple(high.tolist()))
    here = [image(folder.points, shown, step, viewport) for viewport in (whole, near(whole))]
    for name in ("read_header", "_check_size", "_mapped_array"):
        monkeypatch.setattr(shard_folder, name, read_by_workers_only)
    place.connection = SimpleNamespace(workers=workers, new_token=lambda: "pictures")
    points = place.open(folder.path).points
    there = [image(points, shown, step, viewport) for viewport in (whole, near(whole))]
    assert there == here
    workers.call(dict.fromkeys(workers.names(), partial(release, "pictures")))


def read_by_workers_only(path, *_):
    """Takes the place of what reads folders, in this process."""
    pytest.fail(f"{path} was read here")


def image(points, view, step, viewport):
    """The pixels of a picture of a step, and the indices of the points that are drawn one by one."""
    found = shards_image.shards_image(picture(points, view, step), viewport, LIGHT)
    assert found.is_complete
    return found.pixels.tobytes(), found.near and found.near.indices.tolist()


def near(viewport):
    """A small part of the middle of a viewport."""
    low, high = np.array([viewport.low, viewport.high])
    middle, span = 0.5 * (low + high), 0.01 * (high - low)
    return Viewport(viewport.size, tuple((middle - span).tolist()), tuple((middle + span).tolist()))


def count_points(number, blocks):
    """The number of points of a shard."""
    return len(blocks.points)


def count_or_die(pid, number, blocks):
    """The number of points of a shard, unless this is the process with a number, which ends at once."""
    if os.getpid() == pid:
        os.kill(pid, signal.SIGKILL)
    return count_points(number, blocks)


def test_a_worker_that_is_killed_in_a_step_changes_no_bit(workers, request_of_rows, folder):
    with held_data(workers) as token:
        ours = drain(sources_on_workers(workers, token, request_of_rows))
        victim = [*workers.call(dict.fromkeys(workers.names(), os.getpid)).values()][1]
        assert sum(ours.points.map(partial(count_or_die, victim))) == 40_000
        assert victim not in workers.call(dict.fromkeys(workers.names(), os.getpid)).values()
        algorithm = KMeans(k=2, max_iter=2)
        assert outcome(algorithm, ours.points) == outcome(algorithm, folder.points)


def test_an_interrupt_of_the_terminal_is_not_for_workers(workers):
    calls = dict.fromkeys(workers.names(), partial(signal.getsignal, signal.SIGINT))
    assert set(workers.call(calls).values()) == {signal.SIG_IGN}


def test_threads_of_workers_here_yield_to_the_window(workers):
    calls = dict.fromkeys(workers.names(), partial(os.nice, 0))
    assert set(workers.call(calls).values()) == {os.nice(0) + NICENESS}


def test_workers_that_are_started_here_keep_no_statistics_of_their_time(workers):
    calls = dict.fromkeys(workers.names(), partial(settings, [*dask_workers.SETTINGS]))
    found = workers.call(calls)
    assert found == dict.fromkeys(calls, dask_workers.SETTINGS)


def settings(names):
    """The values of settings of dask in this process."""
    from dask import config

    return {name: config.get(name) for name in names}


def test_results_are_brought_without_asking_which_workers_there_are(workers, monkeypatch):
    calls = dict.fromkeys(workers.names(), os.getpid)
    monkeypatch.setattr(dask_workers, "SECONDS_BETWEEN_CHECKS", 60.0)
    monkeypatch.setattr(dask_workers, "SECONDS_FOR_RESULT", 60.0)
    monkeypatch.setattr(DaskWorkers, "_alive", lambda _: pytest.fail("The scheduler was asked."))
    assert len(set(workers.call(calls).values())) == len(calls)


def test_errors_of_a_worker_name_it(workers, tmp_path):
    frame(blobs(9000)).write_parquet(tmp_path / "x.parquet")
    request = request_for(tmp_path / "x.parquet")
    frame(blobs(90)).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(ClusterError, match=r"Worker tcp://127\.0\.0\.1:\d+: .*x\.parquet has "):
        drain(sources_on_workers(workers, "token", request))


def test_other_versions_are_refused(workers, monkeypatch):
    anew = DaskWorkers(workers._client, "this machine")
    monkeypatch.setattr(worker_versions, "VERSION", "9.9")
    with pytest.raises(ClusterError, match=r"Worker tcp.* has clusterlab .*, this machine has 9\.9"):
        anew.names()
    assert versions()["Python"] == ".".join(map(str, sys.version_info[:2]))


def started(*words):
    """A process of distributed."""
    return subprocess.Popen([sys.executable, "-m", *words], stderr=subprocess.DEVNULL)


@pytest.fixture
def scheduler(tmp_path):
    """The process of a scheduler with TLS, its address, and a worker of it."""
    contact = tmp_path / "scheduler.json"
    files = zip(
        ("--tls-ca-file", "--tls-cert", "--tls-key"), (MEMBER.ca, MEMBER.cert, MEMBER.key), strict=True
    )
    words = "--no-dashboard", "--scheduler-file", str(contact), *(word for pair in files for word in pair)
    own = "--port", "0", "--host", "127.0.0.1", "--protocol", "tls"
    processes = [started("distributed.cli.dask_scheduler", *words, *own)]
    own = "--no-nanny", "--nthreads", "1", "--local-directory", str(tmp_path)
    try:
        processes.append(started("distributed.cli.dask_worker", *words, *own))
        while not (contact.exists() and contact.read_text().endswith("}")):
            assert processes[0].poll() is None
        yield processes[0], json.loads(contact.read_text())["address"]
    finally:
        for process in processes:
            process.kill()
            process.wait()


TLS = Path(__file__).parent / "tls_for_tests_only"
MEMBER = TlsFiles(*(str(TLS / name) for name in ("authority.pem", "member.pem", "member.key")))
PATIENCE = 300.0
STRANGER = str(TLS / "stranger.pem")
WRONG = [
    (replace(MEMBER, ca=STRANGER), "The certificate of the scheduler at {} is not of the authority {}"),
    (
        replace(MEMBER, cert=STRANGER, key=str(TLS / "stranger.key")),
        "The scheduler at {} does not accept the certificate {}",
    ),
]


@pytest.fixture
def patience(monkeypatch):
    """Processes that begin on a busy machine have more time than a person would wait."""
    for name in ("SECONDS_TO_CONNECT", "SECONDS_FOR_ANSWER", "SECONDS_FOR_WORKERS"):
        monkeypatch.setattr(dask_workers, name, PATIENCE)


def test_a_scheduler_is_reached_by_tls_and_its_end_is_noticed_at_once(scheduler, folder, patience):
    process, address = scheduler
    for files, sentence in WRONG:
        with (
            pytest.raises(ClusterError, match=sentence.format(address, STRANGER)),
            connected(ClusterAddress.parse(address, files)),
        ):
            pass
    lost = threading.Event()
    connection = Connection(ClusterAddress.parse(address, MEMBER), folder.path, lambda _: lost.set())
    while connection.workers is None:
        assert connection.failure is None
        threading.Event().wait(0.01)
    assert connection.header == folder.header
    ours = folder_on_workers(connection.workers, connection.new_token(), folder.path)
    assert len(list(ours.points.map(count_points))) == ours.points.n_shards
    assert not lost.is_set()
    process.kill()
    process.wait()
    assert lost.wait(PATIENCE)
    with pytest.raises(ClusterError, match=f"The connection to the scheduler at {address} was lost"):
        list(KMeans(k=3).steps(ours.points))
    connection.close()
    assert connection.wait(PATIENCE)


def test_a_scheduler_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr(dask_workers, "SECONDS_TO_CONNECT", 0.2)
    with (
        pytest.raises(ClusterError, match=r"The scheduler at tcp://127\.0\.0\.1:9 could not"),
        connected(ClusterAddress.parse("tcp://127.0.0.1:9")),
    ):
        pass


def test_files_of_tls_are_passed_on(tmp_path):
    files = [str(tmp_path / f"{name}.pem") for name in ("ca", "cert", "key")]
    for file in files:
        Path(file).write_text("")
    security = dask_workers._security(ClusterAddress.parse("tls://host:8786", TlsFiles(*files)))
    assert security.require_encryption
    assert [security.tls_ca_file, security.tls_client_cert, security.tls_client_key] == files
    assert dask_workers._security(ClusterAddress.parse("tcp://host:8786")) is None


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (TlsFiles(), "needs certificates: name their files"),
        (TlsFiles("no.pem"), "^There is no file no.pem"),
        (replace(MEMBER, key="no.key"), "^There is no file no.key"),
        (replace(MEMBER, key=""), "^The key of the certificate .*member.pem is not named"),
        (
            replace(MEMBER, key=str(TLS / "stranger.key")),
            "^The key .*stranger.key is not that of .*member",
        ),
        (replace(MEMBER, ca=MEMBER.key), "^There is no certificate of an authority in .*member.key"),
    ],
)
def test_missing_files_of_tls_are_named(files, sentence):
    with (
        pytest.raises(ClusterError, match=sentence),
        connected(ClusterAddress.parse("tls://127.0.0.1:9", files)),
    ):
        pass
