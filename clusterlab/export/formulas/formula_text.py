"""Formulas as one line of text, with the subscripts and superscripts that there are as characters."""

from clusterlab.core import formula as nodes

SUBSCRIPTS = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγφ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵩ")
SUPERSCRIPTS = str.maketrans("0123456789+−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")


def formula_text(formula: nodes.Formula) -> str:
    """A formula in one line: c₂ = (412.3, 88.1) / 57 = (7.23, 1.55)."""
    return " ".join(f"{link.sign} {expression_text(link.side)}".strip() for link in formula.links)


def expression_text(node: nodes.Expression) -> str:
    """An expression in one line."""
    match node:
        case nodes.Symbol(name=text) | nodes.Word(text=text):
            return text
        case nodes.Number() | nodes.ClusterNumber() | nodes.Vector():
            return node.text
        case nodes.Infix():
            return _infix_text(node)
        case nodes.Fraction():
            return f"{_operand(node.top)} / {_operand(node.bottom)}"
        case nodes.Scripts():
            return expression_text(node.base) + _script(node.below, "_") + _script(node.above, "^")
        case nodes.Fence():
            return f"{node.left}{expression_text(node.inside)}{node.right}"
        case nodes.Total():
            return f"{_sign_of(node)}{_script(node.below, '_')} {expression_text(node.body)}"
    raise TypeError(node)


def _infix_text(node: nodes.Infix) -> str:
    is_product = not node.shown_sign and not node.is_call and node.sign != ","
    return (" " if is_product else node.shown_sign).join(map(expression_text, node.parts))


def _operand(side: nodes.Expression) -> str:
    """A numerator or a denominator, in parentheses where several parts would be taken apart."""
    text = expression_text(side)
    return f"({text})" if " " in text and not isinstance(side, (nodes.Fence, nodes.Vector)) else text


def _script(script: nodes.Expression | None, mark: str) -> str:
    """A subscript or a superscript in small characters, else after its mark."""
    if script is None:
        return ""
    text = expression_text(script)
    small = SUBSCRIPTS if mark == "_" else SUPERSCRIPTS
    if all(ord(character) in small for character in text):
        return text.translate(small)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


def _sign_of(node: nodes.Total) -> str:
    return "Σ" if node.sign == "∑" else node.sign
