"""The names that a person gave to clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.message import Message

MAX_GIVEN_LENGTH = 60


@dataclass(frozen=True)
class ClusterNames:
    """Names by palette number, so that a name stays with its cluster as the color does."""

    given: tuple[tuple[int, str], ...] = ()

    def names(self, numbers: Sequence[int]) -> tuple[Message, ...]:
        """The names of clusters with these palette numbers (k,); one without a name is numbered from 1."""
        given = dict(self.given)
        return tuple(
            Message("{name}", name=given[number])
            if number in given
            else Message("Cluster {number!s}", number=cluster + 1)
            for cluster, number in enumerate(numbers)
        )

    def renamed(self, number: int, name: str) -> "ClusterNames":
        """With another name of the cluster of a palette number; an empty one takes its name away."""
        kept = {key: value for key, value in self.given if key != number}
        text = " ".join(name.split())[:MAX_GIVEN_LENGTH]
        return ClusterNames(tuple(sorted((kept | ({number: text} if text else {})).items())))


NO_NAMES = ClusterNames()
