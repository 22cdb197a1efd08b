from dataclasses import replace

import pytest

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.state import session as choices
from clusterlab.session.state.document import Document
from clusterlab.session.state.session import Branch, CustomStart, Session
from clusterlab.session.state.view_choice import ViewChoice


@pytest.fixture
def document():
    return Document(Session(Blobs(), KMeans(k=3)))


def chosen_k(document, k, gesture=""):
    document.change(choices.with_param(document.session, "k", k), gesture)


def test_undo_brings_back_what_was_chosen_before_and_redo_what_came_after(document):
    chosen_k(document, 4)
    chosen_k(document, 5)
    document.undo()
    assert document.session.k == 4
    document.redo()
    assert document.session.k == 5
    assert not document.can_redo


def test_the_moves_of_one_slider_are_one_entry(document):
    for k in (4, 5, 6):
        chosen_k(document, k, "algorithm k")
    document.undo()
    assert document.session.k == 3


def test_a_settled_gesture_and_the_next_are_two_entries(document):
    chosen_k(document, 4, "algorithm k")
    document.end_gesture()
    chosen_k(document, 5, "algorithm k")
    document.undo()
    assert document.session.k == 4


def test_choosing_what_is_chosen_already_is_no_entry(document):
    chosen_k(document, 3)
    assert not document.can_undo


def test_a_new_choice_after_undo_ends_what_could_be_redone(document):
    chosen_k(document, 4)
    document.undo()
    chosen_k(document, 7)
    assert not document.can_redo


def test_a_refused_choice_leaves_no_trace(document):
    chosen_k(document, 4)
    chosen_k(document, 1000)
    document.revert()
    assert document.session.k == 4
    assert not document.can_redo


def test_listeners_hear_the_old_and_the_new(document):
    heard = []
    document.listeners.append(lambda old, new: heard.append((old.k, new.k)))
    chosen_k(document, 4)
    document.undo()
    assert heard == [(3, 4), (4, 3)]


def test_an_algorithm_comes_back_as_it_was_last_used_but_with_the_present_k(document):
    document.change(choices.with_param(document.session, "max_iter", 7))
    chosen_k(document, 6)
    assert document.last_used_with(KMeans, ("k",), KMeans(k=9)) == KMeans(k=9, max_iter=7)


def test_other_data_let_columns_view_and_the_run_by_hand_fall_away():
    chosen = {"columns": ("x",), "scaling": "z-score", "reduce": 2, "view": ViewChoice("space")}
    by_hand = Session(
        Blobs(), KMeans(), **chosen, start=CustomStart([[0.0, 0.0]], "mine"), branches=(Branch(1, 0, None),)
    )
    other = choices.with_source(by_hand, Moons())
    assert other == Session(Moons(), KMeans())


def test_a_branch_ends_those_that_left_later():
    session = Session(Blobs(), KMeans(), branches=(Branch(1, 0, None), Branch(5, 1, None)))
    assert [branch.step_index for branch in choices.with_branch(session, Branch(3, 2, None)).branches] == [
        1,
        3,
    ]


def test_another_seed_keeps_a_start_by_hand_and_another_k_does_not():
    start = CustomStart([[0.0, 0.0]] * 3, "mine")
    session = Session(Blobs(), KMeans(k=3), start=start)
    assert choices.with_param(session, "max_iter", 5).start is start
    assert choices.with_algorithm(session, replace(session.algorithm, k=4)).start is None


def test_an_undo_that_fails_leaves_everything_as_it_was(document):
    for k in (4, 5, 6):
        chosen_k(document, k)
    document.undo()
    document.revert()
    assert document.session.k == 6
    assert not document.can_redo
    document.undo()
    assert document.session.k == 5


def test_a_redo_that_fails_leaves_everything_as_it_was(document):
    chosen_k(document, 4)
    document.undo()
    document.redo()
    document.revert()
    assert document.session.k == 3
    assert not document.can_undo
    assert document.can_redo


def test_what_was_chosen_about_the_picture_while_a_run_was_awaited_goes_with_it(document):
    document.change(replace(document.session, layers=frozenset({"legend"})))
    chosen_k(document, 1000)
    document.change(replace(document.session, layers=frozenset()))
    document.revert()
    assert document.session.k == 3
    assert document.session.layers == {"legend"}


def test_refused_moves_of_a_slider_go_back_to_before_the_first(document):
    for k in (4, 500, 1000):
        chosen_k(document, k, "algorithm k")
    document.revert()
    assert document.session.k == 3
