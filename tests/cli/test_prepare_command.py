"""`clusterlab prepare`, and `clusterlab run` on what it made."""

import json

import numpy as np
import polars as pl
import pytest

from clusterlab.cli.row_request import made_rows
from clusterlab.core.message import Message
from clusterlab.datasets.shards import folder_preparation
from clusterlab.datasets.table import LoadError
from tests.shards import blobs, frame


@pytest.fixture
def data(tmp_path):
    """A Parquet file with 12,000 rows, of which two have no number."""
    table = blobs(12_000)
    table[[5, 9000], 1] = np.nan
    frame(table).write_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.fixture
def folder(cli, data, tmp_path, monkeypatch):
    """The folder of prepared points, in shards of 8,192."""
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)
    assert cli("prepare", data, "--out", tmp_path / "some.clab-points").code == 0
    return tmp_path / "some.clab-points"


def test_it_says_what_it_needs_and_what_it_made(cli, data, tmp_path):
    done = cli("prepare", data, "--out", tmp_path / "x.clab-points", "--scale", "z-score")
    assert done.code == 0
    assert done.out.splitlines()[1:3] == ["data     some.parquet, 11,998 rows, 2 dropped", "columns  a and b"]
    assert "2 rows were dropped, the first is row 6: no value in b." in done.out
    assert "About 12,000 rows: reads" in done.err
    assert [path.suffix for path in tmp_path.iterdir()].count(".partial") == 0


def test_a_run_has_the_same_results_as_on_the_file(cli, folder, data, tmp_path):
    flags, labels = ["--k", "5", "--restarts", "3"], tmp_path / "labels.parquet"
    ours = cli("run", "kmeans", "--data", folder, *flags, "--json", "-", "--labels", labels)
    theirs = cli(
        "run", "kmeans", "--data", data, *flags, "--json", "-", "--labels", tmp_path / "theirs.parquet"
    )
    mine, other = json.loads(ours.out), json.loads(theirs.out)
    assert (mine["sizes"], mine["steps"], mine["seed"]) == (other["sizes"], other["steps"], other["seed"])
    assert mine["inertia"] == pytest.approx(other["inertia"], rel=1e-9)
    np.testing.assert_allclose(mine["centers"], other["centers"], rtol=1e-9)
    assert pl.read_parquet(labels).equals(pl.read_parquet(tmp_path / "theirs.parquet"))
    assert pl.read_parquet(labels)["label"][5] is None


@pytest.mark.parametrize("algorithm", ["gmm", "minibatch"])
def test_other_algorithms_have_the_same_results_as_on_the_file(cli, folder, data, tmp_path, algorithm):
    ours, theirs = (tmp_path / f"{name}.parquet" for name in ("ours", "theirs"))
    mine = json.loads(cli("run", algorithm, "--data", folder, "--json", "-", "--labels", ours).out)
    other = json.loads(cli("run", algorithm, "--data", data, "--json", "-", "--labels", theirs).out)
    assert (mine["sizes"], mine["steps"]) == (other["sizes"], other["steps"])
    assert mine.get("collapsed") == other.get("collapsed")
    assert mine["objective"]["value"] == pytest.approx(other["objective"]["value"], rel=1e-9)
    assert pl.read_parquet(ours).equals(pl.read_parquet(theirs).select("row", "label"))


def test_labels_are_also_written_as_csv(cli, folder, tmp_path):
    assert cli("run", "kmeans", "--data", folder, "--labels", tmp_path / "labels.csv").code == 0
    found = pl.read_csv(tmp_path / "labels.csv")
    assert found["row"].to_list() == list(range(1, 12_001))
    assert sorted(found["label"].drop_nulls().unique().to_list()) == [1, 2, 3]


def test_the_summary_names_the_shards(cli, folder):
    done = cli("run", "kmeans", "--data", folder)
    assert "data       some.parquet, 11,998 rows of 2 columns, in 2 shards" in done.out
    assert "2 rows were dropped" in done.out


def test_a_changed_source_is_noted(cli, folder, data):
    frame(blobs(100)).write_parquet(data)
    note = "some.parquet has changed since it was prepared: these are the points of before."
    assert note in cli("run", "kmeans", "--data", folder).out


@pytest.mark.parametrize("algorithm", ["dbscan", "ward", "spectral", "kernelkmeans", "fuzzy", "transfers"])
def test_algorithms_that_need_all_points_offer_a_sample(cli, folder, algorithm):
    done = cli("run", algorithm, "--data", folder)
    assert done.code == 1
    assert "needs all points in memory" in done.err
    assert "Take a random sample with --sample" in done.err
    assert cli("run", algorithm, "--data", folder, "--sample", "300").code == 0


def test_a_sample_of_scaled_points_is_scaled_as_well(cli, data, tmp_path):
    cli("prepare", data, "--out", tmp_path / "x.clab-points", "--scale", "z-score")
    done = cli("run", "kmeans", "--data", tmp_path / "x.clab-points", "--sample", "500", "--json", "-")
    assert (json.loads(done.out)["n"], json.loads(done.out)["scaling"]) == (500, "z-score")


def test_other_flags_and_commands_are_refused_with_what_to_do(cli, folder, tmp_path):
    refused = cli("run", "kmeans", "--data", folder, "--animate", tmp_path / "x.gif")
    assert refused.code == 2
    words = "--animate cannot be used with a folder of prepared points, but with a sample: --sample 100000."
    assert words in refused.err
    refused = cli("sweep", "kmeans", "--data", folder, "--k", "2..3", "--stability", "3")
    assert "--stability cannot be used with a folder of prepared points" in refused.err
    assert cli("sweep", "kmeans", "--data", folder, "--k", "2..3", "--sample", "300").code == 0


def test_labels_of_another_kind_of_file_are_refused(cli, folder, tmp_path):
    refused = cli("run", "kmeans", "--data", folder, "--labels", tmp_path / "x.xlsx")
    assert "written as .csv or .parquet" in refused.err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([], "Say which data"),
        (["DATA"], "Say which folder to make: --out NAME.clab-points."),
        (["DATA", "--out", "some.points"], "must end with .clab-points"),
        (["DATA", "--out", "nowhere/x.clab-points"], "there is no folder"),
        (["DATA", "--make", "blobs", "--out", "x.clab-points"], "Choose one of DATA and --make SHAPE."),
        (["DATA", "--noise", "3", "--out", "x.clab-points"], "--noise"),
        (["**a/*.csv", "--out", "x.clab-points"], "**a/*.csv is no pattern of file names"),
        (["DATA", "other.csv", "--out", "x.clab-points"], "other.csv has no column 'b'"),
        (["words.csv", "--columns", "a,b", "--out", "x.clab-points"], "must hold numbers; row 1 holds"),
        (["no.parquet", "--out", "x.clab-points"], "There is no file"),
        (["DATA", "--columns", "a,c", "--out", "x.clab-points"], "has no column 'c'"),
    ],
)
def test_a_wrong_command_is_answered_in_a_sentence(cli, data, tmp_path, monkeypatch, flags, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.csv").write_text("a,c\n1,2\n")
    (tmp_path / "words.csv").write_text("a,b\n1,yes\n2,no\n")
    done = cli("prepare", *(str(data) if flag == "DATA" else flag for flag in flags))
    assert done.code in (1, 2)
    assert words in done.err
    assert [*tmp_path.glob("x.clab-points*")] == []


def test_columns_that_are_left_out_are_named(cli, tmp_path):
    rows = "".join(f"{i % 7},5,{'ab'[i % 2]}\n" for i in range(50))
    (tmp_path / "some.csv").write_text("a,b,c\n" + rows)
    done = cli("prepare", tmp_path / "some.csv", "--out", tmp_path / "x.clab-points")
    assert done.out.splitlines()[2:] == [
        "columns  a",
        "shards   1, 0.0 MiB",
        "c was left out: text in the first 50 rows.",
        "b was left out: constant (5) in the first 50 rows. To include it, name it in --columns.",
    ]


def test_a_source_that_cannot_be_read_for_now_keeps_what_is_done(cli, data, tmp_path, monkeypatch):
    def fails(*_):
        try:
            raise OSError(5, "Input/output error")
        except OSError:
            raise LoadError(Message("It cannot be read.")) from None

    monkeypatch.setattr(folder_preparation, "read_rows", fails)
    assert cli("prepare", data, "--out", tmp_path / "x.clab-points").code == 1
    assert (tmp_path / "x.clab-points.partial").is_dir()


@pytest.mark.parametrize("scale", ["none", "z-score", "min-max", "robust"])
def test_numbers_whose_range_overflows_are_prepared_as_in_memory(cli, tmp_path, scale):
    data, target = tmp_path / "huge.parquet", tmp_path / "x.clab-points"
    frame(np.clip(blobs(300), -9, 9) * [1.9e307, 1.0]).write_parquet(data)
    done = cli("prepare", data, "--out", target, "--scale", scale)
    assert (done.code, done.err.count("\n")) == (0, 1), done.err
    ours = json.loads(cli("run", "kmeans", "--data", target, "--json", "-").out)
    theirs = json.loads(cli("run", "kmeans", "--data", data, "--scale", scale, "--json", "-").out)
    assert ours["sizes"] == theirs["sizes"]


def test_more_rows_are_generated_than_fit_into_memory():
    rows = made_rows("blobs", {"--points": "100000000", "--data-seed": "3"})
    assert (rows.count, rows.shape.seed) == (100_000_000, 3)


def test_the_default_k_is_lowered_to_the_number_of_rows(cli, tmp_path):
    (tmp_path / "two.csv").write_text("a,b\n1,2\n3,5\n")
    cli("prepare", tmp_path / "two.csv", "--out", tmp_path / "x.clab-points")
    note = "K is 2 for k-means: there are 2 rows, and the default K is 3."
    assert note in cli("run", "kmeans", "--data", tmp_path / "x.clab-points").out
    assert cli("run", "kmeans", "--k", "3", "--data", tmp_path / "x.clab-points").code == 2


def test_a_temporary_folder_without_room_is_one_sentence(cli, folder, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clusterlab.export.shard_labels.scratch_array", full)
    done = cli("run", "kmeans", "--data", folder, "--labels", tmp_path / "labels.csv")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "A temporary file could not be written in" in done.err


def test_a_folder_that_is_there_is_not_replaced(cli, folder, data):
    assert "is there already; name a new folder." in cli("prepare", data, "--out", folder).err


def test_a_full_disk_is_one_sentence_and_the_command_goes_on_later(cli, data, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    target = tmp_path / "x.clab-points"
    with monkeypatch.context() as patched:
        patched.setattr(folder_preparation, "write_shard", full)
        done = cli("prepare", data, "--out", target)
    assert done.code == 1
    assert done.err.splitlines()[-1].endswith(
        "could not be written: the disk is full. Free some of it, then repeat the command."
    )
    assert not target.exists()
    assert cli("prepare", data, "--out", target).code == 0


def test_a_disk_without_enough_room_is_refused_before_the_work(cli, data, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    done = cli("prepare", data, "--out", tmp_path / "x.clab-points")
    assert "while it is made; its disk has" in done.err
    assert [*tmp_path.iterdir()] == [data]


def test_ctrl_c_leaves_no_folder_and_the_command_goes_on(cli, data, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    target = tmp_path / "x.clab-points"
    with monkeypatch.context() as patched:
        patched.setattr(folder_preparation, "write_shard", interrupted)
        stopped = cli("prepare", data, "--out", target)
    assert stopped.code == 130
    assert "x.clab-points.partial keeps what is done: the same command goes on from there." in stopped.err
    assert not target.exists()
    assert cli("prepare", data, "--out", target).code == 0


def test_generated_points_are_prepared(cli, tmp_path):
    target = tmp_path / "x.clab-points"
    assert cli("prepare", "--make", "blobs", "--points", "9000", "--out", target).code == 0
    assert "blobs, 9,000 rows of 2 columns" in cli("run", "kmeans", "--data", target).out
