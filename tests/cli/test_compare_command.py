"""`clusterlab compare` runs several algorithms on the same points and compares their results."""

import json

import numpy as np
import pytest

from clusterlab import KMeans
from clusterlab.cli.compare_command import parsed_algorithms
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.resources import resource
from clusterlab.datasets.readers.files import read_table
from clusterlab.session.state.presets import PRESETS, ZOO_PARAMS

PNG = b"\x89PNG\r\n\x1a\n"
MOONS = ["--make", "moons", "--algorithms", "kmeans,dbscan", "--k", 2, "--eps", 0.2]


def parsed(output):
    assert (output.code, output.err) == (0, "")
    return json.loads(output.out)


def test_each_entry_equals_a_run_of_its_algorithm(cli, iris):
    found = parsed(cli("compare", "--algorithms", "kmeans:seed=4,gmm:k=2", "--k", 3, *iris, "--json", "-"))
    for entry, words in zip(
        found["entries"], (["kmeans", "--k", 3, "--seed", 4], ["gmm", "--k", 2]), strict=True
    ):
        alone = parsed(cli("run", *words, *iris, "--json", "-"))
        for name in ("parameters", "k", "steps", "stopped", "sizes", "silhouette"):
            assert entry[name] == alone[name]
    assert found["n"] == 150
    assert found["entries"][1]["bic"] == alone["bic"]


def test_agreement_between_the_algorithms_and_with_known_classes(cli):
    found = parsed(cli("compare", *MOONS, "--truth", "generated", "--json", "-"))
    between = np.array(found["ari_between"])
    assert np.array_equal(between, between.T)
    assert found["truth"] == "generated"
    assert [round(entry["ari"], 2) for entry in found["entries"]] == [0.25, 0.99]


def test_without_an_output_a_table_is_printed(cli):
    output = cli("compare", *MOONS)
    assert (output.code, output.err) == (0, "")
    lines = [line.split() for line in output.out.splitlines()]
    assert next(line[:6] for line in lines if "algorithm" in line) == [
        "algorithm",
        "K",
        "steps",
        "time",
        "inertia",
        "silhouette",
    ]
    dbscan = next(line for line in lines if "DBSCAN" in line)
    assert dbscan[:3] == ["2", "DBSCAN", "2"]
    assert "–" in dbscan


def test_a_failed_algorithm_is_reported_with_its_reason_and_the_others_are_not(cli, iris):
    output = cli("compare", "--algorithms", "kmeans:k=151,gmm", *iris)
    assert output.code == 0
    assert "k-means: This table has 150 rows, so K can be 150 at most; it was 151." in output.out
    found = parsed(cli("compare", "--algorithms", "kmeans:k=151,gmm", *iris, "--json", "-"))
    assert [entry["failure"] is None for entry in found["entries"]] == [False, True]


def test_where_all_fail_the_command_fails(cli, iris):
    output = cli("compare", "--algorithms", "kmeans:k=151", *iris)
    assert (output.code, output.out) == (1, "")
    assert "K can be 150 at most" in output.err


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_compares_its_algorithms(cli, name):
    found = parsed(cli("compare", "--preset", name, "--json", "-"))
    assert [entry["algorithm"] for entry in found["entries"]] == [one.name for one in PRESETS[name].panes]


def test_without_flags_the_zoo_has_an_entry_for_each_shape_and_algorithm(cli):
    found = parsed(cli("compare", "--json", "-"))
    cells = [(entry["source"]["shape"], entry["algorithm"]) for entry in found["entries"]]
    assert cells == [(shape, name) for shape in ZOO_PARAMS for name in ALGORITHMS.all()]
    assert not [entry["failure"] for entry in found["entries"] if entry["failure"]]


def test_a_zoo_of_some_algorithms_as_a_table(cli):
    output = cli("compare", "--preset", "zoo", "--algorithms", "kmeans,dbscan")
    assert [line.split()[:2] for line in output.out.splitlines()[1:3]] == [
        ["blobs", "k-means"],
        ["blobs", "DBSCAN"],
    ]
    assert len(output.out.splitlines()) == 1 + 2 * len(ZOO_PARAMS)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--make", "blobs"], "Say what to compare: --algorithms"),
        (["--algorithms", "kmeans"], "Say which data"),
        (["--algorithms", "kmean", "--make", "blobs"], "did you mean kmeans?"),
        (["--algorithms", "kmeans,", "--make", "blobs"], "--algorithms must be one to 6 names"),
        (["--algorithms", ",".join(["kmeans"] * 7), "--make", "blobs"], "one to 6 names"),
        (["--algorithms", "kmeans:sed=1", "--make", "blobs"], "it was 'sed=1'; did you mean seed?"),
        (["--algorithms", "kmeans:k", "--make", "blobs"], "it was 'k'."),
        (["--algorithms", "kmeans:eps=1", "--make", "blobs"], "--eps does not belong to kmeans"),
        (["--algorithms", "kmeans:k=0", "--make", "blobs"], "k must be at least 1; it was 0."),
        (["--algorithms", "kmeans,gmm", "--eps", "1", "--make", "blobs"], "--eps belongs to none of"),
        (["--preset", "mons"], "There is no preset 'mons'; did you mean moons?"),
        (["--preset", "moons", "--k", "3"], "--k does not go with moons, which chooses its own."),
        (["--preset", "zoo", "--data", "x.csv"], "--data does not go with zoo"),
        (["--preset", "moons", "--view", "pca"], "--view needs --picture FILE"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(cli, words, part):
    output = cli("compare", *words)
    assert (output.code, output.out) == (2, "")
    assert output.err.count("\n") == 1
    assert part in output.err


def test_shared_parameters_apply_to_those_that_have_them_and_own_ones_override_them():
    kmeans, dbscan = parsed_algorithms("kmeans:k=8,dbscan", {"--k": "2", "--eps": "0.3"})
    assert (kmeans, dbscan.eps) == (KMeans(k=8), 0.3)


def test_pictures_of_a_comparison_and_of_the_zoo_are_written(cli, tmp_path, painting):
    few, zoo = tmp_path / "few.png", tmp_path / "zoo.png"
    assert cli("compare", *MOONS, "--picture", few).code == 0
    assert cli("compare", "--preset", "zoo", "--algorithms", "kmeans", "--picture", zoo).code == 0
    assert few.read_bytes().startswith(PNG)
    assert zoo.read_bytes().startswith(PNG)


def test_a_view_chooses_the_projection(cli, tmp_path, monkeypatch, qt):
    from clusterlab.ui.canvas import page

    seen, grid_page = [], page.grid_page
    monkeypatch.setattr(page, "grid_page", lambda sheet, dpr: seen.append(sheet) or grid_page(sheet))
    iris = resource("examples/iris.csv")
    words = ["--algorithms", "kmeans", "--data", iris, "--truth", "species"]
    output = cli(
        "compare", *words, "--view", "petal_width,sepal_width", "--picture", tmp_path / "p.png", "--json", "-"
    )
    assert "species" not in parsed(output)["columns"]
    values = read_table(iris).values
    (cell,) = seen[0].cells
    assert np.ptp(cell.picture.places[:, 0]) / np.ptp(cell.picture.places[:, 1]) == pytest.approx(
        np.ptp(values[:, 3]) / np.ptp(values[:, 1])
    )


def test_all_algorithms_are_compared_the_best_first(cli, iris):
    output = cli("compare", "--all", "--k", 3, "--data", resource("examples/iris.csv"), "--truth", "species")
    assert (output.code, output.err) == (0, "")
    lines = output.out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("Algorithm"))
    rows = lines[start + 1 : start + 1 + len(ALGORITHMS.all())]
    agreement = [float(row.split()[-4]) for row in rows]
    assert agreement == sorted(agreement, reverse=True)
    assert "Sorted by ARI with species classes." in lines


def test_all_algorithms_as_json_have_reasons_where_they_cannot_run(cli, tmp_path):
    data, found = tmp_path / "weighted.csv", tmp_path / "out.json"
    rows = [f"{i % 7},{i % 3},{1 + i % 2}" for i in range(40)]
    data.write_text("x,y,w\n" + "\n".join(rows))
    assert cli("compare", "--all", "--k", 2, "--data", data, "--weights", "w", "--json", found).code == 0
    entries = json.loads(found.read_text())["entries"]
    assert {entry["algorithm"] for entry in entries} == set(ALGORITHMS.all())
    refused = {entry["algorithm"] for entry in entries if "takes no weights" in (entry["failure"] or "")}
    assert refused == {name for name, kind in ALGORITHMS.all().items() if not kind.takes_weights}


@pytest.mark.parametrize("flags", [["--algorithms", "kmeans"], ["--preset", "moons"]])
def test_all_does_not_go_with_a_choice_of_some(cli, flags):
    output = cli("compare", "--all", "--make", "moons", *flags)
    assert output.code == 2
    assert output.err.startswith("clusterlab: --all does not go with")
