"""Numbers as people write them, each with a note; codes stay text."""

import numpy as np
import pytest

WRITTEN = {
    "−100,5": (-100.5, "other digits, signs or blanks"),
    "–3": (-3, "other digits, signs or blanks"),
    "－7": (-7, "other digits, signs or blanks"),
    "１２,５": (12.5, "other digits, signs or blanks"),
    "٤٢": (42, "other digits, signs or blanks"),
    "\u200b5": (5, "other digits, signs or blanks"),
    "12\u202f345": (12345, "other digits, signs or blanks"),
    "1\u2009234,5": (1234.5, "other digits, signs or blanks"),
    "42%": (42, "the percent sign was left out"),
    "42,5 %": (42.5, "the percent sign was left out"),
    "1.200,50 €": (1200.5, "the currency sign was left out"),
    "$5": (5, "the currency sign was left out"),
    "-$5": (-5, "the currency sign was left out"),
    "£ 1 234": (1234, "the currency sign was left out"),
    "(100)": (-100, "parentheses make it negative"),
    "(5,25 €)": (-5.25, "parentheses make it negative"),
    "100-": (-100, "the minus sign stands at its end"),
    "- 5": (-5, "a blank stands after its sign"),
}


@pytest.mark.parametrize("cell", WRITTEN)
def test_a_number_is_read_as_it_is_meant(read, cell):
    number, why = WRITTEN[cell]
    table = read(f"x;y\n{cell};1,5\n2,5;2\n")
    np.testing.assert_array_equal(table.values, [[number, 1.5], [2.5, 2]])
    assert f"Column x: {' '.join(cell.split())} was read as {number:.15g} ({why})." in table.notes


THOUSANDS = {
    "1,234,567": 1234567, "12,34,567": 1234567, "1,23,456": 123456, "1,2345,6789": 123456789,
    "1'234.5": 1234.5, "12’345.5": 12345.5, "1 234 567.5": 1234567.5, "-1,234.5": -1234.5,
}  # fmt: skip


@pytest.mark.parametrize("cell", THOUSANDS)
def test_thousands_are_grouped_in_every_way(read, cell):
    assert read(f'x;y\n"{cell}";0.5\n2.5;1.5\n').values[0, 0] == THOUSANDS[cell]


def test_the_five_cells_with_another_minus_sign_are_all_kept(read):
    table = read.lines("x;y / −100,00;900 / -90,5;800 / −3;1 / 4;5 / 7;6")
    assert table.values[:, 0].tolist() == [-100, -90.5, -3, 4, 7]


@pytest.mark.parametrize("codes", ["E1 E02 E3", "+ - +", "D1 D2 D3", "e e+ E-", ". 1E 2E"])
def test_codes_without_digits_before_an_exponent_are_text(read, codes):
    a, b, c = codes.split()
    table = read.lines(f"code,x,y / {a},0,0 / {b},1,2 / {c},2,4 / {a},3,1 / {b},4,3 / {c},5,0")
    assert table.columns == ("x", "y")
    assert table.texts["code"] == (a, b, c, a, b, c)
    assert table.notes == ()


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        (["12 kg", "13 kg", "1,5 kg"], "'kg' after"),
        (["ca. 5", "ca. 6", "ca. 7"], "'ca.' before"),
        (["US$5", "US$6,5", "US$7"], "'US$' before"),
        (["~5 m", "~6 m", "~7 m"], "'~' before and 'm' after"),
    ],
)
def test_a_column_of_numbers_but_for_the_same_letters_is_named(read, cells, where):
    table = read("w;x\n" + "".join(f"{cell};{i}\n" for i, cell in enumerate(cells)))
    assert table.texts["w"] == tuple(cells)
    assert table.notes == (f"Column w is text: its cells are numbers but for {where} them.",)


@pytest.mark.parametrize(
    "cells", ["S01 S02 S03", "class_0 class_1 class_2", "Visit_1 Visit_2 Visit_3", "0_no 1_b 2_b"]
)
def test_names_with_a_number_are_not_named(read, cells):
    a, b, c = cells.replace("Visit_", "Visit~").split()
    assert read(f"id,x\n{a},1\n{b},2\n{c},3\n".replace("~", " ")).notes == ()


def test_a_number_with_the_other_decimal_mark_is_no_number(read):
    for first in ("x", "1.5"):
        table = read(f"a;b\n{first};6\n2.5;7\n3.5;8\n", decimal=",")
        assert (table.columns, table.texts["a"]) == (("b",), (first, "2.5", "3.5"))
        assert table.values.tolist() == [[6], [7], [8]]


def test_open_ranges_are_text(read):
    table = read.lines("period,x / 1935-,1 / 1940-,2 / 1945-,3")
    assert table.texts == {"period": ("1935-", "1940-", "1945-")}


def test_amounts_in_several_currencies_are_text(read):
    table = read.lines("price;x / €5;1 / $6;2 / €7;3")
    assert table.columns == ("x",)
    assert table.reasons["price"] == "text: amounts in several currencies"


def test_more_than_a_few_words_make_a_column_text(read):
    tickets = "".join(f"{'A/5 ' if i % 4 == 0 else ''}{2000 + i},{i}\n" for i in range(100))
    table = read("ticket,x\n" + tickets)
    assert table.columns == ("x",)
    assert table.reasons["ticket"] == "text: 25 of 100 cells are not a number, the first 'A/5 2000' in row 1"


def test_quotes_within_cells_stay(read):
    table = read('name,x\n"he said ""hi""",1\n"""q"" start",2\n')
    assert table.texts["name"] == ('he said "hi"', '"q" start')


def test_words_for_missing_are_classes_in_columns_of_text(read):
    assert read.lines("country,x / NA,1 / DE,2 / none,3 / ,4").texts["country"] == ("NA", "DE", "none", "")
    assert read.lines('name,x / "Null",1 / "b, c",2').texts["name"] == ("Null", "b, c")


def test_a_word_for_missing_in_columns_of_numbers_is_one_in_columns_of_text(read):
    table = read.lines("sex,x,y / NA,1,NA / male,2,3 / none,3,4 / ,4,5")
    assert table.texts["sex"] == ("", "male", "none", "")


def test_long_cells_are_cut_in_notes(read):
    table = read(f"x,y\n{'9' * 309},1\n1e5,{'w' * 500}\n3,4\n5,6\n")
    assert table.notes
    assert all(len(note) < 160 for note in table.notes)


def test_similar_notes_are_counted(read):
    table = read(";".join("abcdefgh") + "\n" + ";".join(["5%"] * 8) + "\n")
    assert len(table.notes) == 4
    assert table.notes[-1] == "5 more notes of the same kinds are not listed."
