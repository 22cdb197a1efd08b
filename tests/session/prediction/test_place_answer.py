"""A predicted place is right within half of the way, measured along the plane in the units of the data."""

from dataclasses import replace

import numpy as np
import pytest

from clusterlab.session.prediction.asking import next_question
from clusterlab.session.prediction.choice_answer import no_answer_yet
from clusterlab.session.prediction.place_answer import PlaceAnswer
from clusterlab.session.state.view_choice import ViewChoice


def at_share(asked, share):
    """The answer at a share of the way from the truth back to the start."""
    question = asked.question
    return no_answer_yet(asked).at(question.truth + share * (question.start - question.truth))


def test_without_an_answer_the_center_stays(moved):
    answer = no_answer_yet(moved)
    assert isinstance(answer, PlaceAnswer)
    np.testing.assert_array_equal(answer.place, moved.question.start)
    assert answer.text == moved.question.text
    assert answer.share == pytest.approx(1.0)
    assert not answer.is_right


@pytest.mark.parametrize(("share", "right"), [(0.0, True), (0.49, True), (0.51, False), (3.0, False)])
def test_a_place_is_right_within_half_of_the_way(moved, share, right):
    answer = at_share(moved, share)
    assert answer.share == pytest.approx(share)
    assert answer.is_right == right


def test_the_miss_is_in_the_units_of_the_data(moved):
    answer, units = at_share(moved, 0.5), moved.run.scene.prepared.points.units
    ends = units.positions(np.array([answer.place, moved.question.truth]))
    assert answer.miss == pytest.approx(float(np.linalg.norm(ends[0] - ends[1])))


def test_once_the_step_is_shown_the_text_has_the_miss_and_the_reason_and_lines_are_drawn(moved):
    answer = at_share(moved, 0.25).revealed()
    assert answer.text.startswith("Right: missed by only ")
    assert ", 25.0 % of the way." in answer.text.replace("25 %", "25.0 %")
    assert "moved by" in answer.text
    way, miss = answer.lines
    np.testing.assert_array_equal(way.end, miss.end)
    np.testing.assert_allclose(miss.start, answer.place)
    assert at_share(moved, 0.9).revealed().text.startswith("Missed by ")


def test_before_the_step_is_shown_nothing_is_told(moved):
    answer = at_share(moved, 0.25)
    assert answer.lines == ()
    assert answer.marks.is_open
    np.testing.assert_array_equal(answer.marks.cross, answer.place)


def test_a_skipped_place_is_recorded_without_a_miss(moved):
    answer = no_answer_yet(moved).revealed(is_given=False)
    (prediction,) = answer.predictions
    assert prediction.is_right is None
    assert prediction.miss is None
    assert prediction.answer == "not answered"
    assert answer.text.startswith("Not answered.")
    assert answer.marks.cross is None
    assert len(answer.lines) == 1


def test_a_prediction_names_step_center_and_places(moved):
    (prediction,) = at_share(moved, 0.0).revealed().predictions
    assert prediction.step.startswith("Update · 1 of ")
    assert prediction.about.startswith("center of cluster ")
    assert prediction.answer == prediction.truth
    assert prediction.truth.startswith("(")


def test_out_of_the_plane_nothing_is_missed(runs, session):
    deep = replace(
        session, source=replace(session.source, dimensions=4), view=ViewChoice("columns", ("x1", "x3"))
    )
    asked = next_question(runs(deep, 4))
    assert asked is not None
    view, question = asked.run.view, asked.question
    guess = view.unproject(view.project(question.truth), question.start)
    assert not np.allclose(guess, question.truth)
    assert no_answer_yet(asked).at(guess).miss == pytest.approx(0, abs=1e-9)
