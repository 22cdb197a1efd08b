"""*Try all* in the real window: a table of all algorithms, the best first, whose rows open them."""

import pytest
from PySide6.QtCore import QPoint, Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.metrics.external import ari
from clusterlab.session.analysis.comparison_metrics import ari_with_ground_truth, ground_truth_of
from tests.ui.at_rest import faults_at_rest


@pytest.fixture
def tried(program, rest):
    """The presenter with the results of all algorithms."""
    program.actions["try_all"].trigger()
    rest()
    yield program.dialog_presenters.try_all
    if program.dialog_presenters.try_all.dialog is not None:
        program.dialog_presenters.try_all.dialog.close()


def row_of(dialog, title):
    """The place of the row of an algorithm."""
    table = dialog.table
    row = next(row for row, cells in enumerate(table.texts()) if cells[0] == title)
    return table.visualRect(table.model().index(row, 0)).center()


def test_the_table_has_every_algorithm_the_best_first(program, tried):
    rows = tried.dialog.table.texts()
    assert {row[0] for row in rows} == {kind.title for kind in ALGORITHMS.all().values()}
    agreement = [float(row[3]) for row in rows]
    assert agreement == sorted(agreement, reverse=True)
    assert tried.dialog.about.text().endswith("Sorted by ARI with generated classes.")
    assert tried.dialog.words.text() == "Click a row to open that algorithm."
    assert not tried.dialog.bar.isVisible()
    assert faults_at_rest(program.window) == []


def test_a_click_opens_an_algorithm_with_the_result_of_its_row(program, tried, click, rest):
    click(tried.dialog.table.viewport(), row_of(tried.dialog, "Ward"))
    shown = program.presenter.shown
    assert shown.session.algorithm.name == "ward"
    assert shown.position == shown.length - 1
    entry = next(entry for entry in tried.try_all.entries if entry.algorithm.name == "ward")
    assert ari(shown.run.labels, entry.last.labels) == 1
    truth = ground_truth_of(shown.run.prepared)
    found = ari_with_ground_truth(shown.run.prepared, shown.run.labels, truth)
    assert found == entry.metrics.ground_truth_ari
    assert len(tried.dialog.table.texts()) == len(ALGORITHMS.all())
    program.presenter.commands.undo()
    rest()
    assert program.presenter.document.session.algorithm.name == "kmeans"
    assert faults_at_rest(program.window) == []


def test_enter_opens_the_row_of_the_keyboard(program, tried, qtbot, rest):
    table = tried.dialog.table
    table.setFocus()
    table.selectRow(0)
    title = table.texts()[0][0]
    table.activated.emit(table.currentIndex())
    rest()
    assert program.presenter.document.session.algorithm.title == title


def test_other_data_clear_the_table_which_can_be_filled_again(program, tried, rest, click):
    program.presenter.commands.choose_shape("moons")
    rest()
    assert tried.dialog.table.texts() == []
    assert tried.dialog.words.text() == "Other data were chosen. Try again for these."
    click(tried.dialog.again, QPoint(5, 5))
    assert len(tried.dialog.table.texts()) == len(ALGORITHMS.all())


def test_escape_stops_and_then_closes(program, tried, qtbot, rest):
    dialog = tried.dialog
    tried._start()
    assert dialog.bar.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert (tried.try_all.busy, dialog.bar.isVisible()) == (False, False)
    assert dialog.words.text().startswith("Stopped after ")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest()
    assert tried.dialog is None


def test_cancel_in_the_window_stops_it_too(program, tried, rest):
    tried._start()
    program.presenter.cancel()
    rest()
    assert not tried.try_all.busy
    assert tried.dialog.words.text().startswith("Stopped after ")


def test_results_are_kept_while_the_dialog_is_closed(program, tried, rest):
    found = list(tried.try_all.entries)
    tried.dialog.close()
    rest()
    program.actions["try_all"].trigger()
    rest()
    assert tried.try_all.entries == found


def test_another_k_is_tried_when_it_is_asked_for_again(program, tried, rest):
    program.presenter.commands.choose_k(5)
    rest()
    assert {one.k for one in tried.try_all.request.algorithms if one.takes_k} == {3}
    program.actions["try_all"].trigger()
    rest()
    assert {one.k for one in tried.try_all.request.algorithms if one.takes_k} == {5}
    assert "K = 5 where it is to be chosen" in tried.dialog.about.text()


def test_an_algorithm_without_k_takes_that_of_the_answer_about_the_data(program, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    program.actions["try_all"].trigger()
    rest()
    request = program.dialog_presenters.try_all.try_all.request
    assert {one.k for one in request.algorithms if one.takes_k} == {3}
    program.dialog_presenters.try_all.dialog.close()


def test_nothing_scrolls_sideways_beside_a_scroll_bar(tried, qtbot):
    table = tried.dialog.table
    for height in (300, 900, 300):
        tried.dialog.resize(900, height)
        qtbot.waitUntil(lambda height=height: table.verticalScrollBar().isVisible() == (height < 600))
        qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() == 0)
        notes = table.model().columnCount() - 1
        assert table.columnViewportPosition(notes) + table.columnWidth(notes) == table.viewport().width()
