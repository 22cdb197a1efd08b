"""Formulas in words, as they are read aloud."""

from clusterlab.core import formula as nodes

SIGN_WORDS = {
    "=": "equals",
    "≤": "is at most",
    "≥": "is at least",
    "<": "is less than",
    ">": "is greater than",
    "+": "plus",
    "−": "minus",
    "×": "times",
    "∈": "in",
    "∑": "the sum",
    ",": "",
    ":": "where",
    "→": "goes to",
    "·": "dot",
    "−γ": "minus γ",
}
FENCE_WORDS = {"‖": "the length of", "|": "the number in", "{": "the set of", "(": ""}
POWER_WORDS = {"2": "squared", "3": "cubed"}


def formula_speech(formula: nodes.Formula) -> str:
    """A formula in words: c 2 equals 412.3 over 57 equals 7.23."""
    words = (f"{_sign_words(link.sign)} {expression_speech(link.side)}" for link in formula.links)
    return " ".join(" ".join(words).split())


def expression_speech(node: nodes.Expression) -> str:
    """An expression in words."""
    match node:
        case nodes.Symbol(name=text) | nodes.Word(text=text):
            return _sign_words(text)
        case nodes.Number() | nodes.ClusterNumber() | nodes.Vector():
            return node.text.replace("−", "minus ")
        case nodes.Infix():
            return f" {_sign_words(node.shown_sign.strip())} ".join(map(expression_speech, node.parts))
        case nodes.Fraction():
            return f"{expression_speech(node.top)} over {expression_speech(node.bottom)}"
        case nodes.Scripts():
            below = f" {expression_speech(node.below)}" if node.below else ""
            return f"{expression_speech(node.base)}{below}{_power_words(node.above)}"
        case nodes.Fence():
            return f"{FENCE_WORDS[node.left]} {expression_speech(node.inside)}"
        case nodes.Total():
            below, body = expression_speech(node.below), expression_speech(node.body)
            return f"{_sign_words(node.sign)} over {below} of {body}"
    raise TypeError(node)


def _sign_words(sign: str) -> str:
    return SIGN_WORDS.get(sign, sign)


def _power_words(above: nodes.Expression | None) -> str:
    if above is None:
        return ""
    power = expression_speech(above)
    return f" {POWER_WORDS.get(power, f'to the power of {power}')}"
