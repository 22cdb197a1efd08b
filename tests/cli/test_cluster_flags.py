"""`--cluster` on commands: the results of one process, whoever does the work."""

import json
from contextlib import contextmanager, nullcontext

import numpy as np
import polars as pl
import pytest

from clusterlab.cli import prepare_command
from clusterlab.core.message import Message
from clusterlab.datasets.shards import folder_preparation
from clusterlab.datasets.workers import dask_workers
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.metrics.external import ari
from tests.shards import blobs, frame
from tests.workers import WorkersHere, move_to_workers

NAMED = "--cluster", "local:2"


@pytest.fixture
def asked(monkeypatch):
    """The addresses of which workers were asked for; they are two, which are no processes."""
    found = []

    @contextmanager
    def connected(address):
        found.append(address)
        yield WorkersHere(2)

    monkeypatch.setattr(dask_workers, "connected", connected)
    monkeypatch.setattr(prepare_command, "connected", connected)
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)
    return found


@pytest.fixture
def data(tmp_path):
    """A Parquet file with 12,000 rows, of which two have no number."""
    table = blobs(12_000)
    table[[5, 9000], 1] = np.nan
    frame(table).write_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.fixture
def folder(cli, data, tmp_path, asked):
    """The folder of prepared points, in shards of 8,192."""
    assert cli("prepare", data, "--out", tmp_path / "some.clab-points").code == 0
    return tmp_path / "some.clab-points"


def without_time(text):
    """A summary without what differs from run to run."""
    found = json.loads(text)
    for entry in (found, *found.get("entries", ())):
        for key in ("seconds", "source"):
            entry.pop(key, None)
    return found


@pytest.mark.parametrize("algorithm", ["kmeans", "gmm", "minibatch"])
@pytest.mark.parametrize("of_folder", [True, False])
def test_a_run_has_the_results_of_one_process(
    cli, folder, data, asked, tmp_path, monkeypatch, algorithm, of_folder
):
    there = move_to_workers(monkeypatch, folder)
    expected = cli("run", algorithm, "--data", folder, "--json", "-", "--labels", tmp_path / "a.parquet")
    words = "--data", there if of_folder else data, "--json", "-", "--labels", tmp_path / "b.parquet"
    found = cli("run", algorithm, *words, *NAMED)
    assert (found.code, found.err) == (0, "")
    assert without_time(found.out) == without_time(expected.out)
    assert pl.read_parquet(tmp_path / "b.parquet").equals(pl.read_parquet(tmp_path / "a.parquet"))
    assert [address.workers for address in asked] == [2]


def test_a_picture_is_that_of_the_folder(cli, folder, data, asked, tmp_path, monkeypatch):
    pictures, there = set(), move_to_workers(monkeypatch, folder)
    for words in [(folder,), (there, *NAMED), (data, *NAMED)]:
        shown = "--picture", tmp_path / "x.png", "--size", "400x320", "--view", "b,a"
        done = cli("run", "kmeans", "--k", "3", "--data", *words, *shown)
        assert (done.code, done.err) == (0, "")
        pictures.add((tmp_path / "x.png").read_bytes())
    assert len(pictures) == 1
    assert len(asked) == 2


def test_a_picture_of_all_pairs_needs_a_sample(cli, folder, tmp_path):
    words = "run", "kmeans", "--data", folder, "--picture", tmp_path / "x.png"
    refused = cli(*words, "--view", "matrix")
    assert refused.code == 2
    assert "--view matrix needs a sample of the points: --sample N." in refused.err
    assert not (tmp_path / "x.png").exists()
    assert cli(*words, "--view", "matrix", "--sample", "100").code == 0


def test_a_report_names_what_was_read(cli, data, asked):
    done = cli("run", "kmeans", "--data", data, "--scale", "z-score", *NAMED)
    assert done.code == 0
    assert "some.parquet, 11,998 rows of 2 columns, in 2 shards" in done.out
    assert "2 rows were dropped, the first is row 6: no value in b." in done.out


def test_generated_rows_are_made_by_workers(cli, asked):
    done = cli("run", "kmeans", "--make", "blobs", "--points", "9000", "--json", "-", *NAMED)
    assert json.loads(done.out)["n"] == 9000


def test_a_folder_is_prepared_by_workers(cli, data, folder, asked, tmp_path):
    done = cli("prepare", data, "--out", tmp_path / "x.clab-points", *NAMED)
    assert (done.code, done.err) == (0, "")
    assert "shards   2, " in done.out
    for file in folder.iterdir():
        assert (tmp_path / "x.clab-points" / file.name).read_bytes() == file.read_bytes()


def test_a_sweep_has_the_results_of_one_process(cli, folder, asked):
    words = "sweep", "kmeans", "--data", folder, "--k", "1..4", "--restarts", "2", "--json", "-"
    ours, theirs = without_time(cli(*words, *NAMED).out), without_time(cli(*words).out)
    assert ours == theirs
    assert [entry["k"] for entry in ours["entries"]] == [1, 2, 3, 4]
    run = cli("run", "kmeans", "--data", folder, "--k", "4", "--restarts", "2", "--json", "-")
    assert ours["entries"][3]["inertia"] == json.loads(run.out)["inertia"]


def test_a_sweep_is_a_table_with_the_k_that_criteria_choose(cli, folder):
    done = cli("sweep", "gmm", "--data", folder, "--k", "1..3", "--restarts", "1")
    assert done.code == 0
    assert "BIC is best at K = " in done.out
    assert "Silhouettes, gaps and other metrics that need all points in memory are left out" in done.out


def test_a_comparison_has_the_ari_of_each_two(cli, folder, asked):
    words = "compare", "--algorithms", "kmeans:k=3,gmm:k=3,dbscan", "--data", folder, "--json", "-"
    found = without_time(cli(*words, *NAMED).out)
    assert found == without_time(cli(*words).out)
    assert [entry["algorithm"] for entry in found["entries"]] == ["kmeans", "gmm", "dbscan"]
    assert found["entries"][2]["failure"].startswith("DBSCAN needs all points in memory")
    assert found["ari_between"][0][1] == found["ari_between"][1][0]
    assert "DBSCAN: DBSCAN needs all points" in cli(*words[:-2]).out


def test_the_ari_is_that_of_the_labels(cli, folder, tmp_path):
    for name in ("kmeans", "gmm"):
        cli("run", name, "--k", "3", "--data", folder, "--labels", tmp_path / f"{name}.parquet")
    labels = [
        pl.read_parquet(tmp_path / f"{name}.parquet")["label"].drop_nulls() for name in ("kmeans", "gmm")
    ]
    words = "compare", "--algorithms", "kmeans,gmm", "--k", "3", "--data", folder, "--json", "-"
    assert json.loads(cli(*words).out)["ari_between"][0][1] == pytest.approx(ari(*labels))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--cluster", "host"],
            "A cluster is local, local:N with N workers, tcp://HOST:PORT or tls://HOST:PORT",
        ),
        (["--tls-ca", "x"], "--tls-ca, --tls-cert and --tls-key belong to --cluster tls://HOST:PORT."),
        (["--cluster", "tcp://a:1", "--tls-key", "x"], "--tls-key belong to --cluster tls://HOST:PORT."),
        (["--cluster", "local", "--animate", "x.gif"], "--animate cannot be used with --cluster."),
        (["--cluster", "local", "--sample", "100"], "--sample cannot be used with --cluster."),
    ],
)
def test_what_cannot_be_is_refused(cli, data, asked, words, sentence):
    refused = cli("run", "kmeans", "--data", data, *words)
    assert refused.code == 2
    assert sentence in refused.err
    assert not asked


class WorkersThatEnd(WorkersHere):
    """Workers whose scheduler ends after some calls."""

    last = 30

    def call(self, calls):
        if self.calls > self.last:
            raise ClusterError(Message("The connection was lost."))
        return super().call(calls)


@pytest.mark.parametrize("algorithm", ["kmeans", "gmm", "minibatch"])
def test_the_last_step_is_kept_where_the_scheduler_ends(cli, folder, monkeypatch, tmp_path, algorithm):
    monkeypatch.setattr(dask_workers, "connected", lambda address: nullcontext(WorkersThatEnd(2)))
    words = "run", algorithm, "--k", "4", "--data", folder, *NAMED
    done = cli(*words, "--json", tmp_path / "last.json")
    assert done.code == 1
    assert done.err.startswith("clusterlab: The connection was lost. The last step, after ")
    kept = json.loads((tmp_path / "last.json").read_text())
    assert (len(kept["centers"]), kept["stopped"], kept["k"]) == (4, "The connection was lost.", 4)
    assert cli(*words).err == "clusterlab: The connection was lost.\n"
