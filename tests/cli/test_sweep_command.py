"""`clusterlab sweep` has one entry for each K, and the K that each criterion chooses."""

import json
from collections import Counter
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from PIL import Image
from sklearn.datasets import load_iris

from clusterlab import Points
from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.step import KMeansStep
from clusterlab.cli.exit_codes import UsageError
from clusterlab.cli.sweep_command import parsed_range
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.objective import Objective
from clusterlab.core.params import ParamError
from clusterlab.metrics.k_sweep import best_k, entries, full_sweep, sweep_gap, sweep_knee

pytestmark = pytest.mark.usefixtures("quick_counts")
KMEANS, GMM = ALGORITHMS.all()["kmeans"], ALGORITHMS.all()["gmm"]


def test_iris_has_its_proven_minima_and_its_knee_at_three(cli, iris):
    output = cli("sweep", "kmeans", "--k", "1..5", *iris, "--json", "-")
    summary = json.loads(output.out)
    assert (output.code, output.err) == (0, "")
    inertias = [entry["inertia"] for entry in summary["entries"]]
    assert inertias[1:] == pytest.approx([152.34795, 78.85144, 57.22847, 46.44618], abs=1e-5)
    assert summary["restarts"] == 10
    assert json.loads(cli("sweep", "kmeans", *iris, "--json", "-").out)["knee"] == 3


def test_a_mixture_gets_its_criteria_and_one_run_for_each_k(cli, iris):
    summary = json.loads(cli("sweep", "gmm", "--k", "1..3", *iris, "--json", "-").out)
    assert summary["restarts"] == 1
    assert [entry["k"] for entry in summary["entries"]] == [1, 2, 3]
    assert summary["entries"][1].keys() >= {"log_likelihood", "bic", "aic", "silhouette"}
    assert summary["bic_k"] == 2


def test_without_an_output_a_table_is_printed(cli, iris):
    output = cli("sweep", "kmeans", *iris)
    assert " 1    681.4  not defined" in output.out
    assert " 3    78.85       0.5528" in output.out
    assert "The knee of the inertia is at K = 3 (a heuristic that finds one in most curves)." in output.out
    assert "The silhouette is highest at K = 2." in output.out


def test_the_summary_may_go_to_a_file(cli, iris, tmp_path):
    output = cli("sweep", "kmeans", "--k", 3, *iris, "--json", tmp_path / "s.json")
    assert (output.code, output.out) == (0, "")
    assert len(json.loads((tmp_path / "s.json").read_text())["entries"]) == 1


def test_a_range_beyond_the_rows_is_cut_with_a_note(cli, tmp_path):
    data = tmp_path / "d.csv"
    data.write_text("x\n1\n2\n2\n7\n")
    output = cli("sweep", "kmeans", "--k", "1..1000000000000", "--data", data)
    assert output.code == 0
    assert output.out.splitlines()[-1] == "K ends at 3: there are only 3 distinct points."


def test_a_range_that_begins_beyond_the_rows_is_an_error(cli, iris):
    output = cli("sweep", "kmeans", "--k", "1000..2000", *iris)
    assert output.code == 2
    assert output.err == ("clusterlab: k must be at most 149 (the number of distinct points); it was 1000.\n")


@pytest.mark.parametrize(
    ("text", "ks"), [("1..3", [1, 2, 3]), ("4", [4]), ("2..2", [2]), (" 1..2 ", [1, 2]), ("01..02", [1, 2])]
)
def test_a_range_holds_both_its_ends(text, ks):
    assert list(parsed_range(KMEANS, text)) == ks


@pytest.mark.parametrize(
    "text", ["1..x", "", "..", "1..", "..3", "1...3", "1-3", "1..3..5", "-1..3", "1.5", "²"]
)
def test_a_malformed_range_is_an_error_with_an_example(text):
    with pytest.raises(UsageError, match=r"--k must be a range such as 1\.\.10; it was"):
        parsed_range(KMEANS, text)


def test_a_descending_range_is_an_error_that_names_the_ascending_one():
    with pytest.raises(UsageError, match=r"smaller number first, 3\.\.9; it was '9\.\.3'"):
        parsed_range(GMM, "9..3")


def test_the_ends_of_a_range_obey_the_bounds_of_k():
    with pytest.raises(ParamError, match="k must be at least 1; it was 0"):
        parsed_range(KMEANS, "0..3")


def test_the_summary_has_every_metric_and_the_verdict(cli, iris):
    summary = json.loads(cli("sweep", "kmeans", *iris, "--json", "-").out)
    assert summary["entries"][2]["calinski_harabasz"] == pytest.approx(561.62775663)
    assert summary["entries"][2]["davies_bouldin"] == pytest.approx(0.66197155)
    assert all(entry["gap_s"] > 0 for entry in summary["entries"])
    assert (summary["knee"], summary["silhouette_k"], summary["references"]) == (3, 2, 20)
    assert summary["verdict"].keys() >= {"k", "alternatives", "kind", "evidence", "words"}
    assert (summary["verdict"]["k"], summary["verdict"]["words"]) == (2, "2 clusters.")
    sources = [line["source"] for line in summary["verdict"]["evidence"]]
    assert sources == ["gap", "silhouette", "modes", "mixture", "density"]
    assert summary["entries"][0]["silhouette"] is None


def test_each_number_equals_its_metric_in_the_units_of_the_data(cli, iris):
    points, words = Points(load_iris().data), ("--k", "1..10", "--restarts", 2, "--references", 3)
    summary = json.loads(cli("sweep", "kmeans", *words, *iris, "--json", "-").out)
    found = entries(full_sweep(KMEANS(), points, range(1, 11), 2, 3))
    for entry, one in zip(summary["entries"], found, strict=True):
        for key in ("inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "gap"):
            assert entry[key] == one.value(key)
        assert entry["gap_s"] == one.gap.error
        low, high = entry["reference_inertia"]
        assert (low, high) == (points.units.squared(one.gap.low), points.units.squared(one.gap.high))
        assert low <= entry["inertia"] * np.exp(entry["gap"]) <= high
    expected = sweep_knee(KMEANS(), found), best_k(found, "silhouette", lowest=False), sweep_gap(found)
    assert tuple(summary[key] for key in ("knee", "silhouette_k", "gap_k")) == expected
    assert len(set(expected)) == 3
    assert points.units.squared(1.0) != 1


def test_the_verdict_is_the_same_under_every_algorithm_and_range(cli, iris):
    commands = [("kmeans", "--k", "2..4", "--references", 0), ("gmm", "--k", "1..2"), ("ward", "--k", "3")]
    found = [json.loads(cli("sweep", *words, *iris, "--json", "-").out)["verdict"] for words in commands]
    assert found[0] == found[1] == found[2]


def test_the_verdict_and_its_evidence_follow_the_table(cli, iris):
    lines = cli("sweep", "kmeans", "--k", "1..2", *iris).out.splitlines()
    said = lines.index("2 clusters.")
    assert lines[said + 1 : said + 3] == ["Gap statistic: best K 4.", "Silhouette: best K 2 (0.68)."]


def test_the_eigengap_is_named_beside_the_verdict(cli, iris):
    summary = json.loads(cli("sweep", "spectral", "--k", "1..3", *iris, "--json", "-").out)
    lines = cli("sweep", "spectral", "--k", "1..3", *iris).out.splitlines()
    assert f"The eigengap suggests K = {summary['suggested_k']}." in lines


def test_the_figures_of_a_mixture_are_those_of_its_fit(cli, iris):
    summary = json.loads(cli("sweep", "gmm", "--k", "1..3", *iris, "--json", "-").out)
    found = entries(full_sweep(GMM(), Points(load_iris().data), range(1, 4)))
    for entry, one in zip(summary["entries"], found, strict=True):
        for key in ("log_likelihood", "bic", "aic"):
            assert entry[key] == pytest.approx(one.figures[key], rel=1e-12)
        parameters = entry["k"] * 10 + entry["k"] * 4 + entry["k"] - 1
        assert entry["bic"] == pytest.approx(-2 * entry["log_likelihood"] + parameters * np.log(150))
        assert entry["aic"] == pytest.approx(-2 * entry["log_likelihood"] + 2 * parameters)


def test_the_gap_can_be_left_out(cli, iris):
    summary = json.loads(cli("sweep", "kmeans", "--k", "1..2", *iris, "--references", 0, "--json", "-").out)
    assert summary["entries"][1]["gap"] is None


def test_a_mixture_is_swept_over_kinds_of_covariances(cli, iris):
    words = ("sweep", "gmm", "--k", "1..2", "--covariances", "full,tied", *iris, "--json", "-")
    summary = json.loads(cli(*words).out)
    assert [(e["covariance"], e["k"]) for e in summary["entries"]] == [
        ("full", 1),
        ("full", 2),
        ("tied", 1),
        ("tied", 2),
    ]
    assert summary["parameters"]["covariance"] == "full"
    assert "--covariances must be all" in cli("sweep", "gmm", "--covariances", "odd", *iris).err
    assert "has none" in cli("sweep", "kmeans", "--covariances", "all", *iris).err


def test_a_sweep_that_needs_more_memory_at_its_last_k_asks_first(cli, iris, monkeypatch):
    monkeypatch.setattr(GaussianMixture, "memory", lambda self, n, d: 2**28 * self.k)
    assert cli("sweep", "gmm", "--k", "1..4", *iris).code == 0
    refused = cli("sweep", "gmm", "--k", "1..5", *iris)
    assert refused.code == 1
    assert "needs 1.2 GiB of memory" in refused.err
    assert "Go on with --memory 2." in refused.err
    assert cli("sweep", "gmm", "--k", "1..5", *iris, "--memory", "2").code == 0


def test_the_table_has_every_kind_of_covariances_and_the_sentences_name_the_best(cli, iris):
    lines = cli("sweep", "gmm", "--k", "1..2", "--covariances", "tied,full", *iris).out.splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("covariance"))
    assert [line.split()[:2] for line in lines[head + 1 : head + 5]] == [
        ["tied", "1"],
        ["tied", "2"],
        ["full", "1"],
        ["full", "2"],
    ]
    assert "BIC is best with full covariances; of these is what follows." in lines[head + 5 :]


def test_collapsed_fits_lose_and_the_sentences_say_so(cli, tmp_path):
    data = tmp_path / "places.csv"
    data.write_text("x,y\n" + "0,0\n1,0\n2,1\n3,1\n" * 20)
    output = cli("sweep", "gmm", "--k", "1..4", "--data", data).out
    assert "BIC is best at K = 1 of the fits without a collapsed component." in output
    assert "4 clusters, one for each distinct point." in output
    assert "one component is enough" not in output


def test_a_picture_holds_every_chart_and_the_verdict(cli, iris, tmp_path, painting):
    from PySide6.QtGui import QImage

    from clusterlab.export.theme import LIGHT

    path = tmp_path / "charts.png"
    output = cli(
        "sweep", "kmeans", "--k", "1..4", "--references", 2, "--restarts", 2, *iris, "--picture", path
    )
    assert (output.code, output.out, output.err) == (0, "", "")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1440, 900)
    seen = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }
    curves = {LIGHT.series_color(0)}
    assert curves | {LIGHT.accent, LIGHT.accent_soft, LIGHT.cluster(1)} <= seen


def test_the_charts_of_every_covariance_share_a_picture(cli, iris, tmp_path, painting):
    path = tmp_path / "charts.png"
    output = cli("sweep", "gmm", "--k", "1..3", "--covariances", "full,tied", *iris, "--picture", path)
    assert (output.code, output.err) == (0, "")
    assert path.stat().st_size > 10_000


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("rows", ["7,3\n7,3\n7,3\n", "1e200,0\n-1e200,1\n3e200,5\n0,1\n"])
def test_a_picture_of_undefined_or_infinite_figures_is_rendered(cli, tmp_path, painting, rows):
    data, path = tmp_path / "d.csv", tmp_path / "charts.png"
    data.write_text("x,y\n" + rows)
    output = cli("sweep", "kmeans", "--data", data, "--references", 2, "--picture", path)
    assert (output.code, output.err) == (0, "")
    assert path.stat().st_size > 5_000


def test_a_picture_that_cannot_be_written_is_an_error_before_the_sweep(cli, iris, tmp_path):
    output = cli("sweep", "kmeans", *iris, "--picture", tmp_path / "none" / "charts.png")
    assert output.code == 1
    assert "there is no folder" in output.err


@pytest.fixture
def defined_from_two(monkeypatch):
    """k-means with one more figure, which is declared with a name and not defined at K = 1."""
    figures = KMeansStep.figures

    def with_xie_beni(step, points):
        return figures(step, points) | ({"xie_beni": 0.25} if step.k > 1 else {})

    monkeypatch.setattr(KMeansStep, "figures", with_xie_beni)
    monkeypatch.setattr(KMEANS, "other_criteria", (Objective("Xie-Beni", "xie_beni", lower_is_better=True),))


def test_a_figure_that_the_first_k_lacks_has_a_column_under_its_declared_name(cli, iris, defined_from_two):
    rows = [line.split() for line in cli("sweep", "kmeans", "--k", "1..3", *iris).out.splitlines()]
    table = [row for row in rows if len(row) > 3 and row[0] in ("K", "1", "2", "3")]
    assert table[0][:3] == ["K", "inertia", "Xie-Beni"]
    assert [row[2] for row in table[1:]] == ["–", "0.2500", "0.2500"]


def test_every_entry_of_the_summary_has_every_key(cli, iris, defined_from_two):
    output = cli("sweep", "kmeans", "--k", "1..3", *iris, "--references", 0, "--json", "-")
    entries = json.loads(output.out)["entries"]
    assert [entry["xie_beni"] for entry in entries] == [None, 0.25, 0.25]
    assert len({tuple(entry) for entry in entries}) == 1


def test_stability_is_computed_for_every_k_beside_uniform_points(cli, iris):
    summary = json.loads(cli("sweep", "kmeans", "--k", "1..3", *iris, "--stability", 5, "--json", "-").out)
    assert summary["prediction_strength_k"] in (2, 3)
    second = summary["entries"][1]["stability"]
    assert len(second["jaccard"]) == 2
    assert min(second["jaccard"]) > 0.95
    assert second["prediction_strength"] > second["uniform"]["prediction_strength"]
    assert (second["resamples"], second["points"]) == (5, 150)
    text = cli("sweep", "kmeans", "--k", "1..2", *iris, "--stability", 3).out
    assert "least Jaccard  uniform  prediction strength  uniform" in text
    assert "The prediction strength is at least 0.8 up to K = 2." in text
    without = json.loads(cli("sweep", "kmeans", "--k", "1..2", *iris, "--json", "-").out)
    assert "stability" not in without["entries"][0]


def test_the_flow_is_a_picture_and_its_counts_are_in_the_json(cli, iris, tmp_path, painting):
    picture, results = tmp_path / "flow.svg", tmp_path / "out.json"
    asked = ("--k", "2..4", "--references", 0, *iris, "--flow", picture, "--json", results)
    assert cli("sweep", "kmeans", *asked).code == 0
    assert picture.read_bytes().startswith(b"<?xml")
    found = json.loads(results.read_text())["entries"]
    assert found[0]["flow"] is None
    for before, entry in pairwise(found):
        assert entry["flow"]["from_k"] == before["k"]
        for side, sizes in (("from", before["sizes"]), ("to", entry["sizes"])):
            counted = Counter()
            for share in entry["flow"]["shares"]:
                counted[share[side]] += share["size"]
            assert [counted[number] for number in range(1, len(sizes) + 1)] == sizes


def test_the_flow_has_the_size_that_was_asked_for(cli, iris, tmp_path, painting):
    picture = tmp_path / "flow.png"
    asked = ("--k", "2..3", "--references", 0, *iris, "--flow", picture)
    assert cli("sweep", "kmeans", *asked, "--size", "640x480", "--resolution", 2).code == 0
    with Image.open(picture) as image:
        assert image.size == (1280, 960)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--k", "3"], "--flow needs at least two K"),
        (["--batches", "stream"], "--flow does not go with a stream"),
    ],
)
def test_a_flow_that_cannot_be_is_refused_before_the_sweep(cli, iris, tmp_path, more, words):
    output = cli("sweep", "minibatch", *iris, *more, "--flow", tmp_path / "flow.png")
    assert output.code == 2
    assert words in output.err


def test_a_table_of_a_sweep_has_a_row_for_each_k_with_all_digits(cli, iris, tmp_path):
    words = ["sweep", "kmeans", "--k", "1..3", "--references", 2, *iris]
    summary = json.loads(cli(*words, "--json", "-", "--table", tmp_path / "t.parquet").out)
    frame = pl.read_parquet(tmp_path / "t.parquet")
    assert frame["k"].to_list() == [1, 2, 3]
    for key in ("inertia", "silhouette", "gap", "davies_bouldin"):
        assert frame[key].to_list() == [entry[key] for entry in summary["entries"]]
    assert [frame[f"sizes {i}"][2] for i in (1, 2, 3)] == summary["entries"][2]["sizes"]
    assert frame["sizes 3"].to_list()[:2] == [None, None]
