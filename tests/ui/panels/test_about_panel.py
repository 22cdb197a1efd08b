"""The About card of an algorithm."""

from dataclasses import asdict

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from clusterlab.core.about import ASPECTS
from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.algorithm_traits import TRAITS
from clusterlab.ui.dialogs.algorithm_overview import AlgorithmOverview
from clusterlab.ui.panels.about_panel import AboutPanel


def test_shows_the_card_of_an_algorithm(qtbot):
    page = AboutPanel()
    qtbot.addWidget(page)
    page.make()
    for kind in ALGORITHMS.all().values():
        page.show_algorithm(kind)
        assert page.title.text() == kind.title
        assert page.idea.text().replace("\u2060", "") == kind.about.idea
        answers = asdict(kind.about)
        assert {name: page.answers[name].text() for name in ASPECTS} == {
            name: answers[name] for name in ASPECTS
        }
        assert len(page.code.lines) == len(kind.about.pseudocode)


def test_a_missing_card_is_reported(qtbot):
    page = AboutPanel()
    qtbot.addWidget(page)
    page.make()
    page.show_algorithm(type("Bare", (), {"title": "Bare", "about": None}))
    assert page.idea.text() == "Bare has no description."
    assert page.formula.isHidden() or not page.formula.isVisibleTo(page)


def highlighted_lines(code):
    return [label.text() for _, label in code.lines if label.property("lit")]


def test_steps_highlight_the_pseudocode_of_their_phase(program, press):
    page = program.window.about
    press(Qt.Key.Key_Home)
    page.make()
    assert highlighted_lines(page.code) == ["choose K centers"]
    press(Qt.Key.Key_End)
    assert highlighted_lines(page.code) == ["each point joins its nearest center"]
    press(Qt.Key.Key_Left)
    assert highlighted_lines(page.code) == ["each center moves to the mean of its points"]


def test_the_link_above_the_form_opens_the_card(program, click):
    click(program.window.algorithm.about)
    assert program.window.about.isVisible()


def test_the_card_opens_in_the_drawer_of_a_narrow_window(program, click, qtbot):
    program.window.resize(1024, 768)
    qtbot.waitUntil(lambda: not program.window.about.isVisible())
    click(program.window.algorithm.about)
    assert program.window.about.isVisible()


def test_an_example_is_undone_in_one_step(program, rest, click):
    presenter, before = program.presenter, program.presenter.document.session
    click(program.window.algorithm.about)
    click(program.window.about.bad_example)
    session = presenter.document.session
    example = type(session.algorithm).about.bad_example
    assert (session.source.name, session.k) == (example.shape, example.algorithm_params["k"])
    assert session.source.seed == example.shape_params["seed"]
    presenter.commands.undo()
    rest()
    assert presenter.document.session == before


def test_the_overview_shows_every_algorithm_with_its_aspects(program):
    program.actions["show_algorithms"].trigger()
    (overview,) = program.window.findChildren(AlgorithmOverview)
    table, kinds = overview.table, list(ALGORITHMS.all().values())
    QApplication.processEvents()
    answers = [trait.answer for trait in TRAITS.values()]
    assert table.texts() == [[kind.title, *(answer(kind) for answer in answers)] for kind in kinds]
    for row in range(len(kinds)):
        for column, words in enumerate(table.texts()[row]):
            place = QRect(0, 0, table.columnWidth(column) - 22, 10_000)
            text = table.fontMetrics().boundingRect(place, Qt.TextFlag.TextWordWrap, words)
            assert table.rowHeight(row) >= text.height() + 16  # nothing is cut off
    overview.close()
