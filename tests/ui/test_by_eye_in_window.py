"""Clusters are made by eye in the real window, and compared with those of algorithms."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from clusterlab.core.progress import drain
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.datasets.readers.files import read_table
from clusterlab.export.labeled_rows import PLAIN_LABELS, LabeledStep, labels_frame, save_labels
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.export.report.report_content import report_content
from clusterlab.export.report.report_page import report_page
from clusterlab.metrics.external import ari
from clusterlab.session.commands.by_eye_commands import DROPPED_BY_EYE
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import read_session, save_session
from clusterlab.session.state import session as choices
from clusterlab.ui.dialogs.labels_dialog import LabelsDialog
from clusterlab.ui.panels.by_eye_strip import HOW_TO_BEGIN, ByEyeStrip
from tests.ui.at_rest import faults_at_rest
from tests.ui.by_eye_clusters import by_eye, groups, make_all, select, shown_labels
from tests.ui.canvas.drawing import drag

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def trigger(program, rest):
    """Triggers an action and waits until the window is idle."""

    def trigger(name):
        program.actions[name].trigger()
        rest()

    return trigger


@pytest.fixture
def choose(program, rest):
    """Chooses from the open menu of the window whose title is given."""

    def choose(title, words):
        (menu,) = (one for one in program.window.findChildren(QMenu) if one.title() == title)
        entries = {action.text().replace("&", ""): action for action in menu.actions()}
        menu.close()
        program.window.activateWindow()  # without a screen nothing gives the keyboard back to it
        entries[words].trigger()
        rest()

    return choose


def around(canvas, places):
    """The pixels of a rectangle around places of the plane."""
    low, high = places.min(axis=0) - 0.02, places.max(axis=0) + 0.02
    corners = [low, (high[0], low[1]), high, (low[0], high[1]), low]
    pixels = canvas.viewport.to_pixels(np.array(corners)).round().astype(int).tolist()
    return [QPoint(x, y) for x, y in pixels]


def test_a_lasso_and_a_key_make_each_group_a_cluster(program, press, rest, qtbot):
    canvas, run = program.window.canvas, program.presenter.shown.run
    inside = run.prepared.points.to_spatial_order(run.prepared.table.truth)
    press(Qt.Key.Key_F)
    for group in range(3):
        outline = around(canvas, canvas.picture.places[inside == group])
        drag(qtbot, canvas, outline[0], *outline[1:])
        rest()
        assert set(program.highlight.selected) == set(groups(program)[group])
        press(Qt.Key.Key_N, SHIFT)
        assert not program.highlight.selected
    assert ari(run.prepared.table.truth, by_eye(program)) == 1
    assert program.window.caption.sentence._words == "3 clusters made by eye; every point is in one."
    assert program.window.top.algorithms.choice() == "by_eye"
    assert [row.name for row in all_legend_rows(canvas.picture)] == ["Cluster 1", "Cluster 2", "Cluster 3"]
    assert faults_at_rest(program.window) == []


@pytest.mark.usefixtures("k_charts")
def test_points_in_no_cluster_are_gray_and_called_not_assigned(program, press):
    select(program, groups(program)[0])
    press(Qt.Key.Key_1)
    assert program.window.canvas.picture.noise == 200
    rows = all_legend_rows(program.window.canvas.picture)
    assert [row.name for row in rows] == ["Not assigned", "Cluster 1"]
    assert "200 of 300 points are not assigned" in program.window.caption.sentence._words
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Rows"))
    assert faults_at_rest(program.window) == []
    assert "Not assigned" in program.tab_presenters.rows.widget.cluster.words()
    place = program.presenter.shown.run.labels.tolist().index(-1)
    assert program.tab_presenters.rows.row_orders.found.table.text(place, 1) == "none"


def test_each_change_can_be_undone_and_made_again(program, press, trigger, choose):
    first, second, third = groups(program)
    states = [None]

    def done():
        states.append(program.presenter.document.session.by_eye)
        assert shown_labels(program) == by_eye(program)
        assert program.actions["undo"].iconText() == "Undo: clusters by eye"

    select(program, first)
    press(Qt.Key.Key_N, SHIFT)
    done()
    select(program, second + third)
    press(Qt.Key.Key_2)
    done()
    select(program, third)
    press(Qt.Key.Key_9)  # beyond the end: a new one
    done()
    assert program.presenter.shown.run.step.k == 3
    select(program, third[:10])
    press(Qt.Key.Key_0)
    done()
    assert by_eye(program).count(-1) == 10
    trigger("assign_rest")
    done()
    assert by_eye(program).count(-1) == 0
    press(Qt.Key.Key_X)
    (kept,), rows = program.highlight.emphasis.highlighted, program.presenter.shown.run.rows_of(0)
    press(Qt.Key.Key_J)
    choose("Merge with", "Cluster 3")
    done()
    assert sorted(np.bincount(by_eye(program))) == [100, 200]
    assert program.presenter.shown.run.numbers[by_eye(program)[rows[0]]] == kept
    press(Qt.Key.Key_Delete)
    done()
    assert (by_eye(program).count(-1), max(by_eye(program))) == (200, 0)
    trigger("start_by_eye")
    done()
    assert set(by_eye(program)) == {-1}
    for state in reversed(states[:-1]):
        trigger("undo")
        assert program.presenter.document.session.by_eye == state
    assert program.presenter.document.session.algorithm.name == "kmeans"
    for state in states[1:]:
        trigger("redo")
        assert program.presenter.document.session.by_eye == state
    assert faults_at_rest(program.window) == []


@pytest.mark.usefixtures("k_charts")
def test_the_keyboard_alone_selects_rows_and_makes_clusters(program, press, rest, qtbot):
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Rows"))
    rest()
    view = program.tab_presenters.rows.widget.view
    view.setFocus()
    view.selectionModel().setCurrentIndex(view.rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Down, SHIFT)
    rest()
    rows = set(program.highlight.selected)
    assert len(rows) == 5
    qtbot.keyClick(view, Qt.Key.Key_1)
    rest()
    assert {row for row, label in enumerate(by_eye(program)) if label == 0} == rows
    for word in "Make the selected points a cluster", "Put the selected points into cluster…":
        assert word in {action.iconText() for action in program.window.actions()}
    program.window.canvas.setFocus()
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_X)  # the first are the points in no cluster
    press(Qt.Key.Key_Delete)
    assert program.presenter.document.session.by_eye.k == 0


def test_without_a_selection_a_sentence_says_what_to_do(program, press, trigger):
    press(Qt.Key.Key_1)
    assert program.window.message.words.text() == "Select some points first."
    trigger("assign_rest")
    assert program.window.message.words.text().startswith("There are no clusters by eye yet.")
    trigger("delete_cluster")
    assert program.window.message.words.text().startswith("No cluster is highlighted.")
    program.presenter.go_to_end()
    press(Qt.Key.Key_X)
    press(Qt.Key.Key_Delete)
    assert program.window.message.words.text().startswith("The highlighted cluster is not one by eye.")
    assert program.presenter.document.session.by_eye is None


@pytest.mark.usefixtures("k_charts")
def test_the_profile_of_no_clusters_says_so(program, rest):
    program.presenter.commands.choose_algorithm("by_eye")
    tabs = program.window.charts.tabs
    tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index("Profile"))
    rest()
    assert program.tab_presenters.profile.widget.state.text() == "No point is in a cluster."
    assert faults_at_rest(program.window) == []


def test_how_to_begin_is_said_until_there_is_a_cluster(program, press, rest):
    (strip,) = program.window.canvas.findChildren(ByEyeStrip)
    program.presenter.commands.choose_algorithm("by_eye")
    rest()
    assert (strip.words, strip.isVisible()) == (HOW_TO_BEGIN, True)
    assert faults_at_rest(program.window) == []
    select(program, groups(program)[0])
    press(Qt.Key.Key_1)
    assert not strip.isVisible()


def test_the_clusters_stay_when_the_algorithm_changes_and_go_with_their_data(program, press, rest, trigger):
    make_all(program, press)
    partition = program.presenter.document.session.by_eye
    program.presenter.commands.choose_algorithm("gmm")
    program.presenter.commands.choose_k(2)
    program.presenter.commands.choose_scaling("z-score")
    rest()
    assert program.presenter.document.session.by_eye == partition
    program.presenter.commands.regenerate()
    rest()
    assert program.presenter.document.session.by_eye is None
    assert program.window.message.words.text() == DROPPED_BY_EYE
    trigger("undo")
    assert program.presenter.document.session.by_eye == partition


def test_k_means_refines_them_and_its_clusters_can_be_changed_by_eye(program, press, trigger):
    make_all(program, press)
    press(Qt.Key.Key_M)
    session = program.presenter.document.session
    assert (session.algorithm.name, session.k, str(session.start.words)) == ("kmeans", 3, "the By eye result")
    press(Qt.Key.Key_End)
    labels = shown_labels(program)
    trigger("start_by_eye")
    trigger("undo")
    trigger("copy_clusters")
    assert by_eye(program) == labels
    assert program.presenter.document.session.algorithm.name == "by_eye"


def test_the_menus_of_points_and_of_the_legend_offer_the_same(program, press, rest):
    make_all(program, press)
    canvas, run = program.window.canvas, program.presenter.shown.run
    select(program, groups(program)[0][:3])
    QTest.mouseClick(canvas.view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(60, 400))
    (menu,) = (one for one in canvas.findChildren(QMenu) if one.isVisible())
    titles = {one.title().replace("&", ""): one for one in menu.findChildren(QMenu)}
    submenu = titles["Put into cluster by eye"]
    words = [action.text().replace("&", "") for action in submenu.actions()]
    assert words == ["Cluster 1", "Cluster 2", "Cluster 3", "A new cluster", "No cluster"]
    submenu.actions()[1].trigger()
    menu.close()
    rest()
    assert sorted(np.bincount(by_eye(program))) == [97, 100, 103]
    entries = dict(program.canvas_menu._cluster_entries(canvas, program.presenter.shown.run, run.numbers[2]))
    entries["Delete"]()
    rest()
    assert program.presenter.shown.run.step.k == 2


def test_the_order_of_the_list_decides_which_key_is_which_cluster(program, press, trigger, rest):
    first, second, third = groups(program)
    for number, rows in enumerate((first[:10], second, third[:50])):
        select(program, rows)
        press(Qt.Key.Key_1 + number)
    order = program.presenter.document.session.cluster_order
    program.presenter.commands.order_clusters(type(order)("size"))
    rest()
    select(program, first[10:])
    press(Qt.Key.Key_3)  # the smallest
    assert {by_eye(program)[row] for row in first} == {0}


def test_files_of_labels_have_them_and_are_known_labels_when_opened(program, press, rest, trigger, tmp_path):
    make_all(program, press, groups(program)[0][:4])
    program.presenter.commands.choose_algorithm("kmeans")
    rest()
    program.presenter.go_to_end()
    rest()
    trigger("save_labels")
    dialog = program.window.findChild(LabelsDialog)
    assert dialog.by_eye.isVisible()
    assert dialog.choice.columns.by_eye
    dialog.reject()
    run, session = program.presenter.shown.run, program.presenter.document.session
    labeled = LabeledStep(run.prepared, run.step, run.listing, by_eye=session.by_eye)
    frame = drain(labels_frame(labeled, PLAIN_LABELS))[0]
    assert frame.columns == ["row", "label", "by eye"]
    wanted = [label + 1 if label >= 0 else -1 for label in by_eye(program)]
    assert frame["by eye"].to_list() == wanted
    path = tmp_path / "labels.csv"
    drain(save_labels(path, labeled))
    known = ground_truth(read_table(path), "by eye")
    assert known.classes == ("-1", "1", "2", "3")


def test_a_report_and_a_script_have_them_and_there_is_no_command_and_no_model(program, press, trigger):
    make_all(program, press, groups(program)[0][:2])
    page = report_page(drain(report_content(program.presenter.shown.run)))
    assert "<dt>Not assigned</dt><dd>2 rows</dd>" in page.replace("\n", "")
    assert "No command makes clusters by eye." in page
    assert "clusterlab run" not in page
    trigger("copy_command")
    assert program.window.message.words.text().startswith("No command makes clusters by eye.")
    trigger("save_model")
    assert "clusters made by eye say nothing of other rows" in program.window.message.words.text()
    trigger("copy_script")
    assert "# The clusters that were made by eye." in QGuiApplication.clipboard().text()


def test_a_saved_session_has_them(program, press, rest, tmp_path):
    make_all(program, press)
    partition = program.presenter.document.session.by_eye
    path = tmp_path / "some.clab"
    save_session(path, SavedSession(program.presenter.document.session))
    saved = read_session(path).saved.session
    assert (saved.by_eye, saved.algorithm.name) == (partition, "by_eye")
    program.presenter.commands.choose_algorithm("gmm")
    rest()
    program.session_files.unsaved.keep(program.presenter.document.session, path)  # so that nothing is asked
    program.session_files.open(path)
    rest()
    assert shown_labels(program) == partition.labels.tolist()
    assert faults_at_rest(program.window) == []


def test_100_000_points_are_clustered_by_eye(program, qtbot):
    presenter, document = program.presenter, program.presenter.document

    def shown():
        return not (presenter.player.busy or presenter.frame_renderer.busy)

    document.change(choices.with_source(document.session, Blobs(points=100_000)))
    qtbot.waitUntil(shown, timeout=20_000)
    truth = presenter.shown.run.prepared.table.truth
    for number in range(3):
        select(program, np.flatnonzero(truth == number).tolist())
        qtbot.keyClick(program.window.canvas, Qt.Key.Key_1 + number)
        qtbot.waitUntil(shown, timeout=20_000)
    assert ari(truth, by_eye(program)) == 1
    assert shown_labels(program) == by_eye(program)
    qtbot.keyClick(program.window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(shown, timeout=20_000)
    assert by_eye(program).count(-1) == np.count_nonzero(truth == 2)
    assert presenter.shown.run.step.k == 2
    presenter.cancel()
