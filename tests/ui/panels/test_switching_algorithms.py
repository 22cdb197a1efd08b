"""Switching algorithms replaces forms, cards and charts without crashes."""

import gc

import pytest
from PySide6.QtWidgets import QLayoutItem, QWidget

from tests.ui.conftest import thaw_objects

pytestmark = pytest.mark.usefixtures("k_charts")


def test_algorithms_can_be_changed_repeatedly(program, qtbot, rest):
    for turn in range(12):
        for name in ("gmm", "kmeans"):
            program.presenter.commands.choose_algorithm(name)
            if turn % 3:
                qtbot.wait(20)  # so that forms and cards are deleted while others are created
            else:
                rest()
    rest()
    assert program.presenter.player.scene.algorithm.name == "kmeans"
    assert program.window.charts.chart("inertia").isVisible()


def test_no_layout_item_outlives_its_widget_in_python(program, rest):
    """Qt deletes the QLayoutItem of a deleted widget without notice, so its Python wrapper would refer to
    whatever is allocated at that address next, and crash. Adding a layout that already has widgets to another
    layout creates such wrappers."""

    def layout_items():
        thaw_objects()  # objects that the window has frozen meanwhile are not listed
        gc.collect()
        items = (item for item in gc.get_objects() if isinstance(item, QLayoutItem))
        return sum(not isinstance(item, QWidget) and not hasattr(item, "addWidget") for item in items)

    def try_algorithms():
        for name in ("gmm", "dbscan", "spectral", "kmeans"):
            program.presenter.commands.choose_algorithm(name)
            rest()

    try_algorithms()  # makes the charts over K of each, which stay
    before = layout_items()
    try_algorithms()
    assert layout_items() == before
