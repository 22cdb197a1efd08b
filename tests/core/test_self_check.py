"""Self-checks pass or raise a sentence."""

import math

import pytest

from clusterlab.core.self_check import SelfCheckError, check, check_close


def test_a_passed_check_raises_nothing():
    check(True, "never said")
    check_close("One", 1.0 + 1e-13, 1.0, 1e-12)


def test_a_failed_check_raises_its_sentence():
    with pytest.raises(SelfCheckError, match=r"^It does not\.$"):
        check([], "It does not.")


@pytest.mark.parametrize("found", [1.001, -1.0, math.nan, math.inf])
def test_a_wrong_number_is_reported_with_its_reference(found):
    with pytest.raises(SelfCheckError, match=r"One is .*; it must be 1"):
        check_close("One", found, 1.0, 1e-6)
