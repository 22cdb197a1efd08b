"""In the window every title, chip, pill and text of the status bar explains the terms that it has."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QTabBar, QToolTip, QWidget

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.terms import PHASE_SENTENCES, terms_in
from clusterlab.ui.widgets.tooltip import MAX_LINE_LENGTH
from tests.ui.tips import unwrapped

SPEAKING = (QLabel, QCheckBox)


def unexplained(window):
    """The visible labels with a term that their tooltip does not explain, and these terms."""
    found = []
    for widget in window.findChildren(QWidget):
        if not (isinstance(widget, SPEAKING) and widget.isVisibleTo(window)) or is_card(window, widget):
            continue
        missing = [
            term.name for term in terms_in(widget.text()) if term.sentence not in unwrapped(widget.toolTip())
        ]
        if missing:
            found.append((widget.text(), missing))
    return found


def is_card(window, widget):
    """Whether a label is in the About card, or a sentence that is to be read: both explain by themselves."""
    inside = (window.about, window.message)
    return any(part is widget or part.isAncestorOf(widget) for part in inside)


def test_every_label_explains_its_terms(program, rest):
    for name in ALGORITHMS.all():
        program.presenter.commands.choose_algorithm(name)
        rest()
        program.presenter.go_to_end()
        rest()
        for tab in range(program.window.charts.tabs.count()):
            program.window.charts.tabs.setCurrentIndex(tab)
            rest()
            assert unexplained(program.window) == [], name


def test_the_chip_of_a_file_explains_what_was_done(program, rest):
    program.presenter.commands.open_example("wine")
    rest()
    chip = program.window.data.file.chip
    assert "z-scored" in chip.text()
    assert "standard deviation" in unwrapped(chip.toolTip())
    assert unexplained(program.window) == []


def test_the_pill_explains_the_phase_and_the_numbers(program, press):
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    tip = unwrapped(program.window.caption.phase_label.toolTip())
    assert PHASE_SENTENCES[program.presenter.shown.run.step.phase] in tip
    assert "iteration" in tip


def test_every_text_of_the_status_bar_has_a_tooltip(program):
    assert all(label.toolTip() for label in program.window.status.values() if label.text())


def test_every_tooltip_of_the_window_is_wrapped(program):
    window = program.window
    tips = [widget.toolTip() for widget in window.findChildren(QWidget)]
    actions = window.findChildren(QAction)
    tips += [action.toolTip() for action in actions if action.toolTip() != action.iconText()]
    assert [tip for tip in tips if any(len(line) > MAX_LINE_LENGTH for line in tip.split("\n"))] == []


def test_every_button_of_the_window_has_a_tooltip_or_words(program):
    silent = [
        button
        for button in program.window.findChildren(QAbstractButton)
        if button.isVisible() and not (button.toolTip() or button.text())
        if not isinstance(button.parent(), QTabBar)  # Qt's own arrows have neither
    ]
    assert silent == []


def test_the_heading_of_a_pane_explains_its_terms(program, rest):
    program.actions["compare"].trigger()
    rest()
    program.presenter.go_to_end()
    rest()
    canvas = program.window.panes.canvases[0]
    assert "inertia" in canvas.cell.figures
    for y, is_heading in ((canvas.height() // 2, False), (20, True)):
        place = QPoint(60, y)
        QApplication.sendEvent(canvas, QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place)))
        assert QToolTip.isVisible() == is_heading
    assert "ARI: The adjusted Rand index" in QToolTip.text()
    assert "Inertia: The sum" in QToolTip.text()
    QToolTip.hideText()
