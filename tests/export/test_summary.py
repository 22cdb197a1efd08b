"""A summary has all results of a run in the data's units, as strict JSON."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_iris

from clusterlab import KMeans
from clusterlab.algorithms.gmm import step
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.table import Table
from clusterlab.export.json_text import strict_json
from clusterlab.export.run_outcome import RunOutcome
from clusterlab.export.summary import SweepOutcome, run_summary, sweep_summary
from clusterlab.metrics import silhouette
from clusterlab.metrics.cluster_count.how_many import how_many
from clusterlab.metrics.k_sweep import entries, sweep, with_silhouettes
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import prepare

NAMES = ("sepal length", "sepal width", "petal length", "petal width")
GMM = ALGORITHMS.all()["gmm"]
REQUEST_KEYS = {
    "algorithm",
    "parameters",
    "n",
    "d",
    "columns",
    "dropped_rows",
    "k",
    "steps",
    "stopped",
    "objective",
}
RESULT_KEYS = {"sizes", "centers", "silhouette", "seconds"}


def strict(text):
    """The value of a JSON text; raises ValueError for NaN and Infinity, which are not JSON."""

    def fail(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=fail)


def iris(scale="none", times=1.0):
    """Iris with one more row that is incomplete, prepared."""
    values = np.vstack([load_iris().data * times, [np.nan, 1, 1, 1]])
    return prepare(Table("iris", NAMES, values), None, scale, False)


def summary_of_run(algorithm, prepared, restarts=1, source=None):
    """The summary of a run, read back from its JSON."""
    winner, step = best_restart(algorithm, prepared.points, restarts)
    found = silhouettes(prepared.points, step.labels)
    source = source or OpenedFile("iris.csv")
    outcome = RunOutcome(algorithm, winner, step, source, prepared, found, restarts, 0.5)
    return strict(strict_json(run_summary(outcome)))


def summary_of_sweep(algorithm, prepared, ks):
    """The summary of a sweep, read back from its JSON."""
    found = entries(with_silhouettes(sweep(algorithm, prepared.points, ks, 3), prepared.points))
    count = how_many(prepared.points)
    outcome = SweepOutcome(algorithm, found, OpenedFile("iris.csv"), prepared, 3, 1.5, count)
    return strict(strict_json(sweep_summary(outcome)))


def test_the_summary_of_a_k_means_run_has_parameters_and_results():
    prepared = iris()
    summary = summary_of_run(KMeans(k=3), prepared, restarts=10)
    fit = KMeans(k=3).fit(load_iris().data, restarts=10)
    assert summary.keys() >= REQUEST_KEYS | RESULT_KEYS | {"inertia"}
    assert (summary["n"], summary["d"], summary["dropped_rows"], summary["k"]) == (150, 4, 1, 3)
    assert summary["inertia"] == summary["objective"]["value"] == pytest.approx(78.851441426146, abs=1e-9)
    assert sorted(summary["sizes"]) == [38, 50, 62]
    assert summary["sizes"] == np.bincount(fit.labels).tolist()
    assert np.allclose(summary["centers"], fit.centers, rtol=1e-13)
    assert (summary["steps"], summary["stopped"]) == (fit.n_steps, "no point changed")
    assert summary["silhouette"] == pytest.approx(0.552819012, abs=1e-9)
    assert (summary["silhouette_of"], summary["seconds"]) == (150, 0.5)
    chosen = {"k": 3, "init": "k-means++", "max_iter": 300, "tol": 0.0, "finish": "nothing", "seed": 0}
    assert summary["parameters"] == chosen
    assert summary["columns"] == list(NAMES)
    assert any("1 row with a missing value was dropped" in note for note in summary["notes"])


def test_the_seed_is_that_of_the_winning_restart():
    prepared = iris()
    algorithm = KMeans(k=8, init="random-points")
    summary = summary_of_run(algorithm, prepared, restarts=10)
    assert summary["parameters"]["seed"] == 0
    assert summary["seed"] == best_restart(algorithm, prepared.points, 10)[0].seed != 0


def test_the_summary_of_a_mixture_has_covariances_weights_and_criteria():
    prepared = iris()
    summary = summary_of_run(GMM(k=3, tol=1e-12), prepared)
    fit = GMM(k=3, tol=1e-12).fit(load_iris().data)
    assert summary["log_likelihood"] == pytest.approx(-180.185477131, abs=1e-6)
    assert summary["objective"] == {
        "name": "log_likelihood",
        "value": pytest.approx(summary["log_likelihood"] / 150),
        "per_point": True,
    }
    assert summary["bic"] == pytest.approx(fit.bic)
    assert np.allclose(summary["covariances"], fit.covariances)
    assert np.allclose(summary["weights"], fit.weights)
    assert summary["collapsed"] == []


def test_collapsed_components_have_the_numbers_of_the_notes():
    prepared = iris()
    summary = summary_of_run(GMM(k=10), prepared)
    first, second = summary["collapsed"]
    assert any(note.startswith(f"Clusters {first} and {second} have collapsed") for note in summary["notes"])


def test_after_z_scoring_centers_are_in_the_units_of_the_data_and_a_note_says_that_figures_are_not():
    data = load_iris().data
    summary = summary_of_run(KMeans(k=3), iris("z-score"), restarts=10)
    scaled = KMeans(k=3).fit((data - data.mean(axis=0)) / data.std(axis=0), restarts=10)
    assert summary["inertia"] == pytest.approx(scaled.inertia, rel=1e-9)
    means = [data[scaled.labels == cluster].mean(axis=0) for cluster in range(3)]
    assert np.allclose(sorted(summary["centers"]), sorted(mean.tolist() for mean in means))
    assert summary["scaling"] == "z-score"
    assert "z-score scaling: inertia and silhouette are those of the scaled columns." in summary["notes"]


def test_covariances_of_many_columns_are_null_and_a_note_says_so(monkeypatch):
    prepared = prepare(Table("iris", NAMES, load_iris().data), None, "none", False, reduce=2)
    monkeypatch.setattr(step, "MAX_REPORTED_NUMBERS", 3 * 4 * 4 - 1)
    found = summary_of_run(GMM(covariance="full"), prepared)
    assert found["covariances"] is None
    assert "Too many numbers for a summary, so null: covariances." in map(str, found["notes"])
    found = summary_of_run(GMM(covariance="diag"), prepared)
    assert np.shape(found["covariances"]) == (3, 4)


def test_covariances_after_z_scoring_are_in_the_units_of_the_data():
    plain, scaled = (summary_of_run(GMM(k=1), iris(scale))["covariances"] for scale in ("none", "z-score"))
    assert np.allclose(plain, scaled)
    assert np.allclose(plain[0], np.cov(load_iris().data.T, ddof=0))


def test_a_number_that_overflows_is_null_and_a_note_says_which():
    summary = summary_of_run(KMeans(k=3), iris(times=1e160), restarts=10)
    assert summary["inertia"] is None
    assert sorted(summary["sizes"]) == [38, 50, 62]
    assert (
        "Beyond what a number can hold, so null: objective, inertia and sums_of_squares." in summary["notes"]
    )


def test_the_summary_of_generated_data_has_shape_and_seed():
    shape = SHAPES.all()["blobs"](seed=7)
    summary = summary_of_run(KMeans(), prepare(shape.make(), None, "none", True), source=shape)
    assert summary["data_seed"] == 7
    assert summary["source"]["shape"] == "blobs"
    assert summary["source"]["parameters"]["points"] == shape.points


def test_fewer_clusters_than_asked_for_have_a_note():
    values = np.repeat([[0.0], [1.0], [5.0]], 4, axis=0)
    summary = summary_of_run(KMeans(k=5), prepare(Table("few", ("x",), values), None, "none", False))
    assert (summary["parameters"]["k"], summary["k"], summary["sizes"]) == (5, 3, [4, 4, 4])
    assert "K is 5 but there are only 3 distinct points: 3 clusters were made." in summary["notes"]


def test_one_cluster_has_no_silhouette():
    summary = summary_of_run(KMeans(k=1), iris())
    assert (summary["silhouette"], summary["silhouette_of"]) == (None, 0)


def test_a_silhouette_of_a_sample_has_a_note(monkeypatch):
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 100)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 50)
    summary = summary_of_run(KMeans(k=2), iris())
    assert summary["silhouette_of"] < 60
    assert any(note.startswith("The silhouette is that of a sample: ") for note in summary["notes"])


def test_a_sweep_has_an_entry_for_each_k_and_the_knee():
    summary = summary_of_sweep(KMeans(), iris(), range(1, 11))
    assert [entry["k"] for entry in summary["entries"]] == list(range(1, 11))
    assert summary["entries"][2]["inertia"] == pytest.approx(78.851441426146, abs=1e-9)
    assert summary["entries"][0]["silhouette"] is None
    assert (summary["knee"], summary["silhouette_k"]) == (3, 2)
    assert "k" not in summary["parameters"]
    assert summary["seconds"] == 1.5


def test_a_sweep_of_a_mixture_has_a_best_bic_instead_of_a_knee():
    summary = summary_of_sweep(GMM(), iris(), range(1, 5))
    assert (summary["knee"], summary["bic_k"]) == (None, 2)
    assert summary["entries"][1].keys() >= {"log_likelihood", "bic", "aic", "silhouette", "collapsed"}
    assert "The curve of BIC has a minimum, not a knee." in summary["notes"]


def test_a_sweep_from_k_2_has_a_note_on_its_missing_knee():
    summary = summary_of_sweep(KMeans(), iris(), range(2, 6))
    assert summary["knee"] is None
    assert "The knee is defined on the curve from K = 1." in summary["notes"]


def test_a_sweep_beyond_the_distinct_points_has_a_note_on_its_end():
    values = np.repeat([[0.0], [1.0], [5.0]], 4, axis=0)
    summary = summary_of_sweep(
        KMeans(), prepare(Table("few", ("x",), values), None, "none", False), range(1, 8)
    )
    assert len(summary["entries"]) == 3
    assert summary["notes"].count("K ends at 3: there are only 3 distinct points.") == 1


def test_json_is_standard_and_ascii():
    text = strict_json({"größe": [[1.5, None], [2]], "notes": [], "entries": [{"a": "é"}]})
    assert text.isascii()
    assert strict(text) == {"größe": [[1.5, None], [2]], "notes": [], "entries": [{"a": "é"}]}


def test_json_of_values_that_are_not_finite_is_an_error():
    with pytest.raises(ValueError, match="not JSON compliant"):
        strict_json({"x": float("nan")})


def test_the_notes_of_a_summary_are_messages():
    prepared = iris("z-score")
    winner, step = best_restart(KMeans(k=3), prepared.points, 1)
    outcome = RunOutcome(KMeans(k=3), winner, step, OpenedFile("iris.csv"), prepared, None, 1, 0.5)
    notes = run_summary(outcome)["notes"]
    assert len(notes) == 2
    assert all(isinstance(note, Message) for note in notes)
    assert notes[1].template == "{scaling} scaling: {figures} are those of the scaled columns."
