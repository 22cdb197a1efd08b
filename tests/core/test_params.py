"""Declared parameters: one declaration gives the check, its message and the flag."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from clusterlab.core.params import (
    Param,
    ParamError,
    declared_params,
    from_written,
    param_values,
    validate,
    with_automatic_params,
    written_params,
)

COLORS = {"red": "red as roses", "blue": "blue as violets"}


@dataclass(frozen=True)
class Garden:
    """A class with a parameter of every kind, and one field that is none."""

    beds: Annotated[int, Param("Beds", "How many beds.", 1, 12)] = 3
    rain_rate: Annotated[float, Param("Rain", "How much rain.", 0)] = 0.5
    color: Annotated[str, Param("Color", "Of the flowers.", choices=COLORS)] = "red"
    fenced: Annotated[bool, Param("Fenced")] = False
    note: Annotated[str, Param("Note")] = ""
    secret: int = 7

    def __post_init__(self):
        validate(self)


OTHERS = "The parameters of garden must be beds, rain_rate, color, fenced, note; it had others."
BY_NAME = {item.name: item for item in declared_params(Garden)}


def test_parameters_are_in_the_order_of_the_fields():
    assert list(BY_NAME) == ["beds", "rain_rate", "color", "fenced", "note"]
    assert [item.kind for item in BY_NAME.values()] == [int, float, str, bool, str]
    assert [item.default for item in BY_NAME.values()] == [3, 0.5, "red", False, ""]
    assert BY_NAME["rain_rate"].flag == "--rain-rate"
    assert BY_NAME["beds"].param.label == "Beds"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("beds", 0, "beds must be at least 1; it was 0."),
        ("beds", 13, "beds must be at most 12; it was 13."),
        ("beds", 2.5, "beds must be a whole number; it was 2.5."),
        ("beds", True, "beds must be a whole number; it was True."),
        ("beds", "3", "beds must be a whole number; it was '3'."),
        ("beds", None, "beds must be a whole number; it was None."),
        ("beds", -(10**400), "beds must have at most 300 digits; it had more."),
        ("beds", 10**4000, "beds must have at most 300 digits; it had more."),
        ("rain_rate", 10**400, "rain_rate must have at most 300 digits; it had more."),
        ("rain_rate", -0.1, "rain_rate must be at least 0; it was -0.1."),
        ("rain_rate", float("nan"), "rain_rate must be a finite number; it was nan."),
        ("rain_rate", float("inf"), "rain_rate must be a finite number; it was inf."),
        ("rain_rate", "1", "rain_rate must be a finite number; it was '1'."),
        ("color", "green", "color must be one of red, blue; it was 'green'."),
        ("color", 1, "color must be a text; it was 1."),
        ("fenced", 1, "fenced must be true or false; it was 1."),
    ],
)
def test_a_value_that_is_not_allowed_is_rejected_with_field_bound_and_value(name, value, message):
    with pytest.raises(ParamError) as caught:
        Garden(**{name: value})
    assert str(caught.value) == message


def test_values_are_stored_as_their_declared_type():
    garden = Garden(beds=np.int64(4), rain_rate=np.float32(2))
    assert type(garden.beds) is int
    assert type(garden.rain_rate) is float
    assert type(Garden(rain_rate=1).rain_rate) is float


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("beds", "7", 7),
        ("rain_rate", "1e-3", 1e-3),
        ("color", "blue", "blue"),
        ("fenced", "Yes", True),
        ("fenced", "0", False),
        ("note", "anything", "anything"),
    ],
)
def test_text_is_read_as_the_declared_type(name, text, value):
    assert BY_NAME[name].parse(text) == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("beds", "many", "beds must be a whole number; it was 'many'."),
        ("beds", "2.5", "beds must be a whole number; it was '2.5'."),
        ("beds", "0", "beds must be at least 1; it was 0."),
        ("rain_rate", "wet", "rain_rate must be a number; it was 'wet'."),
        ("rain_rate", "nan", "rain_rate must be a finite number; it was nan."),
        ("fenced", "perhaps", "fenced must be yes or no; it was 'perhaps'."),
    ],
)
def test_invalid_text_is_rejected_with_a_sentence(name, text, message):
    with pytest.raises(ParamError) as caught:
        BY_NAME[name].parse(text)
    assert str(caught.value) == message


def test_values_are_the_declared_ones_alone():
    assert param_values(Garden()) == {
        "beds": 3,
        "rain_rate": 0.5,
        "color": "red",
        "fenced": False,
        "note": "",
    }


@dataclass(frozen=True)
class Sprinkler:
    """A class with a parameter that may follow from the garden."""

    reach: Annotated[float | None, Param("Reach", "How far it reaches.", 0, automatic=True)] = None
    turns: Annotated[int, Param("Turns", "How often it turns.", 1)] = 2

    def __post_init__(self):
        validate(self)


def test_an_automatic_parameter_is_none_and_written_auto():
    reach, turns = declared_params(Sprinkler)
    assert (reach.kind, reach.parse("auto"), reach.parse("2.5")) == (float, None, 2.5)
    assert written_params(Sprinkler()) == {"reach": "auto", "turns": 2}
    assert with_automatic_params(Sprinkler(3.0, 5)) == Sprinkler(None, 5)
    garden = Garden()
    assert with_automatic_params(garden) is garden
    with pytest.raises(ParamError, match="turns must be a whole number"):
        turns.parse("auto")
    with pytest.raises(ParamError, match="turns must be a whole number"):
        Sprinkler(turns=None)
    with pytest.raises(ParamError, match="reach must be at least 0"):
        Sprinkler(-1.0)


def test_what_was_written_is_read_back():
    garden = Garden(beds=5, color="blue", fenced=True, note="north")
    assert from_written({"garden": Garden}, "garden", written_params(garden)) == garden
    assert from_written({"garden": Garden}, "garden", {"beds": 4}) == Garden(beds=4)


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        ("yard", {}, "yard is unknown here; there are garden."),
        (3, {}, "3 is unknown here; there are garden."),
        ("garden", [1], OTHERS),
        ("garden", {"bed": 1}, OTHERS),
        ("garden", {"beds": 0}, "beds must be at least 1; it was 0."),
        ("garden", {"beds": "auto"}, "beds must be a whole number; it was 'auto'."),
    ],
)
def test_what_was_written_otherwise_is_refused(name, written, message):
    with pytest.raises(ParamError) as raised:
        from_written({"garden": Garden}, name, written)
    assert str(raised.value) == message
