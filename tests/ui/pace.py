"""How slow this machine is at the moment, for tests that measure time."""

from time import thread_time

USUAL_TIME = 0.00008
"""Seconds of `fixed_work` where bounds were set: where it takes longer, what is measured may, too."""


def fixed_work():
    """The seconds of CPU that this machine takes now for the same work with Python's objects."""
    start = thread_time()
    numbers_by_text = {str(number * 7919 % 1_009): number for number in range(500)}
    sorted(numbers_by_text)
    return thread_time() - start


def slowness():
    """How many times longer than usual this machine takes now, at least 1."""
    return max(1.0, min(fixed_work() for _ in range(3)) / USUAL_TIME)
