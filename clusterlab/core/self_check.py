"""What an installation must show to be believed: a proof looks at one thing and says what it found."""

from collections.abc import Callable

Proof = Callable[[], str]
"""Says in a few words what holds; raises DisproofError, or anything else, where it does not."""


class DisproofError(Exception):
    """What does not hold; its text is a sentence for a person."""


def hold(holds: object, sentence: str) -> None:
    """Raises DisproofError with a sentence unless something holds."""
    if not holds:
        raise DisproofError(sentence)


def near(name: str, found: float, reference: float, within: float) -> None:
    """Raises DisproofError unless a number is as near to its reference as a share of it."""
    hold(abs(found - reference) <= within * abs(reference), f"{name} is {found!r}; it must be {reference!r}.")
