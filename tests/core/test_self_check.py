"""A proof holds or says in a sentence what does not."""

import math

import pytest

from clusterlab.core.self_check import SelfCheckError, check, check_close


def test_what_holds_says_nothing():
    check(True, "never said")
    check_close("One", 1.0 + 1e-13, 1.0, 1e-12)


def test_what_does_not_hold_is_a_sentence():
    with pytest.raises(SelfCheckError, match=r"^It does not\.$"):
        check([], "It does not.")


@pytest.mark.parametrize("found", [1.001, -1.0, math.nan, math.inf])
def test_a_number_that_is_off_is_said_with_what_it_must_be(found):
    with pytest.raises(SelfCheckError, match=r"One is .*; it must be 1"):
        check_close("One", found, 1.0, 1e-6)
