"""A parameter is declared once; the form, the flag, the check and the file's field come from it."""

import math
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

from clusterlab.core.errors import UserError

MAX_DIGITS = 300
"""Whole numbers of more digits than this are no float, nor can anything be counted by them."""


class ParamError(UserError):
    """A value that a declared parameter does not allow; its text is a sentence for a person."""


@dataclass(frozen=True)
class Param:
    """How one field of an algorithm or a shape is shown and what it may be.

    `usual` is the range that a slider covers; `low` and `high` are the hard bounds.
    `choices` maps each allowed value to the words a person reads. `power` says how the value follows
    the units of the data: 1 for a distance, -2 for what a squared distance is multiplied by, else 0.
    """

    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    usual: tuple[float, float] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    log: bool = False
    power: int = 0


@dataclass(frozen=True)
class DeclaredParam:
    """One declared parameter of a class: its name, type, default and `Param`."""

    name: str
    kind: type
    default: Any
    param: Param

    @property
    def flag(self) -> str:
        """The parameter's name on the command line."""
        return "--" + self.name.replace("_", "-")

    def parse(self, text: str) -> Any:
        """The value that a person wrote as `text`; raises ParamError."""
        try:
            return self.validated(self.kind(text) if self.kind is not bool else _parse_bool(text))
        except ParamError:
            raise
        except ValueError:
            expected = {int: "a whole number", float: "a number", bool: "yes or no"}
            raise ParamError(f"{self.name} must be {expected[self.kind]}; it was {text!r}.") from None

    def validated(self, value: Any) -> Any:
        """`value` as the declared type, within the declared bounds; raises ParamError."""
        value = _as_declared_type(self, value)
        if self.kind is str:
            return _check_choice(self, value)
        if self.param.low is not None and value < self.param.low:
            raise ParamError(
                f"{self.name} must be at least {_format_bound(self.param.low)}; it was {_format_bound(value)}."
            )
        if self.param.high is not None and value > self.param.high:
            raise ParamError(
                f"{self.name} must be at most {_format_bound(self.param.high)}; it was {_format_bound(value)}."
            )
        return value


def declared_params(owner: type) -> tuple[DeclaredParam, ...]:
    """The declared parameters of a dataclass, in the order in which they are written."""
    if owner not in _declared_by_class:  # reading type hints takes as long as a step of a small run
        _declared_by_class[owner] = tuple(_read_annotations(owner))
    return _declared_by_class[owner]


def validate(owner: Any) -> None:
    """Checks every declared parameter of a frozen instance and stores it as its declared type."""
    for item in declared_params(type(owner)):
        object.__setattr__(owner, item.name, item.validated(getattr(owner, item.name)))


def param_values(owner: Any) -> dict[str, Any]:
    """The declared parameters of an instance by name, as plain numbers and texts."""
    return {item.name: getattr(owner, item.name) for item in declared_params(type(owner))}


_declared_by_class: dict[type, tuple[DeclaredParam, ...]] = {}


def _read_annotations(owner: type) -> Iterator[DeclaredParam]:
    hints = get_type_hints(owner, include_extras=True)
    for item in fields(owner):
        for extra in getattr(hints[item.name], "__metadata__", ()):
            if isinstance(extra, Param):
                yield DeclaredParam(item.name, hints[item.name].__origin__, item.default, extra)


def _as_declared_type(item: DeclaredParam, value: Any) -> Any:
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        raise ParamError(f"{item.name} must have at most {MAX_DIGITS} digits; it had more.")
    try:
        if item.kind is int and not isinstance(value, bool):
            return operator.index(value)
        if item.kind is float and not isinstance(value, (bool, str)) and math.isfinite(value):
            return float(value)
    except TypeError:
        pass
    if item.kind in (bool, str) and isinstance(value, item.kind):
        return value
    expected = {int: "a whole number", float: "a finite number", bool: "true or false", str: "a text"}
    raise ParamError(f"{item.name} must be {expected[item.kind]}; it was {value!r}.")


def _check_choice(item: DeclaredParam, value: str) -> str:
    if item.param.choices and value not in item.param.choices:
        allowed = ", ".join(item.param.choices)
        raise ParamError(f"{item.name} must be one of {allowed}; it was {value!r}.")
    return value


def _format_bound(value: float) -> str:
    """A number as a person writes it: 10,000,000 and not 1e+07."""
    return f"{int(value):,}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:g}"


def _parse_bool(text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]
