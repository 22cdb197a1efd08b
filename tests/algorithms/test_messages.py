"""All texts of a step are Messages, so that they can be translated from their templates and values."""

from string import Formatter

import numpy as np
import pytest

from clusterlab.core.errors import UserError
from clusterlab.core.message import Message
from clusterlab.core.points import Points
from tests.algorithms.contracts import in_units
from tests.algorithms.registered import EVERY, with_k


def texts(step, points, before):
    """Every text of a step that is shown to the user."""
    yield step.caption(points, before)
    yield step.caption(points, None)
    yield step.stopped
    yield from step.notes
    reasons = [step.explain_point(points, row) for row in range(0, points.n, 7)]
    yield from (text for reason in reasons for text in (reason.text, reason.brief))
    for cluster in range(step.k):
        for name, value in step.center_details(cluster):
            yield from (name, value)
    for chart in step.charts(points):
        yield from (chart.title, chart.help)


def unfilled(message):
    """The fields of a message's template, and of the messages among its values, that have no value."""
    names = {name for _, name, _, _ in Formatter().parse(message.template) if name is not None}
    missing = names - set(message.values)
    for value in message.values.values():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            missing |= unfilled(part) if isinstance(part, Message) else set()
    return missing


def templates(message):
    """The templates of a message and of the messages among its values, in order."""
    yield message.template
    for value in message.values.values():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Message):
                yield from templates(part)


@EVERY
def test_every_text_of_a_step_is_a_message_whose_fields_are_filled(algorithm, blobs):
    points, before = Points(blobs), None
    for step in algorithm.steps(points):
        for message in texts(step, points, before):
            assert isinstance(message, Message)
            assert unfilled(message) == set()
            assert message == Message(message.template, **message.values)
        before = step


@EVERY
def test_templates_hold_no_numbers_of_the_data(algorithm, blobs):
    factor, found = 1024.0, []
    for kind, table in ((algorithm, blobs), (in_units(algorithm, factor), blobs * factor)):
        points, before, of_run = Points(table), None, []
        for step in kind.steps(points):
            of_run += [[*templates(message)] for message in texts(step, points, before)]
            before = step
        found.append(of_run)
    assert found[0] == found[1]


@EVERY
def test_errors_are_messages_too(algorithm, blobs):
    with pytest.raises(UserError) as caught:
        algorithm.fit(blobs, start="nonsense")
    assert isinstance(caught.value.message, Message)
    assert unfilled(caught.value.message) == set()


@EVERY
@pytest.mark.parametrize("distinct", [1, 3])
def test_the_note_on_too_few_distinct_points_is_a_message(algorithm, distinct):
    points = Points(np.repeat(np.arange(2.0 * distinct).reshape(distinct, 2), 6, axis=0))
    (note,) = next(iter(with_k(algorithm, 5).steps(points))).notes
    assert dict(note.values) == {"k": 5, "distinct": distinct}
