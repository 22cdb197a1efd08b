"""Frozen dataclasses do not freeze the arrays they hold; this does."""

from typing import Any

import numpy as np


def freeze(owner: Any) -> None:
    """Clears the write flag of every array field of a dataclass instance."""
    for value in vars(owner).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
