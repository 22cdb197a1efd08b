"""Mnemonics: the underlined letter by which a menu or an entry of a menu is chosen with Alt."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def with_mnemonics(texts: Iterable[str]) -> list[str]:
    """The texts of one menu, each with an ampersand before a letter that no other one has.

    Letters at the start of a word come first; a text has none only where there are not enough letters.
    Ampersands of the texts themselves are doubled, as Qt wants them.
    """
    return _with_mnemonics(tuple(texts))


@lru_cache  # the words of a menu seldom change, but they are set with every step
def _with_mnemonics(texts: tuple[str, ...]) -> list[str]:
    places = [_places(text) for text in texts]
    owners: dict[str, int] = {}
    for index, own in enumerate(places):
        free = next((letter for letter in own if letter not in owners), None)
        if free is None:
            _take(index, places, owners, set())
        else:
            owners[free] = index
    letters = {index: letter for letter, index in owners.items()}
    return [
        _marked(text, places[i][letters[i]] if i in letters else len(text)) for i, text in enumerate(texts)
    ]


def set_mnemonics(menu: QMenu) -> None:
    """Gives the entries and submenus that a menu has so far a mnemonic each; their texts are plain."""
    entries = menu.actions()
    for entry, text in zip(entries, with_mnemonics(entry.text() for entry in entries), strict=True):
        entry.setText(text)


def without_mnemonic(action: QAction, parent: QObject) -> QAction:
    """An entry for another menu that triggers an action; its text is plain."""
    text = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    entry = QAction(action.icon(), text, parent)
    entry.setShortcut(action.shortcut())  # to be read: no window has this entry
    entry.setCheckable(action.isCheckable())
    entry.setChecked(action.isChecked())
    entry.setEnabled(action.isEnabled())
    entry.triggered.connect(lambda: action.trigger())
    return entry


def _take(index: int, places: Sequence[dict[str, int]], owners: dict[str, int], tried: set[str]) -> bool:
    """Gives a text a letter of another one that can have a different letter; whether there is one."""
    for letter in places[index]:
        if letter not in tried:
            tried.add(letter)
            if letter not in owners or _take(owners[letter], places, owners, tried):
                owners[letter] = index
                return True
    return False


def _places(text: str) -> dict[str, int]:
    """The place of each letter of a text, the letters at the start of a word first."""
    letters = [i for i, letter in enumerate(text) if letter.isascii() and letter.isalpha()]
    starts = [i for i in letters if i == 0 or not text[i - 1].isalnum()]
    found: dict[str, int] = {}
    for i in (*starts, *letters):
        found.setdefault(text[i].lower(), i)
    return found


def _marked(text: str, place: int) -> str:
    """The text with an ampersand at a place, none at its end."""
    before, after = (part.replace("&", "&&") for part in (text[:place], text[place:]))
    return f"{before}&{after}" if after else before
