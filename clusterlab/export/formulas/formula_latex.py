"""Formulas as LaTeX."""

import re

from clusterlab.core import formula as nodes

SIGNS = {
    "−": "-",
    "×": r" \times ",
    "≤": r"\le",
    "≥": r"\ge",
    "∈": r" \in ",
    "∞": r"\infty",
    "…": r"\dots",
    "α": r"\alpha",
    "γ": r"\gamma",
    "λ": r"\lambda",
    "μ": r"\mu",
    "π": r"\pi",
    "φ": r"\varphi",
    "Σ": r"\Sigma",
    "∑": r"\sum",
    "‖": r"\|",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "κ": r"\kappa",
    "ε": r"\varepsilon",
    "Δ": r"\Delta",
    "→": r"\to",
    "′": "'",
    "·": r"\cdot",
}
_PARTS = re.compile(r"^([^e]*)(e[+−]?\d+)?(.*)$")
"""The digits of a number, its power of ten, and what follows."""
FUNCTIONS = ("exp", "log", "min", "max")


def formula_latex(formula: nodes.Formula) -> str:
    """A formula for display mode."""
    return " ".join(f"{_signs(link.sign)} {expression_latex(link.side)}".strip() for link in formula.links)


def expression_latex(node: nodes.Expression) -> str:
    """An expression in math mode."""
    match node:
        case nodes.Symbol(name=name):
            return _signs(name)
        case nodes.Word(text=text):
            return rf"\{text}" if text in FUNCTIONS else rf"\mathrm{{{_signs(text)}}}"
        case nodes.Number() | nodes.ClusterNumber() | nodes.Vector():
            return _digits(node.text)
        case nodes.Infix():
            between = _signs(node.shown_sign) or ("" if node.is_call else r"\,")
            return between.join(map(expression_latex, node.parts))
        case nodes.Fraction():
            return rf"\frac{{{expression_latex(node.top)}}}{{{expression_latex(node.bottom)}}}"
        case nodes.Scripts():
            below = f"_{{{expression_latex(node.below)}}}" if node.below else ""
            above = f"^{{{expression_latex(node.above)}}}" if node.above else ""
            return f"{expression_latex(node.base)}{below}{above}"
        case nodes.Fence():
            return rf"\left{_signs(node.left)}{expression_latex(node.inside)}\right{_signs(node.right)}"
        case nodes.Total():
            name = node.sign.replace(" ", r"\,")
            sign = r"\sum" if node.sign == "∑" else rf"\operatorname*{{{name}}}"
            return rf"{sign}_{{{expression_latex(node.below)}}} {expression_latex(node.body)}"
    raise TypeError(node)


def _signs(text: str) -> str:
    return "".join(SIGNS.get(character, character) for character in text)


def _digits(text: str) -> str:
    """Numbers, whose separators of thousands are no punctuation, with powers of ten written out."""
    return r",\ ".join(map(_power_of_ten, text.split(", ")))


def _power_of_ten(text: str) -> str:
    ((digits, power, rest),) = _PARTS.findall(text)
    times = rf" \cdot 10^{{{int(power[1:].replace('−', '-'))}}}" if power else ""
    return _signs(digits).replace(",", "{,}") + times + _signs(rest)
