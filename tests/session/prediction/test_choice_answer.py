"""Options are chosen point by point, and judged once the step is shown."""

from dataclasses import replace

import pytest

from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.session.prediction.asking import next_question
from clusterlab.session.prediction.choice_answer import no_answer_yet
from clusterlab.session.state.session import Session


def answered(asked, options):
    answer = no_answer_yet(asked)
    for option in options:
        answer = answer.with_choice(option)
    return answer


def test_choices_go_from_point_to_point(joined):
    answer = no_answer_yet(joined)
    assert answer.current == 0
    assert not answer.is_complete
    answer = answer.with_choice(1)
    assert answer.chosen[0] == 1
    assert answer.current == 1
    answer = answer.at(3).with_choice(2)
    assert answer.current == 4
    answer = answer.with_choice(0)
    assert answer.current == 1
    answer = answer.with_choice(0).with_choice(0)
    assert answer.is_complete
    assert answer.current == 2


def test_a_choice_can_be_corrected(joined):
    n = len(joined.question.truths)
    answer = answered(joined, [0] * n).at(2).with_choice(3)
    assert answer.chosen[2] == 3
    assert answer.is_complete


def test_right_answers_are_counted_and_the_first_wrong_one_is_explained(joined):
    truths = joined.question.truths
    right = answered(joined, truths).revealed()
    assert right.text.startswith(f"{len(truths)} of {len(truths)} right. Point a, row ")
    wrong = list(truths)
    wrong[2] = (truths[2] + 1) % len(joined.question.options)
    answer = answered(joined, wrong).revealed()
    assert answer.text.startswith(f"{len(truths) - 1} of {len(truths)} right. Point c, row ")
    assert "whose center is" in answer.text
    assert answer.lines
    assert [one.is_right for one in answer.predictions].count(False) == 1


def test_marks_have_the_colors_of_the_answers_then_of_the_truth(joined):
    truths, options = joined.question.truths, joined.question.options
    wrong = [(truth + 1) % len(options) for truth in truths]
    answer = answered(joined, wrong)
    assert [mark.cluster for mark in answer.marks.points] == [options[one].cluster for one in wrong]
    assert [mark.is_right for mark in answer.marks.points] == [None] * len(truths)
    assert answer.marks.centers
    shown = answer.revealed()
    assert [mark.cluster for mark in shown.marks.points] == [options[one].cluster for one in truths]
    assert [mark.is_right for mark in shown.marks.points] == [False] * len(truths)
    assert not shown.marks.centers
    assert [mark.letter for mark in shown.marks.points] == list("abcde")[: len(truths)]


def test_skipped_points_are_recorded_as_not_answered(joined):
    answer = no_answer_yet(joined).with_choice(0).revealed(is_given=False)
    assert {one.answer for one in answer.predictions} == {"not answered"}
    assert {one.is_right for one in answer.predictions} == {None}
    assert answer.text.startswith("Not answered. Point a, row ")


def test_the_step_before_is_not_explained(joined):
    assert no_answer_yet(joined).lines == ()
    assert no_answer_yet(joined).text == joined.question.text


def test_names_and_order_of_clusters_are_those_of_the_window(runs, session):
    run = runs(session, 3)
    number = run.numbers[2]
    named = replace(session, names=session.names.renamed(number, "Gentoo"))
    asked = next_question(replace(run, session=named))
    words = [str(option.words) for option in asked.question.options]
    assert words == ["cluster 1", "cluster 2", "Gentoo", "cluster 4"]
    rows, labels = asked.question.rows, run.scene.run[4].labels
    found = [asked.question.options[truth].cluster for truth in asked.question.truths]
    assert found == labels[rows].tolist()


def test_a_pair_that_merges_is_answered_by_one_number(runs, session):
    ward = Session.of(session.source, Ward(k=3))
    n = 240
    asked = next_question(runs(ward, n - 8))
    answer = no_answer_yet(asked)
    assert len(answer.marks.lines) == 4
    assert not answer.marks.points
    shown = answer.with_choice(asked.question.truths[0]).revealed()
    assert shown.text.startswith("Right. Its cluster has just merged")
    assert [line.is_true for line in shown.marks.lines].count(True) == 1
    other = (asked.question.truths[0] + 1) % 4
    assert answer.with_choice(other).revealed().text.startswith("It was clusters ")


@pytest.mark.parametrize("index", [0, 1, 2])
def test_picks_of_centers_are_not_asked_about(runs, session, index):
    assert next_question(runs(session, index)) is None


def test_after_the_last_step_nothing_is_asked(runs, session):
    run = runs(session, 10**6)
    assert next_question(run) is None
