"""The view bar shows its state and emits choices."""

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


def record(bar):
    found = []
    bar.view_chosen.connect(lambda choice, finished: found.append((choice, finished)))
    return found


def shown_axes(bar):
    return [box.choice() for box in bar.axes if not box.isHidden()]


def test_the_bar_is_hidden_for_two_columns(bar):
    assert not bar.isHidden()
    bar.show_views(NAMES[:2], {}, None)
    assert bar.isHidden()


def test_every_kind_of_view_is_offered_and_emitted(bar):
    assert len(bar.kind.words()) == len(VIEWS)
    for words, title in zip(bar.kind.words(), VIEWS.values(), strict=True):
        assert words.startswith(title)
    emitted = record(bar)
    bar.kind.chosen.emit("matrix")
    assert emitted == [(ViewChoice("matrix"), True)]


def test_the_default_view_shows_the_first_components_with_their_variance(bar):
    assert bar.kind.choice() == "components"
    assert shown_axes(bar) == ["PC 1", "PC 2"]
    assert bar.axes[0].currentText() == "PC 1 · 39 %"


@pytest.mark.parametrize(
    ("kind", "axes"),
    [("columns", ("mass", "bill")), ("components", ("PC 4", "PC 2")), ("space", ("PC 1", "bill", "year"))],
)
def test_shows_the_axes(bar, kind, axes):
    bar.show_views(NAMES, SHARES, ViewChoice(kind, axes))
    assert shown_axes(bar) == list(axes)


def test_emits_the_chosen_axis(bar):
    emitted = record(bar)
    bar.axes[1].chosen.emit("PC 3")
    assert emitted[-1][0].axes == ("PC 1", "PC 3")


def test_choosing_the_name_of_another_axis_swaps_them(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("columns", ("mass", "bill")))
    emitted = record(bar)
    bar.axes[0].chosen.emit("bill")
    assert emitted[-1][0] == ViewChoice("columns", ("bill", "mass"))


def test_keys_rotate_the_3d_view(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("space"))
    bar.show()
    emitted = record(bar)
    bar.turn.setFocus()
    QTest.keyPress(bar.turn, Qt.Key.Key_Right)
    assert (emitted[-1][0].turn, emitted[-1][1]) == (31.0, False)
    QTest.keyRelease(bar.turn, Qt.Key.Key_Right)
    assert emitted[-1][1]
    bar.tilt.setValue(0)
    assert emitted[-1][0].tilt == -90


def test_showing_views_emits_nothing(bar):
    emitted = record(bar)
    for kind in VIEWS:
        bar.show_views(NAMES, SHARES, ViewChoice(kind))
    assert emitted == []


def test_the_neighbors_of_an_embedding_are_shown_under_its_own_name(bar):
    bar.show_views(NAMES, SHARES, ViewChoice("tsne"))
    bar.show()
    assert bar.labels["Near"].text() == "Perplexity 30"
    emitted = record(bar)
    bar.near.setFocus()
    QTest.keyPress(bar.near, Qt.Key.Key_Right)
    assert emitted[-1] == (ViewChoice("tsne", near=31), False)
    QTest.keyRelease(bar.near, Qt.Key.Key_Right)
    bar.show_views(NAMES, SHARES, ViewChoice("umap"))
    assert (bar.labels["Near"].text(), bar.near.accessibleName()) == ("Neighbors 15", "Neighbors")
    bar.show_views(NAMES, SHARES, ViewChoice("matrix"))
    assert bar.near.isHidden()
