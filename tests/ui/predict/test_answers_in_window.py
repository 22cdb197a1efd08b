"""Questions are answered by mouse or keyboard; then the step is shown with what that was worth."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.ward.algorithm import Ward
from clusterlab.core.question import PlaceQuestion
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.session.state.session import Session
from tests.ui.predict.answering import FIRST_ASSIGN, FIRST_UPDATE, answer_all, click_canvas

MOST_TO_ASK = 60_000  # milliseconds, on a machine with much other work


def test_points_are_answered_by_the_keyboard_alone(program, predict, asked, key):
    question = asked(FIRST_ASSIGN)
    bar = program.window.predict
    assert bar.words.text().startswith("Which cluster will each marked point be in?")
    assert QApplication.focusWidget() is bar.points[0]
    assert not bar.confirm.isEnabled()
    key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is bar.points[1]
    key(Qt.Key.Key_1)
    assert predict.answers.answer.chosen[:2] == (-1, 0)
    key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is bar.points[0]
    for i in [0, *range(2, len(question.truths))]:
        key(getattr(Qt.Key, f"Key_{question.truths[i] + 1}"))
    assert bar.confirm.isEnabled()
    while predict.answers.answer.current != 1:
        key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    key(getattr(Qt.Key, f"Key_{question.truths[1] + 1}"))
    assert program.presenter.player.position == FIRST_ASSIGN - 1
    key(Qt.Key.Key_Return)
    assert program.presenter.player.position == FIRST_ASSIGN
    n = len(question.truths)
    assert bar.words.text().startswith(f"{n} of {n} right. Point a, row ")
    assert "whose center is" in bar.words.text()
    assert bar.tally.text() == f"{n} of {n} right"
    assert program.window.canvas.pointer.reason
    assert bar.accessibleName() == bar.words.text()
    key(Qt.Key.Key_Return)
    assert isinstance(predict.answers.answer.question, PlaceQuestion)


def test_the_cross_is_moved_by_arrow_keys_and_answers_by_enter(program, predict, asked, key):
    question = asked(FIRST_UPDATE)
    k = program.presenter.document.session.k
    before = predict.answers.answer.place
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Up)
    moved = predict.answers.answer.place - before
    assert (moved > 0).all()
    key(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    fine = predict.answers.answer.place - before - moved
    assert fine[0] == pytest.approx(-moved[0] / 10)
    assert program.presenter.document.session.k == k
    assert program.presenter.player.position == FIRST_UPDATE - 1
    key(Qt.Key.Key_Return)
    assert program.presenter.player.position == FIRST_UPDATE
    answer = predict.answers.answer
    assert answer.is_shown
    (prediction,) = predict.tally.predictions
    assert prediction.miss == pytest.approx(answer.miss)
    way, miss = program.window.canvas.pointer.reason
    np.testing.assert_array_equal(miss.end, question.truth)
    np.testing.assert_array_equal(way.start, question.start)


def test_a_click_places_the_center_and_shows_the_step_with_the_miss(program, predict, asked, qtbot, rest):
    question = asked(FIRST_UPDATE)
    click_canvas(qtbot, program, question.truth)
    rest()
    assert program.presenter.player.position == FIRST_UPDATE
    assert program.window.predict.words.text().startswith("Right: missed by only ")
    assert predict.answers.answer.share < 0.2
    assert predict.tally.words.startswith("1 of 1 right; mean miss ")


def test_points_and_clusters_are_chosen_by_the_mouse(program, predict, asked, click, qtbot):
    question = asked(FIRST_ASSIGN)
    bar = program.window.predict
    values = program.presenter.shown.run.prepared.points.values
    for i, (row, truth) in reversed([*enumerate(zip(question.rows, question.truths, strict=True))]):
        click_canvas(qtbot, program, values[row])
        assert predict.answers.answer.current == i
        click(bar.options[truth])
    click(bar.confirm)
    n = len(question.truths)
    assert bar.tally.text() == f"{n} of {n} right"
    assert program.highlight.selected == frozenset()


def test_many_points_are_asked_about_as_well(program, predict, qtbot):
    many = Session.of(Blobs(points=100_000, groups=4, spread=1.6), KMeans(k=4))
    program.presenter.document.change(many)

    def is_shown():
        run = program.presenter.shown.run
        return run.n_points == 100_000 and run.length > FIRST_UPDATE and not run.waiting

    qtbot.waitUntil(is_shown, timeout=MOST_TO_ASK)
    predict.toggle()
    for index in (FIRST_ASSIGN, FIRST_UPDATE):
        program.presenter.go(index - 1)
        predict.step()
        qtbot.waitUntil(lambda: predict.answers.is_open, timeout=MOST_TO_ASK)
        question = predict.answers.answer.question
        if index == FIRST_UPDATE:
            click_canvas(qtbot, program, question.truth)
        else:
            answer_all(partial(qtbot.keyClick, program.window.predict), question)
            program.window.predict.confirm.click()
        assert program.presenter.player.position == index
    assert predict.tally.right == predict.tally.answered == len(predict.tally.predictions) > 2


def test_the_reason_of_another_point_is_shown_at_a_click_on_it(program, predict, asked, key, click):
    question = asked(FIRST_ASSIGN)
    answer_all(key, question)
    key(Qt.Key.Key_Return)
    bar, last = program.window.predict, len(question.truths) - 1
    click(bar.points[last])
    assert f"Point {'abcde'[last]}, row " in bar.words.text()


def test_a_pair_is_answered_by_its_number_or_by_a_click_on_its_line(
    program, predict, groups, key, qtbot, rest
):
    groups(Ward(k=2))
    program.presenter.go(program.presenter.player.length - 6)
    key(Qt.Key.Key_P)
    key(Qt.Key.Key_Right)
    truth = predict.answers.answer.question.truths[0]
    key(getattr(Qt.Key, f"Key_{truth + 1}"))
    assert program.window.predict.words.text().startswith("Right. Its cluster has just merged")
    key(Qt.Key.Key_Right)
    question = predict.answers.answer.question
    other = next(i for i in range(len(question.options)) if i != question.truths[0])
    click_canvas(qtbot, program, question.options[other].line.mean(axis=0))
    rest()
    assert not predict.answers.is_open
    assert len(predict.tally.predictions) == 2


def test_a_role_is_asked_of_dbscan_and_waves_after_it(program, predict, groups, key):
    groups(DBSCAN())
    key(Qt.Key.Key_P)
    key(Qt.Key.Key_Right)
    bar = program.window.predict
    assert "border point" in bar.words.text()
    assert [button.text() for button in bar.options if button.isVisible()] == ["1  border point", "2  noise"]
    answer_all(key, predict.answers.answer.question)
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Right)
    assert bar.words.text().startswith("Will the next wave reach")


def test_escape_and_the_button_skip_without_an_answer(program, predict, asked, key, click):
    question = asked(FIRST_ASSIGN)
    key(Qt.Key.Key_Escape)
    assert program.presenter.player.position == FIRST_ASSIGN
    assert program.window.predict.words.text().startswith("Not answered.")
    assert len(predict.tally.predictions) == len(question.truths)
    assert predict.tally.answered == 0
    key(Qt.Key.Key_Right)
    click(program.window.predict.skip)
    assert program.presenter.player.position == FIRST_UPDATE
    assert predict.tally.words == "none answered"
    key(Qt.Key.Key_Escape)
    assert predict.answers.answer is None
    assert program.presenter.player.position == FIRST_UPDATE


def test_a_selection_ends_a_result_and_is_explained(program, predict, asked, key, rest):
    question = asked(FIRST_ASSIGN)
    answer_all(key, question)
    key(Qt.Key.Key_Return)
    program.highlight.select((3,))
    rest()
    assert predict.answers.answer is None
    assert program.reason_presenter.words.startswith("Row 4.")


def test_a_number_that_is_being_typed_stays_in_its_field(program, predict, groups, key, rest, qtbot):
    groups(KMeans(k=4))
    key(Qt.Key.Key_P)
    program.presenter.go(FIRST_ASSIGN - 1)
    field = program.window.top.k.number
    field.setFocus()
    predict.step()
    rest()
    assert predict.answers.is_open
    assert QApplication.focusWidget() is field


def test_number_keys_answer_and_leave_clusters_by_eye_wherever_the_focus_is(program, predict, asked, key):
    asked(FIRST_ASSIGN)
    before = program.presenter.document.session
    program.highlight.select((3, 4))
    program.window.canvas.setFocus()
    key(Qt.Key.Key_9)
    assert set(predict.answers.answer.chosen) == {-1}
    program.window.canvas.setFocus()
    key(Qt.Key.Key_2)
    assert predict.answers.answer.chosen[0] == 1
    assert predict.answers.is_open
    assert program.presenter.document.session == before
    predict.toggle()
    program.window.canvas.setFocus()
    key(Qt.Key.Key_2)
    assert program.presenter.document.session.by_eye.k == 1


def test_predictions_are_listed_saved_and_reset(program, predict, asked, key, click, rest):
    question = asked(FIRST_ASSIGN)
    answer_all(key, question)
    key(Qt.Key.Key_Return)
    program.actions["predictions"].trigger()
    dialog = predict.dialog
    assert dialog.words.text() == f"{predict.tally.words}."
    program.look_settings.scale_font(2.0)
    rest()
    assert dialog.table.horizontalScrollBar().maximum() > 0
    assert dialog.table.columnWidth(2) > dialog.fontMetrics().horizontalAdvance(str(question.text))
    rows = dialog.table.texts()
    assert [row[3] for row in rows] == [str(one.about) for one in predict.tally.predictions]
    assert {row[6] for row in rows} == {"yes"}
    dialog.reset.click()
    assert predict.tally.predictions == ()
    assert not dialog.save.isEnabled()
    assert dialog.table.texts() == []
    assert not program.window.predict.tally.isVisible()
    dialog.close()
