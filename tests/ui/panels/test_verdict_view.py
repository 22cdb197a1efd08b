"""The view of the answer shows it first, then notes and evidence, and offers the K that are not in use."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.ui.panels.verdict_view import VerdictView


def line(words, agrees=True, k=4):
    return SimpleNamespace(words=words, agrees=agrees, k=k)


def answer(words="2 large or 4 small clusters.", ks=(2, 4), notes=(), scaled=None):
    evidence = (
        line("Gap statistic: best K 4."),
        line("Silhouette: best K 2 (0.71)."),
        line("Dip test: 3 groups of one mode each.", agrees=False),
        line("Gaussian mixtures: best K 4 by BIC (tied)."),
        line("Density: sparse regions divide 2 groups, less sparse ones 4."),
    )
    return SimpleNamespace(words=words, suggested_ks=ks, notes=notes, scaled=scaled, evidence=evidence)


@pytest.fixture
def view(qtbot):
    view = VerdictView()
    qtbot.addWidget(view)
    view.resize(320, 200)
    view.show()
    return view


def offered(view):
    return [use.text() for use in view.uses if use.isVisible()]


def test_the_answer_leads_and_each_piece_of_evidence_has_a_line(view):
    view.show_count(answer(), 3, can_scale=True)
    assert view.answer.text() == "2 large or 4 small clusters"
    assert [mark.text() for mark, _ in view.lines] == ["✓", "✓", "≠", "✓", "✓"]
    assert view.lines[2][1].accessibleName() == "Differs. Dip test: 3 groups of one mode each."
    tops = [label.mapTo(view, label.rect().topLeft()).y() for label in (view.answer, view.lines[0][1])]
    assert tops == sorted(tops)
    assert not view.notes.isVisible()
    assert not view.scale.isVisible()
    assert not view.dissent.isVisible()


def test_evidence_that_cannot_tell_is_no_dissent(view):
    found = answer("No clear evidence of clusters.", ())
    found.evidence = (*found.evidence[:4], line("Density: too few points to tell.", agrees=False, k=None))
    view.show_count(found, 3, can_scale=False)
    assert view.lines[4][0].text() == "·"
    assert offered(view) == []


def test_every_k_of_the_answer_can_be_used_unless_it_is_in_use(view):
    emitted = []
    view.k_chosen.connect(emitted.append)
    view.show_count(answer(), 3, can_scale=False)
    assert offered(view) == ["Use K = 2", "Use K = 4"]
    QTest.mouseClick(view.uses[1], Qt.MouseButton.LeftButton)
    view.uses[0].setFocus()
    QTest.keyClick(view.uses[0], Qt.Key.Key_Return)
    assert emitted == [4, 2]
    view.show_current(4)
    assert offered(view) == ["Use K = 2"]
    view.show_current(None)
    assert offered(view) == []


def test_notes_are_shown_and_scaling_is_offered_where_one_column_outweighs_the_others(view):
    note = "Columns were scaled equally, since proline would outweigh all others."
    view.show_count(answer("3 clusters.", (3,), (note,), scaled=13), 3, can_scale=True)
    assert view.notes.text() == note
    assert view.scale.isVisible()
    view.show_count(answer("3 clusters.", (3,), (note,), scaled=13), 3, can_scale=False)
    assert not view.scale.isVisible()


def test_while_it_waits_nothing_of_an_older_answer_is_left(view):
    view.show_count(answer(notes=("From a sample.",), scaled=1), 3, can_scale=True)
    view.show_waiting("Looking for clusters… 40 %")
    assert view.answer.text() == "Looking for clusters… 40 %"
    assert [label.text() for _, label in view.lines][:2] == ["Gap statistic", "Silhouette"]
    assert offered(view) == []
    assert not any(part.isVisible() for part in (view.notes, view.scale, view.again))
    view.show_waiting("Clusters were not counted", stopped=True)
    assert view.again.isVisible()


def test_what_the_charts_say_otherwise_has_a_line_below_the_evidence(view):
    view.show_count(answer(), 3, can_scale=False)
    view.show_dissent("k-means: the silhouette favors K = 2.")
    assert view.dissent.isVisible()
    assert view.dissent.y() > view.lines[-1][1].y()
    view.show_dissent("")
    assert not view.dissent.isVisible()


def test_every_control_has_an_accessible_name_and_takes_the_focus(view):
    view.show_count(answer(), 3, can_scale=True)
    for control in (*view.uses, view.again, view.scale):
        assert control.text()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.accessibleName()
