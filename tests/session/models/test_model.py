"""A model that was saved and read assigns the rows of its run as the run did, others as `predict` does."""

import json
from contextlib import suppress
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.resources import resource
from clusterlab.datasets import LoadError, Table, read_table
from clusterlab.session.models.model import Model, ModelError
from clusterlab.session.models.model_file import MODEL_VERSION, model_of, model_text, read_model
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import prepare

PENGUINS = read_table(resource("examples/penguins.csv"))
FEW = replace(PENGUINS, values=PENGUINS.values[::14], texts={}, truth=None)
"""Some of the penguins, so that files are short."""
CHOICES = {
    "plain": {},
    "filled by medians": {"missing": "median", "scale": "robust"},
    "filled by near rows": {"missing": "nearest", "scale": "z-score"},
    "reduced": {"reduce": 2, "scale": "z-score", "missing": "mean"},
    "logged and weighted": {
        "log": ["body_mass_g"],
        "column_weights": {"bill_depth_mm": 2.5},
        "scale": "min-max",
    },
    "a sample": {"sample": 100, "scale": "z-score"},
}
FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
WITH_MODEL = {name: kind for name, kind in ALGORITHMS.all().items() if kind.new_row_rule}


def fitted(name="kmeans", choice=None, table=PENGUINS, **params):
    """An algorithm, the prepared penguins, and the last step of its run."""
    algorithm = ALGORITHMS.all()[name](**params)
    prepared = prepare(table, FEATURES, **(choice or {}))
    *_, last = algorithm.without_intermediate_steps(prepared.points)
    return algorithm, prepared, last


def read_again(model):
    """A model through its text."""
    return model_of(model_text(model).encode(), "saved.clab-model")


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("name", WITH_MODEL)
def test_applied_to_its_own_rows_it_gives_the_labels_of_the_fit(name, choice):
    algorithm, prepared, last = fitted(name, choice)
    found = read_again(Model.of(algorithm, prepared, last)).apply(PENGUINS)
    own = np.isin(found.rows.kept, prepared.selection.kept)
    labels = prepared.points.to_row_order(last.labels)
    if name == "ward":
        assert np.mean(found.labels[own] == labels) > 0.9  # the nearest mean is not always that of the tree
    else:
        assert np.array_equal(found.labels[own], labels)
    fit = algorithm.result(last, prepared.points)
    scaled = prepared.preparation.apply(PENGUINS).matrix
    if name != "ward":
        assert np.array_equal(found.labels, fit.predict(scaled))
    if algorithm.soft:
        assert found.shares.tobytes() == fit.predict_proba(scaled).tobytes()


@pytest.mark.parametrize("name", WITH_MODEL)
def test_text_and_model_are_the_same_to_the_bit_once_more(name):
    model = Model.of(*fitted(name, CHOICES["reduced"]), ClusterListing((0, 1), ("A", ""), (1, 0)))
    read = read_again(model)
    assert model_text(read) == model_text(model)
    assert read.algorithm == model.algorithm
    assert read.names[:2] == ("A", "Cluster 1")
    assert read.numbers[:2] == (2, 1)
    one, other = model.apply(PENGUINS), read.apply(PENGUINS)
    assert one.distances.tobytes() == other.distances.tobytes()
    assert one.drift == other.drift


def test_spectral_clustering_is_refused_with_the_reason():
    with pytest.raises(ModelError, match="Spectral cannot be saved as a model: its clusters lie among"):
        Model.of(*fitted("spectral"))


def test_a_step_without_labels_has_no_model():
    algorithm, prepared, _ = fitted()
    with pytest.raises(ModelError, match="There are no clusters at this step yet"):
        Model.of(algorithm, prepared, algorithm.first(prepared.points))


def test_distances_are_those_to_the_own_center_in_units_of_the_scaled_columns():
    algorithm, prepared, last = fitted(choice={"scale": "z-score"})
    found = Model.of(algorithm, prepared, last).apply(PENGUINS)
    centers = algorithm.result(last, prepared.points).centers
    expected = np.linalg.norm(found.rows.matrix - centers[found.labels], axis=1)
    np.testing.assert_allclose(found.distances, expected, rtol=1e-12)


def moved(table, column, by):
    """A table with one column shifted."""
    values = np.array(table.values)
    values[:, table.columns.index(column)] += by
    return Table("moved.csv", table.columns, values)


def test_drift_says_how_much_farther_new_rows_lie():
    model = Model.of(*fitted(choice={"scale": "z-score"}))
    assert model.apply(PENGUINS).drift.startswith(
        "The new rows lie about as far from their clusters as the old ones (median distance "
    )
    assert "times as far from their clusters" in model.apply(moved(PENGUINS, "body_mass_g", 9000)).drift


def test_drift_of_a_density_based_clustering_is_told_by_its_noise():
    model = Model.of(*fitted("dbscan", {"scale": "z-score"}, eps=0.7))
    assert "of the new rows are noise, about as many as of the old ones" in model.apply(PENGUINS).drift
    assert (
        "100 % of the new rows are noise, of the old ones"
        in model.apply(moved(PENGUINS, "body_mass_g", 90_000)).drift
    )


def test_a_table_without_complete_rows_is_refused_with_the_reasons():
    model = Model.of(*fitted())
    empty = Table("new.csv", FEATURES, np.full((3, 4), np.nan))
    with pytest.raises(LoadError, match=r"No row of new.csv can be assigned. 3 rows were dropped"):
        model.apply(empty)


@pytest.mark.parametrize("name", WITH_MODEL)
def test_rows_of_any_size_are_assigned(name):
    model = Model.of(*fitted(name, {"scale": "z-score"}))
    rows = np.array([[1.7e308] * 4, [-1.7e308] * 4, [0, 1e308, -1e308, 5e-324], [40, 17, 200, 4000.0]])
    found = model.apply(Table("new.csv", FEATURES, rows))
    assert len(found.labels) == 4
    assert not np.isnan(found.distances).any()


def test_noise_that_several_clusters_contest_keeps_the_cluster_of_the_run():
    line = np.concatenate([np.linspace(0, 1, 11), [1.95, 2.5], np.linspace(3, 4, 11)])
    table = Table("t", ("x",), np.column_stack([line]))
    algorithm = ALGORITHMS.all()["dbscan"](eps=1.0, min_samples=9)
    prepared = prepare(table)
    *_, last = algorithm.steps(prepared.points)
    found = read_again(Model.of(algorithm, prepared, last)).apply(table)
    assert np.array_equal(found.labels, prepared.points.to_row_order(last.labels))


# ---- hostile files ----


@cache
def short_model(name):
    """The text of a model of few rows, which are filled by near ones."""
    return model_text(Model.of(*fitted(name, CHOICES["filled by near rows"], FEW)))


def refused(content):
    """Reads what is no model or a damaged one: a sentence, or a model that can be used."""
    said = ""
    try:
        model = model_of(content, "x.clab-model")
    except ModelError as error:
        said = error.message
    if said:
        assert said.startswith("x.clab-model ")
        assert said.endswith(".")
        assert len(said) < 400
        return said
    with suppress(LoadError):
        model.apply(FEW)
    return ""


@pytest.mark.parametrize("name", WITH_MODEL)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_flipped_bytes_and_truncated_files_are_refused_in_a_sentence_or_read(name, data):
    content = bytearray(short_model(name).encode())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 3))]
        assert refused(bytes(content))
        return
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    with np.errstate(all="ignore"):
        refused(bytes(content))


VALUES = [None, True, "x", -1, 0, 2.5, 1e300, 10**400, [], [[]], {}, [1, [2]], [None], [["a"]], [{"a": 1}]]


def places_in(value, path=()):
    """The paths of all values within JSON, of lists only the first two items."""
    yield path
    items = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    for key, item in items:
        yield from places_in(item, (*path, key))


@pytest.mark.parametrize("name", WITH_MODEL)
def test_values_of_another_type_are_refused_in_a_sentence_or_read(name):
    text = short_model(name)
    for path in [*places_in(json.loads(text))][1:]:
        for value in VALUES:
            changed = json.loads(text)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
            with np.errstate(all="ignore"):
                refused(json.dumps(changed).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b"null", b"NaN", b"a,b\n1,2\n", b"[" * 100_000, b'{"format": "clusterlab model"}'],
)
def test_what_is_no_model_is_refused(content):
    assert refused(content).startswith("x.clab-model is damaged, or no model of clusterlab")


def test_numbers_that_are_not_finite_are_refused():
    text = model_text(Model.of(*fitted()))
    center = json.loads(text)["units"]["center"][0]
    for word in ("NaN", "Infinity", "1e999", "-1e999"):
        assert refused(text.replace(repr(center), word, 1).encode())


def test_a_newer_format_is_refused_by_the_version_that_wrote_it():
    changed = json.loads(model_text(Model.of(*fitted())))
    changed |= {"format_version": MODEL_VERSION + 1, "program_version": "9.1"}
    said = refused(json.dumps(changed).encode())
    assert said.startswith("x.clab-model was saved by clusterlab 9.1, which is newer than this one")


def test_an_unknown_algorithm_and_one_without_models_are_refused():
    changed = json.loads(model_text(Model.of(*fitted())))
    assert "nope is unknown here" in refused(json.dumps({**changed, "algorithm": "nope"}).encode())
    spectral = {**changed, "algorithm": "spectral", "parameters": {}}
    assert "cannot be saved as a model" in refused(json.dumps(spectral).encode())


def test_a_file_is_read_by_its_path_and_a_missing_one_is_a_sentence(tmp_path):
    path = tmp_path / "m.clab-model"
    path.write_text(model_text(Model.of(*fitted())), "utf-8")
    assert read_model(path).title == "k-means, 3 clusters of 342 rows of penguins.csv"
    with pytest.raises(LoadError, match="There is no file"):
        read_model(tmp_path / "none")
