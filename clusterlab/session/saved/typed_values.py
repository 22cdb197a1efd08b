"""Writes and reads values of declared types as JSON: the form of a dataclass follows from its annotations."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message

Json = Any
"""None, a truth value, a number, a text, a list of these, or a dict of these by text."""
MAX_WHOLE_NUMBER = 2**63


class SavedValueError(UserError):
    """A saved value that is not of the declared type; its text says where it is and what it must be."""


class Attachments:
    """What is kept beside the JSON: arrays by number, and the bytes of a file of data."""

    def __init__(self, arrays: Mapping[int, NDArray[Any]] | None = None, data: bytes | None = None) -> None:
        self.arrays, self.data = dict(arrays or {}), data

    def add(self, array: NDArray[Any]) -> int:
        """Keeps an array; returns its number."""
        number = len(self.arrays)
        self.arrays[number] = array
        return number


class SavedForm(ABC):
    """How values of one type are written, and read back."""

    @abstractmethod
    def write(self, value: Any, beside: Attachments) -> Json:
        """The JSON of a value, with its arrays kept beside."""

    @abstractmethod
    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The value of some JSON that stands at a place; raises SavedValueError."""


def refused(where: str, needed: Message, found: Json) -> SavedValueError:
    """The error for a value that is not what it must be."""
    return SavedValueError(
        Message("{where} must be {needed}; it was {found!r}.", where=where, needed=needed, found=found)
    )


@dataclass(frozen=True)
class PlainForm(SavedForm):
    """Truth values, whole numbers, finite numbers and texts."""

    kind: type
    NEEDED: ClassVar[dict[type, Message]] = {
        bool: Message("true or false"),
        int: Message("a whole number of at most 63 bits"),
        float: Message("a finite number"),
        str: Message("a text"),
    }

    def write(self, value: Any, beside: Attachments) -> Json:
        """The value itself."""
        return self.kind(value)

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The value itself, a whole number as a finite number where one is needed; raises SavedValueError."""
        kinds = (int, float) if self.kind is float else self.kind
        fits = isinstance(json, kinds) and (self.kind is bool or not isinstance(json, bool))
        if fits and isinstance(json, int):
            fits = -MAX_WHOLE_NUMBER <= json < MAX_WHOLE_NUMBER
        if not fits or (isinstance(json, float) and not math.isfinite(json)):
            raise refused(where, self.NEEDED[self.kind], json)
        return self.kind(json)


@dataclass(frozen=True)
class ChoiceForm(SavedForm):
    """One of some texts or numbers."""

    choices: tuple[Any, ...]

    def write(self, value: Any, beside: Attachments) -> Json:
        """The value itself."""
        return value

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The choice; raises SavedValueError."""
        if not any(json == choice and type(json) is type(choice) for choice in self.choices):
            raise refused(
                where, Message("one of {choices:commas}", choices=list(map(str, self.choices))), json
            )
        return json


@dataclass(frozen=True)
class OptionalForm(SavedForm):
    """A value or None."""

    item: SavedForm

    def write(self, value: Any, beside: Attachments) -> Json:
        """The JSON of the value, or None."""
        return None if value is None else self.item.write(value, beside)

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The value, or None; raises SavedValueError."""
        return None if json is None else self.item.read(json, beside, where)


@dataclass(frozen=True)
class ListForm(SavedForm):
    """A tuple or a set of any number of values of one type."""

    item: SavedForm
    kind: type = tuple

    def write(self, value: Any, beside: Attachments) -> Json:
        """A list; that of a set is sorted."""
        return [self.item.write(one, beside) for one in (value if self.kind is tuple else sorted(value))]

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The tuple or set; raises SavedValueError."""
        if not isinstance(json, list):
            raise refused(where, Message("a list"), json)
        return self.kind(self.item.read(one, beside, f"{where}[{i}]") for i, one in enumerate(json))


@dataclass(frozen=True)
class RecordForm(SavedForm):
    """A tuple of so many values, each of its own type."""

    items: tuple[SavedForm, ...]

    def write(self, value: Any, beside: Attachments) -> Json:
        """A list."""
        return [form.write(one, beside) for form, one in zip(self.items, value, strict=True)]

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The tuple; raises SavedValueError."""
        if not isinstance(json, list) or len(json) != len(self.items):
            raise refused(where, Message("a list of {n:# item|# items}", n=len(self.items)), json)
        pairs = zip(self.items, json, strict=True)
        return tuple(form.read(one, beside, f"{where}[{i}]") for i, (form, one) in enumerate(pairs))


@dataclass(frozen=True)
class DictForm(SavedForm):
    """A dict, written as a list of pairs, since keys of JSON are texts."""

    pair: RecordForm

    def write(self, value: Any, beside: Attachments) -> Json:
        """A list of pairs."""
        return [self.pair.write(one, beside) for one in value.items()]

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The dict; raises SavedValueError."""
        return dict(ListForm(self.pair).read(json, beside, where))


class PathForm(SavedForm):
    """The path of a file."""

    def write(self, value: Any, beside: Attachments) -> Json:
        """The path as a text."""
        return str(value)

    def read(self, json: Json, beside: Attachments, where: str) -> Path:
        """The path; raises SavedValueError."""
        return Path(PlainForm(str).read(json, beside, where))


class ArrayForm(SavedForm):
    """An array, which is kept beside the JSON."""

    def write(self, value: Any, beside: Attachments) -> Json:
        """The number of the array."""
        return {"array": beside.add(np.ascontiguousarray(value))}

    def read(self, json: Json, beside: Attachments, where: str) -> NDArray[Any]:
        """The array; raises SavedValueError."""
        number = json.get("array") if isinstance(json, dict) else None
        if type(number) is not int or number not in beside.arrays:
            raise refused(where, Message("an array of this file"), json)
        return beside.arrays[number]


class BytesForm(SavedForm):
    """Bytes, kept as an array beside the JSON."""

    def write(self, value: Any, beside: Attachments) -> Json:
        """The number of the array."""
        return ArrayForm().write(np.frombuffer(value, np.uint8), beside)

    def read(self, json: Json, beside: Attachments, where: str) -> bytes:
        """The bytes; raises SavedValueError."""
        found = ArrayForm().read(json, beside, where)
        if found.dtype != np.uint8 or found.ndim != 1:
            raise refused(where, Message("an array of bytes"), f"{found.dtype}{list(found.shape)}")
        return found.tobytes()


@dataclass(frozen=True)
class DataclassForm(SavedForm):
    """A dataclass, by the names of its fields; one that is not written has its default."""

    kind: type
    forms: Mapping[str, SavedForm]

    def write(self, value: Any, beside: Attachments) -> Json:
        """A dict with every field."""
        return {
            name.lstrip("_"): form.write(getattr(value, name), beside) for name, form in self.forms.items()
        }

    def read(self, json: Json, beside: Attachments, where: str) -> Any:
        """The instance; raises SavedValueError, also for a field that is unknown."""
        if not isinstance(json, dict):
            raise refused(where, Message("an object with fields"), json)
        written = {name.lstrip("_"): name for name in self.forms}
        for name in json.keys() - written.keys():
            raise SavedValueError(Message("{where} has the unknown field {name!r}.", where=where, name=name))
        values = {
            written[name]: self.forms[written[name]].read(value, beside, f"{where}.{name}")
            for name, value in json.items()
        }
        for item in fields(self.kind):
            needed = item.default is NO_DEFAULT and item.default_factory is NO_DEFAULT
            if needed and item.name not in values:
                template = "{where} lacks the field {name!r}."
                raise SavedValueError(Message(template, where=where, name=item.name.lstrip("_")))
        return self.kind(**values)


def form_of(hint: Any, own: Mapping[Any, SavedForm]) -> SavedForm:
    """The form of the values of a type; types in `own` have that. Raises TypeError where there is none."""
    if hint in own:
        return own[hint]
    if hint in PlainForm.NEEDED:
        return PlainForm(hint)
    if hint is bytes:
        return BytesForm()
    if hint is Path:
        return PathForm()
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return DataclassForm(hint, {item.name: form_of(hints[item.name], own) for item in fields(hint)})
    return _generic_form(hint, own)


def _generic_form(hint: Any, own: Mapping[Any, SavedForm]) -> SavedForm:
    """The form of a type with arguments."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is np.ndarray:
        return ArrayForm()
    if origin is Literal:
        return ChoiceForm(arguments)
    if origin in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments:
        return OptionalForm(form_of(next(one for one in arguments if one is not NoneType), own))
    if origin in (tuple, frozenset) and (origin is frozenset or arguments[1:] == (...,)):
        return ListForm(form_of(arguments[0], own), origin)
    if origin is tuple:
        return RecordForm(tuple(form_of(one, own) for one in arguments))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return DictForm(RecordForm(tuple(form_of(one, own) for one in arguments)))
    raise TypeError(f"There is no form in which values of {hint} are saved.")
