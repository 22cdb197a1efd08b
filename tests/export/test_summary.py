"""A summary says everything about a run in the data's units, and every JSON reader takes it."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_iris

from clusterlab import KMeans
from clusterlab.core.algorithm import ALGORITHMS, best_restart
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.table import Table
from clusterlab.export.summary import (
    RunOutcome,
    SweepOutcome,
    run_summary,
    strict_json,
    sweep_summary,
)
from clusterlab.metrics import silhouette
from clusterlab.metrics.k_sweep import entries, sweep, with_silhouettes
from clusterlab.metrics.silhouette import silhouettes
from clusterlab.session.state.prepared import OpenedFile, prepare

NAMES = ("sepal length", "sepal width", "petal length", "petal width")
GMM = ALGORITHMS.all()["gmm"]
ASKED = {"algorithm", "parameters", "n", "d", "columns", "dropped_rows", "k", "steps", "stopped", "objective"}
FOUND = {"sizes", "centers", "silhouette", "seconds"}


def strict(text):
    """What a strict reader makes of a JSON text: NaN and Infinity are no JSON."""

    def refuse(word):
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def iris(scale="none", times=1.0):
    """Iris, prepared, with one incomplete row at its end."""
    values = np.vstack([load_iris().data * times, [np.nan, 1, 1, 1]])
    return prepare(Table("iris", NAMES, values), None, scale, False)


def ran(algorithm, prepared, restarts=1, source=None):
    """The summary of a run, read back from its JSON."""
    winner, step = best_restart(algorithm, prepared.points, restarts)
    found = silhouettes(prepared.points, step.labels)
    source = source or OpenedFile("iris.csv")
    outcome = RunOutcome(algorithm, winner, step, source, prepared, found, restarts, 0.5)
    return strict(strict_json(run_summary(outcome)))


def swept(algorithm, prepared, ks):
    """The summary of a sweep, read back from its JSON."""
    found = entries(with_silhouettes(sweep(algorithm, prepared.points, ks, 3), prepared.points))
    return strict(
        strict_json(sweep_summary(SweepOutcome(algorithm, found, OpenedFile("iris.csv"), prepared, 3, 1.5)))
    )


def test_a_k_means_run_says_what_was_asked_and_what_was_found():
    prepared = iris()
    told = ran(KMeans(k=3), prepared, restarts=10)
    fit = KMeans(k=3).fit(load_iris().data, restarts=10)
    assert told.keys() >= ASKED | FOUND | {"inertia"}
    assert (told["n"], told["d"], told["dropped_rows"], told["k"]) == (150, 4, 1, 3)
    assert told["inertia"] == told["objective"]["value"] == pytest.approx(78.851441426146, abs=1e-9)
    assert sorted(told["sizes"]) == [38, 50, 62]
    assert told["sizes"] == np.bincount(fit.labels).tolist()
    assert np.allclose(told["centers"], fit.centers, rtol=1e-13)
    assert (told["steps"], told["stopped"]) == (fit.n_steps, "no point changed")
    assert told["silhouette"] == pytest.approx(0.552819012, abs=1e-9)
    assert (told["silhouette_of"], told["seconds"]) == (150, 0.5)
    assert told["parameters"] == {"k": 3, "init": "k-means++", "max_iter": 300, "tol": 0.0, "seed": 0}
    assert told["columns"] == list(NAMES)
    assert any("1 row with a missing value was dropped" in note for note in told["notes"])


def test_the_seed_is_that_of_the_winning_restart():
    prepared = iris()
    algorithm = KMeans(k=8, init="random-points")
    told = ran(algorithm, prepared, restarts=10)
    assert told["parameters"]["seed"] == 0
    assert told["seed"] == best_restart(algorithm, prepared.points, 10)[0].seed != 0


def test_a_mixture_also_says_covariances_weights_and_criteria():
    prepared = iris()
    told = ran(GMM(k=3, tol=1e-12), prepared)
    fit = GMM(k=3, tol=1e-12).fit(load_iris().data)
    assert told["log_likelihood"] == pytest.approx(-180.185477131, abs=1e-6)
    assert told["objective"] == {
        "name": "log_likelihood",
        "value": pytest.approx(told["log_likelihood"] / 150),
        "per_point": True,
    }
    assert told["bic"] == pytest.approx(fit.bic)
    assert np.allclose(told["covariances"], fit.covariances)
    assert np.allclose(told["weights"], fit.weights)
    assert told["collapsed"] == []


def test_after_z_scoring_centers_are_in_the_units_of_the_data_and_figures_say_that_they_are_not():
    data = load_iris().data
    told = ran(KMeans(k=3), iris("z-score"), restarts=10)
    scaled = KMeans(k=3).fit((data - data.mean(axis=0)) / data.std(axis=0), restarts=10)
    assert told["inertia"] == pytest.approx(scaled.inertia, rel=1e-9)
    means = [data[scaled.labels == cluster].mean(axis=0) for cluster in range(3)]
    assert np.allclose(sorted(told["centers"]), sorted(mean.tolist() for mean in means))
    assert told["scaling"] == "z-score"
    assert "z-score scaling: inertia and silhouette are those of the scaled columns." in told["notes"]


def test_covariances_after_z_scoring_are_in_the_units_of_the_data():
    plain, scaled = (ran(GMM(k=1), iris(scale))["covariances"] for scale in ("none", "z-score"))
    assert np.allclose(plain, scaled)
    assert np.allclose(plain[0], np.cov(load_iris().data.T, ddof=0))


def test_a_number_that_overflows_is_null_and_a_note_says_which():
    told = ran(KMeans(k=3), iris(times=1e160), restarts=10)
    assert told["inertia"] is None
    assert sorted(told["sizes"]) == [38, 50, 62]
    assert "Beyond what a number can hold, so null: objective and inertia." in told["notes"]


def test_generated_data_name_their_shape_and_seed():
    shape = SHAPES.all()["blobs"](seed=7)
    told = ran(KMeans(), prepare(shape.make(), None, "none", True), source=shape)
    assert told["data_seed"] == 7
    assert told["source"]["shape"] == "blobs"
    assert told["source"]["parameters"]["points"] == shape.points


def test_fewer_clusters_than_asked_for_are_explained():
    values = np.repeat([[0.0], [1.0], [5.0]], 4, axis=0)
    told = ran(KMeans(k=5), prepare(Table("few", ("x",), values), None, "none", False))
    assert (told["parameters"]["k"], told["k"], told["sizes"]) == (5, 3, [4, 4, 4])
    assert "K is 5 but there are only 3 distinct points: 3 clusters were made." in told["notes"]


def test_one_cluster_has_no_silhouette():
    told = ran(KMeans(k=1), iris())
    assert (told["silhouette"], told["silhouette_of"]) == (None, 0)


def test_a_silhouette_of_a_sample_says_so(monkeypatch):
    monkeypatch.setattr(silhouette, "MAX_EXACT_POINTS", 100)
    monkeypatch.setattr(silhouette, "SAMPLE_POINTS", 50)
    told = ran(KMeans(k=2), iris())
    assert told["silhouette_of"] < 60
    assert any(note.startswith("The silhouette is that of a sample: ") for note in told["notes"])


def test_a_sweep_has_an_entry_for_each_k_and_the_knee():
    told = swept(KMeans(), iris(), range(1, 11))
    assert [entry["k"] for entry in told["entries"]] == list(range(1, 11))
    assert told["entries"][2]["inertia"] == pytest.approx(78.851441426146, abs=1e-9)
    assert told["entries"][0]["silhouette"] is None
    assert (told["knee"], told["silhouette_k"]) == (3, 2)
    assert "k" not in told["parameters"]
    assert told["seconds"] == 1.5


def test_a_sweep_of_a_mixture_has_a_best_bic_instead_of_a_knee():
    told = swept(GMM(), iris(), range(1, 5))
    assert (told["knee"], told["bic_k"]) == (None, 2)
    assert told["entries"][1].keys() >= {"log_likelihood", "bic", "aic", "silhouette", "collapsed"}
    assert "The curve of BIC has a minimum, not a knee." in told["notes"]


def test_a_sweep_from_two_says_why_it_has_no_knee():
    told = swept(KMeans(), iris(), range(2, 6))
    assert told["knee"] is None
    assert "The knee is defined on the curve from K = 1." in told["notes"]


def test_a_sweep_beyond_the_distinct_points_says_where_it_ended():
    values = np.repeat([[0.0], [1.0], [5.0]], 4, axis=0)
    told = swept(KMeans(), prepare(Table("few", ("x",), values), None, "none", False), range(1, 8))
    assert len(told["entries"]) == 3
    assert told["notes"].count("K ends at 3: there are only 3 distinct points.") == 1


def test_json_keeps_to_its_standard_and_to_ascii():
    text = strict_json({"größe": [[1.5, None], [2]], "notes": [], "entries": [{"a": "é"}]})
    assert text.isascii()
    assert strict(text) == {"größe": [[1.5, None], [2]], "notes": [], "entries": [{"a": "é"}]}


def test_json_refuses_what_was_not_made_finite():
    with pytest.raises(ValueError, match="not JSON compliant"):
        strict_json({"x": float("nan")})
