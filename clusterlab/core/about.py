"""The descriptions of algorithms: the same questions answered for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """Generated data by the name of the shape, with the changed parameters of shape and algorithm.

    The `reason` says of data on which the algorithm fails why it does, and what to try.
    """

    shape: str
    shape_params: Mapping[str, Any] = field(default_factory=dict)
    algorithm_params: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class About:
    """The description of an algorithm.

    `idea` is three sentences and `formula` the objective. `shape` says which cluster shape it assumes,
    `assignment` whether points belong to one cluster (hard) or to several (soft), `parameters` what must
    be chosen, `sensitive` what the result depends on, `use` and `avoid` when it suits and when not.
    `pseudocode` has lines, each with the phases in which it is highlighted. `good_example` and `bad_example`
    are data on which it succeeds and fails.
    """

    idea: str
    formula: str
    shape: str
    assignment: str
    parameters: str
    sensitive: str
    use: str
    avoid: str
    good_example: Example
    bad_example: Example
    pseudocode: tuple[tuple[tuple[str, ...], str], ...]
