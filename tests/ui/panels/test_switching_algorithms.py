"""The window outlives what it makes anew: forms, cards and charts of one algorithm after another."""

import gc

from PySide6.QtWidgets import QLayoutItem, QWidget


def test_algorithms_can_be_changed_again_and_again(program, qtbot, rest):
    for turn in range(12):
        for name in ("gmm", "kmeans"):
            program.presenter.commands.choose_algorithm(name)
            if turn % 3:
                qtbot.wait(20)  # so that forms and cards end while others are made
            else:
                rest()
    rest()
    assert program.presenter.player.scene.algorithm.name == "kmeans"
    assert program.window.charts.chart("inertia").isVisible()


def test_no_place_in_a_layout_is_remembered_longer_than_the_widget_that_had_it(program, rest):
    """Qt ends such a place with its widget and tells nobody: Python would take what comes to lie at its
    address for it, and the program would crash. A layout that is put into another one with widgets already
    in it makes Python know of their places."""

    def places():
        gc.collect()
        kept = (item for item in gc.get_objects() if isinstance(item, QLayoutItem))
        return sum(not isinstance(item, QWidget) and not hasattr(item, "addWidget") for item in kept)

    before = places()
    for name in ("gmm", "dbscan", "spectral", "kmeans"):
        program.presenter.commands.choose_algorithm(name)
        rest()
    assert places() == before
