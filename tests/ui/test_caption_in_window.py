"""In the real window the pill, the timeline, the caption and its figure agree."""

import pytest
from PySide6.QtCore import Qt


@pytest.mark.parametrize("name", ["kmeans", "gmm", "ward", "dbscan"])
def test_the_pill_and_the_timeline_name_one_position_in_the_same_words(program, press, rest, name):
    program.presenter.commands.choose_algorithm(name)
    rest()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End):
        press(key)
        timeline = program.window.transport.timeline
        assert (
            timeline.words(timeline.value())
            == program.window.caption.phase_label.text()
            == timeline.accessibleDescription()
        )
    total = program.window.caption.phase_label.text().split(" of ")[-1]
    assert program.window.caption.sentence.shown().startswith(f"Stopped after {total} ")


def test_a_mixture_that_gains_nothing_more_is_unchanged_and_not_worse(program, rest):
    program.presenter.commands.choose_algorithm("gmm")
    program.presenter.commands.change_param("tol", 1e-14)
    rest()
    for index in range(program.presenter.player.length):
        program.presenter.go(index)
        words = program.window.caption.accessibleName()
        assert "-0.0 %" not in words
        assert "worse" not in words
