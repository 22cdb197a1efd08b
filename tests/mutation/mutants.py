"""The mutants of a module: copies of its source with one small fault each (DeMillo, Lipton and Sayward 1978).

Left as they are: texts and docstrings, annotations but for the bounds that `Annotated` declares, decorators,
imports, `__repr__`, logging, and keywords that only guard (`strict`, `copy`, `stacklevel`, `repr`).
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
}
OPPOSITES = {
    "min": "max",
    "argmin": "argmax",
    "minimum": "maximum",
    "nanmin": "nanmax",
    "floor": "ceil",
    "all": "any",
}
RENAMED = {**OPPOSITES, **{after: before for before, after in OPPOSITES.items()}}
GUARDS = ("strict", "copy", "stacklevel", "repr")
LOGS = ("log", "logger", "logging", "warnings")
IGNORED = (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Global, ast.Nonlocal)
NOT_RUN = ("decorator_list", "returns")
TEXT = (ast.JoinedStr, ast.FormattedValue)


@dataclass(frozen=True)
class Mutant:
    """One fault: the bytes from `start` to `end` of the module at `path` become `after`."""

    path: str
    line: int
    scope: str
    """The function that holds it, as `Class.method`; empty outside of functions."""
    start: int
    end: int
    before: str
    after: str

    def applied(self, source: str) -> str:
        """The source with this fault."""
        text = source.encode()
        return (text[: self.start] + self.after.encode() + text[self.end :]).decode()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {shortened(self.before)}  ->  {shortened(self.after)}"


def shortened(text: str) -> str:
    """A text on one line of at most 70 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67]}..."


def mutants(path: str, source: str) -> list[Mutant]:
    """All mutants of a module that can be compiled, in the order of their lines; `path` only names it."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = [
        mutant(path, source.encode(), starts, scope, *change)
        for scope, node in mutable_nodes(ast.parse(source))
        for change in changes(node)
    ]
    return sorted((one for one in found if compiles(one.applied(source))), key=place)


def place(one: Mutant) -> tuple[int, int, str]:
    """What mutants are sorted by."""
    return one.start, one.end, one.after


def mutant(
    path: str, text: bytes, starts: list[int], scope: str, node: ast.AST, replacement: ast.AST
) -> Mutant:
    """The mutant that puts a replacement in the place of a node."""
    start = starts[node.lineno - 1] + node.col_offset
    end = starts[node.end_lineno - 1] + node.end_col_offset
    after = ast.unparse(ast.fix_missing_locations(replacement))
    after = after if isinstance(replacement, ast.stmt) else f"({after})"
    return Mutant(path, node.lineno, scope, start, end, text[start:end].decode(), after)


def compiles(source: str) -> bool:
    """Whether a source has no syntax error."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


# ---- where ----


def mutable_nodes(node: ast.AST, scope: str = "", within: bool = False) -> Iterator[tuple[str, ast.AST]]:
    """The nodes that may be replaced, each with the outermost function that holds it."""
    for child in kept_children(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not within:
            name = f"{scope}.{child.name}" if scope else child.name
            yield from mutable_nodes(child, name, within=isinstance(child, ast.FunctionDef))
        else:
            yield scope if within else "", child
            yield from mutable_nodes(child, scope, within)


def kept_children(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node that hold no text, types, decorators, logging or guards."""
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if field == "annotation" and child is not None:
                yield from declared_bounds(child)
            elif isinstance(child, ast.AST) and field not in NOT_RUN and not is_ignored(child):
                yield child


def declared_bounds(annotation: ast.AST) -> Iterator[ast.AST]:
    """What `Annotated` says besides the type."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        yield from (child for child in annotation.slice.elts[1:] if not is_ignored(child))


def is_ignored(node: ast.AST) -> bool:
    """Whether a node is left as it is, with all that it holds."""
    if isinstance(node, ast.Expr):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        return called is None or ast.unparse(called).split(".")[0].lower() in LOGS
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
    if isinstance(node, ast.keyword):
        return node.arg in GUARDS
    return isinstance(node, IGNORED) or (isinstance(node, ast.FunctionDef) and node.name == "__repr__")


# ---- what ----

Change = tuple[ast.AST, ast.AST]
"""A node and what may stand in its place."""


def changes(node: ast.AST) -> Iterator[Change]:
    """The changes of a node or of one of its parts."""
    if type(node) in KINDS:
        yield from KINDS[type(node)](node)


def other_comparisons(node: ast.Compare) -> Iterator[Change]:
    """`<` becomes `<=`, `==` becomes `!=` and so on, one at a time."""
    for position, operator in enumerate(node.ops):
        changed = copy.deepcopy(node)
        changed.ops[position] = COMPARED[type(operator)]()
        yield node, changed


def other_arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    """`+` becomes `-` and so on, but for texts and unions of types."""
    operands = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target, node.value]
    if type(node.op) in COMPUTED and not any(is_text(side) or is_type(side) for side in operands):
        changed = copy.deepcopy(node)
        changed.op = COMPUTED[type(node.op)]()
        yield node, changed


def is_text(node: ast.AST) -> bool:
    """Whether a node is surely a text."""
    return isinstance(node, TEXT) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_type(node: ast.AST) -> bool:
    """Whether a node of a union is a type."""
    name = ast.unparse(node).split("[")[0].split(".")[-1]
    is_class = name[:1].isupper() and not name.isupper()
    return is_class or name in ("None", "int", "float", "str", "bytes", "bool")


def other_boolean(node: ast.BoolOp) -> Iterator[Change]:
    """`and` becomes `or`, and the other way round."""
    yield node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def without_sign(node: ast.UnaryOp) -> Iterator[Change]:
    """`not x`, `-x` and `~x` become `x`."""
    yield node, node.operand


def other_constants(node: ast.Constant) -> Iterator[Change]:
    """True and False are exchanged, 1 becomes 0 and 2, any other number n becomes n + 1."""
    if isinstance(node.value, bool):
        yield node, ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield node, ast.Constant(node.value + 1)
        if node.value == 1:
            yield node, ast.Constant(node.value - 1)


def without_value(node: ast.Return) -> Iterator[Change]:
    """A function returns None."""
    if node.value is not None and ast.unparse(node.value) != "None":
        yield node, ast.Return(ast.Constant(None))


def removed(node: ast.stmt) -> Iterator[Change]:
    """A call or an error is left out."""
    if "NotImplementedError" not in ast.unparse(node):
        yield node, ast.Pass()


def opposite_condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[Change]:
    """A condition becomes its opposite where no operator is in it that could be changed."""
    if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)


def other_functions(node: ast.Call) -> Iterator[Change]:
    """`min` becomes `max`, `any` becomes `all` and so on, as functions and as methods."""
    function = node.func
    if isinstance(function, ast.Name) and function.id in RENAMED:
        yield function, ast.Name(RENAMED[function.id])
    if isinstance(function, ast.Attribute) and function.attr in RENAMED:
        yield function, ast.Attribute(function.value, RENAMED[function.attr])


def shifted_slices(node: ast.Slice) -> Iterator[Change]:
    """A bound of a slice that is no number grows by one."""
    for bound in (node.lower, node.upper):
        if bound is not None and not isinstance(bound, ast.Constant | ast.UnaryOp):
            yield bound, ast.BinOp(bound, ast.Add(), ast.Constant(1))


KINDS = {
    ast.Compare: other_comparisons,
    ast.BinOp: other_arithmetic,
    ast.AugAssign: other_arithmetic,
    ast.BoolOp: other_boolean,
    ast.UnaryOp: without_sign,
    ast.Constant: other_constants,
    ast.Return: without_value,
    ast.Raise: removed,
    ast.Expr: removed,
    ast.If: opposite_condition,
    ast.IfExp: opposite_condition,
    ast.While: opposite_condition,
    ast.Call: other_functions,
    ast.Slice: shifted_slices,
}
