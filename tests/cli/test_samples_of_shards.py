"""Samples of a folder of prepared points are those of the file: the same rows under the same numbers."""

import json

import numpy as np
import polars as pl
import pytest

from clusterlab.datasets.shards import folder_preparation, shard_sample
from tests.shards import blobs, frame

MISSING = ([5, 77, 9000, 11_000], [1, 0, 1, 0])
OF_FILES = ("source", "read_as", "sheets", "column_types", "seconds", "notes")
"""What a summary says of how a file is read, and of this very run."""


@pytest.fixture
def data(tmp_path):
    """A Parquet file with 12,000 rows, of which four have no number, and a column of texts."""
    table = blobs(12_000)
    table[MISSING] = np.nan
    names = pl.Series("name", [f"n{i}" for i in range(12_000)])
    frame(table).with_columns(names).write_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.fixture
def folder(cli, data, tmp_path, monkeypatch):
    """The folder of prepared points, in shards of 8,192."""
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)
    assert cli("prepare", data, "--out", tmp_path / "some.clab-points").code == 0
    return tmp_path / "some.clab-points"


def of_both(cli, folder, data, *flags):
    """The JSON of a command with the folder, and with the file."""
    return [json.loads(cli(*flags, "--data", path, "--json", "-").out) for path in (folder, data)]


@pytest.mark.parametrize("flags_at_once", [shard_sample.FLAGS_AT_ONCE, 1000])
def test_a_sample_has_the_rows_of_a_sample_of_the_file(
    cli, folder, data, tmp_path, monkeypatch, flags_at_once
):
    monkeypatch.setattr(shard_sample, "FLAGS_AT_ONCE", flags_at_once)
    mine, other = of_both(cli, folder, data, "run", "kmeans", "--k", "5", "--sample", "300")
    np.testing.assert_allclose(mine.pop("centers"), other.pop("centers"), rtol=1e-9)
    for name in ("inertia", "silhouette"):
        assert mine.pop(name) == pytest.approx(other.pop(name), rel=1e-9)
    assert mine.pop("objective")["value"] == pytest.approx(other.pop("objective")["value"], rel=1e-9)
    unlike = {name for name in mine.keys() | other.keys() if mine.get(name) != other.get(name)}
    assert unlike <= {*OF_FILES, "left_out"}
    assert mine["sample"] == {"rows": 300, "of": 11_996, "seed": 0}
    assert [row["row"] for row in mine["first_dropped"]] == [6, 78, 9001, 11_001]


@pytest.mark.parametrize("algorithm", ["kmeans", "dbscan", "ward"])
def test_its_labels_have_the_numbers_of_the_rows_of_the_source(cli, folder, data, tmp_path, algorithm):
    for path, name in ((folder, "ours.csv"), (data, "theirs.csv")):
        flags = ["--sample", "400", "--labels", tmp_path / name]
        assert cli("run", algorithm, "--data", path, *flags).code == 0
    ours, theirs = (pl.read_csv(tmp_path / name) for name in ("ours.csv", "theirs.csv"))
    assert ours.equals(theirs.drop_nulls("label"))
    assert ours["row"].max() > 400


def test_columns_beside_labels_have_the_numbers_too(cli, folder, tmp_path):
    flags = ["--sample", "50", "--labels", tmp_path / "labels.csv", "--with", "columns"]
    assert cli("run", "kmeans", "--data", folder, *flags).code == 0
    found = pl.read_csv(tmp_path / "labels.csv")
    assert found.columns == ["a", "b", "row", "cluster"]
    table = blobs(12_000)
    np.testing.assert_allclose(found["a"].to_numpy(), table[found["row"].to_numpy() - 1, 0], rtol=1e-12)


def test_profiles_and_reasons_name_rows_of_the_source(cli, folder, data):
    flags = ["run", "kmeans", "--sample", "200", "--profile", "-"]
    ours, theirs = (cli(*flags, "--data", path).out for path in (folder, data))
    typical = [[line for line in text.splitlines() if "rows" in line.lower()] for text in (ours, theirs)]
    assert typical[0] == typical[1] != []


def test_a_sample_as_large_as_the_folder_has_all_rows(cli, folder, tmp_path):
    flags = ["--sample", "20000", "--json", "-", "--labels", tmp_path / "labels.csv"]
    found = json.loads(cli("run", "kmeans", "--data", folder, *flags).out)
    assert (found["n"], found["sample"], found["dropped_rows"]) == (11_996, None, 4)
    rows = set(pl.read_csv(tmp_path / "labels.csv")["row"].to_list())
    assert set(range(1, 12_001)) - rows == {6, 78, 9001, 11_001}


def test_a_script_cannot_read_a_folder(cli, folder):
    done = cli("run", "kmeans", "--data", folder, "--sample", "200", "--script", "-")
    assert (done.code, done.out) == (1, "")
    assert "A script cannot read a folder of prepared points; cluster the file" in done.err


def test_a_sample_without_room_for_a_temporary_file_is_one_sentence(cli, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shard_sample, "scratch_array", full)
    done = cli("run", "kmeans", "--data", folder, "--sample", "200")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "A temporary file could not be written in" in done.err


def test_the_json_of_a_folder_says_what_that_of_the_file_says(cli, folder, data):
    mine, other = of_both(cli, folder, data, "run", "kmeans")
    same = ("n", "d", "columns", "dropped_rows", "first_dropped", "weights", "log", "column_weights")
    for name in (*same, "missing", "sample", "scaling", "reduced", "sizes"):
        assert mine[name] == other[name], name
    assert mine["left_out"] == {"name": other["left_out"]["name"]}
    of_rows = {"unreadable_cells", "question", "silhouette", "silhouette_of", "sums_of_squares", "data_seed"}
    assert other.keys() - mine.keys() <= {*OF_FILES, *of_rows}


def test_columns_that_were_not_named_are_left_out(cli, data, tmp_path):
    cli("prepare", data, "--columns", "b", "--out", tmp_path / "b.clab-points")
    found = json.loads(cli("run", "kmeans", "--data", tmp_path / "b.clab-points", "--json", "-").out)
    assert found["left_out"] == {"a": "not chosen", "name": "text"}


@pytest.mark.parametrize(
    "command", [["sweep", "kmeans", "--k", "2..3"], ["compare", "--algorithms", "kmeans,gmm"]]
)
def test_sweeps_and_comparisons_say_the_same_of_the_data(cli, folder, data, command):
    run, found = (
        json.loads(cli(*words, "--data", folder, "--json", "-").out) for words in (["run", "kmeans"], command)
    )
    for name in ("left_out", "dropped_rows", "first_dropped", "missing", "sample", "log", "column_weights"):
        assert found[name] == run[name], name
