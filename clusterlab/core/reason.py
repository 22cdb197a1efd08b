"""Why a point or a center is where it is at a step: a sentence, and the distances in it as lines to draw."""

from dataclasses import dataclass

from clusterlab.core.frozen import FrozenArrays
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Floats


@dataclass(frozen=True, eq=False)
class ReasonLine(FrozenArrays):
    """A line from `start` (d,) to `end` (d,), normalized, with its length or share as text.

    It has the color of `cluster`, of the text where that is -1.
    """

    start: Floats
    end: Floats
    cluster: int
    text: Message


@dataclass(frozen=True, eq=False)
class Reason:
    """The sentences of a reason; empty where there is nothing to say. `brief` fits beside the mouse."""

    text: Message = Message()
    lines: tuple[ReasonLine, ...] = ()
    brief: Message = Message()
