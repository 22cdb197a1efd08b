"""What a person changed of the centers of a run, as sentences and names."""

from collections.abc import Sequence

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message, join
from clusterlab.kernels.typing import Floats
from clusterlab.session.state.branches import Branch, Branches
from clusterlab.session.state.prepared import Prepared

MAX_NAMED_COORDINATES = 4
"""Of positions with more coordinates only so many are named."""


def change_sentence(branch: Branch, k: int, prepared: Prepared) -> Message:
    """What was changed, as a sentence that follows the change to `k` clusters."""
    place, cluster = position_text(branch.position, prepared), ClusterReference(branch.cluster)
    if branch.change == "added":
        template = "You added the center of {cluster} at {place}; K is {k!s}."
        return Message(template, cluster=cluster, place=place, k=k)
    if branch.change == "removed":
        return Message("You removed the center at {place}; K is {k!s}.", place=place, k=k)
    template = "You moved the center of {cluster}."
    if branch.change == "stretched":
        template = "You changed the ellipse of {cluster}."
    return Message(template, cluster=cluster)


def position_text(position: Floats, prepared: Prepared) -> Message:
    """A normalized position (d,) in the units of the data, such as (1.2, 3.4)."""
    values = prepared.units.positions(position)[:MAX_NAMED_COORDINATES].tolist()
    parts = [Message("{value}", value=value) for value in values]
    parts += [Message("…")] if len(position) > MAX_NAMED_COORDINATES else []
    return Message("({values})", values=join(parts, ", "))


def run_name(branches: Branches) -> Message:
    """The name of a run by its last change."""
    if not branches:
        return Message("Without changes by hand")
    last = branches[-1]
    return Message("Step {step!s}: {change}", step=last.step_index + 1, change=_change_text(last))


def last_changes(runs: Sequence[Branches]) -> list[Message]:
    """The last change of each run, with its step where another run has the same one; empty without any."""
    found = [_change_text(run[-1]) if run else Message() for run in runs]
    return [
        Message("{change} at step {step!s}", change=text, step=run[-1].step_index + 1)
        if run and found.count(text) > 1
        else text
        for run, text in zip(runs, found, strict=True)
    ]


def _change_text(branch: Branch) -> Message:
    templates = {
        "moved": "center {number!s} moved",
        "added": "center {number!s} added",
        "removed": "center {number!s} removed",
        "stretched": "ellipse {number!s} changed",
    }
    return Message(templates[branch.change], number=branch.cluster + 1)
