"""A folder of prepared points in the real window: the same window on points that are not in memory."""

import numpy as np
import polars as pl
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFileDialog

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.algorithms.minibatch.algorithm import MiniBatch
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.export.shard_labels import shard_labels
from clusterlab.session.models.model_file import read_model
from clusterlab.session.state import prepared_folder
from clusterlab.session.state.prepared_folder import PreparedFolder
from clusterlab.session.state.view_choice import ViewChoice
from tests.shards import blobs, frame, made_folder, request_for
from tests.ui.at_rest import faults_at_rest
from tests.ui.file_answers import choose, words

ROWS = 20_000


@pytest.fixture(scope="module")
def points_folder(tmp_path_factory):
    """A folder of three shards, of two columns."""
    folder = tmp_path_factory.mktemp("folder")
    source = folder / "some.parquet"
    frame(blobs(ROWS, 4)).write_parquet(source)
    made_folder(request_for(source), folder / "some.clab-points")
    return folder / "some.clab-points"


@pytest.fixture(autouse=True)
def small_samples(monkeypatch):
    """Charts are of a sample that they are quickly computed on."""
    monkeypatch.setattr(prepared_folder, "FOLDER_SAMPLE_ROWS", 1_000)


@pytest.fixture
def opened(program, rest, points_folder):
    """The program on the folder, in four clusters, at the last step."""
    program.presenter.open_asked.emit(points_folder)
    rest()
    program.presenter.commands.choose_k(4)
    rest()
    program.presenter.go_to_end()
    rest()
    return program


def shown(program):
    return program.presenter.shown.run


@pytest.mark.usefixtures("k_charts")
def test_it_is_opened_and_clustered_with_exact_figures(opened, points_folder):
    run = shown(opened)
    assert isinstance(run.prepared, PreparedFolder)
    assert opened.window.status["data"].text() == f"{ROWS:,} points · 2 features"
    last = KMeans(k=4).fit(blobs(ROWS, 4))
    figures = run.step.figures(run.prepared.points)
    assert figures["inertia"] == pytest.approx(last.inertia, rel=1e-9)
    assert "no point changed" in run.caption.text
    assert sum(opened.window.canvas.picture.sizes) == ROWS
    assert opened.k_chart_presenter.k_sweep.points.n == 1_000
    assert "a sample of 1,000 of 20,000 rows" in opened.window.charts.state.text()


def test_it_is_opened_by_its_header_and_by_the_menu(program, rest, points_folder, tmp_path):
    program.presenter.open_asked.emit(tmp_path / "gone.clab-points")
    rest()
    assert "gone.clab-points is no folder of prepared points" in words(program)
    program.presenter.open_asked.emit(points_folder / "header.json")
    rest()
    assert shown(program).session.source.path == points_folder
    assert points_folder in program.recent_files.recent.paths
    program.presenter.commands.open_example("iris")
    rest()
    program.actions["open_folder"].trigger()
    dialog = next(w for w in program.window.findChildren(QFileDialog) if w.isVisible())
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    choose(program, points_folder)
    rest()
    assert isinstance(shown(program).prepared, PreparedFolder)


@pytest.mark.usefixtures("k_charts")
def test_every_part_at_rest_is_that_of_its_session(opened, rest):
    assert faults_at_rest(opened.window) == []
    opened.presenter.go(3)
    opened.window.charts.show_title("Profile")
    opened.presenter.commands.choose_algorithm("gmm")
    rest()
    assert faults_at_rest(opened.window) == []


def test_steps_are_scrubbed_and_each_is_drawn(opened, rest):
    images = []
    for index in (0, 4, 5, len(shown(opened).scene.run) - 1):
        opened.presenter.go(index)
        rest()
        plot = opened.window.canvas.view.plot
        images.append(plot.images(plot.content()))
        assert images[-1].matches(plot.content())
        assert images[-1].is_complete
    assert len({bytes(one.points.constBits()) for one in images}) > 1


@pytest.mark.parametrize("algorithm", [GaussianMixture(k=3), MiniBatch(k=3, max_iter=5)])
def test_other_algorithms_over_shards_run(opened, rest, algorithm):
    opened.presenter.commands.choose_algorithm(algorithm.name)
    rest()
    opened.presenter.go_to_end()
    rest()
    run = shown(opened)
    assert run.step.stopped
    assert run.session.algorithm.name == algorithm.name
    assert opened.window.canvas.picture.shards is run.prepared.points
    assert run.failure is None


def test_an_algorithm_that_needs_all_points_offers_a_sample(opened, rest, click):
    opened.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert "needs all points in memory" in words(opened)
    click(opened.window.message.action)
    run = shown(opened)
    assert run.session.algorithm.name == "dbscan"
    assert run.session.sample == ROWS  # a sample of all
    assert run.prepared.points.n == ROWS


@pytest.mark.usefixtures("k_charts")
def test_parts_that_need_rows_say_so_and_offer_a_sample(opened, rest, click):
    needed = "This needs all rows in memory"
    for title in ("Rows", "Profile", "Quality"):
        opened.window.charts.show_title(title)
        rest()
    assert needed in opened.tab_presenters.rows.widget.state.text()
    opened.window.charts.show_title("Profile")
    assert needed in opened.tab_presenters.profile.widget.state.text()
    for name in ("save_report", "save_data", "copy_script"):
        opened.window.message.hide()
        opened.actions[name].trigger()
        assert needed in words(opened)
    click(opened.window.message.action)
    assert shown(opened).prepared.points.n == 1_000 or shown(opened).session.sample


def test_a_model_of_all_rows_is_saved_with_the_names_of_clusters(opened, rest, tmp_path):
    opened.presenter.commands.rename_cluster(0, "first")
    rest()
    opened.actions["save_model"].trigger()
    path = tmp_path / "some.clab-model"
    choose(opened, path)
    rest()
    model = read_model(path)
    assert "first" in model.names
    assert sum(model.spread.sizes) == ROWS


def test_a_center_is_moved_and_the_run_goes_on(opened, rest):
    opened.presenter.go(6)
    rest()
    before = shown(opened)
    opened.presenter.center_commands.move(0, before.step.centers[0] + 0.1)
    rest()
    run = shown(opened)
    assert len(run.session.branches) == 1
    assert run.scene.run.finished


def test_zooming_in_draws_points_one_by_one_and_names_their_rows(opened, rest, points_folder):
    canvas, points = opened.window.canvas, shown(opened).prepared.points
    plot = canvas.view.plot
    value = points.take([7])[0]
    canvas.view.plot.show_viewport(plot.viewport.resized((4, 4), 1.0))
    place = value @ shown(opened).view.matrix
    span = 0.01
    plot.box.setRange(
        xRange=(place[0] - span, place[0] + span), yRange=(place[1] - span, place[1] + span), padding=0
    )
    rest()
    assert plot.near_points is not None
    canvas._hover(QPointF(*plot.viewport.to_pixels(place[None])[0].tolist()))
    found = canvas.pointer.place
    assert found.card.title == f"Row {points.row_number(7):,}" or "Row" in found.card.title
    table = pl.read_parquet(points_folder.parent / "some.parquet").to_numpy()
    np.testing.assert_allclose(
        table[points.row_number(7) - 1], shown(opened).prepared.units.positions(value), rtol=1e-9
    )


def test_labels_are_saved_in_parts(opened, rest, tmp_path, points_folder):
    opened.actions["save_labels"].trigger()
    choose(opened, tmp_path / "labels.parquet")
    rest()
    assert words(opened).startswith("Saved")
    saved = pl.read_parquet(tmp_path / "labels.parquet")
    folder = open_folder(points_folder)
    expected = np.zeros(ROWS, int)
    for number, labels in enumerate(shard_labels(folder, shown(opened).step)):
        expected[folder.rows(number)] = labels + 1
    assert saved["label"].to_list() == expected.tolist()


def test_a_session_refers_to_it_by_its_header(opened, rest, tmp_path):
    opened.session_files._save_to(tmp_path / "some.clab", lambda: None)
    rest()
    assert "refers to its data" in words(opened)
    opened.presenter.commands.open_example("iris")
    rest()
    opened.session_files.unsaved.keep(opened.session_files.session, tmp_path / "other.clab")
    opened.presenter.open_asked.emit(tmp_path / "some.clab")
    rest()
    assert isinstance(shown(opened).prepared, PreparedFolder)
    assert shown(opened).session.k == 4


def test_choices_that_are_fixed_and_views_of_rows_are_refused(opened, rest):
    opened.presenter.commands.choose_view(ViewChoice("matrix"))
    rest()
    assert "Scatter matrix needs a sample" in opened.window.canvas.picture.view.badge
    opened.presenter.commands.choose_scaling("z-score")
    rest()
    assert "are fixed" in words(opened)
    assert shown(opened).session.scaling == "none"
    opened.presenter.commands.choose_weights("a")
    rest()
    assert "have no weights. Use a sample" in words(opened)
    assert shown(opened).session.weights == ""
