"""The part of a Python script that fits an algorithm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from clusterlab.core.message import Message
from clusterlab.core.points import Points

ROW_WEIGHTS = "row_weights"
"""The name of the weights of the rows (n,) in a script, where there are any."""


class Code(str):
    """A text that is code, and not a value."""


@dataclass(frozen=True)
class ScriptPart:
    """Imports and lines of a script, with `comments` above the lines, one sentence each."""

    imports: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    comments: tuple[Message, ...] = ()


@dataclass(frozen=True)
class FitScript(ScriptPart):
    """The part that fits the array `rows` (n, d), and leaves `labels` (n,): 0 to k - 1, -1 for noise.

    `given_start` says whether it begins with the step that it was made from, not with a start of its own.
    """

    given_start: bool = True


def array_code(values: ArrayLike) -> str:
    """An array as code, to the last bit: one row a line."""
    found = np.asarray(values)
    if found.ndim < 2:
        return f"np.array({found.tolist()})"
    lines = "".join(f"    {row},\n" for row in found.tolist())
    return f"np.array([\n{lines}])"


def call_code(name: str, named: Mapping[str, Any], first: Iterable[Any] = ()) -> str:
    """A call with named arguments after the `first` ones; values are code already where they are `Code`."""
    given = [*map(_value_code, first), *(f"{key}={_value_code(value)}" for key, value in named.items())]
    return f"{name}({', '.join(given)})"


def fit_arguments(rows: str, points: Points) -> str:
    """The rows, and their weights if there are any, as the arguments of a fit."""
    return rows if points.weights is None else f"{rows}, sample_weight={ROW_WEIGHTS}"


def _value_code(value: Any) -> str:
    return value if isinstance(value, Code) else repr(value)
