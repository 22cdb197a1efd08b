"""The exponential function by sums and products only, so that all processors return the same bits."""

import numpy as np

from clusterlab.kernels.typing import Floats

MIN_ARGUMENT = -708.0
"""The result is 0 from here down, where it would be a subnormal number."""
INVERSE_LOG2 = float.fromhex("0x1.71547652b82fep+0")  # 1 / log(2)
ROUNDING_SHIFT = 1.5 * 2.0**52  # adding this rounds to an integer, which is then in the last bits
# log(2) in two parts, the first short enough that its multiples are exact
LOG2_HIGH = float.fromhex("0x1.62e42feep-1")
LOG2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
COEFFICIENTS = tuple(
    map(
        float.fromhex,
        (
            "0x1.af389eea54156p-26",
            "0x1.28917c9f3a495p-22",
            "0x1.71de0db2eb873p-19",
            "0x1.a019b914881bap-16",
            "0x1.a01a01a7c2f2cp-13",
            "0x1.6c16c17889f3cp-10",
            "0x1.11111111109b5p-7",
            "0x1.5555555553d68p-5",
            "0x1.5555555555556p-3",
            "0x1.0000000000001p-1",
        ),
    )
)
"""Polynomial of (exp(r) - 1 - r) / r**2, |r| <= log(2) / 2, from Chebyshev nodes; highest degree first."""


def exponential(values: Floats) -> Floats:
    """exp of `values` (...) <= 0, within 1.02 units in the last place; 0 at and below -708 and for NaN.

    The argument is reduced by multiples of log(2) (Cody and Waite 1980).
    """
    is_normal = values > MIN_ARGUMENT
    values = np.where(is_normal, values, MIN_ARGUMENT)
    shifted = values * INVERSE_LOG2 + ROUNDING_SHIFT
    multiple = shifted - ROUNDING_SHIFT
    remainder = (values - multiple * LOG2_HIGH) - multiple * LOG2_LOW
    power = np.full_like(remainder, COEFFICIENTS[0])
    for term in COEFFICIENTS[1:]:
        power *= remainder
        power += term
    power = power * (remainder * remainder) + remainder + 1.0
    scaled = power.view(np.int64) + (shifted.view(np.int64) << 52)
    return np.where(is_normal, scaled.view(np.float64), 0.0)
