"""Every algorithm either assigns new rows from what it writes, as its fit does, or says why it cannot."""

import json

import numpy as np
import pytest

from clusterlab.core.points import Points
from clusterlab.core.written import Written, WrittenError
from tests.algorithms.registered import EVERY, EVERY_KIND
from tests.algorithms.tables import EVERY_TABLE

NEAREST_MEAN = "nearest mean"
"""The rule of models whose clusters need not be those of the run."""


def last_step(algorithm, points):
    """The last step of a run; skips where the algorithm has no model."""
    if not algorithm.new_row_rule:
        pytest.skip(f"{algorithm.title} has no model")
    *_, last = algorithm.without_intermediate_steps(points)
    return last


def plain(step):
    """What a step writes, through JSON."""
    return json.loads(json.dumps({name: as_list(value) for name, value in step.written().items()}))


def as_list(value):
    """An array as lists, everything else itself."""
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


@EVERY_KIND
def test_there_is_a_rule_or_a_reason_without_one(kind):
    if kind.new_row_rule:
        assert kind.new_row_rule.startswith("A new row ")
        assert kind.new_row_rule.endswith(".")
    else:
        assert kind.no_model_reason
        assert not kind.no_model_reason.endswith(".")


@EVERY
@EVERY_TABLE
def test_what_is_written_assigns_as_the_fit_does(algorithm, table):
    points = Points(table)
    last = last_step(algorithm, points)
    read = algorithm.classifier(Written(plain(last)), points.d)
    places = np.vstack([points.values, np.random.default_rng(0).normal(size=(50, points.d)) * 2])
    if NEAREST_MEAN not in algorithm.new_row_rule:
        assert np.array_equal(read.classify(points.values), last.labels)
        assert np.array_equal(read.classify(places), last.classify(places))
    own = algorithm.classifier(Written(last.written()), points.d)
    labels = own.classify(places)
    assert np.array_equal(read.classify(places), labels)
    assert labels.max() < read.k == own.k
    distances = read.own_distances(places, labels, points.units)
    assert distances.tobytes() == own.own_distances(places, labels, points.units).tobytes()
    assert (distances >= 0).all()
    if algorithm.soft:
        shares = last.responsibilities_at(places)
        assert read.responsibilities_at(places).tobytes() == shares.tobytes()


@EVERY
def test_every_step_with_labels_can_be_written(algorithm, blobs):
    points = Points(blobs)
    last_step(algorithm, points)
    for step in algorithm.steps(points):
        if step.labels is not None:
            read = algorithm.classifier(Written(plain(step)), points.d)
            assert read.classify(points.values).max() < read.k


@EVERY
def test_what_was_changed_is_refused_in_a_sentence_or_is_read(algorithm, blobs):
    points = Points(blobs)
    written = plain(last_step(algorithm, points))
    for name in written:
        for value in (None, "x", -1, 0, 1e300, True, [], [[]], {}, [[1, 2], [3]], [["x"]], [[1e400]]):
            check_refused(algorithm, {**written, name: value}, points)
        check_refused(algorithm, {key: value for key, value in written.items() if key != name}, points)
    check_refused(algorithm, written, Points(np.hstack([blobs, blobs])))


def check_refused(algorithm, written, points):
    """Reads changed values: a sentence says what is wrong, or the step assigns places."""
    said = None
    try:
        read = algorithm.classifier(Written(written), points.d)
    except WrittenError as error:
        said = error.message
    if said is None:
        with np.errstate(all="ignore"):
            assert len(read.classify(points.values[:3])) == 3
    else:
        assert said.startswith('"')
        assert "must be" in said
        assert len(said) < 200
