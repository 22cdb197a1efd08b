"""The values of a column as codes: parts of a range, or the most frequent values."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterlab.datasets.column_codes import (
    MAX_CODED_VALUES,
    SCALE_GROUPS,
    SCALE_LEVELS,
    CategoryCodes,
    ScaleCodes,
    code_groups,
    coding_problem,
    column_codes,
    scale_codes,
)
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.table import Table
from clusterlab.session.playback.color_matching import PALETTE_SIZE

NUMBERS = st.lists(st.floats(allow_infinity=False), min_size=1, max_size=30)


def table_of(numbers=None, **texts):
    n = len(next(iter(texts.values()))) if texts else len(numbers)
    values = np.array([range(n) if numbers is None else numbers], float).T
    return Table("t", ("x",), values, {name: tuple(column) for name, column in texts.items()})


def codes_of(table, name, rows=None):
    rows = np.arange(table.rows) if rows is None else np.array(rows)
    return column_codes(table, name, column_types(table).get(name), rows)


@given(NUMBERS)
def test_codes_of_numbers_grow_with_them_from_the_least_to_the_greatest(values):
    found = scale_codes("x", np.array(values))
    pairs = list(zip(values, found.codes.tolist(), strict=True))
    present = [(value, code) for value, code in pairs if value == value]
    assert found.missing == len(values) - len(present)
    assert all(code == -1 for value, code in pairs if value != value)
    if len({value for value, _ in present}) < 2:
        assert isinstance(found, CategoryCodes)
        return
    ranked = [code for _, code in sorted(present)]
    assert ranked == sorted(ranked)
    assert (ranked[0], ranked[-1]) == (0, SCALE_LEVELS - 1)
    assert (found.low, found.high) == (min(present)[0], max(present)[0])


def test_codes_are_equal_parts_of_the_range():
    found = scale_codes("x", np.array([0.0, 29.9, 30.1, 59.9, 60.1, 120.0]))
    assert found.codes.tolist() == [0, 29, 30, 59, 60, SCALE_LEVELS - 1]
    groups, count = code_groups(found)
    assert count == SCALE_GROUPS
    assert groups.tolist() == [0, 3, 3, 7, 7, SCALE_GROUPS - 1]


@given(st.lists(st.sampled_from([*"abcdefghijk", ""]), min_size=1, max_size=60))
def test_the_most_frequent_values_have_codes_and_others_share_the_last(texts):
    found = codes_of(table_of(name=texts), "name")
    counted = Counter(texts)
    assert found.missing == counted.pop("", 0)
    assert sum(found.counts) == len(texts) - found.missing
    decoded = [*found.values, None][: len(found.counts)]
    for text, code in zip(texts, found.codes.tolist(), strict=True):
        if not text:
            assert code == -1
        elif decoded[code] is not None:
            assert decoded[code] == text
        else:
            assert text not in found.values
    for value, count in zip(found.values, found.counts, strict=False):
        assert count == counted[value]
    assert len(found.counts) <= MAX_CODED_VALUES
    assert len(found.values) + found.others == len(counted)
    if found.others and found.values:
        rest = [count for value, count in counted.items() if value not in found.values]
        assert min(counted[value] for value in found.values) >= max(rest)


def test_there_are_as_many_codes_as_colors():
    assert MAX_CODED_VALUES == PALETTE_SIZE


def test_only_the_chosen_rows_count():
    table = table_of([1.0, 2.0, 3.0, 4.0], name="aabc")
    assert codes_of(table, "name", [3, 0]).values == ("a", "c")
    numbers = codes_of(table, "x", [1, 2])
    assert (numbers.low, numbers.high) == (2.0, 3.0)


def test_dates_years_and_times_are_on_a_scale():
    days = codes_of(table_of(day=["2020-01-01", "2020-01-31", "2020-01-16", ""] * 2), "day")
    assert isinstance(days, ScaleCodes)
    assert days.quantity == "date"
    assert days.codes[:4].tolist() == [0, SCALE_LEVELS - 1, SCALE_LEVELS // 2, -1]
    assert days.missing == 2
    times = codes_of(table_of(at=["10:00", "12:30", "11:15"] * 3), "at")
    assert (times.quantity, times.low, times.high) == ("time", 36_000.0, 45_000.0)
    years = Table("t", ("year",), np.array([[2007.0], [2009.0], [2008.0]]))
    assert codes_of(years, "year").quantity == "year"


def test_dates_that_begin_with_day_or_month_say_so():
    table = table_of(day=["1/2/2003", "3/4/2003"] * 3)
    assert codes_of(table, "day").note == "The dates of day are read with the month first."
    assert not codes_of(table_of(day=["2020-01-01", "2020-01-02"] * 3), "day").note


def test_values_that_are_all_different_have_one_color_and_a_sentence():
    texts = [f"free text number {i}, which is long" for i in range(20)]
    found = codes_of(table_of(comment=texts), "comment")
    assert (found.values, found.counts, found.others) == ((), (20,), 20)
    assert found.note == "Every value of comment is different."


@pytest.mark.parametrize(
    ("numbers", "texts", "column", "problem"),
    [
        ([3.0] * 6, "abaabb", "x", "x is constant: every value is 3."),
        (
            None,
            "abcdef",
            "name",
            "name is an identifier: every value occurs once.",
        ),
        (None, "aaaaaa", "name", "name is constant: every value is 'a'."),
        (None, [""] * 6, "name", "name is constant: no values."),
        (None, "abaabb", "name", ""),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "abaabb", "x", ""),
    ],
)
def test_constants_and_names_of_rows_are_refused_in_a_sentence(numbers, texts, column, problem):
    table = table_of(numbers, name=texts)
    assert coding_problem(table, column, column_types(table)[column]) == problem


def test_one_value_among_the_chosen_rows_is_said_in_a_sentence():
    table = table_of([1.0, 2.0, 3.0, 4.0], name="aabc", gap=["", "", "u", "v"])
    assert codes_of(table, "name", [0, 1]).note == "Every value of name is a."
    assert codes_of(table, "x", [2]).note == "Every value of x is 3."
    assert codes_of(table, "gap", [0, 1]).note == "Every value of gap is missing."
    days = table_of(day=["2020-01-01", "2020-01-02"] * 3)
    assert codes_of(days, "day", [0, 2]).values == ("2020-01-01",)


def test_a_row_number_is_colored_and_called_an_identifier():
    found = codes_of(table_of([1.0, 2.0, 3.0, 4.0], name="abab"), "x")
    assert isinstance(found, ScaleCodes)
    assert found.note == "x is an identifier: row number."


def test_generated_groups_have_codes():
    table = Blobs(groups=3, points=30).make()
    found = column_codes(table, "generated", None, np.arange(table.rows))
    assert found.values == ("Group 1", "Group 2", "Group 3")
    assert found.counts == (10, 10, 10)
    assert column_codes(table, "nothing", None, np.arange(table.rows)) is None
