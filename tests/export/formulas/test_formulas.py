"""Formulas as text, LaTeX, MathML and words: of every algorithm, and of some by hand."""

import re
from xml.etree import ElementTree

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.formula import Formula, Number, Symbol, Vector, Word, cluster_number, norm, size, total
from clusterlab.core.points import Points
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.export.formulas.formula_latex import formula_latex
from clusterlab.export.formulas.formula_mathml import formula_mathml
from clusterlab.export.formulas.formula_speech import formula_speech
from clusterlab.export.formulas.formula_text import formula_text

X, C = Symbol("x")["i"], Symbol("c")["k"]
DISTANCE = Formula.of(norm(X - C) ** 2)
NEAR = Formula.of(size("N")).equals(7.0).compared("≥", 5.0)
MEAN = Formula.of(C, total(X, "i") / Symbol("n")["k"]).at(k=cluster_number(1))
NUMBERS = MEAN.equals(Vector((412.5, -3.1e-7)) / 57.0)


def every_formula():
    """The formulas of all algorithms, in symbols and with numbers."""
    points = Points(Blobs(points=40, groups=3).make().values)
    for kind in ALGORITHMS.all().values():
        yield from (formula for _, formula in kind.about.formulas)
        yield kind.about.formula
        before = None
        for step in kind().for_fixed_points().steps(points):
            yield from step.formulas(points, before)
            before = step


@pytest.fixture(scope="module")
def formulas():
    return list(dict.fromkeys(every_formula()))


def test_formulas_as_text():
    assert formula_text(DISTANCE) == "‖xᵢ − cₖ‖²"
    assert formula_text(NUMBERS) == "c₂ = (Σᵢ xᵢ) / n₂ = (412.5, −3.1e−07) / 57"
    assert formula_text(NEAR) == "|N| = 7 ≥ 5"


def test_formulas_as_latex():
    assert formula_latex(DISTANCE) == r"\left\|x_{i} - c_{k}\right\|^{2}"
    assert formula_latex(NUMBERS) == (
        r"c_{2} = \frac{\sum_{i} x_{i}}{n_{2}} = \frac{(412.5,\ -3.1 \cdot 10^{-7})}{57}"
    )
    assert formula_latex(Formula.of(Number(12345.5))) == "12{,}345.5"
    assert formula_latex(Formula.of(Symbol("γ") * Word("log"))) == r"\gamma\,\log"


def test_formulas_in_words():
    assert formula_speech(DISTANCE) == "the length of x i minus c k squared"
    assert formula_speech(NEAR) == "the number in N equals 7 is at least 5"
    assert formula_speech(MEAN) == "c 2 equals the sum over i of x i over n 2"


def test_formulas_as_mathml():
    root = ElementTree.fromstring(formula_mathml(NUMBERS))
    assert root.get("alttext") == formula_text(NUMBERS)
    assert [len(fraction) for fraction in root.iter("mfrac")] == [2, 2]
    assert [number.text for number in root.iter("mn")] == ["2", "2", "412.5", "−3.1e−07", "57"]


def test_every_formula_can_be_written_in_every_way(formulas):
    for formula in formulas:
        latex, words = formula_latex(formula), formula_speech(formula)
        assert latex.isascii(), latex
        assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")
        assert latex.count(r"\left") == latex.count(r"\right")
        assert not re.search(r"[=≤≥<>×∑‖|{}^]", words), words
        ElementTree.fromstring(formula_mathml(formula))
        assert not re.search(r"[<>]{2}|None|Symbol", formula_text(formula))
