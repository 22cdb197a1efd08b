"""Values by name as they stand in a file, read back with their types; what is wrong is said in a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.kernels.typing import Flags, Floats, Labels, label_dtype


class WrittenError(UserError):
    """A file that does not hold what it should; its text is a sentence that follows the name of the file."""


@dataclass(frozen=True, eq=False)
class Written:
    """Values by name, as JSON has them; reading raises WrittenError where one is another than it says."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object, name: str) -> "Written":
        """The values in a value that must be such a mapping."""
        if not isinstance(value, Mapping):
            raise _wrong(name, Message("values by name"))
        return cls(value)

    def has(self, name: str) -> bool:
        """Whether there is a value of that name that is not null."""
        return self.values.get(name) is not None

    def part(self, name: str) -> "Written":
        """The values within the value of a name."""
        return Written.of(self.values.get(name), name)

    def parts(self, name: str) -> list["Written"]:
        """The values within each item of a list."""
        return [Written.of(item, name) for item in self.items(name)]

    def items(self, name: str) -> list[object]:
        """The items of a list."""
        found = self.values.get(name)
        if not isinstance(found, list):
            raise _wrong(name, Message("a list"))
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """The items of a list of texts."""
        found = self.items(name)
        if not all(isinstance(item, str) for item in found):
            raise _wrong(name, Message("a list of texts"))
        return tuple(map(str, found))

    def text(self, name: str, choices: Iterable[str] = ()) -> str:
        """A text, one of the `choices` where there are some."""
        found, allowed = self.values.get(name), list(choices)
        if not isinstance(found, str) or (allowed and found not in allowed):
            raise _wrong(name, Message("one of {allowed:commas}", allowed=allowed) if allowed else _TEXT)
        return found

    def yes(self, name: str) -> bool:
        """A truth value."""
        found = self.values.get(name)
        if not isinstance(found, bool):
            raise _wrong(name, Message("true or false"))
        return found

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        found = self.values.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            range = Message("a whole number from {low:plain} to {high:plain}", low=low, high=high)
            raise _wrong(name, range)
        return found

    def number(self, name: str, low: float = -np.inf, above: float = -np.inf) -> float:
        """A finite number, at least `low` and greater than `above`."""
        found = _numbers(self.values.get(name))
        if found is None or found.ndim or not low <= found or not found > above:
            raise _wrong(name, Message("a number"))
        return float(found)

    def vector(self, name: str, n: int | None = None) -> Floats:
        """Finite numbers (n,)."""
        found = _numbers(self.values.get(name))
        if found is not None and found.ndim == 1 and n in (None, len(found)):
            return found
        raise _wrong(name, Message("{n} numbers", n=n) if n is not None else Message("a list of numbers"))

    def shares(self, name: str, n: int) -> Floats:
        """Shares (n,) that are not negative and sum to 1."""
        found = self.vector(name, n)
        if (found < 0).any() or abs(found.sum() - 1) > 1e-6:
            raise _wrong(name, Message("{n} shares that sum to 1", n=n))
        return found

    def table(self, name: str, d: int, low: int = 0, gaps: bool = False) -> Floats:
        """At least `low` rows of finite numbers (n, d); where `gaps` are allowed, NaN in place of null."""
        value = self.values.get(name)
        found = _numbers(_without_null(value) if gaps else value, gaps)
        if found is not None and not found.size:
            found = np.empty((0, d))
        if found is None or found.ndim != 2 or found.shape[1] != d or len(found) < low:
            raise _wrong(name, Message("rows of {d:# number|# numbers}", d=d))
        return found

    def stack(self, name: str, shape: tuple[int, ...]) -> Floats:
        """Finite numbers of that shape."""
        found = _numbers(self.values.get(name))
        if found is None or found.shape != shape:
            raise _wrong(name, Message("numbers of the shape {shape!s}", shape=shape))
        return found

    def columns(self, name: str, n: int, most: int) -> Floats:
        """Finite numbers (n, m) in n rows of one to `most` each."""
        found = _numbers(self.values.get(name))
        if found is None or found.ndim != 2 or len(found) != n or not 1 <= found.shape[1] <= most:
            raise _wrong(name, Message("{n:# row|# rows} of at most {most}", n=n, most=most))
        return found

    def labels(self, name: str, n: int, k: int) -> Labels:
        """The labels (n,) of `k` clusters, from 0."""
        return self.integers(name, n, 0, k - 1).astype(label_dtype(k))

    def flags(self, name: str, n: int) -> Flags:
        """Truth values (n,)."""
        found = _array(self.values.get(name))
        if found is None or found.shape != (n,) or (n and found.dtype != bool):
            raise _wrong(name, Message("{n} times true or false", n=n))
        return found.astype(bool)

    def integers(self, name: str, n: int, low: int, high: int) -> NDArray[np.int64]:
        """Whole numbers (n,) from `low` to `high`."""
        found = self.vector(name, n)
        if (found != np.rint(found)).any() or (len(found) and not low <= found.min() <= found.max() <= high):
            template = "{n} whole numbers from {low:plain} to {high:plain}"
            raise _wrong(name, Message(template, n=n, low=low, high=high))
        return found.astype(np.int64)


_TEXT = Message("a text")


def _wrong(name: str, what: Message) -> WrittenError:
    return WrittenError(Message('"{name}" must be {what}', name=name, what=what))


def _numbers(value: object, gaps: bool = False) -> Floats | None:
    """Nested lists of finite numbers as an array; None where they are no such thing."""
    found = _array(value)
    if found is None or (found.dtype.kind not in "iuf" and found.size):
        return None
    array = found.astype(np.float64) if found.size else np.empty(0)
    return array if np.isfinite(array).all() or (gaps and not np.isinf(array).any()) else None


def _array(value: object) -> NDArray[Any] | None:
    """Nested lists as an array; None where these are of different length."""
    try:
        return np.array(value)
    except ValueError:
        return None


def _without_null(value: object) -> Any:
    """Rows of numbers with NaN in place of null."""
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        return value
    return [[np.nan if cell is None else cell for cell in row] for row in value]
