"""The card of the algorithm has the formulas of the step on screen with its numbers."""

import pytest
from PySide6.QtCore import Qt

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.export.formulas.formula_text import formula_text
from clusterlab.session.analysis import step_formulas

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def card(program, rest):
    """The card of the algorithm, which is on screen."""
    program.window.show_about()
    rest()
    return program.window.about


def wanted(program):
    """The formulas of the step on screen and of what is selected, as text."""
    selected = program.highlight.selected
    row = next(iter(selected)) if len(selected) == 1 else None
    center = program.window.canvas.pointer.center
    found = step_formulas.step_formulas(program.presenter.shown.run, row, center).formulas
    return "\n".join(map(formula_text, found))


def test_the_formulas_follow_the_step(program, card, press):
    press(Qt.Key.Key_Home)
    seen = [card.numbers.words]
    for _ in range(program.presenter.shown.length - 1):
        press(Qt.Key.Key_Right)
        assert card.numbers.words == wanted(program)
        seen.append(card.numbers.words)
    assert seen[0].startswith("p(x")
    assert seen[-1].splitlines()[-1].startswith("J = ")
    assert len(set(seen)) > 3


def test_they_are_about_the_selected_row_and_center(program, card, press, rest):
    press(Qt.Key.Key_End)
    program.highlight.select((16,))
    rest()
    assert card.numbers.words.startswith("a₁₇ = ")
    press(Qt.Key.Key_Left)
    program.highlight.clear()
    press(Qt.Key.Key_W, SHIFT)
    press(Qt.Key.Key_W, SHIFT)
    assert card.numbers.words.startswith("c₂ = ")


@pytest.mark.usefixtures("k_charts")
def test_nothing_is_computed_while_they_are_not_visible(program, card, press, monkeypatch):
    asked = []
    monkeypatch.setattr(step_formulas, "step_formulas", lambda *args: asked.append(args))
    program.window.charts.tabs.setCurrentIndex(0)
    press(Qt.Key.Key_Home)
    assert not asked


def test_the_card_is_up_to_date_when_it_appears(program, press, rest):
    press(Qt.Key.Key_Home)
    program.window.show_about()
    rest()
    assert program.window.about.numbers.words == wanted(program) != ""


def test_every_algorithm_has_numbers_at_every_step_and_its_height_stays(program, card, press, rest):
    for name in ALGORITHMS.all():
        program.presenter.commands.choose_algorithm(name)
        rest()
        heights = set()
        for index in range(min(program.presenter.shown.length, 8)):
            program.presenter.go(index)
            rest()
            assert card.numbers.words == wanted(program) != ""
            heights.add(card.numbers.heightForWidth(card.numbers.width()))
        assert len(heights) <= 2, name  # a number may be wider than those that were known


def test_many_points_are_computed_on_a_worker(program, card, press, rest):
    program.presenter.commands.change_shape("points", 100_000)
    rest()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        press(key)
        assert card.numbers.words == wanted(program) != ""


def test_undo_shows_the_formulas_of_before(program, card, press, rest):
    press(Qt.Key.Key_End)
    before = card.numbers.words
    program.presenter.commands.choose_k(5)
    rest()
    press(Qt.Key.Key_End)
    assert card.numbers.words != before
    program.presenter.commands.undo()
    rest()
    press(Qt.Key.Key_End)
    assert card.numbers.words == before


def test_the_formulas_return_when_another_algorithm_is_undone_before_it_is_on_screen(program, card, rest):
    own = type(program.presenter.shown.session.algorithm)
    card.show_algorithm(ALGORITHMS.all()["dbscan"])
    card.show_algorithm(own)
    rest()
    assert card.numbers.words == wanted(program) != ""


def test_scaled_columns_are_named(program, card, rest, table):
    program.presenter.open_asked.emit(table)
    rest()
    program.presenter.commands.choose_scaling("z-score")
    rest()
    assert card.symbols.text().endswith("Numbers are those of the scaled columns (z-scored).")
