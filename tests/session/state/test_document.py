from dataclasses import replace

import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.datasets.generators.shapes import Blobs, Moons
from clusterlab.session.state import session as choices
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.document import Document
from clusterlab.session.state.pane import CustomStart, Pane
from clusterlab.session.state.session import Session
from clusterlab.session.state.view_choice import ViewChoice


@pytest.fixture
def document():
    return Document(Session.of(Blobs(), KMeans(k=3)))


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


def test_one_slider_drag_is_one_undo_entry(document):
    for k in (4, 5, 6):
        chosen_k(document, k, "algorithm k")
    document.undo()
    assert document.session.k == 3


def test_a_canceled_gesture_leaves_no_undo_entry(document):
    before = document.session
    for k in (4, 5):
        chosen_k(document, k, "drag")
    document.cancel_gesture()
    assert document.session == before
    assert not document.can_undo
    document.cancel_gesture()
    assert document.session == before


def test_two_gestures_are_two_undo_entries(document):
    chosen_k(document, 4, "algorithm k")
    document.end_gesture()
    chosen_k(document, 5, "algorithm k")
    document.undo()
    assert document.session.k == 4


def test_no_change_is_no_undo_entry(document):
    chosen_k(document, 3)
    assert not document.can_undo


def test_a_change_after_undo_clears_redo(document):
    chosen_k(document, 4)
    document.undo()
    chosen_k(document, 7)
    assert not document.can_redo


def test_a_reverted_change_leaves_no_trace(document):
    chosen_k(document, 4)
    chosen_k(document, 1000)
    document.revert()
    assert document.session.k == 4
    assert not document.can_redo


def test_listeners_get_the_old_and_the_new_session(document):
    heard = []
    document.listeners.append(lambda old, new: heard.append((old.k, new.k)))
    chosen_k(document, 4)
    document.undo()
    assert heard == [(3, 4), (4, 3)]


def test_an_algorithm_returns_as_it_was_last_used_but_with_the_current_k(document):
    document.change(choices.with_param(document.session, "max_iter", 7))
    chosen_k(document, 6)
    assert document.last_used_with(KMeans, ("k",), KMeans(k=9)) == KMeans(k=9, max_iter=7)


def test_other_data_reset_columns_view_start_and_branches():
    chosen = {"columns": ("x",), "scaling": "z-score", "reduce": 2, "view": ViewChoice("space")}
    by_hand = Session(
        Blobs(), (Pane(KMeans(), CustomStart([[0.0, 0.0]], "mine"), (Branch(1, 0, None),)),), **chosen
    )
    other = choices.with_source(by_hand, Moons())
    assert other == Session.of(Moons(), KMeans())


def test_a_branch_drops_later_ones():
    session = Session(Blobs(), (Pane(KMeans(), branches=(Branch(1, 0, None), Branch(5, 1, None))),))
    assert [branch.step_index for branch in choices.with_branch(session, Branch(3, 2, None)).branches] == [
        1,
        3,
    ]


def test_another_seed_keeps_a_given_start_and_another_k_does_not():
    start = CustomStart([[0.0, 0.0]] * 3, "mine")
    session = Session(Blobs(), (Pane(KMeans(k=3), start),))
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


def test_reverting_a_run_also_reverts_appearance_chosen_meanwhile(document):
    document.change(replace(document.session, layers=frozenset({"legend"})))
    chosen_k(document, 1000)
    document.change(replace(document.session, layers=frozenset()))
    document.revert()
    assert document.session.k == 3
    assert document.session.layers == {"legend"}


def test_a_reverted_slider_drag_goes_back_to_before_it(document):
    for k in (4, 500, 1000):
        chosen_k(document, k, "algorithm k")
    document.revert()
    assert document.session.k == 3


def test_so_many_changes_can_be_undone_and_the_oldest_are_dropped(document, monkeypatch):
    monkeypatch.setattr("clusterlab.session.state.document.MAX_UNDO", 4)
    for k in range(4, 11):
        chosen_k(document, k)
    undone = []
    while document.can_undo:
        document.undo()
        undone.append(document.session.k)
    assert undone == [9, 8, 7, 6]


def test_eps_follows_other_data_again_also_where_it_was_last_used(document):
    dbscan = choices.with_algorithm(document.session, DBSCAN(eps=0.4))
    document.change(dbscan)
    document.change(choices.with_source(dbscan, replace(Blobs(), points=90)))
    assert document.session.algorithm.eps == 0.4  # distances of the same shape can be compared
    document.change(choices.with_scaling(document.session, "z-score"))
    assert document.session.algorithm.eps is None
    document.change(choices.with_param(document.session, "eps", 0.7))
    document.change(choices.with_algorithm(document.session, KMeans()))
    assert document.last_used_with(DBSCAN, (), KMeans()).eps == 0.7
    document.change(choices.with_source(document.session, Moons()))
    assert document.last_used_with(DBSCAN, (), KMeans()).eps is None
