"""Declared parameters: form, command-line flag, check and the field of a file come from one `Param`."""

import math
import operator
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from types import NoneType, SimpleNamespace
from typing import Any, TypeVar, get_args, get_type_hints

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message

T = TypeVar("T")
MAX_DIGITS = 300
"""Whole numbers of more digits overflow a float and are no count of anything."""
TOO_LARGE = 10**MAX_DIGITS
"""The least whole number of more digits."""


AUTOMATIC = "auto"
"""How the value of an automatic parameter is written."""


class ParamError(UserError):
    """A value that a declared parameter does not allow; its text is a sentence for a person."""


@dataclass(frozen=True)
class Param:
    """How one field of an algorithm or a shape is shown and what it may be.

    `usual` is the range of its slider; `low` and `high` are the hard bounds. `choices` maps each allowed
    value to its label. `power` is the power of the data's unit in it: 1 for a distance, -2 for the factor
    of a squared distance, else 0. An `automatic` parameter may be None, written auto: it then follows from
    the points. `only_with` has, for another parameter, the values with which this one has an effect. A `rare`
    one is seldom changed, and shown on demand.
    """

    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    usual: tuple[float, float] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    log: bool = False
    power: int = 0
    automatic: bool = False
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rare: bool = False


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

    def has_effect(self, values: Mapping[str, Any]) -> bool:
        """Whether it has an effect beside the `values` of the other parameters, by name."""
        return all(values[name] in needed for name, needed in self.param.only_with.items())

    def parse(self, text: str) -> Any:
        """The value written as `text`; raises ParamError."""
        if self.param.automatic and text.strip() == AUTOMATIC:
            return None
        try:
            return self.validated(self.kind(text) if self.kind is not bool else _parse_bool(text))
        except ParamError:
            raise
        except ValueError:
            raise ParamError(Message(_UNREADABLE[self.kind], name=self.name, value=text)) from None

    def validated(self, value: Any) -> Any:
        """`value` as the declared type, within the declared bounds; raises ParamError."""
        if value is None and self.param.automatic:
            return None
        value = _as_declared_type(self, value)
        if self.kind is str:
            return _check_choice(self, value)
        if self.param.low is not None and value < self.param.low:
            template = "{name} must be at least {low:plain}; it was {value:plain}."
            raise ParamError(Message(template, name=self.name, low=self.param.low, value=value))
        if self.param.high is not None and value > self.param.high:
            template = "{name} must be at most {high:plain}; it was {value:plain}."
            raise ParamError(Message(template, name=self.name, high=self.param.high, value=value))
        return value


def declared_params(owner: type) -> tuple[DeclaredParam, ...]:
    """The declared parameters of a dataclass, in the order of its fields."""
    if owner not in _declared_by_class:  # reading type hints takes as long as a step of a small run
        _declared_by_class[owner] = tuple(_read_annotations(owner))
    return _declared_by_class[owner]


def validate(owner: Any) -> None:
    """Checks every declared parameter of a frozen instance and stores it as its declared type."""
    for item in declared_params(type(owner)):
        object.__setattr__(owner, item.name, item.validated(getattr(owner, item.name)))


def param_values(owner: Any) -> dict[str, Any]:
    """The declared parameters of an instance by name, as plain numbers and texts; None where automatic."""
    return {item.name: getattr(owner, item.name) for item in declared_params(type(owner))}


def written_params(owner: Any) -> dict[str, Any]:
    """As `param_values`, with the word auto where a parameter is automatic."""
    return {name: AUTOMATIC if value is None else value for name, value in param_values(owner).items()}


def from_written(kinds: Mapping[str, type[T]], name: object, written: object) -> T:
    """The instance of one of `kinds` with the `written_params`, as a file has them.

    Parameters that are not written have their defaults. Raises ParamError for an unknown name, and for
    parameters that the class does not declare or that are invalid.
    """
    if not isinstance(name, str) or name not in kinds:
        template = "{name!s} is unknown here; there are {known:commas}."
        raise ParamError(Message(template, name=name, known=list(kinds)))
    declared = {item.name: item for item in declared_params(kinds[name])}
    if not isinstance(written, Mapping) or written.keys() - declared.keys():
        template = "The parameters of {name} must be {known:commas}; it had others."
        raise ParamError(Message(template, name=name, known=list(declared)))
    return kinds[name](**{key: _read_value(declared[key], value) for key, value in written.items()})


def with_automatic_params(owner: T) -> T:
    """The same with every parameter that may be automatic left to the points."""
    names = [item.name for item in declared_params(type(owner)) if item.param.automatic]
    return replace(owner, **dict.fromkeys(names)) if names else owner  # type: ignore[type-var]


def param_help(item: DeclaredParam) -> str:
    """The help of a parameter: what it is, its choices, default and bounds, and when it has an effect."""
    parts = [item.param.help or item.param.label]
    if item.param.choices:
        parts.append(f"One of {', '.join(item.param.choices)}.")
    bounds = [
        f"{word} {value_text(bound)}"
        for word, bound in (("at least", item.param.low), ("at most", item.param.high))
        if bound is not None
    ]
    parts.append("; ".join([f"Default {value_text(item.default)}", *bounds]) + ".")
    needed = item.param.only_with.items()
    parts += [f"Only with {name.replace('_', '-')} {' or '.join(values)}." for name, values in needed]
    return " ".join(parts)


def value_text(value: Any) -> str:
    """A value as it is written on the command line."""
    if value is None:
        return AUTOMATIC
    return f"{value:g}" if isinstance(value, float) else str(value)


_declared_by_class: dict[type, tuple[DeclaredParam, ...]] = {}
_UNREADABLE: dict[type, str] = {
    int: "{name} must be a whole number; it was {value!r}.",
    float: "{name} must be a number; it was {value!r}.",
    bool: "{name} must be yes or no; it was {value!r}.",
}
_OF_OTHER_TYPE: dict[type, str] = {
    int: "{name} must be a whole number; it was {value!r}.",
    float: "{name} must be a finite number; it was {value!r}.",
    bool: "{name} must be true or false; it was {value!r}.",
    str: "{name} must be a text; it was {value!r}.",
}


def _field_types(owner: type) -> dict[str, Any]:
    """The types of the fields of a dataclass; those of class variables may name what is not loaded."""
    names, found = {item.name for item in fields(owner)}, dict[str, Any]()
    for base in reversed(owner.__mro__):
        own = {name: hint for name, hint in vars(base).get("__annotations__", {}).items() if name in names}
        namespace = vars(sys.modules[base.__module__])
        found |= get_type_hints(SimpleNamespace(__annotations__=own), namespace, dict(vars(base)), True)
    return found


def _read_annotations(owner: type) -> Iterator[DeclaredParam]:
    hints = _field_types(owner)
    for item in fields(owner):
        for extra in getattr(hints[item.name], "__metadata__", ()):
            if isinstance(extra, Param):
                yield DeclaredParam(
                    item.name, _declared_type(hints[item.name].__origin__), item.default, extra
                )


def _declared_type(hint: Any) -> type:
    """The type of a value that may also be None; else the hint itself."""
    found: type = next((kind for kind in get_args(hint) if kind is not NoneType), hint)
    return found


def _as_declared_type(item: DeclaredParam, value: Any) -> Any:
    if isinstance(value, int) and abs(value) >= TOO_LARGE:
        template = "{name} must have at most {digits} digits; it had more."
        raise ParamError(Message(template, name=item.name, digits=MAX_DIGITS))
    try:
        if item.kind is int and not isinstance(value, bool):
            return operator.index(value)
        if item.kind is float and not isinstance(value, (bool, str)) and math.isfinite(value):
            return float(value)
    except TypeError:
        pass
    if item.kind in (bool, str) and isinstance(value, item.kind):
        return value
    raise ParamError(Message(_OF_OTHER_TYPE[item.kind], name=item.name, value=value))


def _check_choice(item: DeclaredParam, value: str) -> str:
    if item.param.choices and value not in item.param.choices:
        template, allowed = "{name} must be one of {allowed:commas}; it was {value!r}.", [*item.param.choices]
        raise ParamError(Message(template, name=item.name, allowed=allowed, value=value))
    return value


def _read_value(item: DeclaredParam, value: Any) -> Any:
    """A written value: the word auto, or a number, text or truth value of the declared type."""
    return item.validated(None if item.param.automatic and value == AUTOMATIC else value)


def _parse_bool(text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]
