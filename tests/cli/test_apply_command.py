"""`run --model` saves what `apply` needs to assign the rows of files, the same as the run did."""

import csv
import json

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.resources import resource

PENGUINS = resource("examples/penguins.csv")
COLUMNS = "bill_length_mm,bill_depth_mm,body_mass_g"


@pytest.fixture
def saved(cli, tmp_path):
    """Runs an algorithm on the penguins and saves its model and labels: the two files."""

    def saved(name="kmeans", *flags):
        model, labels = tmp_path / f"{name}.clab-model", tmp_path / f"{name}.csv"
        data = ["--data", PENGUINS, "--columns", COLUMNS, "--scale", "z-score"]
        output = cli("run", name, *data, *flags, "--model", model, "--labels", labels)
        assert (output.code, output.out, output.err) == (0, "", "")
        return model, labels

    return saved


def column(path, name):
    """A column of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [row[name] for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", [name for name, kind in ALGORITHMS.all().items() if kind.new_row_rule])
def test_the_rows_of_the_run_get_the_labels_of_the_run(cli, saved, tmp_path, name):
    model, labels = saved(name)
    applied = tmp_path / "applied.csv"
    assert cli("apply", model, PENGUINS, "--labels", applied).code == 0
    found, expected = column(applied, "cluster"), column(labels, "label")
    if name == "ward":
        assert sum(map(str.__eq__, found, expected)) > 0.9 * len(expected)
    else:
        assert found == expected


def test_the_file_has_all_columns_then_cluster_name_distance_and_shares(cli, saved, tmp_path):
    model, _ = saved("gmm")
    applied = tmp_path / "applied.csv"
    cli("apply", model, PENGUINS, "--labels", applied)
    with applied.open(newline="", encoding="utf-8") as file:
        header, first, *rest = csv.reader(file)
    with PENGUINS.open(newline="", encoding="utf-8") as file:
        original = next(csv.reader(file))
    assert header[: len(original)] == original
    assert header[len(original) :] == ["cluster", "name", "distance", "share 1", "share 2", "share 3"]
    assert first[len(original) + 1].startswith("Cluster ")
    dropped = rest[2]  # the fourth row lacks all measurements
    assert dropped[len(original) :] == [""] * 6


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_spreadsheets_and_parquet_are_written(cli, saved, tmp_path, suffix):
    from clusterlab.datasets import read_table

    model, labels = saved()
    applied = tmp_path / f"applied{suffix}"
    assert cli("apply", model, PENGUINS, "--labels", applied).code == 0
    table = read_table(applied)
    found = table.values[:, table.columns.index("cluster")]
    assert [str(int(one)) if one == one else "" for one in found] == column(labels, "label")


def test_without_an_output_a_summary_is_printed(cli, saved):
    model, _ = saved()
    output = cli("apply", model, PENGUINS)
    assert (output.code, output.err) == (0, "")
    lines = output.out.splitlines()
    assert lines[0] == "model  k-means, 3 clusters of 342 rows of penguins.csv"
    assert lines[1] == "data   penguins.csv, 342 rows assigned"
    assert "A new row joins the nearest center." in lines
    assert any(line.startswith("The new rows lie about as far from their clusters") for line in lines)
    assert "2 rows were dropped, the first is row 4: no value in any column that is used." in lines


def test_everything_stands_in_json(cli, saved):
    model, _ = saved()
    summary = json.loads(cli("apply", model, PENGUINS, "--json", "-").out)
    assert (summary["algorithm"], summary["k"], summary["n"], summary["dropped_rows"]) == (
        "kmeans",
        3,
        342,
        2,
    )
    assert summary["fitted_on"] == {"source": "penguins.csv", "n": 342}
    assert sum(cluster["rows"] for cluster in summary["clusters"]) == 342
    assert summary["median_distance"] == summary["fitted_median_distance"]
    assert summary["first_dropped"][0] == {"row": 4, "reason": "no value in any column that is used"}


def test_new_rows_are_matched_by_name_and_read_as_the_flags_say(cli, saved, tmp_path):
    model, _ = saved()
    new = tmp_path / "new.csv"
    new.write_text("x;body_mass_g;bill_depth_mm;bill_length_mm\na;4.000,5;17,5;40,1\nb;?;17,5;40,1\n")
    flags = ["--decimal", "comma", "--thousands", "point", "--json", "-"]
    summary = json.loads(cli("apply", model, new, *flags).out)
    assert (summary["n"], summary["dropped_rows"]) == (1, 1)


def test_a_lacking_column_is_refused_with_the_closest(cli, saved, tmp_path):
    model, _ = saved()
    new = tmp_path / "new.csv"
    new.write_text("body_mass,bill_depth_mm,bill_length_mm\n1,2,3\n")
    output = cli("apply", model, new)
    assert output.code == 1
    assert "new.csv has no column 'body_mass_g'; did you mean 'body_mass'?" in output.err


def test_an_algorithm_without_models_is_refused_before_the_run(cli, tmp_path):
    path = tmp_path / "m.clab-model"
    output = cli("run", "spectral", "--make", "moons", "--model", path)
    assert output.code == 1
    assert "Spectral cannot be saved as a model" in output.err
    assert not path.exists()


def test_a_stream_can_be_saved_as_a_model(cli, tmp_path):
    path = tmp_path / "m.clab-model"
    flags = ["--batches", "stream", "--data", resource("examples/iris.csv"), "--columns", "sepal_length"]
    assert cli("run", "minibatch", *flags, "--model", path).code == 0
    assert cli("apply", path, resource("examples/iris.csv")).code == 0


def test_logarithms_weights_filling_and_components_come_with_the_model(cli, saved, tmp_path):
    flags = ["--log", "body_mass_g", "--column-weights", "bill_depth_mm=2", "--missing", "nearest"]
    model, labels = saved("kmeans", *flags, "--reduce", 2)
    applied = tmp_path / "applied.csv"
    cli("apply", model, PENGUINS, "--labels", applied)
    assert column(applied, "cluster") == column(labels, "label")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "arguments are required: MODEL, FILE"),
        (["m"], "arguments are required: FILE"),
        (["{csv}", "{csv}"], "penguins.csv is damaged, or no model of clusterlab"),
        (["{model}", "{model}"], "is a JSON file"),
        (["{model}", "{csv}", "--labels", "{model}"], "--labels and MODEL are the same file"),
        (["{model}", "{csv}", "--labels", "-"], "name files"),
        (["none", "{csv}"], "There is no file none"),
        (["{model}", "{csv}", "--k", "3"], "There is no option --k"),
    ],
)
def test_mistakes_are_sentences(cli, saved, words, said):
    model, _ = saved()
    output = cli("apply", *[word.format(csv=PENGUINS, model=model) for word in words])
    assert output.code in (1, 2)
    assert said in output.err
    assert model.read_text("utf-8").startswith("{")


def test_rows_in_other_units_are_said_beside_a_file_of_labels(cli, tmp_path):
    data, model, other = (tmp_path / name for name in ("some.csv", "some.clab-model", "other.csv"))
    for path, factor in ((data, 1), (other, 1000)):
        path.write_text("a,b\n" + "".join(f"{factor * i * i},{factor * (i**3 % 101)}\n" for i in range(30)))
    assert not cli("run", "kmeans", "--data", data, "--model", model).err
    applied = ("apply", model, other, "--labels", tmp_path / "labels.csv")
    assert "times as far from their clusters as the old ones" in cli(*applied).err
    assert not cli(*applied, "--json", tmp_path / "all.json").err
