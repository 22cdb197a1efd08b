"""Lays out formulas as boxes on a baseline: fractions, sums with limits, scripts, lengths and vectors."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from clusterlab.core.formula import (
    ClusterNumber,
    Expression,
    Fence,
    Fraction,
    Infix,
    Number,
    Scripts,
    Symbol,
    Total,
    Vector,
    Word,
)

SCRIPT_SIZE, FRACTION_SIZE, SIGN_SIZE, MIN_SIZE = 0.75, 0.95, 1.4, 10.0
"""Sizes relative to the formula, and the least size in pixels of a script."""
AXIS, GAP, THIN_SPACE, RULE, FENCE_WIDTH = 0.27, 0.16, 0.14, 0.065, 0.3
"""Lengths in font sizes: the middle of signs above the baseline, gaps, and the thickness of rules."""
SUPERSCRIPT_RISE, SUBSCRIPT_DROP = 0.4, 0.2
_NUMBER_PARTS = re.compile(r"([^e]*)e([+−]?)0*(\d+)")


@dataclass(frozen=True)
class TextPiece:
    """A text at a place on its baseline, at a font size; a number has the color of numbers."""

    x: float
    y: float
    text: str
    size: float
    italic: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class RulePiece:
    """A filled rectangle, such as the bar of a fraction: its left, its middle, its width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class BracketPiece:
    """A curved bracket in a rectangle: its left, top, width and height, and to which side it is open."""

    x: float
    y: float
    width: float
    height: float
    opens_right: bool


Piece = TextPiece | RulePiece | BracketPiece


@dataclass(frozen=True)
class FormulaBox:
    """What is relative to the left end of a baseline, and how far it reaches: all in pixels.

    Parts are pieces, and boxes moved to the right and down: most boxes are made to be measured alone.
    """

    width: float
    ascent: float
    descent: float
    parts: tuple["Piece | MovedBox", ...] = ()

    @property
    def height(self) -> float:
        """The whole height."""
        return self.ascent + self.descent

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces, relative to this box."""
        return tuple(self._pieces(0.0, 0.0))

    def _pieces(self, x: float, y: float) -> Iterator[Piece]:
        for part in self.parts:
            if isinstance(part, MovedBox):
                yield from part.box._pieces(x + part.x, y + part.y)
            else:
                yield replace(part, x=part.x + x, y=part.y + y)


class MovedBox(NamedTuple):
    """A box moved to the right and down."""

    box: FormulaBox
    x: float
    y: float


@lru_cache(maxsize=64)
def formula_font(family: str, size: float, italic: bool) -> QFont:
    """The font of a piece."""
    found = QFont(family)
    found.setPixelSize(max(1, round(size)))
    found.setItalic(italic)
    return found


@lru_cache(maxsize=64)
def _metrics(family: str, size: float, italic: bool) -> QFontMetricsF:
    return QFontMetricsF(formula_font(family, size, italic))


@lru_cache(maxsize=2048)  # the same signs and names stand in all steps
def _text_box(family: str, piece: TextPiece) -> FormulaBox:
    metrics = _metrics(family, piece.size, piece.italic)
    ascent = metrics.capHeight() + 0.08 * piece.size
    return FormulaBox(metrics.horizontalAdvance(piece.text), ascent, 0.9 * metrics.descent(), (piece,))


@dataclass(frozen=True)
class BoxLayout:
    """Lays out expressions in a font family."""

    family: str

    def box(self, node: Expression, size: float) -> FormulaBox:
        """The box of an expression at a font size."""
        match node:
            case Symbol(name=text):
                return self.text(text, size, italic=text.isalpha() or "′" in text)
            case Word(text=text):
                return self.text(text, size)
            case Number(is_constant=True):
                return self.text(node.text, size)
            case Number() | ClusterNumber():
                return self._number(node.text, size)
            case Vector():
                return self._vector(node, size)
            case Infix():
                return self._infix(node, size)
            case Fraction():
                return self._fraction(node, size)
            case Scripts():
                return self._scripts(node, size)
            case Fence():
                return self._fence(node, size)
            case Total():
                return self._total(node, size)
        raise TypeError(node)

    def text(self, text: str, size: float, italic: bool = False, is_number: bool = False) -> FormulaBox:
        """The box of a text."""
        return _text_box(self.family, TextPiece(0.0, 0.0, text, size, italic, is_number))

    def _number(self, text: str, size: float) -> FormulaBox:
        """A number; one with an exponent is written as a product with a power of ten."""
        found = _NUMBER_PARTS.fullmatch(text)
        if found is None:
            return self.text(text, size, is_number=True)
        sign = "" if found[2] == "+" else found[2]
        base = self.text(f"{found[1]}·10", size, is_number=True)
        return _with_scripts(base, None, self.text(sign + found[3], _script_size(size), is_number=True), size)

    def _vector(self, node: Vector, size: float) -> FormulaBox:
        parts = re.split(r"([(),] ?)", node.text)
        return row(self._number(part, size) for part in parts if part)

    def _infix(self, node: Infix, size: float) -> FormulaBox:
        sign = node.shown_sign
        between = (
            self.text(sign, size)
            if sign
            else FormulaBox(0.0 if node.is_call else THIN_SPACE * size, 0.0, 0.0)
        )
        boxes: list[FormulaBox] = []
        for part in node.parts:
            boxes += [*([between] if boxes else []), self.box(part, size)]
        return row(boxes)

    def _fraction(self, node: Fraction, size: float) -> FormulaBox:
        top, bottom = (self.box(part, FRACTION_SIZE * size) for part in (node.top, node.bottom))
        thickness, gap = max(1.0, RULE * size), GAP * size
        width = max(top.width, bottom.width) + gap
        above, below = AXIS * size + thickness / 2 + gap / 2, thickness / 2 + gap / 2 - AXIS * size
        pieces = (
            MovedBox(top, (width - top.width) / 2, -above - top.descent),
            RulePiece(0.0, -AXIS * size, width, thickness),
            MovedBox(bottom, (width - bottom.width) / 2, below + bottom.ascent),
        )
        side = _space(THIN_SPACE * size / 2)
        whole = FormulaBox(width, above + top.height, below + bottom.height, pieces)
        return row([side, whole, side])

    def _scripts(self, node: Scripts, size: float) -> FormulaBox:
        small = _script_size(size)
        below, above = (None if one is None else self.box(one, small) for one in (node.below, node.above))
        return _with_scripts(self.box(node.base, size), below, above, size)

    def _fence(self, node: Fence, size: float) -> FormulaBox:
        inside = self.box(node.inside, size)
        left, right = self._side(node.left, inside, size, True), self._side(node.right, inside, size, False)
        return row([left, inside, right])

    def _side(self, sign: str, inside: FormulaBox, size: float, is_left: bool) -> FormulaBox:
        """A sign as high as what is inside: lines, or a bracket, which is text beside a single line."""
        if sign in "‖|":
            return _bars(2 if sign == "‖" else 1, inside, size)
        if sign not in "()" or inside.height < 1.35 * size:
            return self.text(sign, size)
        width = FENCE_WIDTH * size
        bracket = BracketPiece(0.0, -inside.ascent, width, inside.height, is_left)
        return FormulaBox(width, inside.ascent, inside.descent, (bracket,))

    def _total(self, node: Total, size: float) -> FormulaBox:
        is_sum = node.sign == "∑"
        sign = self.text(node.sign, SIGN_SIZE * size if is_sum else size)
        down = (sign.ascent / 2 - AXIS * size) if is_sum else 0.0
        limit = self.box(node.below, _script_size(size))
        width = max(sign.width, limit.width)
        bottom = down + (0.25 if is_sum else 0.15) * size
        pieces = (
            MovedBox(sign, (width - sign.width) / 2, down),
            MovedBox(limit, (width - limit.width) / 2, bottom + limit.ascent),
        )
        head = FormulaBox(width, sign.ascent - down, bottom + limit.height, pieces)
        return row([head, _space(THIN_SPACE * size), self.box(node.body, size)])


def row(boxes: Iterable[FormulaBox]) -> FormulaBox:
    """Boxes beside each other on one baseline."""
    x, ascent, descent, parts = 0.0, 0.0, 0.0, list[MovedBox]()
    for one in boxes:
        parts.append(MovedBox(one, x, 0.0))
        x, ascent, descent = x + one.width, max(ascent, one.ascent), max(descent, one.descent)
    return FormulaBox(x, ascent, descent, tuple(parts))


def column(boxes: Sequence[FormulaBox], gap: float) -> FormulaBox:
    """Boxes below each other; the baseline is that of the first."""
    y, parts = 0.0, list[MovedBox]()
    for before, one in zip((None, *boxes), boxes, strict=False):
        y += 0.0 if before is None else before.descent + gap + one.ascent
        parts.append(MovedBox(one, 0.0, y))
    first, last = boxes[0], boxes[-1]
    return FormulaBox(max(one.width for one in boxes), first.ascent, y + last.descent, tuple(parts))


def _script_size(size: float) -> float:
    return max(MIN_SIZE, SCRIPT_SIZE * size)


def _space(width: float) -> FormulaBox:
    return FormulaBox(width, 0.0, 0.0)


def _with_scripts(
    base: FormulaBox, below: FormulaBox | None, above: FormulaBox | None, size: float
) -> FormulaBox:
    """A box with a subscript and a superscript at its right."""
    parts, width, ascent, descent = [MovedBox(base, 0.0, 0.0)], 0.0, base.ascent, base.descent
    if below is not None:
        y = SUBSCRIPT_DROP * size
        parts.append(MovedBox(below, base.width, y))
        width, descent = below.width, max(descent, y + below.descent)
    if above is not None:
        y = max(SUPERSCRIPT_RISE * size, base.ascent - 0.45 * size)
        parts.append(MovedBox(above, base.width, -y))
        width, ascent = max(width, above.width), max(ascent, y + above.ascent)
    return FormulaBox(base.width + width + 0.04 * size, ascent, descent, tuple(parts))


def _bars(count: int, inside: FormulaBox, size: float) -> FormulaBox:
    """One or two vertical lines as high as a box."""
    thickness, step = max(1.0, RULE * size), 0.2 * size
    middle = (inside.descent - inside.ascent) / 2
    start = 0.12 * size
    pieces = tuple(
        RulePiece(start + number * step, middle, thickness, inside.height) for number in range(count)
    )
    return FormulaBox(2 * start + (count - 1) * step + thickness, inside.ascent, inside.descent, pieces)
