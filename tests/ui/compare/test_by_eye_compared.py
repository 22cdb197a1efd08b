"""Clusters by eye are compared with those of algorithms in the real window."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.metrics.external import ari
from tests.ui.at_rest import faults_at_rest
from tests.ui.by_eye_clusters import groups, make_all, select


def test_compared_with_k_means_a_pane_has_figures_and_a_sentence_the_agreement(program, press, rest):
    left_out = [rows[0] for rows in groups(program)]
    make_all(program, press, left_out)
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_End)
    session, table = program.presenter.document.session, program.metrics_presenter.table
    assert [pane.algorithm.name for pane in session.panes] == ["by_eye", "kmeans"]
    assert session.panes[1].algorithm.k == 3
    eye, kmeans = program.metrics_presenter._found
    expected = ari(program.presenter.shown.runs[1].labels, program.presenter.shown.runs[0].labels)
    assert eye.pairwise_ari == (1.0, expected)
    assert 0 < eye.inertia < kmeans.inertia
    assert eye.silhouette == pytest.approx(kmeans.silhouette, abs=0.01)
    note = table.note.text()
    assert note.startswith(f"2 · k-means and By eye: ARI {expected:.2f}, excellent agreement")
    assert "3 points are not assigned by eye: inertia and silhouette leave them out" in note
    cells = program.window.panes.shown[0].cell
    assert (cells.title, cells.figures.startswith("K 3, 3 not assigned · ARI")) == ("1 · By eye", True)
    assert faults_at_rest(program.window) == []
    program.presenter.commands.choose_k(2)
    rest()
    assert program.presenter.document.session.by_eye.k == 3


def test_a_cluster_made_while_panes_are_compared_adds_a_pane_and_recomputes_no_other(program, press, rest):
    press(Qt.Key.Key_C)
    press(Qt.Key.Key_End)
    before = [run.step for run in program.presenter.shown.runs]
    select(program, groups(program)[1])
    press(Qt.Key.Key_1)
    runs = program.presenter.shown.runs
    assert [run.session.algorithm.name for run in runs] == ["kmeans", "gmm", "by_eye"]
    assert all(run.step is step for run, step in zip(runs, before, strict=False))
    select(program, groups(program)[2])
    press(Qt.Key.Key_2)
    assert len(program.presenter.shown.runs) == 3
    assert program.presenter.shown.runs[2].step.k == 2
    assert all(run.step is step for run, step in zip(runs, before, strict=False))
    assert faults_at_rest(program.window) == []
