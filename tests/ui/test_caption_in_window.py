"""In the real window the pill, the timeline, the caption and its figure agree."""

from PySide6.QtCore import Qt


def test_the_pill_and_the_timeline_name_one_position_in_the_same_words(program, press, rest):
    timeline, caption = program.window.transport.timeline, program.window.caption
    for name in ("kmeans", "gmm", "ward", "dbscan"):
        program.presenter.commands.choose_algorithm(name)
        rest()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End):
            press(key)
            words = timeline.words(timeline.value())
            assert words == caption.phase_label.text() == timeline.accessibleDescription()
        total = caption.phase_label.text().split(" of ")[-1]
        assert caption.sentence.shown().startswith(f"Stopped after {total} ")


def test_a_mixture_that_gains_nothing_more_is_unchanged_and_not_worse(program, rest):
    program.presenter.commands.choose_algorithm("gmm")
    program.presenter.commands.change_param("tol", 1e-14)
    rest()
    for index in range(program.presenter.player.length):
        program.presenter.go(index)
        words = program.window.caption.accessibleName()
        assert "-0.0 %" not in words
        assert "worse" not in words
