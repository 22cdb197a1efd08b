"""Frozen dataclasses do not freeze the arrays they hold; this does."""

from dataclasses import fields
from typing import Any

import numpy as np


def freeze(owner: Any) -> None:
    """Clears the write flag of every array field of a dataclass instance."""
    for item in fields(owner):
        value = getattr(owner, item.name)
        if isinstance(value, np.ndarray) and value.flags.writeable:
            value.setflags(write=False)
