"""Breaks formulas into lines at their relation signs, so that they fit a width."""

from collections.abc import Iterator, Sequence

from clusterlab.core.formula import Expression, Formula, Infix, Link
from clusterlab.ui.widgets.formula_boxes import BoxLayout, FormulaBox, column, row

LINE_GAP, FORMULA_GAP, LINE_INDENT = 0.4, 0.75, 1.6
"""Lengths in font sizes: between the lines of a formula, between formulas, and before further lines."""
SHRINKING, LEAST_SIZE = 0.9, 7.0
"""A part that is wider than a line gets smaller by this factor, down to a size in pixels."""
BREAKING_SIGNS = ("+", "−", "×")
"""A side that is wider than a line is broken before these."""


def formulas_box(layout: BoxLayout, formulas: Sequence[Formula], size: float, width: float) -> FormulaBox:
    """The box of formulas below each other, none of whose lines is wider than `width`."""
    boxes = [column(list(_lines(layout, one, size, width)), LINE_GAP * size) for one in formulas]
    return column(boxes, FORMULA_GAP * size) if boxes else FormulaBox(0.0, 0.0, 0.0)


def _lines(layout: BoxLayout, formula: Formula, size: float, width: float) -> Iterator[FormulaBox]:
    """The lines: sides follow on one line as long as they fit."""
    indent = FormulaBox(LINE_INDENT * size, 0.0, 0.0)
    line: list[FormulaBox] = []
    for link in formula.links:
        for part in _parts(layout, link, size, width - indent.width):
            if line and sum(one.width for one in (*line, part)) > width:
                yield row(line)
                line = [indent]
            line.append(part)
    yield row(line)


def _parts(layout: BoxLayout, link: Link, size: float, width: float) -> Iterator[FormulaBox]:
    """A side after its sign; where it is wider than a line its terms, each after its sign."""
    whole = _signed_box(layout, link, size)
    if whole.width <= width:
        yield whole
    else:
        yield from (_fitting(layout, term, size, width) for term in _terms(link.sign, link.side))


def _terms(sign: str, side: Expression) -> Iterator[Link]:
    """The terms or factors of a side, each after its sign."""
    if isinstance(side, Infix) and side.sign.strip() in BREAKING_SIGNS:
        yield from _terms(sign, side.parts[0])
        yield from (Link(side.sign.strip(), part) for part in side.parts[1:])
    else:
        yield Link(sign, side)


def _fitting(layout: BoxLayout, link: Link, size: float, width: float) -> FormulaBox:
    """A side after its sign, in a smaller font where it is wider than a line."""
    box = _signed_box(layout, link, size)
    while box.width > width and size > LEAST_SIZE:
        size *= SHRINKING
        box = _signed_box(layout, link, size)
    return box


def _signed_box(layout: BoxLayout, link: Link, size: float) -> FormulaBox:
    before = [layout.text(f" {link.sign} ", size)] if link.sign else []
    return row([*before, layout.box(link.side, size)])
