"""Makes the arrays of frozen dataclasses read-only, which dataclasses do not do."""

from dataclasses import fields
from typing import Any

from numpy import ndarray


def freeze(owner: Any) -> None:
    """Makes every array field of a dataclass instance read-only."""
    for value in vars(owner).values():
        if isinstance(value, ndarray):
            value.setflags(False)  # type: ignore[call-arg]  # `write`: by name takes thrice the time


class FrozenArrays:
    """The base of frozen dataclasses with arrays, which are read-only in copies and after unpickling, too.

    Cached properties are not copied: they are computed again.
    """

    def __post_init__(self) -> None:
        freeze(self)

    def __getstate__(self) -> dict[str, Any]:
        return {item.name: getattr(self, item.name) for item in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        freeze(self)
