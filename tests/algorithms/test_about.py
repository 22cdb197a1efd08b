"""The card of every algorithm that has one: complete, and its examples show what they are said to show."""

from dataclasses import fields, replace

import pytest
from sklearn.metrics import adjusted_rand_score

from clusterlab.core.about import About, Example
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.datasets.generators.shape import SHAPES

WITH_CARD = {name: kind for name, kind in ALGORITHMS.all().items() if kind.about is not None}
EVERY_KIND = pytest.mark.parametrize("kind", [*WITH_CARD.values()], ids=[*WITH_CARD])


def found_on(kind, example):
    """How well an algorithm finds the true groups of an example, where there are some."""
    table = replace(SHAPES.all()[example.shape](), **example.shape_params).make()
    labels = kind(**example.algorithm_params).fit(table.values).labels
    return None if table.truth is None else adjusted_rand_score(table.truth, labels)


@EVERY_KIND
def test_every_field_of_the_card_is_filled(kind):
    assert isinstance(kind.about, About)
    for item in fields(About):
        value = getattr(kind.about, item.name)
        if isinstance(value, str):
            assert value == value.strip() != ""
    for sentence in (kind.about.shape, kind.about.assignment, kind.about.use, kind.about.avoid):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert 3 <= kind.about.idea.count(". ") + 1 <= 4


@EVERY_KIND
def test_every_phase_lights_a_line_of_the_pseudocode_and_no_other_phase_does(kind):
    highlighted = {phase for phases, _ in kind.about.pseudocode for phase in phases}
    assert highlighted == set(kind.phases)
    assert all(line.strip() for _, line in kind.about.pseudocode)


@EVERY_KIND
def test_the_examples_run_and_the_algorithm_succeeds_and_fails_on_them(kind):
    assert isinstance(kind.about.good_example, Example)
    good_example, bad_example = (
        found_on(kind, kind.about.good_example),
        found_on(kind, kind.about.bad_example),
    )
    assert good_example is None or good_example > 0.9
    assert bad_example is None or bad_example < 0.75


@EVERY_KIND
def test_an_example_that_fails_does_not_fail_for_a_wrong_k(kind):
    for example in (kind.about.good_example, kind.about.bad_example):
        table = replace(SHAPES.all()[example.shape](), **example.shape_params).make()
        if kind.takes_k and table.truth is not None:
            assert example.algorithm_params["k"] == len(set(table.truth.tolist()))
