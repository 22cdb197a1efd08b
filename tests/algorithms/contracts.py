"""Comparison of steps, and conversion of algorithms to data in other units, for the contract tests."""

from dataclasses import fields, is_dataclass, replace

import numpy as np

from clusterlab.core.params import declared_params
from clusterlab.core.points import Points


def in_units(algorithm, factor):
    """The algorithm for data multiplied by `factor`: its parameters in the data's units are converted."""
    powers = {item.name: item.param.power for item in declared_params(type(algorithm)) if item.param.power}
    given = {name: power for name, power in powers.items() if getattr(algorithm, name)}  # 0 means automatic
    changes = {name: getattr(algorithm, name) * factor**power for name, power in given.items()}
    return replace(algorithm, **changes)


def same(one, other):
    """Whether two values are equal bit for bit, including nested arrays and steps."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if is_dataclass(one):
        pairs = ((getattr(one, item.name), getattr(other, item.name)) for item in fields(one))
        return type(one) is type(other) and all(same(*pair) for pair in pairs)
    if isinstance(one, Points):
        return same(one.values, other.values) and same(one.order, other.order)
    return one == other


def arrays(value):
    """All arrays in a step, including those of nested steps."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from arrays(part)
    elif is_dataclass(value):
        for item in fields(value):
            yield from arrays(getattr(value, item.name))
