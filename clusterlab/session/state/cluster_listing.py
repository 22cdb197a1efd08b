"""What the clusters of a step are called and in which order they are listed: the one place that knows."""

from dataclasses import dataclass
from functools import cached_property

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message


@dataclass(frozen=True)
class ClusterListing:
    """The palette number and the given name of each cluster (k,), by label, and the order of the labels.

    A name is empty where none was given. An empty `order` is that of the labels. Every list of clusters
    follows it, and numbers them from 1; a cluster beyond those that are known has label + 1 for its number.
    In a table `unlabeled` stands for points in no cluster.
    """

    numbers: tuple[int, ...] = ()
    given: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    unlabeled: str = "noise"

    @property
    def has_names(self) -> bool:
        """Whether some cluster was given a name."""
        return any(self.given)

    def title(self, label: int) -> Message:
        """The name of a cluster with which a line begins: Cluster 3, or the given one."""
        return Message("{cluster:capital}", cluster=self.reference(label))

    def palette_number(self, label: int) -> int:
        """The palette number of a cluster; noise is -1."""
        return self.numbers[label] if 0 <= label < len(self.numbers) else label

    def number(self, label: int) -> int:
        """The number of a cluster on screen and in files, from 1; noise stays -1."""
        return label if label < 0 else self._places.get(label, label) + 1

    def reference(self, label: int) -> ClusterReference:
        """A cluster with its number and name."""
        name = self.given[label] if 0 <= label < len(self.given) else ""
        return ClusterReference(label, self.number(label), name)

    def renamed(self, message: Message) -> Message:
        """A sentence with the names and the numbers of the clusters in it."""
        return message.with_clusters(self.reference)

    def listed(self, k: int) -> tuple[int, ...]:
        """The labels of k clusters in the order in which they are listed."""
        return tuple(sorted(range(k), key=self.number) if self.order else range(k))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {label: place for place, label in enumerate(self.order)}


PLAIN_LISTING = ClusterListing()
"""Clusters without names, in the order of their labels."""
