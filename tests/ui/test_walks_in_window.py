"""Walks of strangers through the real window, from a file to what they take away."""

import polars as pl
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QInputDialog
from python_calamine import load_workbook

from clusterlab.core.marks import Highlights
from clusterlab.core.resources import resource
from clusterlab.core.worker import join_stopped_workers
from clusterlab.export.legend_rows import all_legend_rows
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.ui.app import Program
from clusterlab.ui.dialogs.labels_dialog import LabelsDialog
from tests.ui.conftest import SECONDS_TO_STOP, at_rest
from tests.ui.file_answers import choose
from tests.ui.test_names_in_window import name_cluster, show_tab

pytestmark = pytest.mark.usefixtures("k_charts")

FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


@pytest.fixture
def trigger(program, rest):
    """Runs an action of the menus and waits until the window is idle."""

    def trigger(name):
        program.actions[name].trigger()
        rest()

    return trigger


def legend_names(program):
    return [row.name for row in all_legend_rows(program.window.canvas.picture) if not row.ring]


def test_penguins_are_clustered_read_named_doubted_and_clustered_again(program, rest, press, click, trigger):
    click(program.window.data.examples["penguins"])
    program.presenter.commands.choose_columns(FEATURES)
    program.presenter.commands.choose_scaling("z-score")
    program.presenter.commands.choose_algorithm("gmm")
    program.presenter.commands.choose_k(3)
    rest()
    press(Qt.Key.Key_End)
    show_tab(program, "Profile", rest)
    profile = program.tab_presenters.profile.widget
    for cluster in range(3):
        profile.cluster.setCurrentIndex(cluster)
        rest()
        assert " of " in profile.words.text()
        name_cluster(program, cluster, f"Kind {'ABC'[cluster]}", rest)
    assert legend_names(program) == ["Kind A", "Kind B", "Kind C"]

    trigger("doubtful")
    rings = [mark for mark in program.window.canvas.picture.marks if isinstance(mark, Highlights)]
    doubtful = next(mark.rows for mark in rings if mark.meaning == "doubtful")
    prepared = program.presenter.shown.run.prepared
    program.highlight.select(prepared.rows_of(doubtful[:1]).tolist())
    rest()
    assert "weight" in program.reason_presenter.words
    show_tab(program, "Rows", rest)
    assert len(program.tab_presenters.rows.widget.view.selectionModel().selectedRows()) == 1

    run = program.presenter.shown.run
    sizes = [int((run.labels == cluster).sum()) for cluster in range(3)]
    largest = max(range(3), key=sizes.__getitem__)
    program.highlight.select(prepared.rows_of((run.labels == largest).nonzero()[0]).tolist())
    trigger("cluster_only")
    assert program.presenter.shown.run.prepared.points.n == sizes[largest]
    trigger("undo")
    assert program.presenter.shown.run.prepared.points.n == sum(sizes)
    assert legend_names(program) == ["Kind A", "Kind B", "Kind C"]
    assert not program.window.findChildren(QInputDialog)


@pytest.fixture
def held_out(tmp_path):
    """The penguins in two files: those that are clustered, and every fifth, which is not."""
    table = pl.read_csv(resource("examples/penguins.csv"), infer_schema=False).with_row_index()
    is_held_out = pl.col("index") % 5 == 4
    for name, rows in (("known.csv", table.filter(~is_held_out)), ("new.csv", table.filter(is_held_out))):
        rows.drop("index").write_csv(tmp_path / name)
    return tmp_path


@pytest.fixture
def second(qapp, qtbot, tmp_path):
    """The program as it is started again; it is closed at the end."""
    programs = []

    def second():
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        programs.append(Program(qapp, settings))
        programs[0].k_chart_presenter.request = SweepRequest(references=0)
        programs[0].window.show()
        qtbot.waitUntil(lambda: at_rest(programs[0]), timeout=20_000)
        return programs[0]

    yield second
    for made in programs:
        made.session_files.close_at_once()
        assert join_stopped_workers(SECONDS_TO_STOP)
        made.window.deleteLater()
        vars(made).clear()


def test_named_penguins_are_exported_saved_opened_again_and_applied_to_held_out_ones(
    program, rest, press, trigger, qtbot, held_out, second
):
    program.presenter.open_asked.emit(held_out / "known.csv")
    rest()
    program.presenter.commands.choose_columns(FEATURES)
    program.presenter.commands.choose_scaling("z-score")
    rest()
    press(Qt.Key.Key_End)
    for cluster in range(3):
        name_cluster(program, cluster, f"Kind {'ABC'[cluster]}", rest)

    trigger("save_labels")
    dialog = visible(program.window, LabelsDialog)
    dialog.format.show_choice("xlsx")
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    choose(program, held_out / "known.xlsx")
    rest()
    header, *cells = load_workbook(held_out / "known.xlsx").get_sheet_by_index(0).to_python()
    assert header[-2:] == ["cluster", "name"]
    assert {row[-1] for row in cells} == {"Kind A", "Kind B", "Kind C", ""}

    trigger("save_session")
    choose(program, held_out / "birds.clab")
    rest()
    program.window.close()
    assert not program.window.isVisible()

    again = second()
    again.presenter.open_asked.emit(held_out / "birds.clab")
    qtbot.waitUntil(lambda: at_rest(again) and again.presenter.shown.run.length > 1, timeout=20_000)
    again.presenter.go_to_end()
    qtbot.waitUntil(lambda: at_rest(again), timeout=20_000)
    assert legend_names(again) == ["Kind A", "Kind B", "Kind C"]
    again.actions["apply_to_file"].trigger()
    qtbot.waitUntil(lambda: at_rest(again), timeout=20_000)
    applied = again.dialog_presenters.apply.dialog
    qtbot.mouseClick(applied.table_button, Qt.MouseButton.LeftButton)
    files = visible(applied, QFileDialog)
    files.fileSelected.emit(str(held_out / "new.csv"))
    files.close()
    qtbot.waitUntil(lambda: at_rest(again) and applied.save_button.isEnabled(), timeout=20_000)
    assert "68 rows of new.csv assigned." in applied.state.text()
    assert [row[0] for row in applied.clusters.texts()] == ["Kind A", "Kind B", "Kind C"]
    applied.reject()


def visible(parent, kind):
    return next(one for one in parent.findChildren(kind) if one.isVisible())
