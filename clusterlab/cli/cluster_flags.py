"""The flags that name and order the clusters of a run."""

import argparse
from collections.abc import Sequence

from clusterlab.cli.data_flags import names_in
from clusterlab.cli.exit_codes import UsageError
from clusterlab.core.formatting import shortened
from clusterlab.core.message import Message
from clusterlab.session.state.cluster_names import MAX_GIVEN_LENGTH, ClusterNames, given_name
from clusterlab.session.state.cluster_order import AS_FOUND, FOUND, MEAN, SIZE, ClusterOrder
from clusterlab.session.state.prepared import Prepared

CLUSTER_NAMES_HELP = "The names of the clusters, by number, with commas between them."
ORDER_HELP = "How clusters are listed and numbered: found, size (largest first) or mean:COLUMN (least first)."


def add_cluster_flags(group: argparse._ArgumentGroup) -> None:
    """Adds the flags."""
    group.add_argument("--names", metavar="NAMES", help=CLUSTER_NAMES_HELP)
    group.add_argument("--order", metavar="ORDER", help=ORDER_HELP)


def cluster_order(text: str | None, prepared: Prepared) -> ClusterOrder:
    """The order of the clusters; raises UsageError."""
    if text is None or text == FOUND:
        return AS_FOUND
    kind, _, named = text.partition(":")
    logarithms = {name: new for new, name in prepared.table.logged.items()}
    column = logarithms.get(named, named)
    if text == SIZE:
        return ClusterOrder(SIZE)
    if kind == MEAN and column in prepared.table.columns:
        return ClusterOrder(MEAN, column)
    if kind == MEAN and column:
        template = "--order: there is no column {column!r} of numbers."
        raise UsageError(Message(template, column=column))
    raise UsageError(Message("--order must be found, size or mean:COLUMN; it was {text!r}.", text=text))


def cluster_names(text: str | None, listed: Sequence[int]) -> ClusterNames:
    """The names of clusters by their labels, as `listed` (k,); raises UsageError where there are more."""
    given = () if text is None else tuple(" ".join(name.split()) for name in names_in("--names", text))
    long = next((name for name in given if len(name) > MAX_GIVEN_LENGTH), None)
    if long is not None:
        template = "--names: a name has at most {most!s} characters; {name!r} has {n!s}."
        raise UsageError(Message(template, most=MAX_GIVEN_LENGTH, name=shortened(long), n=len(long)))
    if len(given) > len(listed):
        template = "--names has {n:# name|# names}, but there {k:is # cluster|are # clusters}."
        raise UsageError(Message(template, n=len(given), k=len(listed)))
    named = zip(listed, map(given_name, given), strict=False)
    return ClusterNames(tuple(sorted((label, name) for label, name in named if name)))
