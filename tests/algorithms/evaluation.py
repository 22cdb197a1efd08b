"""Computes the sides of formulas that have numbers only, so that a test can compare them."""

from itertools import pairwise

import numpy as np

from clusterlab.core.formula import (
    ClusterNumber,
    Fence,
    Formula,
    Fraction,
    Infix,
    Number,
    Scripts,
    Vector,
    Word,
)

FUNCTIONS = {"exp": np.exp, "log": np.log}
OPERATIONS = {
    " + ": np.add,
    " − ": np.subtract,
    " × ": np.multiply,
    "": np.multiply,
}


def evaluated(node):
    """The number or vector that an expression is; None where it has variables."""
    match node:
        case Number(value=value):
            return value
        case Vector(values=values):
            return np.array(values)
        case Fraction(top=top, bottom=bottom):
            return applied(np.divide, evaluated(top), evaluated(bottom))
        case Scripts(base=base, below=None, above=above):
            return applied(np.power, evaluated(base), evaluated(above))
        case Fence(left="(", inside=inside):
            return evaluated(inside)
        case Fence(left="‖", inside=inside):
            return applied(np.linalg.norm, evaluated(inside))
        case Infix(parts=(Word(text=name), Fence(inside=inside))) if name in FUNCTIONS:
            return applied(FUNCTIONS[name], evaluated(inside))
        case Infix(sign=sign, parts=parts) if sign in OPERATIONS:
            found = evaluated(parts[0])
            for part in parts[1:]:
                found = applied(OPERATIONS[sign], found, evaluated(part))
            return found
    return None


def applied(function, *values):
    """The value of a function; None where one of its arguments is."""
    with np.errstate(all="ignore"):
        return None if any(value is None for value in values) else function(*values)


def numeric_sides(formula: Formula) -> list:
    """The sign before each side that has numbers only, and its value."""
    found = [(link.sign, evaluated(link.side)) for link in formula.links]
    return [(sign, value) for sign, value in found if value is not None]


def has_numbers(formula: Formula) -> bool:
    """Whether the last side is a number, a vector or a cluster."""
    last = formula.links[-1].side
    return isinstance(last, ClusterNumber) or evaluated(last) is not None


def contradictions(formula: Formula, scale: float) -> list[str]:
    """The pairs of successive numeric sides that do not compare as their signs say, to rounding."""
    found = []
    for (_, left), (sign, right) in pairwise(numeric_sides(formula)):
        close = np.allclose(left, right, rtol=1e-6, atol=1e-9 * scale)
        holds = {
            "=": close,
            "≤": close or np.all(left <= right),
            "≥": close or np.all(left >= right),
            "<": np.all(left < right),
            ">": np.all(left > right),
        }
        if not holds[sign]:
            found.append(f"{left} {sign} {right}")
    return found
