"""Values are read as the declared types or refused in a sentence that says where and why."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterlab.session.saved.typed_values import Attachments, SavedValueError, form_of


@dataclass(frozen=True)
class Inner:
    name: str
    size: float = 1.0


@dataclass(frozen=True)
class Outer:
    inner: Inner
    flags: tuple[bool, ...] = ()
    pair: tuple[int, str] = (0, "")
    found: dict[int, Path] | None = None
    kind: Literal["a", "b"] = "a"


def read(json, hint=Outer):
    return form_of(hint, {}).read(json, Attachments(), "file")


def test_fields_that_are_not_written_have_their_defaults():
    assert read({"inner": {"name": "x"}}) == Outer(Inner("x"))


def test_a_whole_number_is_a_number():
    assert read({"inner": {"name": "x", "size": 2}}).inner.size == 2.0


@pytest.mark.parametrize(
    ("json", "sentence"),
    [
        (3, "file must be an object with fields; it was 3."),
        ({}, "file lacks the field 'inner'."),
        ({"inner": {"name": 3}}, "file.inner.name must be a text; it was 3."),
        ({"inner": {"name": "x"}, "more": 1}, "file has the unknown field 'more'."),
        ({"inner": {"name": "x"}, "flags": [True, 1]}, "file.flags[1] must be true or false; it was 1."),
        ({"inner": {"name": "x"}, "flags": "yes"}, "file.flags must be a list; it was 'yes'."),
        ({"inner": {"name": "x"}, "pair": [1]}, "file.pair must be a list of 2 items; it was [1]."),
        ({"inner": {"name": "x"}, "kind": "c"}, "file.kind must be one of a, b; it was 'c'."),
        (
            {"inner": {"name": "x"}, "pair": [True, ""]},
            "file.pair[0] must be a whole number of at most 63 bits; it was True.",
        ),
        (
            {"inner": {"name": "x", "size": float("nan")}},
            "file.inner.size must be a finite number; it was nan.",
        ),
        (
            {"inner": {"name": "x", "size": 10**400}},
            f"file.inner.size must be a finite number; it was 1{'0' * 58}….",
        ),
    ],
)
def test_other_values_are_refused(json, sentence):
    with pytest.raises(SavedValueError) as caught:
        read(json)
    assert str(caught.value) == sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["inner", "name", "size", "pair"]), inner)
    ),
)


@settings(max_examples=50)
@given(JSON)
def test_any_json_is_read_or_refused(json):
    try:
        found = read(json)
    except SavedValueError as error:
        found = str(error)
    assert isinstance(found, Outer) or found.endswith(".")


@given(
    st.builds(
        Outer,
        st.builds(Inner, st.text(), st.floats(allow_nan=False, allow_infinity=False)),
        st.lists(st.booleans()).map(tuple),
        st.tuples(st.integers(-(2**63), 2**63 - 1), st.text()),
        st.none() | st.dictionaries(st.integers(0, 9), st.just(Path("/some"))),
        st.sampled_from(["a", "b"]),
    )
)
def test_what_was_written_is_read(value):
    form, beside = form_of(Outer, {}), Attachments()
    assert form.read(form.write(value, beside), beside, "file") == value
