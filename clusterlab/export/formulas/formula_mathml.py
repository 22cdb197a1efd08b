"""Formulas as MathML, which browsers typeset."""

import re
from html import escape

from clusterlab.core import formula as nodes
from clusterlab.export.formulas.formula_text import formula_text

_NUMBERS = re.compile(r"[−\d][\d,.e+−]*\d|\d|\S")
"""A number, or a sign beside numbers."""


def formula_mathml(formula: nodes.Formula) -> str:
    """A formula as an element on lines of its own, with its text for programs that do not typeset it."""
    sides = (f"{_sign(link.sign)}{expression_mathml(link.side)}" for link in formula.links)
    text = escape(formula_text(formula))
    return f'<math display="block" alttext="{text}">{"".join(sides)}</math>'


def expression_mathml(node: nodes.Expression) -> str:
    """An expression as one element."""
    match node:
        case nodes.Symbol(name=name):
            return f"<mi>{escape(name)}</mi>"
        case nodes.Word(text=text):
            return f"<mtext>{escape(text)}</mtext>"
        case nodes.Number() | nodes.ClusterNumber() | nodes.Vector():
            return _row(_numbers(node.text))
        case nodes.Infix():
            return _row(_sign(node.shown_sign.strip()).join(map(expression_mathml, node.parts)))
        case nodes.Fraction():
            return f"<mfrac>{expression_mathml(node.top)}{expression_mathml(node.bottom)}</mfrac>"
        case nodes.Scripts():
            return _scripts(node)
        case nodes.Fence():
            left, right = (f'<mo fence="true">{sign}</mo>' for sign in (node.left, node.right))
            return _row(f"{left}{expression_mathml(node.inside)}{right}")
        case nodes.Total():
            sign = f"<munder><mo>{node.sign}</mo>{expression_mathml(node.below)}</munder>"
            return _row(f"{sign}{expression_mathml(node.body)}")
    raise TypeError(node)


def _scripts(node: nodes.Scripts) -> str:
    scripts = [expression_mathml(script) for script in (node.below, node.above) if script is not None]
    name = "msubsup" if len(scripts) == 2 else "msub" if node.below is not None else "msup"
    return f"<{name}>{expression_mathml(node.base)}{''.join(scripts)}</{name}>"


def _numbers(text: str) -> str:
    parts = [(found, "mn" if found[-1].isdigit() else "mo") for found in _NUMBERS.findall(text)]
    return "".join(f"<{name}>{found}</{name}>" for found, name in parts)


def _sign(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>" if sign else ""


def _row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"
