"""Hostile files give a table or one sentence, in bounded time and memory, and never end the process."""

import sys

import pytest

from tests.attack.hostile_files.recipes import RECIPES, recipe_of

if sys.platform == "win32":
    pytest.skip("has no limits of memory, pipes and devices", allow_module_level=True)

from tests.attack.hostile_files.run import attack

FILES, COSTLY_FILES = 8, 2
"""How many files of each recipe are read, and of those recipes whose files take a second."""
COSTLY = {"many columns", "gigabytes in a small file", "a session of megabytes"}


def test_hostile_files_give_a_table_or_a_sentence():
    n = len(RECIPES)
    assert RECIPES.keys() > COSTLY
    assert attack([i for i in range(FILES * n) if i < COSTLY_FILES * n or recipe_of(i) not in COSTLY]) == []
