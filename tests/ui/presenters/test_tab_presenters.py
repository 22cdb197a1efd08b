"""What fills the tabs at the right is made when it is first needed."""

import pytest

from clusterlab.core.marks import Highlights

pytestmark = pytest.mark.usefixtures("k_charts")


def test_a_tab_is_filled_when_it_is_first_shown_or_its_layer_is(program, rest):
    tabs, charts = program.tab_presenters, program.window.charts
    program.presenter.go_to_end()
    rest()
    made = {"multi_start", "stability", "ground_truth", "profile", "rows"} & vars(tabs).keys()
    assert made == set()
    charts.show_title("Rows")
    rest()
    assert tabs.rows.widget.isVisible()
    assert tabs.rows.row_orders.found is not None
    program.presenter.commands.choose_shape("moons")
    program.presenter.commands.toggle_layer("known", True)
    program.presenter.go_to_end()
    rest()
    assert not tabs.ground_truth.widget.isVisible()
    assert program.window.canvas.picture.mark(Highlights) is not None
    assert "profile" not in vars(tabs)
