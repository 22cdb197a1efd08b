"""How the contract tests compare steps, and algorithms on data in other units."""

from dataclasses import fields, is_dataclass, replace

import numpy as np

from clusterlab.core.params import declared_params
from clusterlab.core.points import Points


def in_units(algorithm, factor):
    """The algorithm for data that are `factor` times as large: what is in their units follows them."""
    powers = {item.name: item.param.power for item in declared_params(type(algorithm)) if item.param.power}
    given = {name: power for name, power in powers.items() if getattr(algorithm, name)}  # 0 follows the data
    changes = {name: getattr(algorithm, name) * factor**power for name, power in given.items()}
    return replace(algorithm, **changes)


def same(one, other):
    """Whether two values are equal to the bit, arrays and steps within them too."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if is_dataclass(one):
        pairs = ((getattr(one, item.name), getattr(other, item.name)) for item in fields(one))
        return type(one) is type(other) and all(same(*pair) for pair in pairs)
    if isinstance(one, Points):
        return same(one.values, other.values) and same(one.order, other.order)
    return one == other


def arrays(value):
    """Every array in a step, those of steps within it too."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from arrays(part)
    elif is_dataclass(value):
        for item in fields(value):
            yield from arrays(getattr(value, item.name))
