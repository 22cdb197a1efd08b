"""Sentences for a person: a template and its values, so that another language can format them anew."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from string import Formatter
from types import MappingProxyType
from typing import Any

import numpy as np

from clusterlab.core.cluster_reference import ClusterReference, clusters_in_words
from clusterlab.core.formatting import (
    format_bytes,
    format_commas,
    format_exact,
    format_hundredths,
    format_list,
    format_number,
    format_percent,
    format_plain,
    format_short,
    format_signed_percent,
    shortened,
)

MAX_REPEATED = 60
"""The most characters of a text that is repeated in quotes, or of a value as Python writes it."""


class Message(str):
    """A sentence in English that remembers its `template` and the `values` of the named fields in it.

    A field says how its value is written: `{inertia}` as a number of about four digits, or as it is where
    it is a text; `{share:percent}`; `{change:signed_percent}`; `{needed:bytes}`; `{low:plain}` as people
    type it; `{x:exact}` with all its digits, `{x:short}` with six, `{x:hundredths}` with two decimals;
    `{row!s}` as Python writes it, without separators, and `{word!r}` in quotes, both cut where they are long;
    `{n:# point|# points}` chooses the first words for 1 and the second for all other numbers, with the
    number at `#`. The items of a sequence are listed, `{names}` as a, b and c, `{names:commas}` as a, b, c.
    A `ClusterReference` or several of them are written as cluster 3, or where a sentence begins with them,
    `{cluster:capital}`, as Cluster 3; and by name once they have one.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str = "", **values: Any) -> "Message":
        text = _ENGLISH.vformat(template, (), values) if "{" in template or "}" in template else template
        made = super().__new__(cls, text)
        made.template, made.values = template, MappingProxyType(values)
        return made

    def with_clusters(self, known: Callable[[int], ClusterReference]) -> "Message":
        """The sentence with its clusters as they are `known` by label, by their names for instance."""
        return Message(self.template, **{key: _known(value, known) for key, value in self.values.items()})

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.template,), dict(self.values)

    def __getstate__(self) -> None:
        return None  # it is made anew from its template and values

    def __deepcopy__(self, memo: object) -> "Message":
        return self


def without_fields(text: str) -> Message:
    """A message of a text that has no fields, such as words that a class declares; braces stay braces."""
    return Message(_escaped(text))


def join(messages: Sequence[Message], separator: str = " ") -> Message:
    """Messages that are not empty, one after another."""
    said = [message for message in messages if message]
    if len(said) == 1:
        return said[0]
    names = [f"m{i}" for i in range(1, len(said) + 1)]
    return Message(
        _escaped(separator).join(f"{{{name}}}" for name in names), **dict(zip(names, said, strict=True))
    )


def sentences(*messages: Message) -> Message:
    """Sentences in one paragraph; empty ones are left out."""
    return join(messages)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


class _English(Formatter):
    """Writes the values of a template as English does."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "r" and isinstance(value, str):
            return repr(_cut(value))
        converted = super().convert_field(value, conversion)
        return _cut(converted) if conversion else converted

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return (one if value == 1 else many).replace("#", _written(value))
        if format_spec:
            return _FORMATS[format_spec](value)
        return _written(value)


def _cut(text: str) -> str:
    return text if len(text) <= MAX_REPEATED else shortened(text, MAX_REPEATED)


def _known(value: Any, known: Callable[[int], ClusterReference]) -> Any:
    """A value of a message, with the clusters in it as they are known."""
    if isinstance(value, ClusterReference):
        return known(value.label)
    if isinstance(value, Message):
        return value.with_clusters(known)
    return tuple(_known(item, known) for item in value) if isinstance(value, (list, tuple)) else value


def _written(value: Any, capital: bool = False) -> str:
    if isinstance(value, ClusterReference):
        value = (value,)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)):
        if value and isinstance(value[0], ClusterReference):
            return clusters_in_words(value, capital)
        return format_list([_written(item) for item in value])
    return format_number(int(value) if isinstance(value, np.integer) else value)


_FORMATS: dict[str, Callable[[Any], str]] = {
    "percent": format_percent,
    "bytes": format_bytes,
    "plain": format_plain,
    "capital": partial(_written, capital=True),
    "exact": format_exact,
    "short": format_short,
    "commas": format_commas,
    "hundredths": format_hundredths,
    "signed_percent": format_signed_percent,
}
_ENGLISH = _English()
