"""Formulas as trees of expressions, which are typeset, written as text and read aloud."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.formatting import format_number
from clusterlab.kernels.typing import Floats

MAX_SHOWN_COORDINATES = 3
"""Of longer positions this many coordinates are written, and an ellipsis."""
TIMES_SIGN, MINUS_SIGN = " × ", " − "


class Expression:
    """The base of the nodes of a formula; `+ - * / **` and `[]`, a subscript, build larger ones.

    Texts are variables, integers constants, other numbers those of a step. Sums are put in parentheses where
    that is needed.
    """

    def __add__(self, other: "Operand") -> "Infix":
        return Infix(" + ", (self, _signed(other)))

    def __sub__(self, other: "Operand") -> "Infix":
        return Infix(MINUS_SIGN, (self, _factor(other)))

    def __mul__(self, other: "Operand") -> "Infix":
        left, right = _grouped_sum(self), _factor(other)
        return Infix(TIMES_SIGN if _begins_with_digit(right) else "", (left, right))

    def __rmul__(self, other: "Operand") -> "Infix":
        return expression(other) * self

    def __truediv__(self, other: "Operand") -> "Fraction":
        return Fraction(self, expression(other))

    def __rtruediv__(self, other: "Operand") -> "Fraction":
        return Fraction(expression(other), self)

    def __pow__(self, exponent: "Operand") -> "Scripts":
        if isinstance(self, Scripts) and self.above is None:
            return replace(self, above=expression(exponent))
        is_compound = isinstance(self, (Infix, Fraction, Total)) or _is_negative(self)
        return Scripts(group(self) if is_compound else self, None, expression(exponent))

    def __getitem__(self, index: "Operand | tuple[Operand, ...]") -> "Scripts":
        parts = index if isinstance(index, tuple) else (index,)
        below = expression(parts[0]) if len(parts) == 1 else Infix(",", tuple(map(expression, parts)))
        return Scripts(self, below, None)

    def changed(self, change: Callable[["Expression"], "Expression"]) -> "Expression":
        """The expression in which `change` has replaced nodes, the outer ones first."""
        found = change(self)
        if found is not self:
            return found
        values: dict[str, Any] = {
            item.name: _changed(getattr(self, item.name), change)
            for item in fields(self)  # type: ignore[arg-type]  # all nodes are dataclasses
        }
        return replace(self, **values)  # type: ignore[type-var]


Operand = Expression | str | float


@dataclass(frozen=True)
class Symbol(Expression):
    """A variable, written in italics."""

    name: str


@dataclass(frozen=True)
class Word(Expression):
    """A name or a sign that is written upright."""

    text: str


@dataclass(frozen=True)
class Number(Expression):
    """A number of a step, or one that belongs to the formula itself."""

    value: float
    is_constant: bool = False

    @property
    def text(self) -> str:
        """The number with about four digits and a true minus sign."""
        return formula_number(self.value)


@dataclass(frozen=True)
class ClusterNumber(Expression):
    """A cluster by its number on screen."""

    reference: ClusterReference

    @property
    def text(self) -> str:
        """The number."""
        return str(self.reference.shown_number)


@dataclass(frozen=True)
class Vector(Expression):
    """A position by its coordinates."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, position: Floats) -> "Vector":
        """The coordinates of a position (d,)."""
        return cls(tuple(position.tolist()))

    @property
    def text(self) -> str:
        """The first coordinates in parentheses."""
        shown = [formula_number(value) for value in self.values[:MAX_SHOWN_COORDINATES]]
        return f"({', '.join(shown + ['…'] * (len(self.values) > MAX_SHOWN_COORDINATES))})"


@dataclass(frozen=True)
class Infix(Expression):
    """Expressions with a sign between them, which is empty in products of variables."""

    sign: str
    parts: tuple[Expression, ...]

    @property
    def shown_sign(self) -> str:
        """The sign; between indices only where one of them is a number."""
        are_symbols = all(isinstance(part, Symbol) for part in self.parts)
        return "" if self.sign == "," and are_symbols else self.sign

    @property
    def is_call(self) -> bool:
        """Whether it is a function and its arguments."""
        last = self.parts[-1]
        return not self.sign and isinstance(last, Fence) and last.left == "("


@dataclass(frozen=True)
class Fraction(Expression):
    """A numerator over a denominator."""

    top: Expression
    bottom: Expression


@dataclass(frozen=True)
class Scripts(Expression):
    """An expression with a subscript, a superscript, or both."""

    base: Expression
    below: Expression | None
    above: Expression | None


@dataclass(frozen=True)
class Fence(Expression):
    """An expression between two signs that are as high as it is."""

    left: str
    inside: Expression
    right: str


@dataclass(frozen=True)
class Total(Expression):
    """A sum over an index, which stands below the sign, or the limit of another word, such as min."""

    body: Expression
    below: Expression
    sign: str = "∑"


@dataclass(frozen=True)
class Link:
    """A side of a formula, after the relation sign that leads to it; the first has none."""

    sign: str
    side: Expression


@dataclass(frozen=True)
class Formula:
    """Sides that are equal, or compared by another sign: symbols first, then the numbers of a step."""

    links: tuple[Link, ...]

    @classmethod
    def of(cls, left: Operand, *equal: Operand) -> "Formula":
        """A formula whose sides are equal."""
        first = cls((Link("", expression(left)),))
        return first.equals(*equal)

    def equals(self, *sides: Operand) -> "Formula":
        """The formula with further sides that are equal to the last."""
        return Formula((*self.links, *(Link("=", expression(side)) for side in sides)))

    def compared(self, sign: str, side: Operand) -> "Formula":
        """The formula with a further side after another sign."""
        return Formula((*self.links, Link(sign, expression(side))))

    def at(self, **values: Operand) -> "Formula":
        """The formula with expressions in the place of the variables with these names."""
        known = {name: expression(value) for name, value in values.items()}
        return self.changed(lambda node: known.get(node.name, node) if isinstance(node, Symbol) else node)

    def with_clusters(self, known: Callable[[int], ClusterReference]) -> "Formula":
        """The formula with its clusters as they are `known` by label, such as by other numbers."""

        def change(node: Expression) -> Expression:
            if isinstance(node, ClusterNumber):
                return ClusterNumber(known(node.reference.label))
            return node

        return self.changed(change)

    def changed(self, change: Callable[[Expression], Expression]) -> "Formula":
        """The formula in which `change` has replaced nodes."""
        return Formula(tuple(replace(link, side=link.side.changed(change)) for link in self.links))


def expression(value: Operand) -> Expression:
    """A text as a variable, an integer as a constant, another number as one of a step."""
    if isinstance(value, Expression):
        return value
    return Symbol(value) if isinstance(value, str) else Number(float(value), isinstance(value, int))


def group(inside: Operand) -> Fence:
    """An expression in parentheses."""
    return Fence("(", expression(inside), ")")


def norm(inside: Operand) -> Fence:
    """The length of a vector."""
    return Fence("‖", expression(inside), "‖")


def size(inside: Operand) -> Fence:
    """The number of elements of a set."""
    return Fence("|", expression(inside), "|")


def call(name: Operand, *arguments: Operand) -> Infix:
    """A function of arguments; its name is a variable, or a word such as exp."""
    inside: Expression = expression(arguments[0])
    if len(arguments) > 1:
        inside = Infix(", ", tuple(map(expression, arguments)))
    return Infix("", (expression(name), group(inside)))


def total(body: Operand, below: Operand) -> Total:
    """The sum of `body` over the index `below`."""
    return Total(_grouped_sum(expression(body)), expression(below))


def added(*terms: Operand) -> Expression:
    """The sum of several terms; a single one as it is."""
    first, *others = map(expression, terms)
    return Infix(" + ", (first, *map(_signed, others))) if others else first


def cluster_number(label: int) -> ClusterNumber:
    """A cluster by its label."""
    return ClusterNumber(ClusterReference(int(label)))


def formula_number(value: float) -> str:
    """A number with about four digits, a whole one with all of them, and a true minus sign."""
    if value != value or abs(value) == float("inf"):
        return "undefined" if value != value else "∞" if value > 0 else "−∞"
    is_whole = float(value).is_integer() and abs(value) < 1e7
    return format_number(int(value) if is_whole else float(value)).replace("-", "−")


def _changed(value: Any, change: Callable[[Expression], Expression]) -> Any:
    if isinstance(value, Expression):
        return value.changed(change)
    is_parts = isinstance(value, tuple) and value and isinstance(value[0], Expression)
    return tuple(part.changed(change) for part in value) if is_parts else value


def _is_negative(side: Expression) -> bool:
    return isinstance(side, Number) and side.value < 0


def _grouped_sum(side: Expression) -> Expression:
    """A sum or a difference in parentheses; other expressions as they are."""
    return group(side) if isinstance(side, Infix) and side.sign in (" + ", MINUS_SIGN) else side


def _signed(value: Operand) -> Expression:
    """A term that follows a sign: a negative number in parentheses."""
    side = expression(value)
    return group(side) if _is_negative(side) else side


def _factor(value: Operand) -> Expression:
    """A factor that follows a sign: a sum or a negative number in parentheses."""
    return _signed(_grouped_sum(expression(value)))


def _begins_with_digit(side: Expression) -> bool:
    """Whether a product with this factor at the right needs a sign."""
    while isinstance(side, (Infix, Scripts)):
        side = side.parts[0] if isinstance(side, Infix) else side.base
    if isinstance(side, Fence):
        return _begins_with_digit(side.inside)
    if isinstance(side, Fraction):
        return _begins_with_digit(side.top)
    return isinstance(side, (Number, Vector))
