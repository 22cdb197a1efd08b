"""An algorithm that exceeds the memory budget offers a sample or more memory."""

import pytest

from clusterlab.algorithms.gmm.algorithm import GaussianMixture
from clusterlab.algorithms.kernel_kmeans.algorithm import KernelKMeans


@pytest.fixture
def costly(monkeypatch):
    """Pretends that kernel k-means needs 4 MiB per point, so that 300 points exceed the budget."""
    monkeypatch.setattr(KernelKMeans, "memory", lambda self, n, d: n * 2**22)


def test_a_sample_is_accepted_and_removed_with_one_click_each(costly, program, click, rest):
    window, presenter = program.window, program.presenter
    presenter.commands.choose_algorithm("kernelkmeans")
    rest()
    assert window.message.words.text() == (
        "Kernel k-means of 300 points needs 1.2 GiB of memory, since it compares all pairs."
    )
    assert presenter.document.session.algorithm.name == "kmeans"  # the shown run stays
    assert window.message.action.text() == "Use a sample of 250"
    click(window.message.action)
    assert presenter.player.scene.algorithm.name == "kernelkmeans"
    assert presenter.player.scene.run.finished
    assert window.status["data"].text() == "250 of 300 points · 2 features"
    assert window.data.sample.words.text() == "A sample of 250 of 300 rows, seed 0"
    presenter.commands.choose_algorithm("kmeans")
    rest()
    click(window.data.sample.all)
    assert presenter.player.scene.prepared.points.n == 300
    assert not window.data.sample.isVisible()


def test_all_points_are_clustered_after_more_memory_is_allowed(costly, program, click, rest):
    window, presenter = program.window, program.presenter
    presenter.commands.choose_algorithm("kernelkmeans")
    rest()
    assert window.message.other.text() == "Go on with 1.2 GiB"
    click(window.message.other)
    assert presenter.player.scene.algorithm.name == "kernelkmeans"
    assert presenter.player.scene.prepared.points.n == 300
    presenter.commands.choose_k(4)
    rest()
    assert presenter.player.scene.algorithm.k == 4  # allowed once, no further question
    assert not window.message.isVisible()


@pytest.mark.usefixtures("k_charts")
def test_data_that_exceed_the_budget_are_shown_without_run_and_sweep(costly, program, rest):
    window, presenter = program.window, program.presenter
    presenter.commands.change_shape("points", 200)
    presenter.commands.choose_algorithm("kernelkmeans")
    rest()
    assert not window.message.isVisible()
    presenter.commands.change_shape("points", 400)
    rest()
    assert window.message.action.text() == "Use a sample of 250"
    assert presenter.player.scene.prepared.points.n == 400
    assert not len(presenter.player.scene.run)
    assert program.k_chart_presenter.k_sweep.curve is None
    assert window.charts.state.text() == "K is not swept: that would take more memory than was allowed."


def test_where_no_sample_helps_only_more_memory_is_offered(program, rest, monkeypatch):
    monkeypatch.setattr(GaussianMixture, "memory", lambda self, n, d: 2**31)
    window, presenter = program.window, program.presenter
    presenter.commands.choose_algorithm("gmm")
    rest()
    assert window.message.words.text() == (
        "GMM of 2 features needs 2.0 GiB of memory. Diagonal or spherical covariances need far less."
    )
    assert not window.message.action.isVisible()
    assert window.message.other.text() == "Go on with 2.0 GiB"
