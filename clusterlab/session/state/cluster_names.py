"""The names that a person gave to clusters."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from clusterlab.session.state.cluster_listing import ClusterListing

MAX_GIVEN_LENGTH = 60
UNPRINTED = ("Cc", "Cs", "Zl", "Zp")
"""The categories of control characters, halves of characters, and ends of lines."""


@dataclass(frozen=True)
class ClusterNames:
    """Names by palette number, so that a name stays with its cluster as the color does."""

    given: tuple[tuple[int, str], ...] = ()

    def listing(self, numbers: Sequence[int]) -> ClusterListing:
        """The clusters (k,) that have these palette numbers, with the names that were given to them."""
        given = dict(self.given)
        return ClusterListing(tuple(numbers), tuple(given.get(number, "") for number in numbers))

    def renamed(self, number: int, name: str) -> "ClusterNames":
        """With another name of the cluster of a palette number; an empty one takes its name away."""
        kept = {key: value for key, value in self.given if key != number}
        text = given_name(name)
        return ClusterNames(tuple(sorted((kept | ({number: text} if text else {})).items())))


def given_name(text: str) -> str:
    """A text as the name of a cluster: on one line, without control characters, and not too long."""
    printed = "".join(" " if category(letter) in UNPRINTED else letter for letter in text)
    return " ".join(printed.split())[:MAX_GIVEN_LENGTH].rstrip()


NO_NAMES = ClusterNames()
