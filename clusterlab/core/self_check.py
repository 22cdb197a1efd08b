"""Self-checks: each verifies one part of an installation and says what it found."""

from collections.abc import Callable

from clusterlab.core.message import Message

SelfCheck = Callable[[], str]
"""Returns a phrase on what works; raises SelfCheckError, or anything else, where it does not."""


class SelfCheckError(Exception):
    """A self-check that failed; its text is a sentence for a person."""


def check(condition: object, message: str) -> None:
    """Raises SelfCheckError with a sentence unless a condition holds."""
    if not condition:
        raise SelfCheckError(message)


def check_close(name: str, value: float, reference: float, relative_tolerance: float) -> None:
    """Raises SelfCheckError unless a number is within a relative tolerance of its reference."""
    message = Message(
        "{name} is {value!r}; it must be {reference!r}.", name=name, value=value, reference=reference
    )
    check(abs(value - reference) <= relative_tolerance * abs(reference), message)
