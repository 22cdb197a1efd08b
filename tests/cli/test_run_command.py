"""`clusterlab run` finds the reference results, and writes them to its outputs."""

import csv
import json

import numpy as np
import polars as pl
import pytest
from python_calamine import load_workbook

from clusterlab import KMeans, MiniBatch
from clusterlab.cli import run_command as command
from clusterlab.datasets.generators.shape import SHAPES

PNG = b"\x89PNG\r\n\x1a\n"


def test_k_means_on_iris_reaches_the_proven_minimum(cli, iris):
    output = cli("run", "kmeans", "--k", 3, "--seed", 0, "--restarts", 10, *iris, "--json", "-")
    summary = json.loads(output.out)
    assert (output.code, output.err) == (0, "")
    assert summary["inertia"] == pytest.approx(78.8514414, abs=5e-8)
    assert sorted(summary["sizes"]) == [38, 50, 62]
    assert (summary["restarts"], summary["parameters"]["seed"]) == (10, 0)


def test_a_mixture_on_iris_converges_to_the_reference(cli, iris):
    summary = json.loads(cli("run", "gmm", "--k", 3, "--tol", "1e-12", *iris, "--json", "-").out)
    assert summary["log_likelihood"] == pytest.approx(-180.1854771, abs=5e-7)


def test_flags_apply_to_the_algorithm_and_the_shape(cli):
    words = ["--make", "moons", "--points", 500, "--data-seed", 7, "--covariance", "diag", "--k", 4]
    summary = json.loads(cli("run", "gmm", *words, "--json", "-").out)
    assert summary["parameters"]["covariance"] == "diag"
    assert (summary["n"], summary["k"], summary["data_seed"]) == (500, 4, 7)
    assert summary["source"]["shape"] == "moons"


def test_generated_data_equal_those_of_the_python_interface(cli):
    summary = json.loads(cli("run", "kmeans", "--make", "blobs", "--data-seed", 4, "--json", "-").out)
    fit = KMeans().fit(SHAPES.all()["blobs"](seed=4).make().values)
    assert summary["inertia"] == fit.inertia
    assert np.allclose(summary["centers"], fit.centers)


def test_without_an_output_a_short_summary_is_printed(cli, iris):
    output = cli("run", "kmeans", "--restarts", 10, *iris)
    lines = output.out.splitlines()
    assert (output.code, output.err) == (0, "")
    assert "algorithm   k-means, the best of 10 runs" in lines
    assert "inertia     78.85" in lines
    assert "silhouette  0.5528" in lines
    assert "left out    species (text)" in lines
    assert len({line.index(line.split()[1]) for line in lines[:1]}) == 1


def test_with_outputs_nothing_is_printed_and_each_file_is_there(cli, iris, tmp_path, painting):
    labels, picture, summary = tmp_path / "l.csv", tmp_path / "p.png", tmp_path / "s.json"
    output = cli("run", "gmm", *iris, "--labels", labels, "--picture", picture, "--json", summary)
    assert (output.code, output.out, output.err) == (0, "", "")
    assert picture.read_bytes().startswith(PNG)
    rows = list(csv.reader(labels.read_text().splitlines()))
    assert rows[0] == ["row", "label", "share 1", "share 2", "share 3"]
    assert len(rows) == 151
    counts = np.bincount([int(row[1]) - 1 for row in rows[1:]])
    assert counts.tolist() == json.loads(summary.read_text())["sizes"]
    assert len(list(tmp_path.iterdir())) == 3


def test_labels_stand_beside_the_columns_of_the_data_as_the_suffix_says(cli, iris, tmp_path):
    paths = [tmp_path / f"l.{suffix}" for suffix in ("csv", "xlsx", "parquet")]
    for path in paths:
        output = cli("run", "gmm", *iris, "--labels", path, "--with", "outlier, distance,shares")
        assert (output.code, output.out, output.err) == (0, "", "")
    header, *rows = csv.reader(paths[0].read_text().splitlines())
    shares = ["share 1", "share 2", "share 3"]
    own = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    assert header == [*own, "cluster", "distance", *shares, "outlier"]
    numbers = [[float(cell) for cell in (*row[:4], *row[5:])] for row in rows]
    sheet = load_workbook(paths[1]).get_sheet_by_index(0).to_python()
    assert sheet[0] == header
    assert [[*row[:4], *row[5:]] for row in sheet[1:]] == numbers
    frame = pl.read_parquet(paths[2])
    assert frame.columns == header
    assert [[*row[:4], *row[5:]] for row in frame.iter_rows()] == numbers
    assert frame["species"].to_list() == [row[4] for row in rows]


def test_labels_are_split_into_a_file_for_each_cluster(cli, iris, tmp_path):
    words = ["--labels", tmp_path / "l.csv", "--with", "columns", "--split", "clusters"]
    assert cli("run", "kmeans", *iris, *words).code == 0
    found = {path.name: pl.read_csv(path) for path in tmp_path.iterdir()}
    assert sorted(found) == ["l-cluster 1.csv", "l-cluster 2.csv", "l-cluster 3.csv"]
    assert sum(frame.height for frame in found.values()) == 150
    assert all(set(frame["cluster"]) == {int(name[10])} for name, frame in found.items())


def test_a_file_of_a_cluster_never_replaces_the_data_and_clashing_names_are_noted(cli, tmp_path):
    data = tmp_path / "l-cluster 2.csv"
    data.write_text(text := "cluster,x\n1,0\n2,5\n3,9\n4,30\n")
    words = ["run", "kmeans", "--data", data, "--k", 2, "--labels", tmp_path / "l.csv", "--with", "columns"]
    output = cli(*words, "--split", "clusters")
    assert output.code == 1
    assert "is the open table" in output.err
    assert data.read_text() == text
    assert "the new one is 'cluster (clusterlab)'" in cli(*words).err


def test_dropped_rows_are_counted_and_have_a_line_without_label(cli, tmp_path):
    data, labels = tmp_path / "d.csv", tmp_path / "l.csv"
    data.write_text("x,y\n0,0\n,5\n9,9\n0,1\n9,8\n")
    summary = json.loads(
        cli("run", "kmeans", "--k", 2, "--data", data, "--labels", labels, "--json", "-").out
    )
    assert (summary["n"], summary["dropped_rows"]) == (4, 1)
    assert labels.read_text().splitlines()[2] == "2,"


def test_named_clusters_have_their_names_in_every_output(cli, iris, tmp_path):
    labels, names = tmp_path / "l.csv", ("--names", '"small, early",late')
    output = cli(
        "run",
        "kmeans",
        "--k",
        3,
        *iris,
        *names,
        "--labels",
        labels,
        "--json",
        "-",
        "--profile",
        tmp_path / "p",
    )
    summary = json.loads(output.out)
    assert summary["names"] == ["small, early", "late", "Cluster 3"]
    assert [entry["name"] for entry in summary["profile"]] == summary["names"]
    rows = list(csv.reader(labels.read_text().splitlines()))
    assert {(row[1], row[2]) for row in rows} == {
        ("label", "name"),
        ("1", "small, early"),
        ("2", "late"),
        ("3", "Cluster 3"),
    }
    assert "(small, early), " in cli("run", "kmeans", "--k", 3, *iris, *names).out


def test_clusters_are_ordered_named_and_numbered_alike_in_every_output(cli, iris, tmp_path):
    labels, words = tmp_path / "l.csv", ("--order", "mean:petal_length", "--names", "short,middle,long")
    files = ("--labels", labels, "--json", "-", "--profile", tmp_path / "p.txt")
    summary = json.loads(cli("run", "gmm", "--k", 3, *iris, *words, *files).out)
    means = [center[2] for center in summary["centers"]]
    by_mean = np.argsort(means).tolist()
    assert [summary["numbers"][label] for label in by_mean] == [1, 2, 3]
    assert [summary["names"][label] for label in by_mean] == ["short", "middle", "long"]
    assert [(entry["cluster"], entry["name"]) for entry in summary["profile"]] == [
        (1, "short"),
        (2, "middle"),
        (3, "long"),
    ]
    header, *rows = csv.reader(labels.read_text().splitlines())
    assert header == ["row", "label", "name", "share 1", "share 2", "share 3"]
    assert {row[1] for row in rows[:50]} == {"1"}
    assert all(np.argmax(list(map(float, row[3:]))) + 1 == int(row[1]) for row in rows)
    sizes = [summary["sizes"][label] for label in by_mean]
    counted = np.bincount([int(row[1]) for row in rows])[1:].tolist()
    assert counted == sizes


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("weight", "--order must be found, size or mean:COLUMN; it was 'weight'."),
        ("mean:species", "--order: there is no column 'species' of numbers."),
    ],
)
def test_an_order_that_is_none_is_refused(cli, iris, order, words):
    assert words in cli("run", "kmeans", "--k", 2, *iris, "--order", order).err


def test_clusters_are_ordered_by_a_column_of_logarithms_by_its_own_name(cli, iris):
    words = ("run", "kmeans", *iris, "--log", "petal_length", "--json", "-")
    summary = json.loads(cli(*words, "--order", "mean:petal_length").out)
    means = [center[summary["columns"].index("log(petal_length)")] for center in summary["centers"]]
    assert [summary["numbers"][label] for label in np.argsort(means)] == [1, 2, 3]
    assert json.loads(cli(*words, "--order", "mean:log(petal_length)").out)["numbers"] == summary["numbers"]


def test_the_profile_of_noise_says_that_there_are_no_clusters(cli, iris):
    words = cli("run", "dbscan", *iris, "--eps", 0.0001, "--profile", "-").out
    assert words == "There are no clusters to describe: all points are noise.\n"


def test_more_names_than_clusters_are_refused(cli, iris):
    output = cli("run", "kmeans", "--k", 2, *iris, "--names", "a,b,c")
    assert (output.code, output.err) == (2, "clusterlab: --names has 3 names, but there are 2 clusters.\n")


def test_a_name_that_is_too_long_is_refused(cli, iris):
    assert "a name has at most 60 characters; " in cli("run", "kmeans", *iris, "--names", "x" * 61).err
    assert not cli("run", "kmeans", *iris, "--names", "x" * 60).err


def test_z_scored_data_have_a_note(cli):
    output = cli("run", "kmeans", "--make", "blobs", "--scale", "z-score")
    assert "z-score scaling: inertia and silhouette are those of the scaled columns." in output.out


def test_a_column_name_with_a_comma_is_quoted(cli, tmp_path):
    data = tmp_path / "d.csv"
    data.write_text('"a, b",c\n1,5\n2,6\n9,7\n9,9\n')
    summary = json.loads(
        cli("run", "kmeans", "--k", 2, "--data", data, "--columns", '"a, b", c', "--json", "-").out
    )
    assert summary["columns"] == ["a, b", "c"]


def test_the_order_of_the_words_does_not_matter(cli, iris):
    one = json.loads(cli("run", "kmeans", "--k", 4, *iris, "--json", "-").out)
    other = json.loads(cli("run", *iris, "--json", "-", "--k=4", "kmeans").out)
    assert one["centers"] == other["centers"]


def test_the_silhouette_is_not_computed_for_labels_alone(cli, iris, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "silhouettes", lambda *_: pytest.fail("not requested"))
    assert cli("run", "kmeans", *iris, "--labels", tmp_path / "l.csv").code == 0


def test_the_title_of_the_picture_has_everything_to_reproduce_it(cli, monkeypatch, tmp_path, qt):
    from clusterlab.ui.canvas import page

    seen, make_page = [], page.picture_page
    monkeypatch.setattr(
        page, "picture_page", lambda picture, *more, **named: seen.append(picture) or make_page(picture)
    )
    cli("run", "kmeans", "--make", "moons", "--data-seed", 7, "--seed", 2, "--picture", tmp_path / "p.png")
    (picture,) = seen
    for part in ("k-means", "K = 3", "seed 2", "moons", "data seed 7"):
        assert part in picture.title
    assert "Stopped after" in picture.caption
    assert picture.sizes
    assert sum(picture.sizes) == 300


def test_too_much_memory_is_an_error_that_names_the_flags_that_help(cli):
    words = ["run", "kernelkmeans", "--make", "blobs", "--points", 20_000, "--k", 2]
    output = cli(*words)
    assert (output.code, output.out) == (1, "")
    assert output.err == (
        "clusterlab: Kernel k-means of 20,000 points needs 3.0 GiB of memory, since it compares all pairs. "
        "Take a random sample with --sample 11000, or go on with --memory 3.\n"
    )
    summary = json.loads(cli(*words, "--sample", 300, "--json", "-").out)
    assert (summary["n"], summary["sample"]) == (300, {"rows": 300, "of": 20_000, "seed": 0})
    assert (
        "Clustered on a sample of 300 of 20,000 rows, seed 0; the labels of the others are empty."
        in (summary["notes"])
    )
    assert "go on with --memory" in cli("sweep", *words[1:6], "--k", "1..2").err
    assert "at most 100,000 points" in cli("run", "ward", *words[2:4], "--points", 100_001).err


def test_only_the_rows_of_a_sample_get_a_label(cli, tmp_path):
    cli("run", "kmeans", "--make", "blobs", "--points", 90, "--sample", 40, "--labels", tmp_path / "l.csv")
    with open(tmp_path / "l.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 90
    assert sum(bool(list(row.values())[-1]) for row in rows) == 40


def test_a_stream_of_a_shape_equals_partial_fits_in_python(cli):
    words = ["--make", "blobs", "--batches", "stream", "--batch-size", 40, "--max-iter", 30]
    summary = json.loads(cli("run", "minibatch", *words, "--json", "-").out)
    rows = SHAPES.all()["blobs"](points=200 + 29 * 40).make().values
    model = MiniBatch()
    fit = model.partial_fit(rows[:200])
    for batch in np.split(rows[200:], 29):
        fit = model.partial_fit(batch, fit)
    assert np.array_equal(summary["counts"], fit.counts)
    assert np.allclose(summary["centers"], fit.centers, rtol=1e-12)
    assert (summary["n"], summary["steps"], sum(summary["sizes"])) == (200, 30, 200)
    assert "1,360 rows received; the last 200 are kept." in summary["notes"]


def test_a_file_is_streamed_without_being_read_completely(cli, iris, monkeypatch, tmp_path, painting):
    monkeypatch.setattr("clusterlab.datasets.readers.files.read_table", None)
    monkeypatch.setattr("clusterlab.datasets.readers.files.read_given", None)
    picture = tmp_path / "p.png"
    words = ["--batches", "stream", "--batch-size", 10, "--picture", picture, "--json", "-"]
    summary = json.loads(cli("run", "minibatch", *iris, *words).out)
    assert (summary["stopped"], sum(summary["counts"])) == ("no more rows were received", 150)
    assert picture.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--labels", "l.csv"], "--labels cannot be used with a stream, whose rows are not kept."),
        (["--truth", "generated"], "--truth cannot be used with a stream, whose rows are not kept."),
        (["--batches", "endless"], "A generator never ends: use --batches stream with --max-iter N."),
        (["--sample", 50], "A stream needs all rows and features. Undo the sample"),
    ],
)
def test_what_a_stream_does_not_support_is_an_error(cli, words, sentence):
    output = cli("run", "minibatch", "--make", "blobs", "--batches", "stream", *words)
    assert output.code != 0
    assert sentence in output.err


@pytest.mark.parametrize("algorithm", ["ward", "spectral", "dbscan"])
def test_the_charts_of_the_last_step_are_saved_as_another_picture(cli, tmp_path, painting, algorithm):
    charts, picture = tmp_path / "c.png", tmp_path / "p.png"
    output = cli("run", algorithm, "--make", "blobs", "--charts", charts, "--picture", picture)
    assert (output.code, output.out, output.err) == (0, "", "")
    assert charts.read_bytes().startswith(PNG)
    assert charts.read_bytes() != picture.read_bytes()


def test_charts_of_an_algorithm_without_charts_are_an_error(cli, tmp_path, painting):
    output = cli("run", "kmeans", "--make", "blobs", "--charts", tmp_path / "c.png")
    assert (output.code, output.out) == (2, "")
    assert output.err == "clusterlab: --charts does not belong to kmeans, whose steps have no charts.\n"
    assert not list(tmp_path.iterdir())


def test_eps_is_automatic_and_said_unless_it_is_given(cli):
    blobs = ("run", "dbscan", "--make", "blobs", "--json", "-")
    automatic = json.loads(cli(*blobs).out)
    assert automatic["parameters"]["eps"] == "auto"
    assert f"Eps {automatic['eps']:.6g} was suggested by the k-distances." in automatic["notes"]
    assert json.loads(cli(*blobs, "--eps", "auto").out)["eps"] == automatic["eps"]
    given = json.loads(cli(*blobs, "--eps", f"{automatic['eps']:.12g}").out)
    assert (given["sizes"], given["parameters"]["eps"]) == (automatic["sizes"], given["eps"])
    assert not any("suggested" in note for note in given["notes"])
    scaled = json.loads(cli(*blobs, "--scale", "z-score").out)
    assert any("eps are those of the scaled columns" in note for note in scaled["notes"])
    assert "Default auto" in " ".join(cli("run", "dbscan", "--help").out.split())
