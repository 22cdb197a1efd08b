"""Small tables as CSV: no cell is a formula, and numbers have all their digits."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.export.tables import csv_text, guarded


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "\n=1", "＝1", "－1"]
)
def test_texts_that_look_like_formulas_are_escaped(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["a=1", "Adelie", "", "1", "'=1"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == text


def test_headers_are_escaped_and_numbers_are_not():
    text = csv_text(["=name", "value"], [["=cell", -1.5], [None, -3]])
    assert text == "'=name,value\n'=cell,-1.5\n,-3\n"


@given(st.lists(st.floats(allow_nan=False), min_size=1), st.lists(st.text(st.characters(codec="utf-8"))))
def test_numbers_round_trip_exactly_and_no_text_is_a_formula(numbers, texts):
    rows = list(csv.reader(csv_text(["n", *texts], [numbers]).splitlines(keepends=True)))
    cells = rows[-1]
    assert [float(cell) for cell in cells] == numbers
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[0])
