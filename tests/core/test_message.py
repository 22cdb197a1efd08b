"""Messages are English sentences that remember their template and their values."""

import copy
import pickle

import numpy as np
import pytest

from clusterlab.core.message import Message, join, sentences, without_fields


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("Inertia {x}.", {"x": 1860.53}, "Inertia 1,860.5."),
        ("{n} rows", {"n": 12345678}, "12,345,678 rows"),
        ("{n} rows", {"n": np.int64(1200)}, "1,200 rows"),
        ("{n:# point|# points} {n:is|are} noise.", {"n": 1}, "1 point is noise."),
        ("{n:# point|# points} {n:is|are} noise.", {"n": 3000}, "3,000 points are noise."),
        ("{share:percent} agree", {"share": 0.98}, "98 % agree"),
        ("{names} have collapsed", {"names": ["1", "4", "5"]}, "1, 4 and 5 have collapsed"),
        ("{sizes} points", {"sizes": (10, 6000)}, "10 and 6,000 points"),
        ("needs {needed:bytes}", {"needed": 3 * 2**29}, "needs 1.5 GiB"),
        ("at most {high:plain}", {"high": 10_000_000.0}, "at most 10,000,000"),
        ("read as {x:exact}", {"x": 1234567.89}, "read as 1234567.89"),
        ("always {x:short}", {"x": 1 / 3}, "always 0.333333"),
        ("ARI {x:hundredths}", {"x": -0.003}, "ARI 0.00"),
        ("ARI {x:hundredths}", {"x": float("nan")}, "ARI not defined"),
        ("fell by {x:signed_percent}", {"x": -0.3124}, "fell by -31.2 %"),
        ("fell by {x:signed_percent}", {"x": -0.0005}, "fell by -0.1 %"),
        ("fell by {x:signed_percent}", {"x": -0.00044}, "fell by -0.04 %"),
        ("rose by {x:signed_percent}", {"x": 0.0000312}, "rose by +0.003 %"),
        ("rose by {x:signed_percent}", {"x": 0.0}, "rose by +0.0 %"),
        ("one of {names:commas}", {"names": ("a", "b", "c")}, "one of a, b, c"),
        ("in row {row!s}", {"row": 12345}, "in row 12345"),
        ("it was {value!r}", {"value": "a{b}"}, "it was 'a{b}'"),
        ("{name}", {"name": "{odd|name}"}, "{odd|name}"),
        ("it was {value!r}", {"value": "9" * 60}, f"it was '{'9' * 60}'"),
        ("it was {value!r}", {"value": "9" * 309}, f"it was '{'9' * 59}…'"),
        ("it was {value!r}", {"value": 10**299}, f"it was 1{'0' * 58}…"),
        ("it was {value!s}", {"value": 10**299}, f"it was 1{'0' * 58}…"),
        ("it was {value}", {"value": 10**299}, "it was 1e+299"),
        ("it was {value:plain}", {"value": 10**299}, "it was 1e+299"),
    ],
)
def test_values_are_written_as_their_fields_say(template, values, text):
    message = Message(template, **values)
    assert message == text
    assert message.template == template
    assert dict(message.values) == values


def test_another_language_needs_the_template_and_the_values_alone():
    german = {"{n:# point|# points} in {k:# cluster|# clusters}.": "{n:# Punkt|# Punkte} in {k} Cluster."}
    message = Message("{n:# point|# points} in {k:# cluster|# clusters}.", n=7, k=2)
    assert message == "7 points in 2 clusters."
    assert Message(german[message.template], **message.values) == "7 Punkte in 2 Cluster."


def test_sentences_that_are_empty_are_left_out():
    one, two = Message("One."), Message("{n} more.", n=2)
    assert sentences(one, Message(), two) == "One. 2 more."
    assert sentences(one, Message(), two).values == {"m1": one, "m2": two}
    assert sentences(Message(), two) is two
    assert sentences() == ""
    assert join([one, two], " {·} ") == "One. {·} 2 more."


def test_a_message_survives_pickle_and_copies():
    message = Message("{n:# point|# points} of {name}", n=1, name="{x}")
    for again in (pickle.loads(pickle.dumps(message)), copy.deepcopy(message), copy.copy(message)):
        assert (again, again.template, dict(again.values)) == (
            message,
            message.template,
            dict(message.values),
        )


def test_a_text_without_fields_may_have_braces():
    message = without_fields("The mean of {x} in } 100 %.")
    assert message == "The mean of {x} in } 100 %."
    assert Message(message.template) == message


def test_a_field_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        Message("{n} points")
