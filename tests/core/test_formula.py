"""Formulas are built by operators, with parentheses where they are needed."""

import numpy as np
import pytest

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.formula import (
    Fence,
    Formula,
    Infix,
    Number,
    Symbol,
    Vector,
    Word,
    added,
    call,
    cluster_number,
    expression,
    formula_number,
    norm,
    total,
)
from clusterlab.export.formulas.formula_text import expression_text, formula_text

A, B = Symbol("a"), Symbol("b")


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (A + B, "a + b"),
        (A - (A - B), "a − (a − b)"),
        ((A + B) * (A - B), "(a + b)(a − b)"),
        (A * -2.5, "a × (−2.5)"),
        (A - -2.5, "a − (−2.5)"),
        (2 * A, "2 a"),
        (Number(2.0) * 3.0, "2 × 3"),
        (Number(2.0) * norm(Vector((1.0, 2.0)) - Vector((0.0, 1.0))) ** 2, "2 × ‖(1, 2) − (0, 1)‖²"),
        ((A / B) ** 2, "(a / b)²"),
        (Number(-1.5) ** 2, "(−1.5)²"),
        (A["i"] ** 2, "aᵢ²"),
        (A["i", "k"], "aᵢₖ"),
        (A[Word("17"), cluster_number(1)], "a_{17,2}"),
        (added(1.5, -2.5), "1.5 + (−2.5)"),
        (added(1.5), "1.5"),
        (call(Word("exp"), A, B), "exp(a, b)"),
        (1 / A, "1 / a"),
    ],
)
def test_operators_build_expressions(node, text):
    assert expression_text(node) == text.replace("2.5", "2.500").replace("1.5", "1.500")


def test_integers_are_constants_and_floats_numbers_of_a_step():
    assert expression(2) == Number(2.0, is_constant=True)
    assert expression(2.0) == Number(2.0)


def test_variables_are_replaced_wherever_they_are():
    symbols = Formula.of(A["k"], total(B["i"], Infix("=", (A, Symbol("k")))) / Symbol("k"))
    known = symbols.at(k=cluster_number(1)).equals(7.25)
    assert formula_text(known) == "a₂ = (Σ₍ₐ₌₂₎ bᵢ) / 2 = 7.250".replace("Σ₍ₐ₌₂₎", "Σₐ₌₂")
    assert formula_text(symbols) == "aₖ = (Σₐ₌ₖ bᵢ) / k"


def test_clusters_have_the_numbers_of_the_screen():
    formula = Formula.of(A[cluster_number(0)], cluster_number(2))
    shown = formula.with_clusters(lambda label: ClusterReference(label, 10 - label))
    assert formula_text(shown) == "a₁₀ = 8"


def test_long_positions_have_an_ellipsis_but_all_coordinates():
    vector = Vector.of(np.arange(9.0))
    assert vector.text == "(0, 1, 2, …)"
    assert len(vector.values) == 9


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100.0, "100"),
        (0.25, "0.2500"),
        (-3.0, "−3"),
        (1e-9, "1e−09"),
        (float("inf"), "∞"),
        (12345.0, "12,345"),
    ],
)
def test_numbers_are_short_and_have_a_true_minus_sign(value, text):
    assert formula_number(value) == text


def test_changes_replace_outer_nodes_first():
    found = Formula.of(norm(A)).changed(lambda node: B if isinstance(node, Fence) else node)
    assert found == Formula.of(B)
