"""A cluster in a sentence, so that whoever knows its name and number can put them in."""

from collections.abc import Sequence
from dataclasses import dataclass

from clusterlab.core.formatting import format_list


@dataclass(frozen=True)
class ClusterReference:
    """A cluster by its label; `number` is the shown one, 0 for label + 1, and `name` the given one."""

    label: int
    number: int = 0
    name: str = ""

    def __str__(self) -> str:
        return self.name or f"cluster {self.shown_number}"

    @property
    def shown_number(self) -> int:
        """The number of the cluster on screen and in files."""
        return self.number or int(self.label) + 1


def clusters_in_words(clusters: Sequence[ClusterReference], capital: bool = False) -> str:
    """Clusters as a sentence lists them: clusters 1 and 3, or by name: cluster 1 and Gentoo.

    With `capital` as a sentence begins with them; a given name stays as it was written.
    """
    if len(clusters) > 1 and not any(cluster.name for cluster in clusters):
        text = f"clusters {format_list([str(cluster.shown_number) for cluster in clusters])}"
    else:
        text = format_list(list(map(str, clusters)))
    is_given = bool(clusters and clusters[0].name)
    return text[:1].upper() + text[1:] if capital and not is_given else text
