"""Hostile files give a table or one sentence, in bounded time and memory, and never end the process."""

import sys

import pytest

from tests.attack.hostile_files.recipes import RECIPES

if sys.platform == "win32":
    pytest.skip("has no limits of memory, pipes and devices", allow_module_level=True)

from tests.attack.hostile_files.run import attack

FILES = 8 * len(RECIPES)


def test_hostile_files_give_a_table_or_a_sentence():
    assert attack(range(FILES)) == []
