"""What every registered algorithm asks before its steps fits these, and is answered by them."""

from itertools import pairwise

import numpy as np
import pytest

from clusterlab.core.points import Points
from clusterlab.core.projection import column_view
from clusterlab.core.question import ChoiceQuestion, PlaceQuestion, StepPair
from clusterlab.datasets.generators.shapes import Blobs
from tests.algorithms.registered import EVERY


@pytest.fixture(scope="module")
def overlapping():
    """Groups that overlap, so that points lie between clusters and centers move."""
    return Blobs(points=240, groups=4, spread=1.8, seed=2).make().values


def pairs(algorithm, table, seed=0):
    """Every step of a run with the one after it, and what is asked before that; None for nothing."""
    points = Points(table)
    view = column_view(points, ("x", "y"), (0, 1), True)
    for before, after in pairwise(algorithm.steps(points)):
        kind = algorithm.questions.get(after.phase)
        pair = StepPair(before, after, points, view, np.random.default_rng(seed))
        yield pair, None if kind is None else kind.ask(pair)


def written(question):
    """Everything that a question asks and what is right, as text."""
    if isinstance(question, PlaceQuestion):
        return repr((question.text, question.cluster, question.start.tolist(), question.truth.tolist()))
    options = [(str(option.words), option.cluster) for option in question.options]
    return repr((question.text, question.rows.tolist(), options, question.truths))


@EVERY
def test_questions_are_declared_for_its_own_phases(algorithm):
    assert set(algorithm.questions) <= set(algorithm.phases)


@EVERY
def test_the_same_seed_asks_the_same(algorithm, overlapping):
    once, again = (list(pairs(algorithm, overlapping)) for _ in range(2))
    for (_, first), (_, second) in zip(once, again, strict=True):
        assert (first is None) == (second is None)
        assert first is None or written(first) == written(second)


@EVERY
def test_places_are_those_of_centers_that_move(algorithm, overlapping):
    for pair, question in pairs(algorithm, overlapping):
        if isinstance(question, PlaceQuestion):
            assert np.array_equal(question.start, pair.before.centers[question.cluster])
            assert np.array_equal(question.truth, pair.after.centers[question.cluster])
            assert not np.array_equal(question.start, question.truth)


@EVERY
def test_choices_have_a_right_option_for_each_of_a_few_distinct_points(algorithm, overlapping):
    for pair, question in pairs(algorithm, overlapping):
        if isinstance(question, ChoiceQuestion):
            assert 1 <= len(question.rows) == len(question.truths) <= 5
            assert len(set(question.rows.tolist())) == len(question.rows)
            assert 2 <= len(question.options) <= 9
            assert all(0 <= truth < len(question.options) for truth in question.truths)
            assert len({str(option.words) for option in question.options}) == len(question.options)
            clusters = [question.options[truth].cluster for truth in question.truths]
            labels = pair.after.labels[question.rows].tolist()
            assert all(one in (-1, label) for one, label in zip(clusters, labels, strict=True))


@EVERY
def test_hidden_points_are_not_asked_about(algorithm, overlapping):
    points = Points(overlapping)
    view, shown = column_view(points, ("x", "y"), (0, 1), True), points.values[:, 0] > 0
    for before, after in pairwise(algorithm.steps(points)):
        kind = algorithm.questions.get(after.phase)
        if kind is not None:
            question = kind.ask(StepPair(before, after, points, view, np.random.default_rng(0), shown))
            if isinstance(question, ChoiceQuestion) and question.marks_points:
                assert shown[question.rows].all()


@EVERY
@pytest.mark.parametrize("table", [np.zeros((1, 2)), np.zeros((6, 2)), np.eye(2)], ids=str)
def test_tiny_tables_are_asked_about_or_not_without_an_error(algorithm, table):
    few = algorithm.with_k(min(len(table), algorithm.k)) if algorithm.takes_k else algorithm
    for _, question in pairs(few, table):
        assert question is None or question.text.endswith("?")
