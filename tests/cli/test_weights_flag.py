"""`--weights COLUMN`: rows count as often as a column says, in every command and in its JSON."""

import json

import numpy as np
import pytest

from clusterlab import KMeans

ROWS = [(0.0, 0.1, 2), (0.2, 0.0, 1), (5.0, 5.1, 3), (5.2, 5.0, 0.5), (0.1, 5.0, 0), (4.9, 5.2, 1)]


@pytest.fixture
def file(tmp_path):
    """A table with a column of weights."""
    path = tmp_path / "survey.csv"
    path.write_text("x,y,weight\n" + "".join(f"{x},{y},{w}\n" for x, y, w in ROWS))
    return path


def parsed(output):
    assert (output.code, output.err) == (0, "")
    return json.loads(output.out)


def test_a_run_is_that_of_python(cli, file):
    found = parsed(cli("run", "kmeans", "--k", 2, "--data", file, "--weights", "weight", "--json", "-"))
    table = np.array(ROWS)
    fit = KMeans(k=2).fit(table[:, :2], weights=table[:, 2])
    assert found["inertia"] == pytest.approx(fit.inertia, rel=1e-12)
    assert found["weights"] == {"column": "weight", "sum": 7.5}
    assert found["columns"] == ["x", "y"]
    assert found["left_out"] == {"weight": "weight of the rows"}
    assert sorted(found["sizes"]) == [3, 4.5]
    assert "The rows are weighted by weight; the weights sum to 7.500." in found["notes"]
    assert "1 row of weight 0 is shown but does not count." in found["notes"]


def test_without_the_flag_there_are_no_weights(cli, file):
    found = parsed(cli("run", "kmeans", "--k", 2, "--data", file, "--json", "-"))
    assert found["weights"] is None
    assert all(isinstance(size, int) for size in found["sizes"])


def test_the_report_has_weights_as_sizes(cli, file):
    output = cli("run", "kmeans", "--k", 2, "--data", file, "--weights", "weight")
    assert "of weight 3 and 4.500\n" in output.out or "of weight 4.500 and 3\n" in output.out


def test_a_sweep_has_no_gaps_and_says_so(cli, file):
    found = parsed(
        cli("sweep", "kmeans", "--k", "1..3", "--data", file, "--weights", "weight", "--json", "-")
    )
    assert [entry["gap"] for entry in found["entries"]] == [None] * 3
    assert "The gap statistic does not count weights, so it is left out." in found["notes"]
    assert not [note for note in found["notes"] if "sample" in note]
    assert "Rows were counted once, without their weights." in found["verdict"]["notes"]


def test_a_comparison_says_which_algorithm_takes_no_weights(cli, file):
    found = parsed(
        cli(
            *("compare", "--algorithms", "kmeans,ward", "--k", 2, "--data", file),
            *("--weights", "weight", "--json", "-"),
        )
    )
    assert [entry["failure"] for entry in found["entries"]] == [
        None,
        "Ward takes no weights of rows: choose another algorithm, or no weights.",
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--weights", "w"], "has no column 'w'"),
        (["--weights", "y", "--columns", "x,y"], "--weights y names one of the --columns"),
    ],
)
def test_a_wrong_flag_is_explained(cli, file, more, message):
    output = cli("run", "kmeans", "--data", file, *more)
    assert output.code != 0
    assert message in output.err


@pytest.fixture
def incomes(tmp_path):
    """A table of positive values."""
    path = tmp_path / "incomes.csv"
    path.write_text("age,income\n" + "".join(f"{20 + i},{1.5**i:.3f}\n" for i in range(12)))
    return path


def test_logarithms_and_weights_of_columns_are_in_the_json(cli, incomes):
    flags = "--log", "income", "--column-weights", "income=2,age=0.5", "--json", "-"
    found = parsed(cli("run", "kmeans", "--k", 2, "--data", incomes, *flags))
    assert found["log"] == ["income"]
    assert found["columns"] == ["age", "log(income)"]
    assert found["column_weights"] == {"age": 0.5, "income": 2}
    assert found["notes"] == [
        "age weighted 0.5 and log(income) weighted 2: inertia and silhouette are those of the weighted "
        "columns."
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--log", "x"], "The column 'x' is 0 in row 1"),
        (["--log", "weight", "--weights", "weight"], "--weights weight names one of the columns of --log"),
        (["--column-weights", "x"], "--column-weights must be names with weights, such as a=2,b=0.5"),
        (["--column-weights", "x=12"], "must be from 0 to 10; that of 'x' was 12"),
        (["--column-weights", "=2"], "has no column ''"),
    ],
)
def test_wrong_transforms_are_explained(cli, file, more, message):
    output = cli("run", "kmeans", "--data", file, *more)
    assert output.code != 0
    assert message in output.err


def test_a_stream_takes_its_columns_as_they_are(cli, incomes):
    output = cli("run", "minibatch", "--batches", "stream", "--data", incomes, "--log", "income")
    assert "A stream takes its columns as they are, without logarithms or weights." in output.err
