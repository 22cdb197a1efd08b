"""The bar of views: told, it shows; touched, it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clusterlab.session.state.view_choice import VIEWS, ViewChoice
from clusterlab.ui.panels.view_bar import ViewBar

NAMES = ["bill", "depth", "mass", "year"]
SHARES = {f"PC {i}": f"PC {i} · {40 - i} %" for i in range(1, 5)}


@pytest.fixture
def bar(qtbot):
    bar = ViewBar()
    qtbot.addWidget(bar)
    bar.show_views(NAMES, SHARES, None)
    return bar


def heard(bar):
    found = []
    bar.view_chosen.connect(lambda choice, settled: found.append((choice, settled)))
    return found


def shown(bar):
    return [box.choice() for box in bar.axes if not box.isHidden()]


def test_two_columns_leave_no_choice_of_views(bar):
    assert not bar.isHidden()
    bar.show_views(NAMES[:2], {}, None)
    assert bar.isHidden()


def test_every_kind_of_view_is_offered_and_said(bar):
    assert len(bar.kind.words()) == len(VIEWS)
    for words, title in zip(bar.kind.words(), VIEWS.values(), strict=True):
        assert words.startswith(title)
    said = heard(bar)
    bar.kind.chosen.emit("matrix")
    assert said == [(ViewChoice("matrix"), True)]


def test_without_a_choice_the_first_components_are_shown_with_their_shares(bar):
    assert bar.kind.choice() == "components"
    assert shown(bar) == ["PC 1", "PC 2"]
    assert bar.axes[0].currentText() == "PC 1 · 39 %"


@pytest.mark.parametrize(
    ("kind", "axes"),
    [("columns", ("mass", "bill")), ("components", ("PC 4", "PC 2")), ("space", ("PC 1", "bill", "year"))],
)
def test_told_it_shows_the_axes(bar, kind, axes):
    bar.show_views(NAMES, SHARES, ViewChoice(kind, axes))
    assert shown(bar) == list(axes)


def test_touched_it_says_the_axis(bar):
    said = heard(bar)
    bar.axes[1].chosen.emit("PC 3")
    assert said[-1][0].axes == ("PC 1", "PC 3")


def test_an_axis_that_meets_another_one_changes_places_with_it(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("columns", ("mass", "bill")))
    said = heard(bar)
    bar.axes[0].chosen.emit("bill")
    assert said[-1][0] == ViewChoice("columns", ("bill", "mass"))


def test_three_dimensions_can_be_turned_by_keys(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("space"))
    bar.show()
    said = heard(bar)
    bar.turn.setFocus()
    QTest.keyPress(bar.turn, Qt.Key.Key_Right)
    assert (said[-1][0].turn, said[-1][1]) == (31.0, False)
    QTest.keyRelease(bar.turn, Qt.Key.Key_Right)
    assert said[-1][1]
    bar.tilt.setValue(0)
    assert said[-1][0].tilt == -90


def test_telling_is_no_touching(bar):
    said = heard(bar)
    for kind in VIEWS:
        bar.show_views(NAMES, SHARES, ViewChoice(kind))
    assert said == []


def test_an_embedding_can_take_account_of_more_neighbors_in_its_own_word(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("tsne"))
    bar.show()
    assert bar.labels["Near"].text() == "Perplexity 30"
    said = heard(bar)
    bar.near.setFocus()
    QTest.keyPress(bar.near, Qt.Key.Key_Right)
    assert said[-1] == (ViewChoice("tsne", near=31), False)
    QTest.keyRelease(bar.near, Qt.Key.Key_Right)
    bar.show_views(NAMES, SHARES, ViewChoice("umap"))
    assert (bar.labels["Near"].text(), bar.near.accessibleName()) == ("Neighbors 15", "Neighbors")
    bar.show_views(NAMES, SHARES, ViewChoice("matrix"))
    assert bar.near.isHidden()
