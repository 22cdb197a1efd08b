"""What an installation must show to be believed: a proof looks at one thing and says what it found."""

from collections.abc import Callable

SelfCheck = Callable[[], str]
"""Says in a few words what holds; raises DisproofError, or anything else, where it does not."""


class SelfCheckError(Exception):
    """What does not hold; its text is a sentence for a person."""


def check(condition: object, message: str) -> None:
    """Raises DisproofError with a sentence unless something holds."""
    if not condition:
        raise SelfCheckError(message)


def check_close(name: str, value: float, reference: float, relative_tolerance: float) -> None:
    """Raises DisproofError unless a number is as near to its reference as a share of it."""
    check(
        abs(value - reference) <= relative_tolerance * abs(reference),
        f"{name} is {value!r}; it must be {reference!r}.",
    )
