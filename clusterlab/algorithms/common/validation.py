"""Checks of arrays that are passed in as the start of an algorithm."""

from typing import Any

import numpy as np

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.kernels.typing import Floats, as_float_table


def checked_array(name: Message, value: Any, shape: tuple[int, ...]) -> Floats:
    """`value` as an array of finite floats of this `shape`; raises ParamError, with `name` as its subject."""
    try:
        array = as_float_table(value)
    except (TypeError, ValueError, OverflowError):
        raise ParamError(
            Message("{name} must be numbers of the shape {shape!s}.", name=name, shape=shape)
        ) from None
    if array.shape != shape:
        raise ParamError(
            Message(
                "{name} must have the shape {shape!s}; it was {actual!s}.",
                name=name,
                shape=shape,
                actual=array.shape,
            )
        )
    if not np.isfinite(array).all():
        raise ParamError(
            Message("{name} must be finite numbers; there was a missing or infinite value.", name=name)
        )
    return array
