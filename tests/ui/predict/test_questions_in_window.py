"""Predict first: the next step is a question first; it ends where something else is done."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.core.question import PlaceQuestion
from clusterlab.session.state.view_choice import ViewChoice
from tests.ui.at_rest import faults_at_rest
from tests.ui.predict.answering import FIRST_ASSIGN, FIRST_UPDATE, answer_all
from tests.ui.whole_controls import cut_controls, overlapping

LAYOUT_TURNS, MIN_SEEN_HEIGHT = 4, 200


def test_it_is_off_at_first_and_nothing_is_in_the_way(program, press, groups):
    groups(KMeans(k=4))
    assert not program.window.predict.isVisible()
    assert not program.actions["predict_first"].isChecked()
    for index in range(1, 6):
        press(Qt.Key.Key_Right)
        assert program.presenter.player.position == index
    assert program.window.canvas.pointer.question is None


def test_a_question_ends_uncounted_where_something_else_is_done(program, predict, groups, key, rest):
    groups(KMeans(k=4))
    commands, window = program.presenter.commands, program.window
    for does in (
        program.actions["back"].trigger,
        program.actions["first"].trigger,
        program.actions["end"].trigger,
        lambda: window.transport.timeline.setValue(1),
        lambda: commands.choose_k(5),
        commands.regenerate,
        program.actions["predict_first"].trigger,
    ):
        if not predict.is_on:
            key(Qt.Key.Key_P)
        program.presenter.go(program.presenter.document.session.k - 1)
        key(Qt.Key.Key_Right)
        assert predict.answers.is_open
        does()
        rest()
        assert predict.answers.answer is None
        assert predict.tally.predictions == ()
        assert window.canvas.pointer.question is None


def test_undo_ends_a_question_and_keeps_the_tally(program, predict, groups, key):
    groups(KMeans(k=3))
    program.presenter.commands.choose_k(4)
    key(Qt.Key.Key_P)
    program.presenter.go(FIRST_ASSIGN - 1)
    key(Qt.Key.Key_Right)
    question = predict.answers.answer.question
    answer_all(key, question)
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert program.presenter.document.session.k == 3
    assert predict.answers.answer is None
    assert predict.tally.right == len(question.truths)
    assert predict.is_on


def test_playing_asks_at_each_step_and_goes_on_over_those_without_a_question(
    program, predict, groups, key, qtbot
):
    groups(KMeans(k=4))
    program.presenter.player.set_rate(60.0)
    key(Qt.Key.Key_P)
    positions = []
    for _ in range(3):
        qtbot.keyClick(program.window.canvas, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: predict.answers.is_open)
        positions.append(program.presenter.player.position)
        assert not program.presenter.player.playing
        key(Qt.Key.Key_Escape)
    assert positions[:2] == [FIRST_ASSIGN - 1, FIRST_UPDATE - 1]
    assert positions[2] > positions[1]


def test_a_run_that_asks_nothing_more_is_played_to_its_end(program, predict, groups, key, qtbot, rest):
    groups(KMeans(k=4))
    program.presenter.player.set_rate(60.0)
    key(Qt.Key.Key_P)
    last = program.presenter.player.length - 1
    for _ in range(2 * last):
        qtbot.keyClick(program.window.canvas, Qt.Key.Key_Space)
        rest()
        if not predict.answers.is_open:
            break
        key(Qt.Key.Key_Escape)
    assert program.presenter.player.position == last


def test_what_would_show_the_answer_is_concealed(program, predict, groups, key):
    groups(KMeans(k=4))
    program.presenter.commands.toggle_layer("regions", True)
    key(Qt.Key.Key_P)
    program.presenter.go(FIRST_UPDATE)
    key(Qt.Key.Key_Right)
    canvas = program.window.canvas
    assert predict.answers.is_open
    pale = canvas.grab().toImage()
    key(Qt.Key.Key_P)
    tinted = canvas.grab().toImage()
    corner = QPoint(canvas.width() // 2, 12)
    assert pale.pixelColor(corner) != tinted.pixelColor(corner)
    program.highlight.select((3,))
    assert program.reason_presenter.words == "" or not predict.is_on


def test_selected_points_are_not_explained_while_a_question_is_open(program, predict, asked, rest):
    asked(FIRST_ASSIGN)
    program.highlight.select((3,))
    rest()
    assert program.reason_presenter.words == ""
    assert predict.answers.is_open
    place = int(program.presenter.shown.run.prepared.places((3,))[0])
    program.mouse_presenter.hover(place)
    card = program.window.canvas.pointer.card
    assert card is not None
    assert card.explanation == ""


def test_another_view_ends_a_question_about_a_place_but_not_one_about_points(program, predict, asked, rest):
    asked(FIRST_ASSIGN)
    program.presenter.commands.choose_view(ViewChoice("columns", ("x2", "x1")))
    rest()
    assert predict.answers.is_open
    asked_again = predict.answers.answer.question
    assert not isinstance(asked_again, PlaceQuestion)
    predict.cancel_question()
    predict.step()
    rest()
    assert isinstance(predict.answers.answer.question, PlaceQuestion)
    program.presenter.commands.choose_view(ViewChoice("columns", ("x1", "x2")))
    rest()
    assert predict.answers.answer is None


def test_questions_and_results_are_whole_in_every_size(program, predict, asked, key, rest):
    asked(FIRST_ASSIGN)
    for size, scale in [((1024, 768), 2.0), ((1440, 900), 1.0), ((1024, 768), 1.0)]:
        program.window.resize(*size)
        program.look_settings.scale_font(scale)
        program.presenter.go(FIRST_ASSIGN - 1)
        rest()
        key(Qt.Key.Key_Right)
        for _ in range(2):  # the question, then the result
            for _ in range(LAYOUT_TURNS):
                QApplication.processEvents()
            assert cut_controls(program.window.predict) == []
            assert overlapping(program.window) == []
            seen = program.window.canvas.view.viewport().visibleRegion().boundingRect()
            assert seen.height() >= MIN_SEEN_HEIGHT
            key(Qt.Key.Key_Escape) if predict.answers.is_open else None
        program.look_settings.scale_font(0)
        rest()


def test_panes_that_are_compared_are_not_asked_about(program, predict, groups, key, rest):
    groups(KMeans(k=4))
    key(Qt.Key.Key_P)
    program.actions["compare"].trigger()
    rest()
    assert not program.window.predict.isVisible()
    assert not program.actions["predict_first"].isEnabled()
    program.presenter.go(0)
    predict.step()
    assert program.presenter.player.position == 1
    program.actions["compare"].trigger()
    rest()
    assert program.window.predict.isVisible()


def test_the_switch_is_in_the_transport(program, predict, groups, click):
    groups(KMeans(k=4))
    click(program.window.transport.predict)
    assert predict.is_on
    assert program.window.transport.predict.isChecked()
    assert program.window.transport.predict.accessibleName() == "Predict first"
    click(program.window.transport.predict)
    assert not predict.is_on


def test_another_name_of_a_cluster_ends_a_question_that_names_it(program, predict, asked, key, rest):
    question = asked(FIRST_UPDATE)
    number = program.presenter.shown.run.numbers[question.cluster]
    for name in ("Gentoo", "Adelie"):
        program.presenter.commands.rename_cluster(number, name)
        rest()
        assert predict.answers.answer is None
        key(Qt.Key.Key_Right)
        assert program.window.predict.words.text().startswith(f"Where will the center of {name} go?")
    assert predict.tally.predictions == ()
    key(Qt.Key.Key_Return)
    assert [one.about for one in predict.tally.predictions] == ["center of Adelie"]


def test_a_window_at_rest_shows_a_question_and_nothing_of_it_later(program, asked, key, rest):
    question = asked(FIRST_ASSIGN)
    assert faults_at_rest(program.window) == []
    answer_all(key, question)
    key(Qt.Key.Key_Return)
    assert program.window.predict.is_filled
    assert faults_at_rest(program.window) == []
    program.actions["predict_first"].trigger()
    rest()
    assert faults_at_rest(program.window) == []
