"""Numbers, counts and lists as a person reads them."""

import pytest

from clusterlab.core.formatting import format_count, format_list, format_number


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1860.49, "1,860.5"),
        (0.55283, "0.5528"),
        (3.1e-7, "3.1e-07"),
        (0, "0"),
        (10**18 - 1, "999,999,999,999,999,999"),
        (10**18, "1e+18"),
        (-0.0, "0"),
        (152.347951, "152.3"),
        (78.851441, "78.85"),
        (-2.5, "-2.500"),
        (1e7, "1e+07"),
        (9999999.0, "9,999,999.0"),
        (0.001, "0.001000"),
        (None, "not defined"),
        (float("nan"), "not defined"),
        (float("inf"), "beyond what a number can hold"),
    ],
)
def test_a_number_has_about_four_digits(value, message):
    assert format_number(value) == message


def test_a_count_agrees_with_its_noun():
    assert [format_count(n, "point") for n in (0, 1, 2, 1500)] == [
        "0 points",
        "1 point",
        "2 points",
        "1,500 points",
    ]
    assert format_count(2, "axis", "axes") == "2 axes"


def test_a_list_has_commas_and_an_and():
    assert [format_list(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
