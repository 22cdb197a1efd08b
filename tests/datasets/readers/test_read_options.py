"""What a person may say about a file, and what is no sensible choice."""

import pytest

from clusterlab.datasets import LoadError, ReadOptions

WRONG = {
    "an unknown encoding": ({"encoding": "utf-9"}, "There is no text encoding 'utf-9'"),
    "an encoding of bytes": ({"encoding": "base64"}, "There is no text encoding 'base64'"),
    "a zero in an encoding": ({"encoding": "utf-8\0"}, "There is no text encoding"),
    "two characters": ({"delimiter": "::"}, "must be one ASCII character that is no quote; it was '::'"),
    "a letter beyond ASCII": ({"delimiter": "¦"}, "must be one ASCII character"),
    "a quote": ({"delimiter": '"'}, "must be one ASCII character"),
    "a line end": ({"delimiter": "\n"}, "must be one ASCII character"),
    "a decimal word": ({"decimal": "x"}, "The decimal mark must be one of '.', ','; it was 'x'"),
    "a thousands word": ({"thousands": "x"}, "The thousands mark must be one of"),
    "one mark for two": ({"decimal": ",", "thousands": ","}, "The decimal mark ',' also separates thousands"),
    "lines below zero": ({"skip": -1}, "The lines to skip must be at least 0; it was -1"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_choice_is_a_sentence(case):
    options, sentence = WRONG[case]
    with pytest.raises(LoadError) as caught:
        ReadOptions(**options)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


def test_everything_may_be_chosen():
    ReadOptions("utf-16", ";", ",", ".", True, 3)
    ReadOptions(delimiter="", decimal=".", thousands="")


def test_the_marks_of_numbers_are_taken_at_their_word(read):
    table = read("a;b\n1.234;5\n2.345;6\n", thousands=".", decimal=",")
    assert table.values[:, 0].tolist() == [1234, 2345]
    table = read("a;b\n1.234;5\n2.345;6\n", thousands="", decimal=".")
    assert table.values[:, 0].tolist() == [1.234, 2.345]
    assert table.notes == ()
