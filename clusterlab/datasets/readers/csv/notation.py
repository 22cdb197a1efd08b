"""Numbers as people write them, in columns of text: signs, digits of other scripts, currencies, thousands.

A cell is first brought to a standard notation, the same for all decimal marks; a pattern then says whether it
is a number with a point or a comma as the decimal mark.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message

if TYPE_CHECKING:
    import polars as pl

DECIMAL_COMMA = ","
OTHER_MARK = {".": ",", ",": "."}
MISSING_WORDS = frozenset(
    {"", "?", "-", "--", ".", "na", "n/a", "nan", "-nan", "null", "none", "nil", "missing"}
    | {"#n/a", "#na", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"}
)
"""Cells that are missing values in columns of numbers, in lower case."""
_STANDARD = r"^(?:[+-]?[0-9.,][0-9.,' ]*(?:[eE][+-]?[0-9]+)?)?$"
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u00ad\ufeff"
)
_MINUS_SIGNS = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d\u207b\u02d7"
_OTHER_SIGNS = {
    "\uff0b": "+", "\uff0e": ".", "\uff0c": ",", "\u066b": ".", "\u066c": ",", "\uff05": "%", "\u066a": "%",
    "\uff08": "(", "\uff09": ")", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\uff07": "'",
}  # fmt: skip
_BLANK = r"^[ \t\r\n]+|[ \t\r\n]+$"


@dataclass(frozen=True)
class _Rewriting:
    """A pattern in a cell, what takes its place, and the words of the note on it."""

    pattern: str
    replacement: str
    note: str


MAX_NUMBER_LENGTH = 100  # characters
MIN_NUMBERS = 3  # fewer different ones are names of classes
_MINUS_AT_END = r"^([0-9.,][0-9., ']*)-$"
_SIGN = r"([+-]?) ?"
_REWRITINGS = (
    _Rewriting(r"^\(([^()+-]+)\)$", "-$1", "parentheses make it negative"),
    _Rewriting(rf"^{_SIGN}\p{{Sc}} ?([+-]?[0-9.,].*)$", "$1$2", "the currency sign was left out"),
    _Rewriting(r"^(.*[0-9][.,]?) ?\p{Sc}$", "$1", "the currency sign was left out"),
    _Rewriting(r"^(.*[0-9][.,]?) ?%$", "$1", "the percent sign was left out"),
    _Rewriting(_MINUS_AT_END, "-$1", "the minus sign stands at its end"),
    _Rewriting(r"^([+-]) +", "$1", "a blank stands after its sign"),
)


@cache
def _characters() -> dict[str, str]:
    """Characters that people write in numbers, and those that take their places."""
    digits = {chr(c): str(unicodedata.digit(chr(c))) for c in range(128, 0x10000) if chr(c).isdecimal()}
    blanks = dict.fromkeys((chr(c) for c in range(128, 0x3001) if unicodedata.category(chr(c)) == "Zs"), " ")
    return digits | blanks | dict.fromkeys(_INVISIBLE, "") | dict.fromkeys(_MINUS_SIGNS, "-") | _OTHER_SIGNS


@dataclass(frozen=True)
class _Patterns:
    """Regular expressions of a number in standard notation with one decimal mark."""

    number: str
    thousands: str


@cache
def _patterns(mark: str, thousands: str | None) -> _Patterns:
    groups = [OTHER_MARK[mark], " ", "'"] if thousands is None else [thousands] if thousands else []
    integers = [r"[0-9]+", *(rf"[1-9][0-9]{{0,2}}(?:[{group}][0-9]{{3}})+" for group in groups)]
    if "," in groups:
        integers += [
            r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}",
            r"[1-9][0-9]{0,3}(?:,[0-9]{4}){2,}",
        ]  # as in India and in China
    point = rf"[{mark}]"
    mantissa = rf"(?:(?:{'|'.join(integers)})(?:{point}[0-9]*)?|{point}[0-9]+)"
    return _Patterns(rf"^[+-]?{mantissa}(?:[eE][+-]?[0-9]+)?$", f"[{''.join(groups)}]" if groups else "")


@cache
def _mapping() -> tuple[list[str], list[str], str]:
    characters = _characters()
    return list(characters), list(characters.values()), f"[{''.join(characters)}]"


def standard_notation(cells: "pl.Series") -> "pl.Series":
    """The cells with ASCII digits and signs, without blanks around them, currency and percent signs.

    Words stay as they are.
    """
    for rewrite in (standard_characters, _rewritten):
        places = (~is_standard(cells)).arg_true()
        places = places.filter(_may_be_numbers(cells.gather(places)))
        if not len(places):
            return cells
        cells = cells.clone().scatter(places, rewrite(cells.gather(places)))
    return cells


def _may_be_numbers(cells: "pl.Series") -> "pl.Series":
    """Which cells hold a digit, and no letter but that of an exponent."""
    return cells.str.contains(r"\d") & ~cells.str.contains(r"[\p{L}&&[^eE]]")


def _rewritten(cells: "pl.Series") -> "pl.Series":
    for rewriting in _REWRITINGS:
        cells = cells.str.replace(rewriting.pattern, rewriting.replacement)
    return cells


def standard_characters(cells: "pl.Series") -> "pl.Series":
    """The cells with ASCII digits, signs and blanks, without blanks around them."""
    if cells.str.contains(r"[^\x00-\x7f]").any():
        characters, replacements, _ = _mapping()
        cells = cells.str.replace_many(characters, replacements)
    return cells.str.replace_all(_BLANK, "")


def is_standard(cells: "pl.Series") -> "pl.Series":
    """Which cells need no rewriting; missing ones do not."""
    return cells.str.contains(_STANDARD).fill_null(True)


def is_number(standard: "pl.Series", mark: str, thousands: str | None = None) -> "pl.Series":
    """Which cells in standard notation are numbers with that decimal mark; all thousands marks if None."""
    return standard.str.contains(_patterns(mark, thousands).number).fill_null(False)


def numbers(standard: "pl.Series", mark: str, thousands: str | None = None) -> "pl.Series":
    """The numbers of the cells that are valid with that decimal mark, null for all others."""
    import polars as pl

    fitting = standard.set(~is_number(standard, mark, thousands), None)
    groups = _patterns(mark, thousands).thousands
    bare = fitting.str.replace_all(groups, "") if groups else fitting
    bare = bare if mark == "." else bare.str.replace(",", ".", literal=True)
    return bare.cast(pl.Float64, strict=False)


def are_numbers(texts: Sequence[str]) -> bool:
    """Whether each of some texts is a number with a point or a comma as the decimal mark."""
    import polars as pl

    if any(len(text) > MAX_NUMBER_LENGTH for text in texts):
        return False
    standard = standard_notation(pl.Series("texts", texts, dtype=pl.String).str.strip_chars())
    return bool((is_number(standard, ".") | is_number(standard, ",")).all())


def is_missing(cells: "pl.Series") -> "pl.Series":
    """Which cells mean a missing value in a column of numbers."""
    found = cells.str.contains("^#|^[^0-9]*$").fill_null(True)  # such a word holds no digit, or is an error
    places = found.arg_true()
    if not len(places):
        return found
    words = cells.gather(places).str.to_lowercase()
    missing = words.is_in(list(MISSING_WORDS)) | words.str.contains(rf"^[{_MINUS_SIGNS}]$")
    return found.scatter(places, missing.fill_null(True))


def notation_notes(name: str, cells: "pl.Series", found: "pl.Series") -> tuple[Message, ...]:
    """For each unusual notation a note on the first cell in it that was read as a number."""
    import polars as pl

    read = cells.is_not_null() & found.is_not_null()
    unusual = (read & ~cells.str.contains(_STANDARD).fill_null(True)).arg_true()
    if not len(unusual):
        return ()
    picked = cells.gather(unusual)
    written, notes = standard_characters(picked), {}
    changed = picked.str.contains(_mapping()[2])
    for words, mask in [("other digits, signs or blanks", changed), *_rewriting_masks(written)]:
        place = mask.arg_max() if mask.any() else None
        if place is not None:
            notes[words] = (picked[place], found[int(unusual[place])])
    template = "Column {column}: {cell} was read as {number:exact} ({why})."
    assert cells.dtype == pl.String
    return tuple(
        Message(template, column=name, cell=shortened(cell), number=number, why=Message(words))
        for words, (cell, number) in notes.items()
    )


def _rewriting_masks(written: "pl.Series") -> "list[tuple[str, pl.Series]]":
    masks = []
    for rewriting in _REWRITINGS:
        masks.append((rewriting.note, written.str.contains(rewriting.pattern)))
        written = written.str.replace(rewriting.pattern, rewriting.replacement)
    return masks


def several_currencies(cells: "pl.Series") -> bool:
    """Whether the cells hold more than one currency sign."""
    return cells.str.extract(r"(\p{Sc})").drop_nulls().n_unique() > 1


def affixes(cells: "pl.Series") -> tuple[str, str] | None:
    """The text before and after the number in most cells, where it is the same in all of these."""
    present = standard_characters(cells.drop_nulls())
    found = present.head(1).str.extract_groups(_AFFIXES).struct.unnest()
    if not len(found) or found[0, 0] is None:
        return None
    before, after = found[0, 0], found[0, 1]
    bare = present.str.strip_prefix(before).str.strip_suffix(after).str.strip_chars(" ")
    fitting = (is_number(bare, ".") | is_number(bare, ",")) & (bare != present)
    if _is_code(before, after, bare) or bare.n_unique() < MIN_NUMBERS:
        return None
    return (before.strip(), after.strip()) if fitting.sum() >= 0.9 * len(present) else None


def _is_code(before: str, after: str, numbers: "pl.Series") -> bool:
    """Whether integers with letters beside them are names, such as S12, class_0 or Visit 3."""
    named = re.search(r"[\w#]$|[^\W\d]{4}", before) or re.match("[_-]", after)
    return bool(named) and not numbers.str.contains("[.,]").any()


_AFFIXES = r"^([^0-9+\-]*?)[+-]?[.,]?[0-9][0-9.,' ]*([^0-9]*)$"
