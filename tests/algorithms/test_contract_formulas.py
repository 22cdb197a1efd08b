"""Every step of every algorithm has formulas, whose sides with numbers are equal."""

import re

import numpy as np
import pytest

from clusterlab.core.focus import Focus
from clusterlab.core.formula import ClusterNumber, Number, Symbol
from clusterlab.core.points import Points
from clusterlab.export.formulas.formula_text import formula_text
from tests.algorithms.contracts import in_units
from tests.algorithms.evaluation import contradictions, has_numbers
from tests.algorithms.registered import EVERY, EVERY_KIND
from tests.algorithms.test_contract_reasons import steps_of

FOCUSES = (Focus(), Focus(5, 1), Focus(-1, 0), Focus(17, -1))


def all_formulas(algorithm, points, focuses=FOCUSES):
    """The formulas of each step of a run, about several points and clusters; skips without a card."""
    if algorithm.about is None:
        pytest.skip(f"{algorithm.title} has no description")
    for step, before in steps_of(algorithm, points):
        for focus in focuses:
            yield step, step.formulas(points, before, focus)


def assert_right(step, formulas, scale):
    """The step has formulas, and none contradicts itself."""
    assert formulas, f"{step.phase} has no formula"
    for formula in formulas:
        words = f"{step.phase}: {formula_text(formula)}"
        assert has_numbers(formula), words
        assert not contradictions(formula, scale), words
        assert "undefined" not in words


@EVERY
def test_every_step_has_formulas_whose_sides_are_equal(algorithm, blobs):
    for step, formulas in all_formulas(algorithm, Points(blobs)):
        assert_right(step, formulas, 100.0)


@EVERY_KIND
@pytest.mark.parametrize("factor", [1e-9, 1e9])
def test_formulas_hold_in_other_units(kind, blobs, factor):
    algorithm = kind()
    for step, formulas in all_formulas(in_units(algorithm, factor), Points(factor * blobs), FOCUSES[:1]):
        assert_right(step, formulas, factor * factor * 100.0)


@EVERY_KIND
def test_formulas_hold_with_many_features_and_clusters(kind):
    algorithm = kind()
    table = np.random.default_rng(0).normal(size=(70, 6)) + 5
    algorithm = algorithm.with_k(9) if algorithm.takes_k else algorithm
    for step, formulas in all_formulas(algorithm, Points(table), FOCUSES[:2]):
        assert_right(step, formulas, 100.0)


@EVERY_KIND
def test_formulas_of_one_point_of_equal_points_and_of_weighted_points(kind):
    algorithm = kind()
    for table in ([[1.0, 2.0]], [[3.0, 3.0]] * 12, [[0.0, 0.0], [1.0, 1.0]] * 5):
        one = algorithm.with_k(min(3, len(table))) if algorithm.takes_k else algorithm
        for step, formulas in all_formulas(one, Points(table), FOCUSES[:1]):
            assert_right(step, formulas, 1.0)


@EVERY_KIND
def test_formulas_count_weights(kind, blobs):
    algorithm = kind()
    if not algorithm.takes_weights:
        pytest.skip("it takes no weights")
    weights = np.random.default_rng(1).integers(0, 4, len(blobs)) / 2
    if algorithm.initial_rows:
        pytest.skip("a stream takes no weights")
    for step, formulas in all_formulas(algorithm, Points(blobs, weights), FOCUSES[:2]):
        assert_right(step, formulas, 100.0)


@EVERY_KIND
def test_every_phase_has_a_formula_in_symbols(kind):
    if kind.about is None:
        pytest.skip(f"{kind.title} has no description")
    assert {phase for phases, _ in kind.about.formulas for phase in phases} == set(kind.phases)
    for _, formula in (*kind.about.formulas, ((), kind.about.formula)):
        nodes = []
        formula.changed(lambda node, nodes=nodes: (nodes.append(node), node)[1])
        assert not [node for node in nodes if isinstance(node, ClusterNumber)]
        assert all(node.is_constant for node in nodes if isinstance(node, Number))
        assert any(isinstance(node, Symbol) for node in nodes)


@EVERY_KIND
def test_the_same_step_has_the_same_formulas(kind, blobs):
    algorithm = kind()
    first, second = (list(all_formulas(algorithm, Points(blobs), FOCUSES[:1])) for _ in range(2))
    assert [found for _, found in first] == [found for _, found in second]


@EVERY_KIND
def test_every_variable_is_explained(kind):
    if kind.about is None:
        pytest.skip(f"{kind.title} has no description")
    explained = {
        name
        for group in re.findall(r"(?:^|\. )([^:.]+):", kind.about.symbols)
        for name in re.findall(r"(?:^|, )([^\W\dᵢⱼₖₗ]′?)", group)
    }
    used, indices = set(), set("ijkl")
    for _, formula in kind.about.formulas:
        formula.changed(lambda node: (isinstance(node, Symbol) and used.add(node.name.strip("−")), node)[1])
    assert used - indices - explained == set()
