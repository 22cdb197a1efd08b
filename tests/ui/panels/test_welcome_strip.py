"""The strip over the canvas that says how to begin."""

from PySide6.QtCore import Qt

from clusterlab.ui.panels.welcome_strip import WelcomeStrip


def strip_of(program):
    (strip,) = program.window.canvas.findChildren(WelcomeStrip)
    return strip


def test_it_says_how_to_begin_until_the_first_step(program, press):
    strip = strip_of(program)
    assert strip.isVisible()
    assert "Space" in strip.accessibleName()
    assert "Drag a center" in strip.accessibleName()
    press(Qt.Key.Key_Right)
    assert not strip.isVisible()
    press(Qt.Key.Key_Home)
    program.window.resize(1200, 800)
    assert not strip.isVisible()


def test_it_speaks_of_centers_only_where_there_are_some(program, rest):
    program.presenter.commands.choose_algorithm("dbscan")
    rest()
    assert "center" not in strip_of(program).accessibleName()


def test_it_lies_within_the_canvas_above_the_plot_and_is_left_out_where_it_does_not_fit(program):
    strip, canvas = strip_of(program), program.window.canvas
    canvas.load_plot()
    assert canvas.rect().contains(strip.geometry())
    assert canvas.childAt(strip.geometry().center()) is not strip  # the mouse acts on the plot
    assert canvas.children().index(strip) > canvas.children().index(canvas.view)
    line = strip.height()
    canvas.resize(360, 400)
    assert strip.isVisible()
    assert strip.height() > line
    assert canvas.rect().contains(strip.geometry())
    canvas.resize(200, 300)
    assert not strip.isVisible()
