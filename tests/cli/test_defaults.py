"""Where nothing is said, columns that are no features are left out, and K is within the number of rows."""

import json

import pytest

from clusterlab.cli.main import main
from clusterlab.datasets.readers.files import read_table
from clusterlab.session.analysis.hints import hints_of
from clusterlab.session.state.prepared import prepare

LEFT_OUT = "id was left out: row identifier. To include it, name it in --columns."


@pytest.fixture
def numbered(tmp_path):
    """A file of 30 rows with an identifier."""
    rows = [f"{i},{i * 3 % 7},{i * 5 % 11},{'ab'[i % 2]}" for i in range(1, 31)]
    path = tmp_path / "numbered.csv"
    path.write_text("\n".join(["id,w,h,kind", *rows]))
    return path


@pytest.fixture
def two_rows(tmp_path):
    """A file of two rows."""
    path = tmp_path / "two.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    return path


def run(capsys, *words):
    """The standard output of a command that succeeds."""
    assert main([str(word) for word in words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ("run", "kmeans"),
        ("run", "kmeans", "--truth", "kind"),
        ("run", "minibatch", "--batches", "stream", "--max-iter", "3"),
        ("sweep", "kmeans", "--k", "1..2", "--references", "0"),
        ("compare", "--algorithms", "kmeans,gmm"),
    ],
)
def test_an_identifier_is_left_out_and_told(capsys, numbered, command):
    assert LEFT_OUT in run(capsys, *command, "--data", numbered)
    found = json.loads(run(capsys, *command, "--data", numbered, "--json", "-"))
    assert (found["columns"], found["left_out"]["id"]) == (["w", "h"], "row identifier")
    assert LEFT_OUT in found["notes"]


def test_columns_that_are_named_take_an_identifier_in(capsys, numbered):
    found = json.loads(run(capsys, "run", "kmeans", "--data", numbered, "--columns", "id,w", "--json", "-"))
    assert (found["columns"], found["notes"]) == (["id", "w"], [])


def test_the_window_leaves_out_the_same_identifiers_and_hints_at_the_same_years(capsys, numbered, tmp_path):
    prepared = prepare(read_table(numbered), None, "none", False)
    found = json.loads(run(capsys, "run", "kmeans", "--data", numbered, "--json", "-"))
    assert list(prepared.selection.columns) == found["columns"]
    assert hints_of(prepared) == ()
    with_year = tmp_path / "years.csv"
    lines = numbered.read_text().splitlines()
    rows = [f"{line},{1990 + i % 3}" for i, line in enumerate(lines[1:])]
    with_year.write_text("\n".join([f"{lines[0]},year", *rows]))
    (hint,) = hints_of(prepare(read_table(with_year), None, "z-score", False))
    found = json.loads(run(capsys, "run", "kmeans", "--data", with_year, "--json", "-"))
    assert list(hint.columns) == found["columns"] == ["w", "h"]


def test_columns_that_are_all_doubtful_are_kept_and_told(capsys, tmp_path):
    path = tmp_path / "doubtful.csv"
    path.write_text("id,year\n1,1990\n2,1995\n3,2000\n4,2010\n")
    found = json.loads(run(capsys, "run", "kmeans", "--data", path, "--json", "-"))
    assert found["columns"] == ["id", "year"]
    assert found["notes"] == [
        '"id" looks like a row identifier, not a measurement.',
        '"year" looks like a calendar year, not a measurement.',
    ]


def test_the_default_k_is_lowered_to_the_rows_and_told(capsys, two_rows):
    note = "K is 2 for k-means: there are 2 rows, and the default K is 3."
    found = json.loads(run(capsys, "run", "kmeans", "--data", two_rows, "--json", "-"))
    assert (found["k"], found["notes"]) == (2, [note])
    found = json.loads(
        run(capsys, "compare", "--algorithms", "kmeans,gmm:k=3", "--data", two_rows, "--json", "-")
    )
    assert [entry["k"] for entry in found["entries"]] == [2, None]
    assert note in found["notes"]


@pytest.mark.parametrize("command", [("run", "kmeans"), ("compare", "--algorithms", "kmeans")])
def test_a_k_that_is_named_beyond_the_rows_is_an_error(capsys, two_rows, command):
    assert main([*command, "--k", "3", "--data", str(two_rows)]) != 0
    assert "This table has 2 rows, so K can be 2 at most; it was 3." in capsys.readouterr().err


def test_a_run_without_clusters_says_so(capsys, two_rows):
    assert " 0: every point is noise\n" in run(capsys, "run", "dbscan", "--data", two_rows)


def test_a_name_with_a_line_break_does_not_break_the_summary(capsys, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text('"a\nlong",b\n1,2\n3,5\n9,8\n')
    assert "columns     a long and b\n" in run(capsys, "run", "kmeans", "--k", "1", "--data", path)
