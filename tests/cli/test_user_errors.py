"""Bad input gives one sentence and an exit code, never a traceback, and leaves existing files unchanged."""

import errno
import os

import pytest

from clusterlab.cli import run_command as command
from clusterlab.core.resources import resource

FILES = {
    "empty.csv": b"",
    "header.csv": b"a,b\n",
    "text.csv": b"a,b\nx,y\nz,w\n",
    "one.csv": b"a,b\n1,2\n",
    "missing.csv": b"a,b\n1,\n,2\n",
    "binary.csv": bytes(range(256)) * 20,
}


def one_sentence(output, code):
    """The sentence of a command that failed with the exit code; asserts that it is one."""
    assert output.code == code
    assert output.out == ""
    assert output.err.startswith("clusterlab: ")
    assert output.err.count("\n") == 1
    assert output.err.rstrip()[-1] in ".?"
    return output.err


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("words", [("run", "kmeans"), ("sweep", "gmm")])
def test_a_file_without_data_is_an_error(cli, tmp_path, name, words):
    (tmp_path / name).write_bytes(FILES[name])
    one_sentence(cli(*words, "--data", tmp_path / name), 1)


def test_one_row_is_too_few_whatever_k_is(cli, tmp_path):
    (tmp_path / "one.csv").write_bytes(FILES["one.csv"])
    err = one_sentence(cli("run", "kmeans", "--k", 1, "--data", tmp_path / "one.csv"), 1)
    assert "only 1 complete row" in err


def test_a_missing_file_and_a_folder_are_errors(cli, tmp_path):
    assert "There is no file" in one_sentence(cli("run", "kmeans", "--data", tmp_path / "none.csv"), 1)
    assert "is a folder" in one_sentence(cli("run", "kmeans", "--data", tmp_path), 1)


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["--k", "0"], 2, "k must be at least 1; it was 0."),
        (["--k", "151"], 2, "This table has 150 rows, so K can be 150 at most; it was 151."),
        (["--k", "three"], 2, "k must be a whole number; it was 'three'."),
        (["--k", "-" + "9" * 400], 2, "k must have at most 300 digits"),
        (["--k", "-3"], 2, "k must be at least 1; it was -3."),
        (["--tol", "nan"], 2, "tol must be a finite number"),
        (["--init", "kmeans++"], 2, "init must be one of k-means++, k-means++-plain"),
        (["--restarts", "0"], 2, "restarts must be at least 1; it was 0."),
        (["--columns", "sepal_lenght"], 1, "sepal_length"),
        (["--columns", "species"], 1, "species"),
        (["--columns", ""], 2, "--columns must be names"),
        (["--columns", "a,,b"], 2, "--columns must be names"),
        (["--columns", "a\nb"], 2, "--columns must be names"),
        (["--scale", "zscore"], 2, "scale must be one of none, z-score, min-max, robust; it was 'zscore'."),
        (["--points", "10"], 2, "--points belongs to generated data; use it with --make SHAPE."),
        (["--make", "moons"], 2, "Choose one of --data FILE and --make SHAPE."),
        (["--covariance", "full"], 2, "--covariance does not belong to kmeans; kmeans takes --k,"),
        (["--labels", "-"], 2, "Only --json, --profile and --script can be -"),
        (["--labels", "x.ods"], 1, "Tables are not written as .ods; name a .csv, .xlsx or .parquet file."),
        (["--with", "all"], 2, "--with needs --labels FILE."),
        (["--split", "clusters"], 2, "--split needs --labels FILE."),
        (["--labels", "x.csv", "--split", "k"], 2, "--split must be clusters; it was 'k'."),
        (["--labels", "x.csv", "--with", "size"], 2, "--with must list some of columns, distance"),
        (["--labels", "x.csv", "--with", "shares"], 2, "--with shares does not apply to kmeans"),
    ],
)
def test_a_bad_value_is_an_error_with_name_and_bound(cli, iris, words, code, part):
    assert part in one_sentence(cli("run", "kmeans", *iris, *words), code)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["run"], "Say which algorithm: kmeans"),
        (["run", "kmean", "--make", "blobs"], "There is no algorithm 'kmean'; did you mean kmeans?"),
        (["run", "zzz", "--make", "blobs"], "There is no algorithm 'zzz'; there are kmeans"),
        (["run", "kmeans", "--make", "mons"], "There is no shape 'mons'; did you mean moons?"),
        (["run", "kmeans", "--make", "moons", "--groups", "3"], "--groups does not belong to moons"),
        (["run", "kmeans", "--make", "blobs", "--points", "0"], "points must be at least 1; it was 0."),
        (["run", "kmeans"], "Say which data: --data FILE, or --make with blobs"),
        (["sweep", "kmeans", "--k", "1..x", "--make", "blobs"], "--k must be a range such as 1..10"),
        (["sweep", "kmeans", "--make", "blobs", "--labels", "x"], "There is no option --labels."),
        (["list", "more"], "'more' is one word too many"),
        (["--versoin"], "There is no option --versoin; did you mean --version?"),
        (["rum", "kmeans"], "There is no file rum, nor a command of that name; did you mean run?"),
        (["none.csv"], "There is no file none.csv, nor a command of that name."),
    ],
)
def test_a_wrong_command_line_is_an_error(cli, words, part):
    assert part in one_sentence(cli(*words), 2)


@pytest.fixture
def no_work(monkeypatch):
    """Fails the test if the run begins."""
    monkeypatch.setattr(command, "best_restart", lambda *_: pytest.fail("the work began"))


@pytest.mark.parametrize("flag", ["--labels", "--json", "--picture"])
def test_an_output_that_cannot_be_written_is_an_error_before_the_run(cli, iris, tmp_path, no_work, flag):
    assert "there is no folder" in one_sentence(
        cli("run", "kmeans", *iris, flag, tmp_path / "gone" / "out"), 1
    )
    assert "is a folder" in one_sentence(cli("run", "kmeans", *iris, flag, tmp_path), 1)


@pytest.mark.skipif(os.name == "nt", reason="a working folder cannot be deleted there")
@pytest.mark.parametrize("flag", ["--labels", "--json", "--picture"])
def test_a_deleted_working_folder_is_named(cli, iris, tmp_path, monkeypatch, no_work, flag):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    output = cli("run", "kmeans", *iris, flag, "out.png")
    assert "the working folder no longer exists" in one_sentence(output, 1)
    output = cli("run", "kmeans", "--data", "x.csv", flag, tmp_path / "out.png")
    assert "There is no file x.csv" in one_sentence(output, 1)


@pytest.mark.parametrize("flag", ["--picture", "--charts"])
def test_a_picture_of_no_known_format_is_an_error_before_the_run(cli, iris, tmp_path, no_work, flag):
    path = tmp_path / "out.jpg"
    assert "a .png, .svg or .pdf file" in one_sentence(cli("run", "kmeans", *iris, flag, path), 1)
    assert not path.exists()


def test_an_output_never_replaces_the_data(cli, tmp_path, no_work):
    data = tmp_path / "d.csv"
    data.write_bytes(resource("examples/iris.csv").read_bytes())
    os.symlink(data, tmp_path / "link.csv")
    output = cli("run", "kmeans", "--data", data, "--labels", tmp_path / "link.csv")
    assert "--labels and --data are the same file" in one_sentence(output, 2)
    assert data.read_bytes() == resource("examples/iris.csv").read_bytes()


def test_two_outputs_must_be_two_files(cli, iris, tmp_path, no_work):
    out = tmp_path / "out"
    output = cli("run", "kmeans", *iris, "--labels", out, "--json", f"{tmp_path}/./out")
    assert "are the same file" in one_sentence(output, 2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_two_outputs_may_share_a_pipe(cli, iris, tmp_path):
    pipe = tmp_path / "pipe"  # not a real device: an error here would replace it for the whole machine
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert cli("run", "kmeans", *iris, "--labels", pipe, "--json", pipe).code == 0
        text = os.read(reader, 2**16).decode()
    finally:
        os.close(reader)
    assert text.startswith("row,label\n1,")
    assert text.endswith("}\n")
    assert pipe.is_fifo()


def test_a_picture_that_fails_leaves_the_old_one(cli, iris, tmp_path, monkeypatch, qt):
    path = tmp_path / "p.png"
    path.write_bytes(b"old")

    def failing(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", failing)
    sentence = one_sentence(cli("run", "kmeans", *iris, "--picture", path), 1)
    assert f"{path} could not be written: {os.strerror(errno.ENOSPC)}" in sentence
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["p.png"]
