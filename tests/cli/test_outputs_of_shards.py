"""Folders of prepared points: models, transforms, and folders and files that are moved, empty, read-only."""

import json

import numpy as np
import polars as pl
import pytest

from clusterlab.datasets.shards import folder_preparation, row_spool
from tests.shards import blobs, frame


@pytest.fixture
def data(tmp_path):
    """A Parquet file with 12,000 rows."""
    frame(blobs(12_000)).write_parquet(tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.fixture
def prepared(cli, data, tmp_path, monkeypatch):
    """Prepares the file with some flags, in shards of 8,192; returns the folder."""
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)

    def prepared(*flags):
        assert cli("prepare", data, "--out", tmp_path / "some.clab-points", *flags).code == 0
        return tmp_path / "some.clab-points"

    return prepared


def assert_alike(mine, other):
    """Numbers are equal to rounding, and all else is equal."""
    if isinstance(mine, dict):
        assert mine.keys() == other.keys()
        for name, value in mine.items():
            assert_alike(value, other[name])
    elif isinstance(mine, list):
        assert len(mine) == len(other)
        for one, two in zip(mine, other, strict=True):
            assert_alike(one, two)
    else:
        assert mine == (pytest.approx(other, rel=1e-6, abs=1e-12) if isinstance(other, float) else other)


@pytest.mark.parametrize("algorithm", ["kmeans", "gmm", "minibatch"])
@pytest.mark.parametrize("scale", ["none", "z-score"])
def test_a_model_is_that_of_the_file(cli, prepared, data, tmp_path, algorithm, scale):
    folder, flags = prepared("--scale", scale), ["--k", "4", "--scale", scale]
    ours, theirs = tmp_path / "ours.clab-model", tmp_path / "theirs.clab-model"
    assert cli("run", algorithm, "--data", folder, "--k", "4", "--model", ours).code == 0
    assert cli("run", algorithm, "--data", data, *flags, "--model", theirs).code == 0
    assert_alike(json.loads(ours.read_text()), json.loads(theirs.read_text()))
    found, wanted = (cli("apply", model, data, "--json", "-") for model in (ours, theirs))
    assert found.code == 0
    assert_alike(json.loads(found.out), json.loads(wanted.out))


def test_a_model_of_clusters_of_one_point_has_medians_of_zero(cli, tmp_path):
    (tmp_path / "two.csv").write_text("a,b\n1,2\n3,5\n")
    folder, model = tmp_path / "x.clab-points", tmp_path / "two.clab-model"
    cli("prepare", tmp_path / "two.csv", "--out", folder)
    assert cli("run", "kmeans", "--k", "2", "--data", folder, "--model", model).code == 0
    assert json.loads(model.read_text())["median_distance"] == 0


@pytest.mark.parametrize("scale", ["none", "z-score", "robust"])
def test_logarithms_and_weights_of_columns_are_those_of_the_file(cli, data, tmp_path, monkeypatch, scale):
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)
    table = np.exp(blobs(12_000))
    table[7, 1] = np.nan
    frame(table).write_parquet(data)
    folder, flags = (
        tmp_path / "x.clab-points",
        ["--log", "a", "--column-weights", "a=4,b=1", "--scale", scale],
    )
    assert cli("prepare", data, "--out", folder, *flags).code == 0
    models = [tmp_path / "ours.clab-model", tmp_path / "theirs.clab-model"]
    mine = json.loads(cli("run", "kmeans", "--data", folder, "--json", "-", "--model", models[0]).out)
    other = json.loads(cli("run", "kmeans", "--data", data, *flags, "--json", "-", "--model", models[1]).out)
    for name in ("columns", "log", "column_weights", "scaling", "sizes", "first_dropped", "left_out"):
        assert mine[name] == other[name], name
    assert_alike(mine["centers"], other["centers"])
    assert_alike(mine["inertia"], other["inertia"])
    assert any(note.startswith("a weighted 4: inertia") for note in mine["notes"])
    assert_alike(*(json.loads(model.read_text()) for model in models))
    sample = ["--sample", "500", "--json", "-"]
    mine = json.loads(cli("run", "kmeans", "--data", folder, *sample).out)
    other = json.loads(cli("run", "kmeans", "--data", data, *flags, *sample).out)
    for name in ("columns", "log", "column_weights", "scaling", "sizes", "sample"):
        assert mine[name] == other[name], name
    assert_alike(mine["centers"], other["centers"])


@pytest.mark.parametrize("missing", ["mean", "median"])
@pytest.mark.parametrize("rows_at_once", [2**20, 2048])
def test_missing_values_are_filled_as_in_the_file(cli, data, tmp_path, monkeypatch, missing, rows_at_once):
    monkeypatch.setattr(folder_preparation, "MAX_SHARD_BYTES", 2**16)
    monkeypatch.setattr(row_spool, "rows_at_once", lambda d: rows_at_once)
    table = blobs(12_000)
    table[::7, 1], table[5:9000:1000, 0], table[700] = np.nan, np.nan, np.nan
    table[:4100, 1] = np.nan  # the first parts have no value
    frame(table).write_parquet(data)
    folder, flags = tmp_path / "x.clab-points", ["--missing", missing, "--scale", "z-score"]
    done = cli("prepare", data, "--out", folder, *flags)
    assert done.code == 0, done.err
    models = [tmp_path / "ours.clab-model", tmp_path / "theirs.clab-model"]
    mine = json.loads(cli("run", "kmeans", "--data", folder, "--json", "-", "--model", models[0]).out)
    other = json.loads(cli("run", "kmeans", "--data", data, *flags, "--json", "-", "--model", models[1]).out)
    for name in ("missing", "dropped_rows", "first_dropped", "sizes"):
        assert mine[name] == other[name], name
    assert_alike(mine["centers"], other["centers"])
    assert_alike(*(json.loads(model.read_text()) for model in models))
    what = f"missing values were filled by the {missing} of the column"
    assert f"{mine['missing']['filled']:,} {what}" in done.out


def test_a_filling_that_is_interrupted_goes_on_with_the_same_values(cli, data, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    table = blobs(5000)
    table[::3, 1] = np.nan
    frame(table).write_parquet(data)
    flags, folders = ["--missing", "mean"], [tmp_path / f"{name}.clab-points" for name in "xy"]
    with monkeypatch.context() as patched:
        patched.setattr(folder_preparation, "column_scaling", full)
        assert cli("prepare", data, "--out", folders[0], *flags).code == 1
    for folder in folders:
        assert cli("prepare", data, "--out", folder, *flags).code == 0
    files = [sorted(path for path in folder.iterdir() if path.suffix == ".npy") for folder in folders]
    assert [one.read_bytes() for one in files[0]] == [one.read_bytes() for one in files[1]]


def test_a_column_without_any_value_is_not_filled(cli, tmp_path):
    (tmp_path / "some.csv").write_text("a,b\n1,\n2,\n5,\n")
    flags = ["--columns", "a,b", "--missing", "median", "--out", tmp_path / "x.clab-points"]
    done = cli("prepare", tmp_path / "some.csv", *flags)
    assert done.code == 1
    assert "b" in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--missing", "nearest"], "--missing nearest compares rows with each other"),
        (["--missing", "none"], "missing must be one of drop, mean, median"),
        (["--log", "b"], "The column 'b' is -"),
        (["--log", "c"], "--log names 'c', which is none of the columns a, b."),
        (["--column-weights", "c=2"], "--column-weights names 'c'"),
        (["--column-weights", "a=11"], "must be from 0 to 10; that of 'a' was 11"),
        (["--column-weights", "a=0"], "the weight of 'a' is 0; leave it out of --columns"),
        (["--column-weights", "a"], "must be names with weights"),
    ],
)
def test_wrong_transforms_are_answered_in_a_sentence(cli, data, tmp_path, flags, words):
    done = cli("prepare", data, "--out", tmp_path / "x.clab-points", *flags)
    assert done.code in (1, 2)
    assert words in done.err
    assert not [*tmp_path.glob("x.clab-points*")]


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("--log", "--log is chosen when a folder is prepared: say it to clusterlab prepare."),
        ("--weights", "A folder of prepared points has no column for --weights; cluster the file itself"),
        ("--missing", "--missing is chosen when a folder is prepared"),
        ("--charts", "but with a sample: --sample 100000."),
    ],
)
def test_flags_that_a_folder_does_not_take_say_what_to_do(cli, prepared, flag, words):
    done = cli("run", "kmeans", "--data", prepared(), flag, "a")
    assert done.code == 2
    assert words in done.err


EMPTY_FIRST = ["none.csv", "some.csv"]


@pytest.mark.parametrize("names", [EMPTY_FIRST, EMPTY_FIRST[::-1], ["none.csv", "some.csv", "none.csv"]])
@pytest.mark.parametrize("flags", [[], ["--columns", "a,b"]])
def test_a_file_of_a_header_has_no_rows_and_is_noted(cli, tmp_path, monkeypatch, names, flags):
    monkeypatch.chdir(tmp_path)
    frame(blobs(50)).write_csv("some.csv")
    (tmp_path / "none.csv").write_text("a,b\n")
    done = cli("prepare", *names, "--out", "x.clab-points", *flags)
    assert done.code == 0, done.err
    assert "50 rows" in done.out
    assert done.out.count("none.csv has a header but no rows.") == 1


def test_a_parquet_file_without_rows_is_noted(cli, tmp_path):
    frame(blobs(50)).write_parquet(tmp_path / "b.parquet")
    frame(blobs(50)).clear().write_parquet(tmp_path / "a.parquet")
    done = cli("prepare", tmp_path / "a.parquet", tmp_path / "b.parquet", "--out", tmp_path / "x.clab-points")
    assert "a.parquet has a header but no rows." in done.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,c\n", "none.csv has no column 'b'"),
        ("", "none.csv is empty"),
        ("a,b\n", "No row has a number in each of the columns"),
    ],
)
def test_a_header_that_does_not_fit_and_files_without_any_row_are_refused(
    cli, tmp_path, monkeypatch, content, words
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some.csv").write_text("a,b\n1,\n,2\n" if content == "a,b\n" else "a,b\n1,2\n3,4\n5,7\n")
    (tmp_path / "none.csv").write_text(content)
    done = cli("prepare", "some.csv", "none.csv", "--columns", "a,b", "--out", "x.clab-points")
    assert done.code == 1
    assert words in done.err


def test_only_headers_are_refused(cli, tmp_path):
    (tmp_path / "none.csv").write_text("a,b\n")
    done = cli("prepare", tmp_path / "none.csv", "--out", tmp_path / "x.clab-points")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "none.csv has a header but no rows; open a file that holds data." in done.err


def test_a_folder_that_was_moved_is_as_it_was(cli, prepared, data, tmp_path):
    folder = prepared()
    before = json.loads(cli("run", "kmeans", "--data", folder, "--json", "-").out)
    (tmp_path / "elsewhere").mkdir()
    moved = folder.rename(tmp_path / "elsewhere" / "other name.clab-points")
    data.unlink()
    after = json.loads(cli("run", "kmeans", "--data", moved, "--json", "-").out)
    assert after["source"]["folder"] == str(moved)
    assert all(after[name] == before[name] for name in ("centers", "sizes", "inertia", "notes"))


def test_a_folder_without_its_suffix_is_known_by_its_header(cli, prepared, tmp_path):
    renamed = prepared().rename(tmp_path / "data")
    assert cli("run", "kmeans", "--data", renamed).code == 0


def test_a_folder_that_may_not_be_written_can_be_clustered(cli, prepared, tmp_path):
    folder = prepared()
    files = sorted(folder.iterdir())
    for path in (*files, folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = [(path.name, path.stat().st_mtime_ns) for path in files]
    assert cli("run", "kmeans", "--data", folder, "--labels", tmp_path / "labels.csv").code == 0
    folder.chmod(0o755)
    assert [(path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())] == before


def test_a_place_that_may_not_be_written_is_one_sentence(cli, data, tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refused)
    done = cli("prepare", data, "--out", tmp_path / "x.clab-points")
    assert done.code == 1
    assert done.err.splitlines()[-1].endswith("x.clab-points could not be written: Permission denied.")
    assert [*tmp_path.glob("x.clab-points*")] == []


@pytest.mark.parametrize("work", ["read_rows", "column_scaling", "save_state", "write_shard", "header_text"])
def test_a_disk_that_is_full_at_any_time_is_one_sentence_and_the_command_goes_on(
    cli, data, tmp_path, monkeypatch, work
):
    def full(*_):
        raise OSError(28, "No space left on device")

    target = tmp_path / "x.clab-points"
    with monkeypatch.context() as patched:
        patched.setattr(folder_preparation, work, full)
        done = cli("prepare", data, "--out", target)
    assert (done.code, target.exists()) == (1, False)
    assert done.err.splitlines()[-1].endswith("Free some of it, then repeat the command.")
    assert cli("prepare", data, "--out", target).code == 0
    assert cli("run", "kmeans", "--data", target, "--labels", tmp_path / "labels.parquet").code == 0
    assert pl.read_parquet(tmp_path / "labels.parquet")["label"].null_count() == 0
