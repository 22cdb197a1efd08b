"""The charts over K in the real window, filled by the sweep."""

import pytest
from PySide6.QtCore import QSettings, Qt

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.session.analysis.k_sweep import SweepRequest
from clusterlab.ui.app import load_chart_choices

pytestmark = pytest.mark.usefixtures("k_charts")


@pytest.fixture
def panel(program):
    """The chart panel of the real window."""
    return program.window.charts


def test_arrow_keys_on_a_chart_choose_a_k_and_trigger_no_shortcuts(program, qtbot, rest):
    curve, index = program.window.charts.chart("inertia").curve, program.presenter.player.index
    curve.setFocus()
    for _ in range(2):
        qtbot.keyClick(curve, Qt.Key.Key_Right)
    assert program.presenter.player.index == index
    qtbot.keyClick(curve, Qt.Key.Key_Return)
    rest()
    assert program.presenter.document.session.k == 5


def test_a_full_sweep_shows_gap_and_band(program, panel, rest):
    program.k_chart_presenter.request_sweep(SweepRequest(references=3))
    rest()
    assert panel.chart("gap").subtitle.toolTip() == "best K = 3"
    assert panel.chart("gap").isVisible()
    assert all(low is not None for low, _ in panel.chart("inertia").curve.shown.band)
    assert not panel.chart("davies_bouldin").isVisible()


def test_the_conclusion_of_an_elbow_fits_beside_its_title(program, panel, rest):
    for name, key in (("kmeans", "inertia"), ("fuzzy", "fuzzy_objective")):
        program.presenter.commands.choose_algorithm(name)
        rest()
        subtitle = panel.chart(key).subtitle
        assert "knee at K = 3" in subtitle.text()
        assert subtitle.toolTip().splitlines()[0] == subtitle.text()  # nothing is cut; terms follow


def test_the_choice_of_charts_is_stored(program, panel, rest, tmp_path):
    panel.choose.actions_by_name["davies_bouldin"].trigger()
    panel.choose.actions_by_name["silhouette"].trigger()
    rest()
    assert panel.chart("davies_bouldin").isVisible()
    assert not panel.chart("silhouette").isVisible()
    assert len(panel.chart("davies_bouldin").curve.shown.ks) == 9
    program.window.close()
    kept = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert load_chart_choices(kept) == {"davies_bouldin": True, "silhouette": False}


def test_changing_the_largest_k_keeps_known_results(program, panel, rest):
    before = dict(program.k_chart_presenter.k_sweep.curve.entries_by_k)
    panel.last.setValue(14)
    rest()
    assert panel.chart("inertia").curve.shown.ks == tuple(range(1, 15))
    assert None not in panel.chart("inertia").curve.shown.lines[0].values
    known = program.k_chart_presenter.k_sweep.curve.entries_by_k
    assert all(known[k].step is entry.step for k, entry in before.items())
    panel.last.setValue(4)
    rest()
    assert panel.chart("inertia").curve.shown.ks == (1, 2, 3, 4)


def test_a_clipped_range_of_k_is_explained(program, panel, rest, tmp_path):
    data = tmp_path / "few.csv"
    data.write_text("x,y\n" + "0,0\n1,0\n5,5\n" * 4)
    program.presenter.commands.open_file(data)
    rest()
    assert panel.state.text() == (
        "10 starts for each K · click a point to use its K. K ends at 3: there are only 3 distinct points."
    )


def test_a_gmm_can_have_a_line_per_covariance_type(program, panel, rest):
    assert not panel.choose.every_kind.isVisible()
    program.presenter.commands.choose_algorithm("gmm")
    rest()
    assert [line.name for line in panel.chart("bic").curve.shown.lines] == ["full"]
    panel.choose.every_kind.trigger()
    rest()
    assert [line.name for line in panel.chart("bic").curve.shown.lines] == [
        "full",
        "tied",
        "diag",
        "spherical",
    ]
    assert panel.chart("bic").names.isVisible()
    program.presenter.commands.change_param("covariance", "tied")
    rest()
    assert panel.chart("bic").curve.shown.lines[0].name == "tied"


def test_an_algorithm_without_k_has_no_charts_and_a_reason(program, panel, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert "finds K by itself" in panel.state.text()
    assert not panel.last.isVisible()
    assert not panel.chart("inertia").isVisible()
    program.presenter.commands.choose_algorithm(KMeans.name)
    rest()
    assert panel.chart("inertia").isVisible()
    assert panel.last.isVisible()
